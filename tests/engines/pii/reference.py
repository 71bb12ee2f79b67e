"""A slow, exact reading of the rules in plain Python; the arrays must give the same findings."""

import re
import tomllib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

DATA = Path(__file__).parents[3] / "src/quanyi/engines/pii/data"
RULES = {rule["id"]: rule for rule in tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8"))["rule"]}
LABELS = tomllib.loads((DATA / "labels.toml").read_text(encoding="utf-8"))
NETWORKS = tomllib.loads((DATA / "networks.toml").read_text(encoding="utf-8"))
FILLERS = " :=([{<\"'#.-*`~_“”‘’「『【《〔是为№"
MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
Row = tuple[str, int, int, float]


def lines(name):
    return [x for x in (DATA / name).read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]


@lru_cache
def fold_table():
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\u200b"), " ")
    table |= dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
    pairs = "".join(lines("traditional.txt"))
    return table | {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}


def fold(text):
    return text.translate(fold_table())


def is_han(char):
    return "\u3400" <= char < "\ua000"


def is_alnum(char):
    return char.isascii() and char.isalnum()


class Reader:
    """A folded text whose characters outside itself are line feeds."""

    def __init__(self, text):
        self.text = fold(text)
        self.found: list[Row] = []

    def at(self, place):
        return self.text[place] if 0 <= place < len(self.text) else "\n"

    def digit(self, place):
        return "0" <= self.at(place) <= "9"

    def roles(self, place):
        """Roles of the label before a place."""
        end = self.back(place, 4)
        word = self.latin(end)
        if word and word in LABELS["skipped"]["words"]:
            end = self.back(end - len(word), 3)
            word = self.latin(end)
        if word:
            return words().get(word, frozenset())
        best = frozenset()
        for size in range(1, 5):
            if not is_han(self.at(end - size)):
                break
            best = words().get(self.text[end - size : end], best)
        return best

    def back(self, end, most):
        for _ in range(most):
            end -= self.at(end - 1) in FILLERS
        return end

    def latin(self, end):
        begin = end
        while end - begin < 16 and self.at(begin - 1).isascii() and self.at(begin - 1).isalpha():
            begin -= 1
        return self.text[begin:end].lower()

    def context(self, start, end):
        left, right = self.at(start - 1), self.at(end)
        roles = self.roles(start)
        amount = left in LABELS["units"]["before"] or right in LABELS["units"]["after"]
        fraction = (left == "." and self.digit(start - 2)) or (right == "." and self.digit(end + 1))
        chained = (left == "-" and is_alnum(self.at(start - 2))) or (right == "-" and is_alnum(self.at(end + 1)))
        chained |= right == "@"
        plain = not (amount or fraction or chained or roles & {"code", "amount"})
        return roles, amount, fraction, plain

    def add(self, rule, start, end, labelled, confidence=None):
        entry = RULES[rule]
        sure = entry.get("label", entry["base"]) if labelled else entry["base"]
        self.found.append((entry["type"], start, end, round(sure if confidence is None else confidence, 3)))


@lru_cache
def words():
    table: dict[str, set[str]] = {}
    for role, entries in LABELS["roles"].items():
        for word in entries:
            table.setdefault(word if word.isascii() else word[-4:], set()).add(role)
    return {word: frozenset(roles) for word, roles in table.items()}


@lru_cache
def regions():
    codes = [line.split("\t")[0] for line in lines("divisions.tsv")]
    return frozenset(code for code in codes if code.isdigit()), frozenset(code[:2] for code in codes)


def region(code):
    known, provinces = regions()
    return 2 if code in known else 1 if code[:2] in provinces else 0


def is_date(year, month, day):
    if not (1880 <= year <= 2039 and 1 <= month <= 12 and 1 <= day <= MONTHS[month - 1]):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap or (month, day) != (2, 29)


def id18(text):
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", text):
        return False
    total = sum(int(a) * pow(2, 17 - i, 11) for i, a in enumerate(text[:17]))
    if "10X98765432"[total % 11] != text[17].upper():
        return False
    date = is_date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    return date and (region(text[:6]) > 0 or text[0] == "9")


def id15(text):
    if not re.fullmatch(r"[0-9]{15}", text) or region(text[:6]) != 2:
        return False
    return is_date(1900 + int(text[6:8]), int(text[8:10]), int(text[10:12]))


def is_uscc(text):
    text = text.upper()
    if not re.fullmatch(r"[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", text):
        return False
    total = sum(USCC.index(c) * pow(3, i, 31) for i, c in enumerate(text[:17]))
    return -total % 31 == USCC.index(text[17]) and (region(text[2:8]) > 0 or text[2:8] == "100000")


def luhn(text):
    total = 0
    for place, char in enumerate(reversed(text)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@lru_cache
def issuers():
    return [line.split("\t")[0] for line in lines("bins.tsv")]


@lru_cache(maxsize=100_000)
def prefix_of(six):
    known = [p for p in issuers() if p[:6].startswith(six) or six.startswith(p)]
    lengths: set[int] = set()
    for network in NETWORKS["network"]:
        if any(low <= six[: len(low)] <= high for low, high in network["ranges"]):
            lengths = set(network["lengths"])
    for prefix in known:
        lengths |= {16, 17, 18, 19} if prefix[0] != "3" else set()
    return bool(known), lengths


def card(text, labelled):
    """Confidence of a digit string as a bank card; None for none."""
    if not re.fullmatch(r"[0-9]{12,19}", text) or len(set(text)) == 1:
        return None
    known, lengths = prefix_of(text[:6])
    good, network = luhn(text), len(text) in lengths
    issuer = known and network
    if not ((good and (network or labelled)) or (not good and labelled and issuer)):
        return None
    entry = RULES["PII-CARD"]
    if not good:
        return 0.5
    if labelled:
        return entry["label"] if network else 0.75
    return entry["base"] if issuer else entry["base"] - 0.10


def single(r, start, end):
    """Numbers that stand in one run."""
    text = r.text[start:end]
    size = end - start
    if not 10 <= size <= 19 or not (text[-1].isdigit() or size == 18):
        return
    roles, amount, fraction, plain = r.context(start, end)
    if size == 18:
        identity = id18(text)
        if identity and text[0] != "9":
            r.add("PII-ID-18", start, end, "id" in roles)
        elif identity and not fraction:
            r.add("PII-RESIDENCE-18", start, end, bool(roles & {"id", "residence"}))
        usual = text[:2] in [
            "11",
            "12",
            "13",
            "19",
            "21",
            "29",
            "31",
            "32",
            "33",
            "34",
            "35",
            "39",
            "41",
            "49",
            "51",
            "52",
            "53",
            "54",
            "59",
            "91",
            "92",
            "93",
        ]
        if not identity and is_uscc(text):
            named = "uscc" in roles
            if (not text.isdigit() or named or (usual and plain)) and ("id" not in roles or named):
                r.add("PII-USCC", start, end, named)
    if size == 15:
        if id15(text) and (plain or "id" in roles) and not amount:
            r.add("PII-ID-15", start, end, "id" in roles)
        match = re.fullmatch(r"[A-Z]{3}[0-9]{4}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{2}", text)
        if match and is_date(1900 + int(match[1]), int(match[2]), int(match[3])) and plain:
            r.add("PII-RESIDENCE-15", start, end, bool(roles & {"id", "residence"}))
    if size >= 12:
        confidence = card(text, "card" in roles)
        if confidence and not amount and not fraction and ((plain and "id" not in roles) or "card" in roles):
            r.add("PII-CARD", start, end, False, confidence)
    if re.fullmatch(r"(?:|86|0086)1[3-9][0-9]{9}", text):
        begin, prefixed = country_prefix(r, start)
        trusted = prefixed or bool(roles & {"mobile", "phone"})
        if (plain or (trusted and not roles & {"code", "amount"})) and not amount and r.at(end) != "@":
            r.add("PII-MOBILE", begin, end, trusted)
    area = NETWORKS["area"]
    if re.fullmatch(r"0[0-9]{10,11}", text):
        short = size == 11 and int(text[1:3]) in area["three"] and text[3] >= "2"
        long = int(text[1:4]) in area["four"] and text[4] >= "2"
        labelled = bool(roles & {"phone", "mobile"})
        if (short or long) and (plain or labelled) and not amount:
            r.add("PII-LANDLINE", start, end, labelled, None if labelled else 0.6)


def country_prefix(r, start):
    head = r.text[max(0, start - 7) : start]
    match = re.search(r"(?:\(\+86[ -]?\)|\+86[ -]?\)|\+86[ -])$", head)
    if match:
        return start - len(match.group()), True
    return (start - 1, True) if head.endswith("+") else (start, False)


def grouped(r, runs):
    """Numbers in groups with one separator."""
    links = []
    for (a, b), (c, _) in pairwise(runs):
        mark = r.at(b) if c - b == 1 and r.at(b) in " -" and r.digit(b - 1) and r.digit(c) else ""
        links.append(mark)
        del a
    for i in range(len(links)):
        for k in range(1, 6):
            j = i + k
            if j - 1 >= len(links) or not links[i] or len(set(links[i:j])) != 1:
                break
            group(r, runs, links, i, j)


def group(r, runs, links, i, j):
    pieces = [r.text[a:b] for a, b in runs[i : j + 1]]
    text, sizes = "".join(pieces), [len(piece) for piece in pieces]
    start, end = runs[i][0], runs[j][1]
    roles = r.roles(start)
    if len(text) == 18 and sizes[0] >= 3 and id18(text):
        entry = RULES["PII-ID-18"]
        r.add("PII-ID-18", start, end, False, (entry["label"] if "id" in roles else entry["base"]) - 0.03)
    if 13 <= len(text) <= 19 and sizes[0] >= 4 and all(size >= 3 for size in sizes[1:-1]):
        confidence = card(text, "card" in roles)
        known, lengths = prefix_of(text[:6]) if confidence else (False, set())
        if confidence and (known or lengths) and len(text) in lengths and (confidence > 0.7 or "card" in roles):
            r.add("PII-CARD", start, end, False, confidence - 0.03)
    if len(text) in (11, 13) and text.isdigit():
        shift = len(text) - 11
        first = sizes[1] if shift else sizes[0]
        good = re.fullmatch(r"(?:86)?1[3-9][0-9]{9}", text) and (not shift or sizes[0] == 2)
        good = good and first in (3, 7, 11) and sizes[-1] in (4, 8, 11)
        good = good and (i == 0 or links[i - 1] != links[i]) and (j >= len(links) or links[j] != links[i])
        if good:
            begin, prefixed = country_prefix(r, start)
            roles, amount, _, plain = r.context(begin, end)
            labelled = prefixed or bool(roles & {"mobile", "phone"})
            if (plain or labelled) and not amount and (not shift or labelled):
                entry = RULES["PII-MOBILE"]
                r.add("PII-MOBILE", begin, end, False, (entry["label"] if labelled else entry["base"]) - 0.03)


def passports(r, start, end):
    text = r.text[start:end]
    if not re.fullmatch(r"[0-9A-Za-z]{2}[0-9]{7}", text):
        return
    roles, _, _, plain = r.context(start, end)
    modern = re.fullmatch(r"[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}", text) and plain and not roles & {"hk_mo", "taiwan"}
    named = "passport" in roles and re.fullmatch(r"[A-Za-z]{0,2}[0-9]+", text)
    if modern or named:
        r.add("PII-PASSPORT", start, end, "passport" in roles)


def settle(found):
    ranks = {rule["type"]: [] for rule in RULES.values()}
    for rule in RULES.values():
        ranks[rule["type"]].append(rule["rank"])
    order = sorted(found, key=lambda f: (f[4], -f[3], f[1] - f[2], f[1]))
    kept = []
    for row in order:
        if all(row[2] <= other[1] or row[1] >= other[2] for other in kept):
            kept.append(row)
    return sorted((t, s, e) for t, s, e, _, _ in kept)


RANKS = {
    "cn_id_card": 10,
    "residence_permit": 10,
    "uscc": 11,
    "bank_card": 13,
    "mobile": 14,
    "landline": 15,
    "passport": 16,
}


def scan(text, wanted=("cn_id_card", "residence_permit", "uscc", "bank_card", "mobile", "passport")):
    """Sorted (type, start, end) of the structured numbers of a text, without fixed lines in groups and scan slips."""
    r = Reader(text)
    runs = [match.span() for match in re.finditer(r"[0-9A-Za-z]+", r.text)]
    for start, end in runs:
        single(r, start, end)
        passports(r, start, end)
    grouped(r, runs)
    rows = []
    for type_, start, end, confidence in r.found:
        fifteen = type_ in {"cn_id_card", "residence_permit"} and end - start == 15
        if type_ in wanted and confidence >= 0.5 - 1e-6:
            rows.append((type_, start, end, confidence, 12 if fifteen else RANKS[type_]))
    return settle(rows)
