"""Scores the personal-information engine on outside files that hold their own truth; the engine was not set on them.

    PYTHONPATH=src python bench/pii_samples.py FOLDER [--misses N]

FOLDER holds any of ``pii_bench_zh*.jsonl``, ``argus*.jsonl``, ``presidio_synth*.json`` and ``*people*.csv``.
A finding counts when its type fits and its span overlaps the true one; exact spans are counted beside.
"""

import argparse
import collections
import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from quanyi.engines.pii import scan

#: Their names of types → ours; a type of theirs that is not here is outside our contract and counted apart.
TYPES: dict[str, tuple[str, ...]] = {
    "person": ("name",),
    "PERSON": ("name",),
    "phone": ("mobile", "landline"),
    "PHONE_NUMBER": ("mobile", "landline"),
    "id_number": ("cn_id_card",),
    "social_security": ("cn_id_card", "account"),
    "bank_card": ("bank_card",),
    "credit_card": ("bank_card",),
    "CREDIT_CARD": ("bank_card",),
    "address": ("address",),
    "STREET_ADDRESS": ("address",),
    "email": ("email",),
    "EMAIL_ADDRESS": ("email",),
    "passport": ("passport",),
    "license_plate": ("plate",),
    "credit_code": ("uscc",),
    "military_id": ("military_id",),
    "hk_macau_permit": ("hk_mo_permit",),
    "taiwan_permit": ("tw_permit",),
    "date_of_birth": ("birth_date",),
    "ip_address": ("ip",),
    "IP_ADDRESS": ("ip",),
    "mac_address": ("mac",),
    "qq": ("qq",),
    "wechat": ("wechat",),
    "biometric": ("biometric",),
    "financial": ("income", "balance"),
    "iban": ("account",),
    "IBAN_CODE": ("account",),
    "ssn": ("foreign_id",),
    "US_SSN": ("foreign_id",),
    "DATE_TIME": ("birth_date",),
}

Case = tuple[str, list[tuple[str, int, int]], set[str]]
Tally = dict[str, collections.Counter[str]]


def spans(path: Path) -> Iterator[Case]:
    """(text, true spans, types that must not be found) of a file."""
    if path.suffix == ".json":
        for row in json.loads(path.read_text(encoding="utf-8")):
            yield (
                row["full_text"],
                [(s["entity_type"], s["start_position"], s["end_position"]) for s in row["spans"]],
                set(),
            )
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "text" in row:
            yield row["text"], [(e["type"], e["start"], e["end"]) for e in row["entities"]], set()
        elif "entities" in row:
            yield row["input"], [(e["type"], e["start"], e["end"]) for e in row["entities"]], set()
        elif row.get("should_match") is False:
            yield row["input"], [], {row["type"]}
        elif row.get("should_match"):
            text = row["input"]
            begin = text.find(row["expected_text"]) if "expected_text" in row else 0
            end = begin + len(row["expected_text"]) if "expected_text" in row else len(text)
            yield text, [(row["type"], begin, end)], set()


def tally(path: Path, counts: Tally, misses: list[str], single: bool) -> None:
    """Counts true, found, exact and false findings of each of their types."""
    for text, truth, forbidden in spans(path):
        found = [(f.type, f.start, f.end) for f in scan(text)]
        used = set()
        for kind, start, end in truth:
            ours = TYPES.get(kind)
            if ours is None:
                counts[kind]["outside the contract"] += 1
                continue
            counts[kind]["true"] += 1
            hits = [i for i, (t, s, e) in enumerate(found) if t in ours and s < end and e > start]
            used.update(hits)
            if hits:
                counts[kind]["found"] += 1
                counts[kind]["exact"] += any(found[i][1:] == (start, end) for i in hits)
            else:
                misses.append(f"missed {kind} {text[start:end]!r} in {text[:60]!r}")
        for i, (ours_type, start, end) in enumerate(found):
            wrong = not single and i not in used
            wrong |= any(ours_type in TYPES.get(kind, ()) for kind in forbidden)
            if wrong:
                counts[ours_type]["false"] += 1
                misses.append(f"false {ours_type} {text[start:end]!r} in {text[max(0, start - 20) : end + 10]!r}")


def main(argv: Sequence[str] | None = None) -> int:
    """Print one JSON object a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args(argv)
    for path in sorted(options.folder.iterdir()):
        counts: Tally = collections.defaultdict(collections.Counter)
        misses: list[str] = []
        if path.suffix in {".jsonl", ".json"}:
            tally(path, counts, misses, single="argus" in path.name)
            print(json.dumps({"file": path.name, "types": counts}, ensure_ascii=False))
            print("\n".join(misses[: options.misses]))
        elif path.suffix == ".csv":
            print(json.dumps({"file": path.name, "columns": columns(path)}, ensure_ascii=False))
        else:
            print(json.dumps({"file": path.name, "not run": "a picture: needs the optional text recognition"}))
    return 0


def columns(path: Path) -> dict[str, str]:
    """Column → verdict of a table."""
    from quanyi.engines.pii import judge_table

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    verdict = judge_table(rows[0], rows[1:])
    return {column.column: column.verdict for column in verdict.columns}


if __name__ == "__main__":
    raise SystemExit(main())
