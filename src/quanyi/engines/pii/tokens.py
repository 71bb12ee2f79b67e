"""Replaces values by keyed tokens of the same format, for test data: one value and key, one token."""

import datetime as dt
import hashlib
import hmac
import re

from quanyi.engines.pii.masking import surnames
from quanyi.engines.pii.pack import data_lines

_ROUNDS = 8
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Days of birth that identity tokens use: 1900 to 2029.
_FIRST_DAY = dt.date(1900, 1, 1).toordinal()
_DAYS = dt.date(2030, 1, 1).toordinal() - _FIRST_DAY
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Tokens:
    """Makes tokens under one key.

    A token has the length, separators and letter cases of its value and passes the same checks; equal values give equal
    tokens, so joins between tables hold. Identity, card and mobile numbers are permuted (a Feistel network over
    HMAC-SHA-256, after the shape of NIST SP 800-38G FF1), so that two valid numbers never share a token; other types
    may collide. It is no encryption standard: do not use it to protect data that leaves the bank; who holds the key can
    undo it.
    """

    def __init__(self, key: bytes) -> None:
        """Take a key of at least 16 bytes.

        Raises:
            ValueError: the key is shorter.
        """
        if len(key) < 16:
            raise ValueError("the key of the tokens must have at least 16 bytes")
        self._key = key

    def token(self, type_: str, value: str) -> str:
        """A value of the same type and format that stands for ``value``."""
        if not value:
            return value
        if type_ == "cn_id_card":
            return self._identity(value)
        if type_ == "bank_card":
            return self._card(value)
        if type_ == "mobile":
            return self._digits(type_, value, value[:3] if value[:1] == "1" else "", 3)
        if type_ == "uscc":
            return self._credit_code(value)
        if type_ == "name":
            return self._name(value)
        if type_ == "email":
            return self._mail(value)
        return self._characters(type_, value)

    def _number(self, *parts: str) -> int:
        message = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return int.from_bytes(hmac.new(self._key, message, hashlib.sha256).digest(), "big")

    def _permute(self, tweak: str, digits: str) -> str:
        """A permutation of the digit strings of one length."""
        if len(digits) < 2:
            return str((int(digits) + self._number(tweak, str(len(digits)))) % 10) if digits else ""
        split = len(digits) // 2
        left, right = digits[:split], digits[split:]
        for turn in range(_ROUNDS):
            size = len(left)
            left_value = (int(left) + self._number(tweak, str(len(digits)), str(turn), right)) % 10**size
            left, right = right, f"{left_value:0{size}}"
        return left + right

    def _digits(self, type_: str, value: str, head: str, keep: int) -> str:
        """Permutes the digits after the first ``keep`` and puts them where digits stood."""
        digits = re.sub(r"[^0-9]", "", value)
        body = iter(digits[:keep] + self._permute(type_ + head, digits[keep:]))
        return re.sub(r"[0-9]", lambda _: next(body), value)

    def _identity(self, value: str) -> str:
        """Division stays, birth date and sequence change; the date exists and the check digit holds."""
        plain = re.sub(r"[^0-9Xx]", "", value)
        try:
            day = dt.date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14])).toordinal() - _FIRST_DAY
        except ValueError:
            return self._characters("cn_id_card", value)
        if len(plain) != 18 or not plain[:17].isdigit() or not 0 <= day < _DAYS:
            return self._characters("cn_id_card", value)
        # Walks the cycle of a permutation of eight digits until it is back among the numbers that stand for a day.
        walked = f"{day:05}{plain[14:17]}"
        while True:
            walked = self._permute(plain[:6], walked)
            if int(walked[:5]) < _DAYS:
                break
        born = dt.date.fromordinal(int(walked[:5]) + _FIRST_DAY)
        body = f"{plain[:6]}{born:%Y%m%d}{walked[5:]}"
        check = "10X98765432"[sum(int(a) * b for a, b in zip(body, _ID_WEIGHTS, strict=True)) % 11]
        return _laid_over(value, body + (check.lower() if plain[-1] == "x" else check), r"[0-9Xx]")

    def _card(self, value: str) -> str:
        """Issuer prefix stays; Luhn holds."""
        digits = re.sub(r"[^0-9]", "", value)
        if len(digits) < 12:
            return self._characters("bank_card", value)
        body = digits[:6] + self._permute(digits[:6], digits[6:-1])
        total = 0
        for place, char in enumerate(reversed(body)):
            amount = int(char) * (2 if place % 2 == 0 else 1)
            total += amount - 9 * (amount > 9)
        return _laid_over(value, body + str(-total % 10), r"[0-9]")

    def _credit_code(self, value: str) -> str:
        plain = value.upper()
        if len(plain) != 18 or any(char not in _USCC for char in plain):
            return self._characters("uscc", value)
        tail = self._number("uscc", plain[:17])
        body = plain[:8]
        for _ in range(9):
            tail, place = divmod(tail, 31)
            body += _USCC[place]
        total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(body))
        return body + _USCC[-total % 31]

    def _name(self, value: str) -> str:
        """A surname and given name of the same number of characters; Latin letters stay Latin."""
        if value[0].isascii():
            return self._characters("name", value)
        given = "".join(data_lines("given_names.txt")).replace(" ", "")
        family = surnames()[:100]
        number = self._number("name", value)
        number, place = divmod(number, len(family))
        result = family[place]
        for char in value[1:]:
            number, place = divmod(number, len(given))
            result += given[place] if "\u4e00" <= char <= "\u9fff" else char
        return result

    def _mail(self, value: str) -> str:
        """Another local part at a host that cannot receive mail (RFC 2606), as long as the local part was."""
        local, _, _ = value.rpartition("@")
        return f"{self._characters('email', local)}@example.com" if local else self._characters("email", value)

    def _characters(self, type_: str, value: str) -> str:
        """Each digit by a digit, each Latin letter by one of its case, each Chinese one of a name by another."""
        number = self._number(type_, value)
        pool = "".join(data_lines("given_names.txt")).replace(" ", "")
        result = []
        for place, char in enumerate(value):
            draw = self._number(type_, str(number), str(place))
            if char.isascii() and char.isdigit():
                result.append(str(draw % 10))
            elif char.isascii() and char.isalpha():
                letter = chr(97 + draw % 26)
                result.append(letter.upper() if char.isupper() else letter)
            elif "\u4e00" <= char <= "\u9fff" and type_ == "name":
                result.append(pool[draw % len(pool)])
            else:
                result.append(char)
        return "".join(result)


def _laid_over(value: str, characters: str, pattern: str) -> str:
    """``characters`` put in the places of ``value`` that match, so that separators stay."""
    following = iter(characters)
    return re.sub(pattern, lambda _: next(following), value)
