import io
import time
import zipfile
from email.message import EmailMessage

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quanyi.engines.sheets import Limits, write_xlsx
from quanyi.engines.texts import Part, TextError, TextLimits, read_bytes, read_parts
from quanyi.engines.texts.reading import kind_of

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def office(members):
    return archive({"[Content_Types].xml": "<Types/>"} | members)


def word(body, **others):
    members = {"word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>"}
    return office(members | {f"word/{name}.xml": f"<w:x {WORD}>{text}</w:x>" for name, text in others.items()})


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def slide(*texts):
    return "".join(f"<a:p {DRAWING}><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts).join(["<s>", "</s>"])


def pdf(*pages):
    """A PDF by hand, one line of text a page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        stream = f"BT /F 24 Tf 50 700 Td ({text}) Tj ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects) + 2} 0 R /Resources"
            " << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>"
    )
    return out + f"{trailer}\nstartxref\n{len(out)}\n%%EOF\n".encode()


def mail():
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "投诉转办", "办公室 <a@example.org>", "b@example.org"
    message.set_content("请于五日内办结。")
    message.add_alternative("<p>请于<b>五日</b>内办结。</p>", subtype="html")
    message.add_attachment(
        word(paragraph("附件正文")), maintype="application", subtype="octet-stream", filename="附件.docx"
    )
    return message


def xlsx():
    stream = io.BytesIO()
    write_xlsx(stream, ["姓名"], [["张三"]], sheet="台账")
    return stream.getvalue()


def texts(data, name, limits=None):
    return [(part.name, part.text) for part in read_bytes(data, name, limits or TextLimits())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a"])
def test_a_text_is_read_in_each_encoding(name, encoding):
    assert texts("您好，𠮷先生".encode(encoding), name) == [(name, "您好，𠮷先生")]


def test_a_file_on_disk_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("正文", encoding="utf-8")
    assert list(read_parts(tmp_path / "a.txt")) == [Part("a.txt", "正文")]


def test_a_table_comes_as_a_table():
    (part,) = read_bytes("姓名,电话\n张三,1\n".encode("gb18030"), "a.csv")
    assert part.table is not None
    assert (part.name, part.text, part.table.columns, part.table.rows) == (
        "a.csv",
        "",
        ["姓名", "电话"],
        [["张三", "1"]],
    )


def test_a_workbook_gives_a_part_a_sheet():
    (part,) = read_bytes(xlsx(), "a.xlsx")
    assert part.table is not None
    assert (part.name, part.table.rows) == ("a.xlsx#台账", [["张三"]])


def test_a_word_document_is_read_with_tables_headers_footnotes_and_text_boxes():
    row = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("甲", "乙"))
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{paragraph('文本框')}</mc:Choice><mc:Fallback>{paragraph('文本框')}</mc:Fallback></mc:AlternateContent>"
    )
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>关于</w:t></w:r><w:r><w:t>方案</w:t><w:tab/><w:t>一</w:t>"
        "</w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
        f"<w:tbl><w:tr>{row}</w:tr></w:tbl><w:p><w:r>{box}</w:r></w:p>{paragraph('结尾')}"
    )
    data = word(body, footnotes=paragraph("脚注"), header1=paragraph("页眉"), footer2=paragraph("页脚"))
    assert texts(data, "a.docx") == [("a.docx", "关于方案\t一\n甲\t乙\n文本框\n结尾\n页眉\n页脚\n脚注")]


def test_a_word_document_of_python_docx_is_read_whole():
    made = docx.Document()
    made.add_heading("年度方案")
    made.add_paragraph("第一条")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "任务", "部门"
    made.sections[0].header.paragraphs[0].text = "内部资料"
    stream = io.BytesIO()
    made.save(stream)
    assert texts(stream.getvalue(), "a.docx") == [("a.docx", "年度方案\n第一条\n任务\t部门\n内部资料")]


def test_a_presentation_gives_a_part_a_slide_in_their_order_with_notes():
    data = office(
        {
            "ppt/notesSlides/notesSlide2.xml": slide("备注"),
            "ppt/slides/slide10.xml": slide("十"),
            "ppt/slides/slide2.xml": slide("理财", "有风险"),
        }
    )
    assert texts(data, "a.pptx") == [("a.pptx#2", "理财\n有风险\n备注"), ("a.pptx#10", "十")]


def test_a_pdf_gives_a_part_a_page():
    assert texts(pdf("card 6222", "two"), "a.pdf") == [("a.pdf#1", "card 6222"), ("a.pdf#2", "two")]


def test_a_web_page_gives_its_visible_text():
    page = """<!DOCTYPE html><html><head><title>理财</title><style>p{color:red}</style><SCRIPT>var a="<p>";</SCRIPT >
    </head>
    <!-- 注释 <p>不</p> --><body><p>年化&nbsp;<b>3.5%</b>&lt;浮动&gt;<p title='a>b'>保本？ 1 < 2</p><img alt="海报文字">
    <table><tr><td>甲</td><td>乙</td></tr></table><?php x ?></body></html>"""
    assert texts(page.encode(), "a.html") == [("a.html", "理财\n年化 3.5%<浮动>\na>b 保本？ 1 < 2\n海报文字\n甲\t乙")]


def test_a_web_page_follows_its_declared_encoding_and_is_known_without_its_ending():
    page = '<html><meta charset="gb2312"><p>您好</p></html>'
    assert texts(page.encode("gb18030"), "导出.xls") == [("导出.xls", "您好")]
    assert texts(page.encode(), "a.html") == [("a.html", "您好")]


def test_a_page_in_another_declared_encoding_is_read():
    page = '<html><meta charset="big5"><p>您好嗎</p></html>'
    assert texts(page.encode("big5"), "a.html") == [("a.html", "您好嗎")]


def test_a_mail_gives_headers_bodies_and_attachments():
    assert texts(mail().as_bytes(), "a.eml") == [
        (
            "a.eml",
            "Subject: 投诉转办\nFrom: 办公室 <a@example.org>\nTo: b@example.org\n请于五日内办结。\n\n请于五日内办结。",
        ),
        ("a.eml/附件.docx", "附件正文"),
    ]


def test_a_mail_inside_a_mail_and_a_body_in_gbk_are_read():
    outer = EmailMessage()
    outer["Subject"] = "转"
    outer.set_content("见附件")
    outer.add_attachment(mail())
    names = [name for name, _ in texts(outer.as_bytes(), "a.eml")]
    assert names == ["a.eml", "a.eml/2.eml", "a.eml/2.eml/附件.docx"]
    raw = b"Subject: =?gb2312?B?xOO6ww==?=\nContent-Type: text/plain; charset=gb2312\n\n" + "正文".encode("gb18030")
    assert texts(raw, "a.eml") == [("a.eml", "Subject: 你好\n正文")]


def test_an_archive_gives_the_parts_of_its_files_and_names_those_it_could_not_read():
    data = archive(
        {"说明.txt": "甲", "b/": "", "b/c.zip": archive({"d.html": "<html>乙"}), "e.png": b"\x89PNG", "f.txt": "丙"}
    )
    read = []
    with pytest.raises(TextError, match=r"a\.zip: not read: a\.zip/e\.png: this is a picture"):
        read.extend((part.name, part.text) for part in read_bytes(data, "a.zip"))
    assert read == [("a.zip/说明.txt", "甲"), ("a.zip/b/c.zip/d.html", "乙"), ("a.zip/f.txt", "丙")]


def test_names_packed_in_gbk_are_read():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("XXXX.txt", "甲")
    data = stream.getvalue().replace(b"XXXX", "投诉".encode("gb18030"))
    assert texts(data, "a.zip") == [("a.zip/投诉.txt", "甲")]


def nested(depth):
    data = archive({"a.txt": "底"})
    for _ in range(depth):
        data = archive({"x.zip": data})
    return data


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {WORD}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)

HOSTILE = {
    "entities": ("a.docx", office({"word/document.xml": ENTITIES}), "damaged or hostile"),
    "outside entity": (
        "a.docx",
        office({"word/document.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}),
        "damaged or hostile",
    ),
    "broken xml": ("a.docx", office({"word/document.xml": "<w:document>"}), "damaged or hostile"),
    "bomb": ("a.zip", archive({"a.txt": b" " * 30_000_000}), "times its size"),
    "climbing": ("a.zip", archive({"../../etc/a.txt": "x"}), "points outside"),
    "too deep": ("a.zip", nested(5), "more than 3 archives"),
    "cut zip": ("a.zip", nested(0)[:60], "damaged"),
    "not a pdf": ("a.pdf", b"hello", "this is no .pdf file"),
    "broken pdf": ("a.pdf", b"%PDF-1.7\n" + b"\xff\0" * 500, "it is damaged"),
    "not a docx": ("a.docx", b"hello", "this is no .docx file"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .docx"),
    "rtf": ("a.rtf", b"{\\rtf1 hello}", "save it as .docx"),
    "rar": ("a.rar", b"Rar!\x1a\x07", "pack it as .zip"),
    "binary": ("a.txt", b"\0\1\2\3", "zero bytes"),
    "binary page": ("a.html", b"<html>\0", "zero bytes"),
    "nested mail": ("a.eml", b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 100, "nests more than"),
    "empty table": ("a.csv", b"", "is empty"),
    "protected pdf": (
        "a.pdf",
        pdf("x").replace(
            b"/Root 1 0 R",
            b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O <"
            + b"00" * 32
            + b"> /U <"
            + b"00" * 32
            + b"> /P -4 >> /ID [<00><00>]",
        ),
        "protected by a password",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(kind):
    name, data, sentence = HOSTILE[kind]
    with pytest.raises(TextError, match=sentence) as caught:
        list(read_bytes(data, name))
    assert str(caught.value).startswith(name)


SLOW_PAGES = {
    "comments": "<!-" * 400_000 + "<!--" * 200_000,
    "scripts": "<script>" * 200_000,
    "tags": "<a " * 500_000,
    "quotes": "<a b='" * 200_000 + '<a b="' * 200_000,
    "spaces": "<b>&nbsp;</b> " * 60_000 + "\t" * 100_000,
    "signs": "<" * 300_000,
    "entities": "&#" * 500_000,
    "attributes": "<a " + "alt=" * 300_000,
}


@pytest.mark.parametrize("kind", SLOW_PAGES)
def test_no_page_takes_more_time_than_its_length(kind):
    begun = time.process_time()
    list(read_bytes(SLOW_PAGES[kind].encode(), "a.html"))
    assert time.process_time() - begun < 20  # quadratic ones take minutes


def test_limits_on_size_files_pages_and_time_hold():
    with pytest.raises(TextError, match="bytes are more than 3"):
        list(read_bytes(b"1234", "a.txt", TextLimits(sheets=Limits(size=3))))
    with pytest.raises(TextError, match="too many or too large files"):
        list(read_bytes(archive({f"{n}.txt": "x" for n in range(4)}), "a.zip", TextLimits(files=3)))
    with pytest.raises(TextError, match="too many or too large files"):
        list(read_bytes(archive({"x.zip": archive({"a.txt": "x" * 600})}), "a.zip", TextLimits(unpacked=700)))
    with pytest.raises(TextError, match="2 pages, more than 1"):
        list(read_bytes(pdf("a", "b"), "a.pdf", TextLimits(pages=1)))
    with pytest.raises(TextError, match="takes more than 0"):
        list(read_bytes(pdf("a"), "a.pdf", TextLimits(seconds=0)))


def test_a_missing_file_and_a_large_one_are_errors(tmp_path):
    with pytest.raises(TextError, match="cannot be opened"):
        list(read_parts(tmp_path / "no.txt"))
    (tmp_path / "a.txt").write_text("1234")
    with pytest.raises(TextError, match="more than 3"):
        list(read_parts(tmp_path / "a.txt", TextLimits(sheets=Limits(size=3))))


SEEDS = {
    "a.docx": word(paragraph("甲")),
    "a.xlsx": xlsx(),
    "a.pptx": office({"ppt/slides/slide1.xml": slide("甲")}),
    "a.zip": archive({"a.txt": "甲", "b.csv": "a,b\n1,2\n"}),
    "a.eml": mail().as_bytes(),
    "a.html": b"<html><p title='a'>b<!-- c --></p><script>d</script>",
    "a.csv": b'"a",b\n1,"2\n3"\n',
}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SEEDS)), st.data())
def test_a_file_changed_anywhere_is_read_or_refused_and_never_crashes(name, draw):
    data = bytearray(SEEDS[name])
    for _ in range(draw.draw(st.integers(1, 4))):
        place = draw.draw(st.integers(0, len(data) - 1))
        data[place] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.one_of(st.none(), st.integers(0, len(data))))
    try:
        list(read_bytes(bytes(data[:cut]), name))
    except TextError as error:
        assert str(error)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["a.txt", "a.csv", "a.html", "a.eml", "a.md", "a"]), st.binary(max_size=300))
def test_no_bytes_crash_a_reader(name, data):
    try:
        list(read_bytes(data, name))
    except TextError as error:
        assert str(error)


def test_a_kind_is_told_by_content_before_its_ending():
    assert [kind_of(SEEDS["a.docx"], "a.zip"), kind_of(pdf("x"), "a.txt"), kind_of(b"x", "a.csv")] == [
        "docx",
        "pdf",
        "csv",
    ]
