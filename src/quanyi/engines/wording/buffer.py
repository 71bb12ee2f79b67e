"""Joins many texts into one array of folded characters, each with the place it came from and the boundaries around
it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanyi.engines.wording.characters import OTHER, WRAPPED_LINE, Folding, Sort

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
Characters = NDArray[np.uint16]

_DIGIT, _LETTER = 1, 2
_OPENING = np.array([ord(mark) for mark in '“‘「『"'], dtype=np.uint32)
_CLOSING = np.array([ord(mark) for mark in '”’」』"'], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Buffer:
    """Texts after folding.

    ``characters`` are folded code points with a separator after each text; ``origin`` is each one's place in the
    joined original;
    ``clauses``, ``sentences`` and ``texts`` are the places of the boundaries, each list with -1 before and the length
    behind it;
    ``begins`` is where each text begins in the joined original;
    ``opened`` and ``closed`` are the places of quotation marks there.
    """

    characters: Characters
    origin: Places
    clauses: Places
    sentences: Places
    texts: Places
    begins: Places
    opened: Places
    closed: Places

    def text_of(self, places: Places) -> Places:
        """Give the number of the text that each place belongs to."""
        return np.searchsorted(self.texts, places, side="left") - 1

    def texts_with(self, places: Places) -> Flags:
        """Tell for each text whether one of the places lies in it."""
        holds = np.zeros(self.begins.size, dtype=bool)
        holds[self.text_of(places)] = True
        return holds


class Folder:
    """Folds whole buffers with one table look-up; a character enters the table when it is first met."""

    def __init__(self, folding: Folding) -> None:
        """Build the tables of the basic plane."""
        self._folding = folding
        self._plain = np.arange(0x10000, dtype=np.uint16)
        self._sort = np.zeros(0x10000, dtype=np.uint8)
        self._sort[0xD800:0xF900] = Sort.NOISE  # lone surrogates and the private use area
        self._known = np.zeros(0x10000, dtype=bool)
        for first, last in ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0xD800, 0xF900)):
            self._known[first:last] = True  # plain by nature, but for those that stand for another
        self._known[[code for code in folding.special if code < 0x10000]] = False
        self._kind = np.zeros(0x10000, dtype=np.uint8)
        self._kind[[ord(c) for c in "0123456789"]] = _DIGIT
        self._kind[[ord(c) for c in "abcdefghijklmnopqrstuvwxyz%"]] = _LETTER

    def join(self, texts: Sequence[str]) -> Buffer:
        """Fold and join texts.

        Args:
            texts: any strings, also with lone surrogates or empty.

        Returns:
            The buffer; the order of the texts is kept.
        """
        lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
        ends = np.cumsum(lengths + 1) - 1
        joined = ("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(joined, dtype=np.uint32)
        plain, sort = self._fold(codes)
        sort[ends] = Sort.TEXT
        origin = np.flatnonzero(sort != Sort.NOISE)
        plain, sort = plain[origin], sort[origin]
        wrapped = self._wrapped(sort)
        if wrapped.size:
            origin, plain, sort = _without(origin, plain, sort, wrapped)
        dropped = self._settle_marks(plain, sort)
        if dropped.size:
            origin, plain, sort = _without(origin, plain, sort, dropped)
        return Buffer(
            characters=plain,
            origin=origin,
            clauses=_marks(sort >= Sort.CLAUSE),
            sentences=_marks(sort >= Sort.LINE),
            texts=_marks(sort == Sort.TEXT),
            begins=ends - lengths,
            opened=np.flatnonzero(np.isin(codes, _OPENING)),
            closed=np.flatnonzero(np.isin(codes, _CLOSING)),
        )

    def _learn(self, codes: NDArray[np.uint32]) -> None:
        """Enter characters never met before; threads that meet one at the same time write the same."""
        new = codes[~self._known[codes]]
        for code in np.unique(new).tolist():
            self._plain[code], self._sort[code] = self._folding.fold(code)
            self._known[code] = True

    def _fold(self, codes: NDArray[np.uint32]) -> tuple[Characters, NDArray[np.uint8]]:
        if not codes.size or int(codes.max()) <= 0xFFFF:
            self._learn(codes)
            return self._plain[codes], self._sort[codes]
        low = np.minimum(codes, OTHER)
        self._learn(low)
        plain, sort = self._plain[low], self._sort[low]
        beyond = np.flatnonzero(codes > 0xFFFF)
        kinds, which = np.unique(codes[beyond], return_inverse=True)
        folded = [self._folding.fold(int(code)) for code in kinds]
        plain[beyond] = np.array([code for code, _ in folded], dtype=np.uint16)[which]
        sort[beyond] = np.array([kind for _, kind in folded], dtype=np.uint8)[which]
        return plain, sort

    @staticmethod
    def _wrapped(sort: NDArray[np.uint8]) -> Places:
        """Find line ends that only wrap: after a long line, between two plain characters."""
        ends = np.flatnonzero((sort == Sort.LINE) | (sort == Sort.TEXT))
        long = np.diff(ends, prepend=-1) > WRAPPED_LINE
        lines = ends[long & (sort[ends] == Sort.LINE)]
        wrapped: Places = lines[(sort[lines - 1] == Sort.PLAIN) & (sort[lines + 1] == Sort.PLAIN)]
        return wrapped

    def _settle_marks(self, plain: Characters, sort: NDArray[np.uint8]) -> Places:
        """Decide commas, colons, points and dashes by their neighbours; returns the noise among them."""
        marks = np.flatnonzero((sort == Sort.NUMBER_MARK) | (sort == Sort.COMMA))
        before = np.where(marks > 0, self._kind[plain[marks - 1]], 0)
        after = self._kind[plain[marks + 1]]
        comma = sort[marks] == Sort.COMMA
        number = comma & (before == _DIGIT) & (after == _DIGIT)
        kept = ~comma & ((before > 0) | (after > 0))
        sort[marks] = np.where(number | kept, Sort.PLAIN, np.where(comma, Sort.CLAUSE, Sort.NOISE))
        noise: Places = marks[~comma & ~kept]
        return noise


def _without(
    origin: Places, plain: Characters, sort: NDArray[np.uint8], places: Places
) -> tuple[Places, Characters, NDArray[np.uint8]]:
    kept = np.ones(sort.size, dtype=bool)
    kept[places] = False
    return origin[kept], plain[kept], sort[kept]


def _marks(flags: Flags) -> Places:
    return np.concatenate(([-1], np.flatnonzero(flags), [flags.size])).astype(np.int64)
