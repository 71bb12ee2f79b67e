"""Makes the plans of this folder into the files that banks have: .docx by Word's ways and by WPS's, .txt, .md."""

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

PLANS = Path(__file__).parent / "plans"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def text_of(name: str) -> str:
    return (PLANS / f"{name}.txt").read_text(encoding="utf-8")


def marked(name: str) -> list[tuple[str, str]]:
    """Return (mark, text) of a plan written with @marks."""
    return [(mark, text) for mark, text in re.findall(r"^@(\S+) ?(.*)$", text_of(name), re.MULTILINE)]


def content(text: str) -> str:
    """All characters that are neither blanks nor invisible (zero-width) signs of pasted text."""
    return "".join(re.sub("[\u200b\u200c\u200d\u2060\ufeff]", "", text).split())


def package(body: str, *, styles: str = "", numbering: str = "", extra: dict[str, str] | None = None) -> bytes:
    """Zip raw XML into a .docx."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    if styles:
        parts["word/styles.xml"] = f"<w:styles {NAMESPACES}>{styles}</w:styles>"
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in (parts | (extra or {})).items():
            archive.writestr(path, text)
    return stream.getvalue()


def paragraph(text: str, properties: str = "", *, bold: bool = False) -> str:
    """One paragraph; every ^ is a soft line break behind a bold head, as WPS users type run-in headings."""
    run = "<w:b/>" if bold else ""
    runs = "".join(
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{run}</w:rPr><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        for piece in re.findall(r".{1,7}", text)
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def level(depth: int, form: str, pattern: str, extra: str = "") -> str:
    """One level of a list definition."""
    inner = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{pattern}"/>'
    return f'<w:lvl w:ilvl="{depth}">{inner}</w:lvl>'


def list_on(abstract: str, key: str = "1", extra: str = "") -> str:
    """A list that uses a definition."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{extra}</w:num>'


def styled_docx() -> bytes:
    """Built-in heading styles without any number."""
    document = docx.Document()
    for mark, text in marked("styled"):
        if mark == "title":
            document.add_heading(text, level=0)
        elif mark.startswith("h"):
            document.add_heading(text, level=int(mark[1]))
        else:
            document.add_paragraph(text)
    return saved(document)


def automatic_docx() -> bytes:
    """Every number is Word's own: one multi-level list with Chinese counting, nothing typed."""
    levels = (("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
    made = "".join(
        level(depth, form, pattern, '<w:suff w:val="nothing"/>') for depth, (form, pattern) in enumerate(levels)
    )
    numbering = f'<w:abstractNum w:abstractNumId="3">{made}</w:abstractNum>{list_on("3", "7")}'
    body = ""
    for mark, text in marked("automatic"):
        if mark == "title":
            body += paragraph(text, '<w:jc w:val="center"/>', bold=True)
        elif mark == "text":
            body += paragraph(text)
        else:
            body += paragraph(text, f'<w:numPr><w:ilvl w:val="{mark}"/><w:numId w:val="7"/></w:numPr>')
    return package(body, numbering=numbering)


def tables_docx() -> bytes:
    """Typed numbers and five tables, one with cells merged downwards."""
    document = docx.Document()
    table = None
    for mark, text in marked("tables"):
        if mark in {"table", "row"}:
            cells = text.split("|")
            table = document.add_table(rows=0, cols=len(cells)) if mark == "table" else table
            row = table.add_row()
            for cell, value in zip(row.cells, cells, strict=True):
                cell.text = "" if value == "^" else value
            if "^" in cells:
                place = cells.index("^")
                table.rows[-2].cells[place].merge(row.cells[place])
            continue
        line = document.add_paragraph(text)
        if mark != "text":
            line.alignment = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}[mark]
    return saved(document)


def wps_docx() -> bytes:
    """As WPS writes: styles with bare numbers as ids, headings typed, bold run-in heads, text split into many runs."""
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/></w:style>'
    for key, level in (("2", 0), ("3", 1)):
        styles += (
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="heading {level + 1}"/><w:basedOn w:val="1"/>'
            f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr></w:style>'
        )
    body = ""
    for mark, text in marked("wps"):
        style = {"h1": "2", "h2": "3"}.get(mark, "1")
        properties = f'<w:pStyle w:val="{style}"/>' + ('<w:jc w:val="center"/>' if mark == "title" else "")
        head, _, rest = text.partition("^")
        if rest:
            first = paragraph("　　" + head, properties, bold=True).removesuffix("</w:p>")
            body += first + paragraph(rest).removeprefix("<w:p><w:pPr></w:pPr>")
        else:
            body += paragraph("　　" + text, properties, bold=mark in {"bold", "title"})
    return package(body, styles=styles)


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def files() -> dict[str, tuple[bytes, str]]:
    """Return for each plan its bytes and file name."""
    return {
        "styled": (styled_docx(), "styled.docx"),
        "automatic": (automatic_docx(), "automatic.docx"),
        "tables": (tables_docx(), "tables.docx"),
        "wps": (wps_docx(), "wps.docx"),
        "web": (text_of("web").encode(), "web.txt"),
        "misnumbered": (text_of("misnumbered").encode("utf-8-sig"), "misnumbered.txt"),
        "gb18030": (text_of("gb18030").encode("gb18030"), "gb18030.txt"),
        "markdown": (text_of("markdown").encode(), "markdown.md"),
        "parts": (text_of("parts").encode(), "parts.txt"),
        "folded": (text_of("folded").encode("utf-16"), "folded.txt"),
    }


def written(name: str) -> str:
    """Return the characters that a plan holds, the marks of this folder and of Markdown left out."""
    text = text_of(name)
    if text.startswith("@"):
        return content("".join(value.replace("|", "").replace("^", "") for _, value in marked(name)))
    if name == "markdown":
        return content(re.sub(r"(?m)^#+ |^> |\*\*|\||^\| ---.*$|---", "", text))
    return content(text)
