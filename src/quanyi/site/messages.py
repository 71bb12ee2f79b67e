"""Finds every message of a room and tells what its Chinese catalogue lacks."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from quanyi.site.catalogues import CATALOGUE, HOUSE, LANGUAGE

#: function → positions of context, message and plural among its arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
ALIASES = {"_": "gettext", "gettext_noop": "gettext"} | {f"{name}_lazy": name for name in FUNCTIONS}
CALL = re.compile(r"\b(gettext|ngettext|pgettext|npgettext|_)(?=\()")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%[sd]|\{(\w*)\}")
#: Half-width punctuation between or beside Chinese characters, where full-width belongs.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;!?()]|[,:;!?()][\u4e00-\u9fff]")
HEADER = {
    "Project-Id-Version": "Quanyi",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
Key = tuple[str | None, str]


@dataclass
class Message:
    """One message of a room: its id, its plural, its context and the files that use it."""

    text: str
    plural: str = ""
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """What tells messages apart."""
        return self.context, self.text


class UnreadableMessage(ValueError):
    """A message that no catalogue can hold, such as an f-string; the text names file and line."""


def rooms(house: Path = HOUSE) -> list[Path]:
    """Return the folder of every room (and of the roof) that is a Django app."""
    return sorted(path.parent for path in house.rglob("apps.py"))


def extract(room: Path) -> dict[Key, Message]:
    """Return every message of one room's Python files and templates.

    Args:
        room: the room's folder.

    Raises:
        UnreadableMessage: a message is not a plain text.
    """
    found: dict[Key, Message] = {}
    own = [path.parent for path in room.rglob("apps.py") if path.parent != room]
    for path in sorted(room.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or any(path.is_relative_to(other) for other in own):
            continue
        name = path.relative_to(room).as_posix()
        if path.suffix == ".py":
            messages = in_python(path.read_text("utf-8"), name)
        elif "templates" in path.parts:
            messages = in_template(path.read_text("utf-8"), name)
        else:
            continue
        for message in messages:
            kept = found.setdefault(message.key, message)
            kept.files.add(name)
            kept.plural = kept.plural or message.plural
    return found


def in_python(source: str, name: str) -> Iterator[Message]:
    """Yield the messages of one Python file."""
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        function = ALIASES.get(called, called)
        if function not in FUNCTIONS:
            continue
        texts: list[str | None] = []
        for argument in node.args:
            if isinstance(argument, ast.JoinedStr):
                raise UnreadableMessage(f"{name}:{node.lineno}: a message cannot be an f-string; use %(name)s")
            constant = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            texts.append(argument.value if constant else None)  # type: ignore[attr-defined]  # a Constant by the test
        yield from built(function, texts)


def in_template(source: str, name: str) -> Iterator[Message]:
    """Yield the messages of one template, by way of Django's own reading of its tags."""
    code = templatize(source, origin=name)
    for match in CALL.finditer(code):
        texts: list[str | None] = []
        for token in tokenize.generate_tokens(io.StringIO(code[match.end() :]).readline):
            if token.type == tokenize.STRING:
                texts.append(ast.literal_eval(token.string))
            elif token.string == ")":
                break
        yield from built(ALIASES.get(match.group(1), match.group(1)), texts)


def built(function: str, texts: list[str | None]) -> Iterator[Message]:
    """Yield the message of one call; a call with a computed text names no message."""
    context_at, text_at, plural_at = FUNCTIONS[function]
    text = texts[text_at] if len(texts) > text_at else None
    if not text:
        return
    plural = texts[plural_at] if plural_at is not None and len(texts) > plural_at else ""
    yield Message(text, plural or "", texts[context_at] if context_at is not None else None)


def update(room: Path) -> polib.POFile:
    """Bring a room's catalogue to what the room says now: new messages without text, unused ones gone."""
    messages = extract(room)
    path = room / CATALOGUE
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    kept: dict[Key, polib.POEntry] = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = dict(HEADER)
    for message in sorted(messages.values(), key=lambda m: (min(m.files), m.text, m.context or "")):
        entry = kept.get(message.key) or polib.POEntry(msgid=message.text, msgctxt=message.context)
        entry.occurrences = [(name, "") for name in sorted(message.files)]
        entry.flags = ["python-format"] if "%(" in message.text or "%s" in message.text else []
        if message.plural and entry.msgid_plural != message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: entry.msgstr}
        new.append(entry)
    if messages or path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(path))
    return new


def faults(room: Path) -> list[str]:
    """Return what is wrong with a room's catalogue, one sentence each; an empty list means complete."""
    messages = extract(room)
    path = room / CATALOGUE
    label = room.relative_to(room.parent.parent).as_posix()
    entries = list(polib.pofile(str(path))) if path.exists() else []
    known = {(entry.msgctxt, entry.msgid): entry for entry in entries if not entry.obsolete}
    found = [f"{label}: “{text}” is not in the catalogue" for context, text in messages if (context, text) not in known]
    for entry in entries:
        if entry.obsolete or (entry.msgctxt, entry.msgid) not in messages:
            found.append(f"{label}: “{entry.msgid}” is used nowhere")
            continue
        found += [f"{label}: “{entry.msgid}” {fault}" for fault in faults_of(entry)]
    return found


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    """Yield what is wrong with one translated message."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "is marked fuzzy"
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    for text in texts or [""]:
        if not text.strip():
            yield "has no Chinese text"
            continue
        if placeholders(text) != wanted:
            yield f"has other placeholders in “{text}”"
        if HALF_WIDTH.search(PLACEHOLDER.sub("", text)):
            yield f"has half-width punctuation beside Chinese in “{text}”"


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a message, sorted."""
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text))
