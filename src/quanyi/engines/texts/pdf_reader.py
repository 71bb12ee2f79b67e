"""Reads a PDF in a process of its own, so that a hostile file can end, at worst, this process and not the caller's.

Run as a script: the file comes in on the standard input, one JSON text a page goes out on the standard output. Imports
nothing of Quanyi, so that it starts fast.
"""

import json
import resource
import sys

import pypdfium2


def main(arguments: list[str]) -> int:
    """Read one PDF.

    Args:
        arguments: the most memory in bytes and the most pages.

    Returns:
        0 when all pages were written, 3 with a sentence on the standard error when the file cannot be read.
    """
    memory, most_pages = int(arguments[0]), int(arguments[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    data = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > most_pages:
            return _refuse(f"{len(document)} pages, more than {most_pages}")
        for page in document:
            text = page.get_textpage().get_text_bounded()
            sys.stdout.write(json.dumps(text) + "\n")
            page.close()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return _refuse("it is protected by a password; save it without one")
        return _refuse(f"it is damaged: {error}")
    except MemoryError:
        return _refuse("it needs too much memory")
    return 0


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence)
    return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
