"""What is taken in and what is not, with reasons in plain words."""

import io
import zipfile

import pytest
from django.utils import translation

from quanyi.foundation.documents.rules import Unacceptable, allowed, clean_name, recognised
from quanyi.foundation.documents.steps.keep import SENTENCES

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = b"%PDF-1.7\n" + b"x" * 100
PNG = bytes.fromhex("89504e470d0a1a0a") + b"x" * 50
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def sentence_for(refused):
    return str(SENTENCES[refused.value.code]) % refused.value.words


def zipped(*names, content=b"<x/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("回单.pdf", PDF, "application/pdf"),
        ("照片.PNG", PNG, "image/png"),
        ("v1.2 合同.pdf", PDF, "application/pdf"),
        (
            "a.docx",
            zipped("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.ofd", zipped("OFD.xml"), "application/ofd"),
        ("旧.doc", OLE, "application/msword"),
        ("说明.txt", "客户称未收到短信".encode("gb18030"), "text/plain"),
        ("说明.txt", "客户称未收到短信".encode("utf-16"), "text/plain"),
        ("台账.csv", "编号,事由\n1,年费\n".encode(), "text/csv"),
    ],
)
def test_files_of_the_office_are_taken_in(name, content, media_type):
    assert recognised(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "“a.pdf” is empty"),
        ("setup.exe", b"MZ", "“setup.exe” carries the extension of a program or web page; it is not taken in"),
        ("a.exe.pdf", PDF, "“a.exe.pdf” carries the extension of a program or web page; it is not taken in"),
        ("a.pdf", b"MZ\x90\0", "“a.pdf” is a program, whatever its name says; it is not taken in"),
        ("a.pdf", b"#!/bin/sh\n", "“a.pdf” is a program, whatever its name says; it is not taken in"),
        ("a.svg", b"<svg/>", "“a.svg” carries the extension of a program or web page; it is not taken in"),
        ("a.png", PDF, "“a.png” is named like a file of type PNG but its content is something else"),
        (
            "a.docx",
            zipped("xl/workbook.xml"),
            "“a.docx” is named like a file of type Word but its content is something else",
        ),
        ("a.docx", b"PK\x03\x04 broken", "“a.docx” is damaged and cannot be opened"),
        ("a.txt", b"\x00\x01\x02binary\xff", "“a.txt” is not readable text"),
    ],
)
def test_everything_else_is_refused_with_its_reason(name, content, sentence):
    with pytest.raises(Unacceptable) as refused:
        recognised(name, content)
    assert sentence_for(refused) == sentence


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docm", zipped("word/document.xml")),
        ("a.xlsx", zipped("xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.xls", OLE + "_VBA_PROJECT".encode("utf-16-le")),
    ],
)
def test_macros_are_refused_and_the_way_out_is_named(name, content):
    with pytest.raises(Unacceptable) as refused:
        recognised(name, content)
    assert "Save it without macros" in sentence_for(refused)


def test_a_bomb_is_refused_before_anything_is_unpacked():
    bomb = zipped("xl/workbook.xml", content=b"\0" * 20_000_000)
    with pytest.raises(Unacceptable) as refused:
        recognised("a.xlsx", bomb)
    assert refused.value.code == "bomb"


def test_a_file_without_an_allowed_extension_names_those_that_are():
    with pytest.raises(Unacceptable) as refused:
        recognised("data.xyz", b"abc")
    assert "、".join(allowed().extensions) in sentence_for(refused)


def test_a_file_above_its_limit_is_refused_with_the_limit():
    text = b"a" * (20 * 1024 * 1024 + 1)
    with pytest.raises(Unacceptable) as refused:
        recognised("a.txt", text)
    assert sentence_for(refused).startswith("“a.txt” is larger than 20 MB")


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("C:\\temp\\回单.pdf", "回单.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
    ],
)
def test_names_lose_folders_and_deceptive_characters(given, clean):
    assert clean_name(given) == clean


def test_a_name_must_have_something_to_read_and_an_end():
    with pytest.raises(Unacceptable) as refused:
        clean_name("dir/\u200b.")
    assert sentence_for(refused) == "The file has no name"
    with pytest.raises(Unacceptable) as refused:
        clean_name("长" * 151 + ".pdf")
    assert sentence_for(refused) == "The file's name is too long: at most 150 characters"
