"""Vectorised check digits, dates and prefixes: matrices of digits in, booleans out."""

from functools import lru_cache

import numpy as np

from quanyi.engines.pii.codes import Array
from quanyi.engines.pii.pack import divisions, issuers, read_toml

_ID_WEIGHTS = tuple(np.uint16(weight) for weight in (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
_DOUBLED = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], dtype=np.uint8)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(np.uint16(pow(3, place, 31)) for place in range(17))
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0], dtype=np.int16)


def luhn(digits: Array) -> Array:
    """ISO/IEC 7812 check over columns of digits 0-9."""
    plain = digits[::-1][0::2].sum(axis=0, dtype=np.uint8)
    doubled = _DOUBLED[digits[::-1][1::2]].sum(axis=0, dtype=np.uint8)
    result: Array = (plain.astype(np.uint16) + doubled) % 10 == 0
    return result


def id_check(digits: Array, last: Array) -> Array:
    """MOD 11-2 of GB 11643: 17 digits a column, the last character as 0-9 or 10 for X."""
    total = np.zeros(digits.shape[1], dtype=np.uint16)
    for row, weight in zip(digits, _ID_WEIGHTS, strict=False):
        total += row * weight
    result: Array = (12 - total % 11) % 11 == last
    return result


def dates(years: Array, months: Array, days: Array) -> Array:
    """Whether year, month and day name a day of the Gregorian calendar between 1880 and 2039."""
    leap = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    longest = _MONTH_DAYS[np.where(months <= 15, months, 0)] - ((months == 2) & ~leap)
    result: Array = (days >= 1) & (days <= longest) & (years >= 1880) & (years <= 2039)
    return result


def number(digits: Array, begin: int, end: int) -> Array:
    """The number that rows ``begin`` to ``end`` spell, nine digits at most."""
    value: Array = digits[begin].astype(np.int32)
    for row in digits[begin + 1 : end]:
        value *= 10
        value += row
    return value


@lru_cache(maxsize=1)
def region_table() -> Array:
    """For each of a million six-digit codes: 2 in the division table, 1 in a known province, 0 neither."""
    table = np.zeros(1_000_000, dtype=np.uint8)
    for code, _ in divisions():
        province = int(code[:2]) * 10_000
        table[province : province + 10_000] = np.maximum(table[province : province + 10_000], 1)
    for code, _ in divisions():
        if code.isdigit():
            table[int(code)] = 2
    return table


@lru_cache(maxsize=1)
def prefix_tables() -> tuple[Array, Array]:
    """Per six-digit card prefix: allowed lengths as bits, and whether the prefix is in the issuer table."""
    lengths = np.zeros(1_000_000, dtype=np.uint32)
    known = np.zeros(1_000_000, dtype=bool)
    for network in read_toml("networks.toml")["network"]:
        bits = sum(1 << length for length in network["lengths"])
        for low, high in network["ranges"]:
            width = 10 ** (6 - len(low))
            lengths[int(low) * width : (int(high) + 1) * width] = bits
    for prefix in issuers():
        width = 10 ** max(0, 6 - len(prefix))
        begin = int(prefix[:6]) * width
        known[begin : begin + width] = True
        lengths[begin : begin + width] |= sum(1 << length for length in range(16, 20)) if prefix[0] != "3" else 0
    return lengths, known


@lru_cache(maxsize=1)
def _uscc_values() -> Array:
    values = np.full(256, 99, dtype=np.uint16)
    for value, char in enumerate(_USCC_ALPHABET):
        values[ord(char)] = value
    return values


@lru_cache(maxsize=1)
def _uscc_openings() -> Array:
    opening = np.zeros(256, dtype=bool)
    opening[[ord(char) for char in "123456789ANY"]] = True
    return opening


def uscc(chars: Array) -> Array:
    """GB 32100 check over columns of 18 code units (upper case)."""
    values = _uscc_values()[np.minimum(chars, 255)]
    legal = values.max(axis=0) < 99
    legal &= (
        (chars[2:8] >= 48).all(axis=0) & (chars[2:8] <= 57).all(axis=0) & _uscc_openings()[np.minimum(chars[0], 255)]
    )
    total = np.zeros(chars.shape[1], dtype=np.uint16)
    for row, weight in zip(values, _USCC_WEIGHTS, strict=False):
        total += row * weight
    legal &= (31 - total % 31) % 31 == values[17]
    province = number(np.where(legal, values[2:8], 0), 0, 6)
    result: Array = legal & ((region_table()[province] > 0) | (province == 100000))
    return result


@lru_cache(maxsize=1)
def iban_lengths() -> dict[str, int]:
    """Country → characters of its IBAN."""
    lengths: dict[str, int] = read_toml("networks.toml")["iban"]
    return lengths


def iban(text: str) -> bool:
    """ISO 13616: length of the country, and 1 modulo 97 after moving the first four characters to the end."""
    text = text.upper()
    if iban_lengths().get(text[:2]) != len(text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


@lru_cache(maxsize=1)
def area_codes() -> tuple[Array, Array]:
    """Over 0 to 999: whether "0" and the number are an area code of the mainland of three, of four digits."""
    raw = read_toml("networks.toml")["area"]
    three, four = np.zeros(1000, dtype=bool), np.zeros(1000, dtype=bool)
    three[raw["three"]] = True
    four[raw["four"]] = True
    return three, four
