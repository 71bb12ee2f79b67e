"""Word files: automatic numbers of every setting, tables, text boxes, tracked changes, and hostile packages."""

import io
import zipfile

import pytest

from quanyi.engines.outline import OutlineError, parse

from .plans_as_files import level, list_on, package, paragraph


def outline(document):
    return ["  " * (node.level - 1) + node.number + node.title for node in document.walk()]


def listed(text, depth=0, list_id=1):
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def numbering(*levels, more=""):
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{list_on("0")}{more}'


def style(key, name, properties, based_on=""):
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    inner = f'<w:name w:val="{name}"/>{base}<w:pPr>{properties}</w:pPr>'
    return f'<w:style w:type="paragraph" w:styleId="{key}">{inner}</w:style>'


NUMBERED = '<w:numPr><w:numId w:val="1"/></w:numPr>'


def test_a_deeper_level_begins_again_behind_an_outer_one():
    data = package(
        listed("甲") + listed("乙", 1) + listed("丙", 1) + listed("丁") + listed("戊", 1),
        numbering=numbering(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>")),
    )
    assert outline(parse(data)) == ["一、甲", "  1.1乙", "  1.2丙", "二、丁", "  2.1戊"]


def test_a_level_set_not_to_restart_goes_on():
    data = package(
        listed("甲") + listed("乙", 1) + listed("丁") + listed("戊", 1),
        numbering=numbering(
            level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
        ),
    )
    assert outline(parse(data)) == ["一、甲", "  1.乙", "二、丁", "  2.戊"]


def test_a_second_list_on_the_same_definition_starts_where_it_says():
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    data = package(
        listed("甲") + listed("乙") + listed("丙", list_id=2) + listed("丁", list_id=2),
        numbering=numbering(level(0, "decimal", "%1."), more=list_on("0", "2", restart)),
    )
    assert [node.number for node in parse(data).walk()] == ["1.", "2.", "1.", "2."]


def test_numbers_may_come_from_the_paragraph_style():
    styles = style("a", "heading 1", NUMBERED + '<w:outlineLvl w:val="0"/>')
    styles += style("b", "heading 2", NUMBERED + '<w:outlineLvl w:val="1"/>') + style("c", "own", "", "b")
    lists = numbering(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="a"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="b"/>'),
    )
    body = "".join(
        paragraph(text, f'<w:pStyle w:val="{key}"/>')
        for key, text in (("a", "甲"), ("b", "乙"), ("c", "丙"), ("a", "丁"))
    )
    assert outline(parse(package(body, styles=styles, numbering=lists))) == [
        "一、甲",
        "  （一）乙",
        "  （二）丙",
        "二、丁",
    ]


def test_bullets_nest_by_their_level():
    data = package(
        paragraph("一、目标") + listed("甲") + listed("乙", 1) + listed("丙"),
        numbering=numbering(level(0, "bullet", "\uf06c"), level(1, "bullet", "o")),
    )
    assert outline(parse(data)) == ["一、目标", "  •甲", "    •乙", "  •丙"]


def test_a_number_of_its_own_making_is_kept():
    data = package(listed("甲，落实。") + listed("乙，落实。"), numbering=numbering(level(0, "decimal", "任务%1：")))
    assert [(node.number, node.text) for node in parse(data).walk()] == [
        ("任务1：", "甲，落实。"),
        ("任务2：", "乙，落实。"),
    ]


def test_number_none_in_a_paragraph_switches_the_number_of_its_style_off():
    styles = style("a", "x", NUMBERED)
    body = paragraph("甲", '<w:pStyle w:val="a"/>')
    body += paragraph("说明。", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    document = parse(package(body, styles=styles, numbering=numbering(level(0, "decimal", "%1."))))
    assert (outline(document), document.nodes[0].text) == (["1.甲"], "说明。")


def test_a_soft_line_break_ends_a_line():
    body = "<w:p><w:r><w:t>一、甲</w:t><w:br/><w:t>1.乙</w:t><w:br/><w:t>落实。</w:t></w:r></w:p>"
    document = parse(package(body))
    assert (outline(document), document.nodes[0].children[0].text) == (["一、甲", "  1.乙"], "落实。")


def test_struck_out_text_is_left_out_with_a_warning_and_insertions_stay():
    body = (
        "<w:p><w:r><w:t>一、甲</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>"
    )
    document = parse(package(body))
    assert (outline(document), document.warnings[0].code) == (["一、甲新"], "deleted-text")


def test_a_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>（一）框中</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>一、甲</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert outline(parse(package(body))) == ["一、甲", "  （一）框中"]


def test_a_page_inside_a_one_column_table_is_read_as_text():
    cell = "".join(paragraph(text) for text in ("一、甲", "落实。", "二、乙", "落实。", "三、丙", "落实。"))
    assert outline(parse(package(f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"))) == ["一、甲", "二、乙", "三、丙"]


def test_a_table_of_contents_is_noise():
    toc = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目录')}{paragraph('一、甲1')}</w:sdtContent></w:sdt>"
    )
    document = parse(package(toc + paragraph("一、甲") + paragraph("落实。")))
    assert (outline(document), [each["text"] for each in document.as_dict()["noise"]]) == (
        ["一、甲"],
        ["目录", "一、甲1"],
    )


def test_cells_merged_across_keep_their_columns():
    row = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr>'
    table = (
        f"<w:tbl>{row.format(paragraph('甲'), paragraph('乙'))}{row.format(paragraph('丙'), paragraph('丁'))}</w:tbl>"
    )
    part = parse(package(paragraph("一、表") + table)).nodes[0].parts[0]
    assert [[cell.text for cell in line] for line in part.table.rows] == [["甲", "", "乙"], ["丙", "", "丁"]]


def test_footnotes_are_not_lost():
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">'
        "<w:p><w:r><w:t>注：含理财子公司。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    body = '<w:p><w:r><w:t>一、甲</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    assert parse(package(body, extra={"word/footnotes.xml": notes})).nodes[0].text == "注：含理财子公司。"


def test_strict_open_xml_is_read():
    data = package(paragraph("一、甲"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            text = old.read(entry).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(entry, text)
    assert outline(parse(stream.getvalue())) == ["一、甲"]


def test_prose_in_a_heading_style_stays_prose():
    styles = style("a", "heading 1", '<w:outlineLvl w:val="0"/>')
    prose = "各部门要充分认识客户权益保护工作的重要意义，切实加强组织领导，层层压实责任，确保各项任务落到实处。"
    body = "".join(paragraph(text, '<w:pStyle w:val="a"/>') for text in ("总体要求", prose, "一、" + prose, "工作目标"))
    document = parse(package(body, styles=styles))
    assert [(node.number, node.title, node.text) for node in document.walk()] == [
        ("", "总体要求", prose),
        ("一、", "", prose),
        ("", "工作目标", ""),
    ]


def test_entities_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w"><w:body/></w:document>'
    with pytest.raises(OutlineError, match="refused as unsafe"):
        parse(package("", extra={"word/document.xml": bomb}))


def test_an_outside_entity_is_refused():
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><w:document xmlns:w="w"><w:body/></w:document>'
    with pytest.raises(OutlineError, match="refused as unsafe"):
        parse(package("", extra={"word/document.xml": outside}))


def test_a_part_that_unpacks_too_far_is_refused():
    with pytest.raises(OutlineError, match="zip bomb"):
        parse(package(f"<w:p><w:r><w:t>{'甲' * 3_000_000}</w:t></w:r></w:p>"))


def test_a_part_that_is_too_large_is_refused():
    with pytest.raises(OutlineError, match="unpacks to more than 24 MB"):
        parse(package(f"<w:p><w:r><w:t>{'甲' * 9_000_000}</w:t></w:r></w:p>"))


def test_elements_nested_without_end_are_refused():
    with pytest.raises(OutlineError, match="nested too deeply"):
        parse(package("<w:p>" + "<w:smartTag>" * 20_000 + "</w:smartTag>" * 20_000 + "</w:p>"))


def test_a_workbook_is_refused_with_a_way_out():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(OutlineError, match="holds no Word document"):
        parse(stream.getvalue(), "plan.xlsx")


def test_broken_xml_is_named():
    with pytest.raises(OutlineError, match=r"word/document\.xml is no well-formed XML"):
        parse(package("", extra={"word/document.xml": "<w:document"}))
