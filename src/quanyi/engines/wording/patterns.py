"""Turns the short notation of the rule packs into plain words: alternatives, digits, pinyin and look-alike
spellings."""

from collections.abc import Iterable, Mapping

#: More spellings than this from one pattern is a mistake in a pack, not a wish.
MAX_SPELLINGS = 512
_DIGITS = {"{d}": "0123456789", "{y}": "123456789一二三四五六七八九十两"}


class PatternError(ValueError):
    """A pattern of a rule pack cannot be read; the message quotes it."""


def expand(pattern: str) -> list[str]:
    """Write out every word a pattern stands for.

    ``(甲|乙|)`` is a choice, which may be empty; ``{d}`` is one digit, ``{y}`` a Chinese or Arabic digit from one to
    nine.

    Args:
        pattern: the notation, without nesting.

    Returns:
        The words, each once, in order.

    Raises:
        PatternError: a bracket is missing, nothing is left, or the pattern stands for too many words.
    """
    words = [""]
    rest = pattern
    while rest:
        plain, opened, tail = rest.partition("(")
        if ")" in plain:
            raise PatternError(f"pattern {pattern!r}: ')' without '('")
        choices, closed, rest = tail.partition(")")
        if opened and (not closed or "(" in choices):
            raise PatternError(f"pattern {pattern!r}: '(' is not closed, or nested")
        ends = [word for choice in choices.split("|") for word in _numbers(choice)]
        words = [word + middle + end for word in words for middle in _numbers(plain) for end in ends]
        if len(words) > MAX_SPELLINGS:
            raise PatternError(f"pattern {pattern!r} stands for more than {MAX_SPELLINGS} words")
    if "" in words:
        raise PatternError(f"pattern {pattern!r} also stands for nothing at all")
    return list(dict.fromkeys(words))


def _numbers(text: str) -> list[str]:
    """Write out the digit signs of a text without brackets."""
    if "{" not in text:
        return [text]
    words = [text]
    for sign, digits in _DIGITS.items():
        while any(sign in word for word in words):
            words = [word.replace(sign, digit, 1) for word in words for digit in digits]
    return words


def expand_all(patterns: Iterable[str]) -> list[str]:
    """Expand several patterns; each word once, in order. Raises ``PatternError`` as ``expand`` does."""
    return list(dict.fromkeys(word for pattern in patterns for word in expand(pattern)))


def disguises(word: str, pinyin: Mapping[str, str], same_sound: Mapping[str, str]) -> list[str]:
    """List the spellings people use to slip a word past a filter: one character as pinyin or as a homophone,
    two or all as pinyin.

    Args:
        word: a word of the pack, simplified characters.
        pinyin: reading of each character that may be replaced.
        same_sound: characters that sound the same and are hardly ever met beside their neighbours.

    Returns:
        The disguised spellings; a word shorter than two characters has none.
    """
    if len(word) < 2:
        return []
    found: list[str] = []
    for place, character in enumerate(word):
        swaps = [pinyin[character]] if character in pinyin else []
        swaps += same_sound.get(character, "")
        found += [word[:place] + swap + word[place + 1 :] for swap in swaps]
        two = word[place : place + 2]
        if len(word) > 2 and len(two) == 2 and all(one in pinyin for one in two):
            found.append(word[:place] + pinyin[two[0]] + pinyin[two[1]] + word[place + 2 :])
    if all(character in pinyin for character in word):
        found.append("".join(pinyin[character] for character in word))
    return [spelling for spelling in dict.fromkeys(found) if spelling != word]
