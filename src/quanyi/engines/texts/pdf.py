"""Text of a PDF, page by page, read in a child process with limits on time and memory."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from quanyi.engines.texts.errors import TextError
from quanyi.engines.texts.limits import TextLimits
from quanyi.engines.texts.parts import Part

_READER = Path(__file__).parent / "pdf_reader.py"
_REFUSED = 3


def read_pdf(data: bytes, name: str, limits: TextLimits) -> Iterator[Part]:
    """Read a PDF, one part a page; a scanned page has an empty text, since nothing here reads pictures.

    Raises:
        TextError: the file is damaged, protected, has too many pages, or takes too long or too much memory.
    """
    words = [sys.executable, str(_READER), str(limits.memory), str(limits.pages)]
    try:
        # The words are our own and the file goes in through a pipe: nothing of it reaches a shell.
        done = subprocess.run(words, input=data, capture_output=True, timeout=limits.seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise TextError(f"{name}: reading the PDF takes more than {limits.seconds} seconds; it is refused") from error
    if done.returncode == _REFUSED:
        raise TextError(f"{name}: the PDF cannot be read: {done.stderr.decode('utf-8', 'replace')}")
    if done.returncode:
        raise TextError(f"{name}: the PDF cannot be read: its reader stopped; the file is damaged or hostile")
    for number, line in enumerate(done.stdout.splitlines(), 1):
        text: str = json.loads(line)
        yield Part(f"{name}#{number}", text.replace("\r\n", "\n"))
