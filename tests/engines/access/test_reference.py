"""The engine and the plain-Python reference give the same answers on small random worlds."""

import importlib.util
import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from quanyi.engines.access import audit, tables, uses
from quanyi.engines.access.columns import shapes

SPEC = importlib.util.spec_from_file_location("access_reference", Path(__file__).with_name("reference.py"))
reference = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(reference)

DAY = date(2026, 11, 24)
ACCOUNTS = ["zhang", "li", "wang", "zhao", "test01", "公共柜员", "chen", "liu"]
PERSONS = ["zhang", "li", "wang", "zhao", "chen", "liu", "E7", "E8"]
PERMISSIONS = ["录入", "复核", "查询", "export", "admin"]
SYSTEMS = ["核心", "信贷"]
#: Days before the audit: few, so that dates fall together, and on both sides of every limit.
AGES = [-20, -1, 0, 1, 29, 30, 31, 60, 89, 90, 91, 179, 180, 181, 250]


def some_day(rng: random.Random, missing: float = 0.2) -> date | None:
    return None if rng.random() < missing else DAY - timedelta(days=rng.choice(AGES))


def make_world(seed: int) -> dict[str, list[dict[str, object]] | None]:
    """A world of up to eight accounts in which every list may be missing and every optional field empty."""
    rng = random.Random(seed)
    with_systems, with_permissions = rng.random() < 0.7, rng.random() < 0.8

    def system(always: bool = False):
        return rng.choice(SYSTEMS) if with_systems and (always or rng.random() < 0.9) else None

    def maybe(values, chance=0.8):
        return rng.choice(values) if rng.random() < chance else None

    def grants(count):
        return [
            {"account": maybe(ACCOUNTS, 0.97), "permission": maybe(PERMISSIONS, 0.97), "system": system(),
             "granted_on": some_day(rng), "person": maybe(PERSONS, 0.15)}
            for _ in range(count)
        ]  # fmt: skip

    def people():
        return [
            {"person": maybe(PERSONS, 0.9), "account": maybe(ACCOUNTS, 0.6), "name": None,
             "unit": maybe(["总行", "分行"]), "post": maybe(["柜员", "客户经理"], 0.9),
             "status": maybe(["在职", "离职", "left"], 0.5), "left_on": some_day(rng, 0.8),
             "moved_on": some_day(rng, 0.5)}
            for _ in range(rng.randrange(3, 12))
        ]  # fmt: skip

    def pair():
        one, two = rng.sample(PERMISSIONS, 2)
        return {
            "permission_a": one,
            "permission_b": two,
            "system_a": maybe(SYSTEMS, 0.3),
            "system_b": maybe(SYSTEMS, 0.3),
            "reason": None,
        }

    def event():
        return {"account": maybe(ACCOUNTS, 0.97), "permission": maybe(PERMISSIONS, 0.9) if with_permissions else None,
                "system": system(), "used_on": some_day(rng, 0.05)}  # fmt: skip

    def optional(rows, chance=0.8):
        return rows if rng.random() < chance else None

    return {
        "grants": grants(rng.randrange(1, 40)),
        "usage": optional([event() for _ in range(rng.randrange(1, 60))]),
        "people": optional(people()),
        "incompatible": optional([pair() for _ in range(4)]),
        "sensitive": optional(
            [
                {
                    "permission": maybe(PERMISSIONS, 0.9),
                    "system": maybe(SYSTEMS, 0.3),
                    "asset": maybe(["客户", "账户"], 0.9),
                    "level": "C3",
                }
                for _ in range(3)
            ]
        ),
        "before": optional(grants(20)),
        "revoked": optional(
            [
                {
                    "account": maybe(ACCOUNTS, 0.95),
                    "permission": maybe(PERMISSIONS, 0.95),
                    "system": maybe(SYSTEMS, 0.5),
                }
                for _ in range(4)
            ]
        ),
    }


def frame(table: str, rows: list[dict[str, object]] | None) -> pl.DataFrame | None:
    if rows is None:
        return None
    schema = {field: pl.Date if field in tables.DATES else pl.String for field in shapes()[table].headings}
    return pl.DataFrame(rows, schema=schema)


def run_engine(world, days: int, peers: tuple[str, ...], least: int) -> audit.Report:
    log = None
    if world["usage"] is not None:
        rows = frame("usage", world["usage"])
        log = uses.fold(
            tables.Table("usage", rows.lazy(), {name: name for name in rows.columns}),
            DAY,
            frame("grants", world["grants"]),
        )
    lists = audit.Lists(
        grants=frame("grants", world["grants"]), uses=log, people=frame("people", world["people"]),
        incompatible=frame("incompatible", world["incompatible"]), sensitive=frame("sensitive", world["sensitive"]),
        before=frame("grants", world["before"]), revoked=frame("revoked", world["revoked"]),
    )  # fmt: skip
    return audit.audit(lists, audit.Settings(DAY, days, peers=peers, least_peers=least))


#: question → the columns of its rows that the reference gives too.
COMPARED = {
    "dormant": ("system", "account", "grants"),
    "never_used": ("system", "permission", "grants", "holders"),
    "generic": ("system", "account", "word", "people", "grants"),
    "orphan": ("system", "account", "grants"),
    "leavers": ("system", "account", "grants", "used_after"),
    "incompatible": ("holder", "system_a", "permission_a", "system_b", "permission_b"),
    "reach": ("asset", "holder", "grants", "unused"),
    "added": ("system", "account", "permission"),
    "removed": ("system", "account", "permission"),
    "still_there": ("system", "account", "permission"),
}


@pytest.mark.parametrize("block", range(10))
def test_twenty_random_worlds_give_the_answers_of_the_reference(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        world = make_world(seed)
        days, least = (30, 90, 180)[seed % 3], 2 + seed % 4
        peers = ("post",) if seed % 2 else ("unit", "post")
        report = run_engine(world, days, peers, least)
        expected = reference.audit(world, DAY, days, peers, least)
        assert compared(report, expected) == {}, f"world {seed}"


def compared(report: audit.Report, expected) -> dict[str, tuple[object, object]]:
    """question → (engine, reference) where the two differ; a question not judged must be missing on purpose only."""
    differences = {}
    for name, rows in expected.items():
        if name in report.not_judged:
            if rows and not (name == "never_used" or name == "movers" or name == "excess"):
                differences[name] = (report.not_judged[name], rows)
            continue
        got = report.found[name]
        if name in COMPARED:
            columns = [column for column in COMPARED[name] if column in got.columns]
            want = [row[: len(columns)] for row in rows]
            have = got.select(columns).rows()
        elif name == "equal_sets":
            have = sorted((row["system"], tuple(row["members"]), tuple(sorted(row["set"]))) for row in got.to_dicts())
            want = rows
        elif name == "units":
            have = {row["unit"]: (row["grants"], row["needless"], row["score"]) for row in got.to_dicts()}
            faults = any(fault in report.found for fault in audit.FAULTS)
            want = rows if faults else {unit: (total, bad, None) for unit, (total, bad, _) in rows.items()}
        else:
            columns = ("system", "account", "permission", "person", "unit", "used_on")
            have = sorted(got.select(columns).rows())
            want = sorted(tuple(row[column] for column in columns) for row in rows)
        if have != want:
            differences[name] = (have, want)
    return differences
