"""Characters, bigrams and the match expression: how a text is indexed so that hits equal those of LIKE."""

import unicodedata

#: Longer texts are indexed up to here; titles and handler-typed summaries are far shorter.
LONGEST = 4_000
WORDS = 6
#: The quotation marks of the index's own language give way to their typographic twins.
QUOTES = str.maketrans({'"': "”", "'": "’"})


def normal(text: str) -> str:
    """Return a text as it is indexed and searched: NFKC (full-width digits become plain), lower case, one space."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(QUOTES)
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in folded)
    return " ".join(plain.split())[:LONGEST]


def grams(text: str) -> list[str]:
    """Return the overlapping pairs of each word in order; a word's last character also stands alone.

    ``grams("年费争议") == ["年费", "费争", "争议", "议"]``: a word of two characters or more is found as a run of
    pairs, a single character as the beginning of a pair.
    """
    return [word[at : at + 2] for word in normal(text).split() for at in range(len(word))]


def words(text: str) -> list[str]:
    """Return the words somebody looks for; each must occur."""
    return list(dict.fromkeys(normal(text).split()))[:WORDS]


def pairs(word: str) -> list[str]:
    """Return the pairs of a word of two characters or more."""
    return [word[at : at + 2] for at in range(len(word) - 1)]


def fts_match(wanted: list[str]) -> str:
    """Return the FTS5 expression: every word as an unbroken run of its pairs, a single character as a beginning."""
    runs = ['"' + " ".join(pairs(word)) + '"' if len(word) > 1 else f'"{word}" *' for word in wanted]
    return " AND ".join(runs)


def ts_query(wanted: list[str]) -> str:
    """Return PostgreSQL's expression: every pair must occur; the caller compares the words themselves afterwards."""
    found = [gram for word in wanted for gram in pairs(word)]
    singles = [f"{quoted(word)}:*" for word in wanted if len(word) == 1]
    return " & ".join([quoted(gram) for gram in dict.fromkeys(found)] + singles)


def quoted(gram: str) -> str:
    """Return a lexeme as tsquery reads it."""
    return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"
