"""Text of a mail: its headers and bodies, and the files attached to it."""

import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from quanyi.engines.sheets import SheetError
from quanyi.engines.texts.errors import TextError
from quanyi.engines.texts.pages import decode_declared, read_page

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_MOST_PARTS = 1_000
#: The parser looks at every line once per level, and every level costs a boundary or an inner mail.
_MOST_LEVELS = 64
_LEVEL = re.compile(rb"boundary\s*=|message/", re.IGNORECASE)


def open_mail(data: bytes, name: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Read a mail.

    Args:
        data: the mail as stored in an .eml file.
        name: how to call it in an error.

    Returns:
        The text (headers, then bodies) and the attachments as name and content, mails inside the mail among them.

    Raises:
        TextError: the mail is damaged or has too many parts.
        SheetError: a body is no text.
    """
    if len(_LEVEL.findall(data)) > _MOST_LEVELS:
        raise TextError(f"{name}: the mail nests more than {_MOST_LEVELS} parts; it is refused")
    # The old policy: the new one parses headers with an algorithm whose time explodes on hostile ones.
    try:
        message = email.message_from_bytes(data)
        texts = [f"{header}: {_header(message.get(header))}" for header in _HEADERS if message.get(header)]
        attachments: list[tuple[str, bytes]] = []
        for number, part in enumerate(_leaves(message), 1):
            if number > _MOST_PARTS:
                raise TextError(f"{name}: the mail has more than {_MOST_PARTS} parts")
            _take(part, number, name, texts, attachments)
    except (SheetError, TextError):
        raise
    except (MessageError, RecursionError, LookupError, AttributeError, TypeError, ValueError) as error:
        raise TextError(f"{name}: the mail is damaged: {error!r}") from error
    return "\n".join(texts), attachments


def _leaves(message: Message) -> Iterator[Message]:
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            yield from _leaves(part) if isinstance(part, Message) else ()
    else:
        yield message


def _take(part: Message, number: int, name: str, texts: list[str], attachments: list[tuple[str, bytes]]) -> None:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            attachments.append((f"{number}.eml", inner[0].as_bytes()))
        return
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    filename = part.get_filename()
    if filename:
        attachments.append((_header(filename).replace("/", "_").replace("\\", "_"), content))
    elif part.get_content_type() == "text/html":
        texts.append(read_page(content, name))
    elif part.get_content_maintype() == "text" and content.strip():
        texts.append(decode_declared(content, part.get_content_charset(), name))
    elif content.strip():
        attachments.append((f"{number}.{part.get_content_subtype()}", content))


def _header(value: object) -> str:
    text = str(value)
    try:
        return " ".join(str(make_header(decode_header(text))).split())
    except (UnicodeError, LookupError, ValueError):
        return text
