"""Finds misleading wording and missing statements in texts, and says which article stands behind each finding."""

from quanyi.engines.wording.judge import Spans
from quanyi.engines.wording.packs import PackError, Packs, load_packs
from quanyi.engines.wording.required import Missing
from quanyi.engines.wording.screen import Finding, Screener, Screening, default_screener
from quanyi.engines.wording.wordlist import WordList, read_words, with_words

__all__ = [
    "Finding",
    "Missing",
    "PackError",
    "Packs",
    "Screener",
    "Screening",
    "Spans",
    "WordList",
    "default_screener",
    "load_packs",
    "read_words",
    "with_words",
]
