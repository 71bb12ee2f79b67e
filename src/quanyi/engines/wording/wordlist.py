"""Takes a bank's plain word list into the packs: one word a line, a comment after #, a heading in brackets for a
group."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from quanyi.engines.wording.packs import KINDS, PackError, Packs, Rule
from quanyi.engines.wording.scan import LONGEST

#: Lists found on the internet hold hundreds of thousands of words; more than this is another kind of file.
MAX_WORDS = 200_000


@dataclass(frozen=True, slots=True)
class WordList:
    """Words of a list by group, and what was left out with the reason."""

    groups: dict[str, tuple[str, ...]]
    left_out: tuple[str, ...]


def read_words(lines: Iterable[str], name: str = "words") -> WordList:
    """Read a word list.

    Args:
        lines: the lines of the file; ``# …`` is a comment, ``[title]`` begins a group, anything else is one word or,
        divided by commas,
            Chinese commas, bars or tabs, several.
        name: of the list, for messages and for words before the first heading.

    Returns:
        The words. A single Chinese character matches everywhere and is left out, and so is a word given twice.

    Raises:
        PackError: the list holds no word, too many, or one that is too long.
    """
    groups: dict[str, dict[str, None]] = {}
    left_out: list[str] = []
    seen: set[str] = set()
    title = name
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip().lstrip("\ufeff").strip()
        if text.startswith("[") and text.endswith("]"):
            title = text[1:-1].strip() or name
            continue
        for word in text.translate(_DIVIDERS).split("\t"):
            word = word.strip()
            if not word:
                continue
            if len(word) >= LONGEST:
                raise PackError(
                    f"{name}: line {number}: {word[:20]}… is longer than {LONGEST - 1} characters; "
                    "give words, not sentences"
                )
            if len(word) == 1 or word in seen:
                left_out.append(f"line {number}: {word}: {'a single character' if len(word) == 1 else 'given before'}")
                continue
            seen.add(word)
            groups.setdefault(title, {})[word] = None
    if not seen:
        raise PackError(f"{name}: the list holds no word; write one word a line")
    if len(seen) > MAX_WORDS:
        raise PackError(f"{name}: {len(seen)} words are more than {MAX_WORDS}; divide the list")
    return WordList({title: tuple(words) for title, words in groups.items()}, tuple(left_out))


_DIVIDERS = str.maketrans({",": "\t", "，": "\t", "、": "\t", "|": "\t", "｜": "\t", ";": "\t", "；": "\t"})


def with_words(packs: Packs, words: WordList) -> Packs:
    """Add a word list to the packs, as practice rules of low severity, one per group.

    The guards of the shipped practice rules (negation, quotation, warning) hold for these words too.
    """
    guards = next(rule.unless for rule in packs.rules if not rule.statutory)
    rules = tuple(
        Rule(
            id=f"LIST-{number:02d}",
            pack="list",
            title=title,
            words=members,
            pairs=(),
            inside=(),
            unless=guards,
            needs=(),
            kinds=frozenset(KINDS),
            channels=frozenset(),
            channel_told=False,
            severity="low",
            statutory=False,
            confidence="M-unverified",
            source="LIST",
            article=f"自有词表（{title}）",
            valid_from=datetime.date.min,
            valid_to=None,
            why=f"命中自有词表“{title}”中的词语。",
            suggestion="请对照本行词表的要求改写或者删除。",
            match=(),
            passes=(),
        )
        for number, (title, members) in enumerate(words.groups.items(), start=1)
    )
    return replace(packs, rules=packs.rules + rules)
