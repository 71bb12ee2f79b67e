"""Times the outline engine on a plan of forty pages as .docx and as text, and the cold start of its command."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import docx

from quanyi.engines.outline import draft, parse, render

_PAGE = 700  # characters of an official page: 22 lines of 28 signs, and some more
_GROUP = """（{n}）强化客户信息安全
1.健全管理制度：六月底前修订《客户信息保护管理办法》，明确收集、存储、使用、传输各环节的要求，由法律合规部牵头、信息科技部配合。
2.严格访问控制：遵循最小必要原则，每季度开展一次权限审计，离职人员权限当日收回。（牵头部门：信息科技部；配合部门：各部门）
3.加强技术防护：部署数据防泄漏系统；定期开展漏洞扫描，及时修复漏洞；每年至少组织两次应急演练，客户满意度不低于95%。
"""
_HAN = "一二三四五六七八九十"


def plan(pages: int) -> str:
    """Return a plan of so many pages."""
    text, section = "某某银行2026年客户权益保护工作方案\n", 0
    while len(text) < pages * _PAGE:
        section += 1
        text += f"{_HAN[section % 10]}、重点工作举措\n" + "".join(_GROUP.format(n=n) for n in _HAN)
    return text


def as_docx(text: str) -> bytes:
    """Return the text as a Word file, one paragraph a line."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        document.save(file.name)
        return Path(file.name).read_bytes()


def timed(action: Callable[[], object], runs: int) -> dict[str, float]:
    """Return median and spread in milliseconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return {
        "median_ms": round(statistics.median(times), 1),
        "least_ms": round(min(times), 1),
        "most_ms": round(max(times), 1),
    }


def main(argv: Sequence[str]) -> int:
    """Print one JSON object with the figures."""
    parser = argparse.ArgumentParser(prog="bench/outline.py")
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args(argv)
    text = plan(options.pages)
    word = as_docx(text)
    document = parse(text)
    drafted = draft(document)
    command = [sys.executable, "-m", "quanyi", "outline", "-", "--json"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    result = {
        "pages": options.pages,
        "characters": len(text),
        "nodes": sum(1 for _ in document.walk()),
        "measures": len(drafted.measures),
        "parse_text": timed(lambda: parse(text), options.runs),
        "parse_docx": timed(lambda: parse(word, "plan.docx"), options.runs),
        "draft": timed(lambda: draft(document), options.runs),
        "render": timed(lambda: render(document), options.runs),
        "command_on_ten_lines": timed(
            lambda: subprocess.run(
                command, input="一、甲\n".encode() * 10, capture_output=True, check=True, env=environment
            ),
            options.runs,
        ),
        "not_run": "no peer: no other library that reads these outlines into drafts was found to compare with",
    }
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
