"""Chinese search over many subjects: our index on SQLite and PostgreSQL beside pg_trgm, row scope applied everywhere.

``quanyi bench search [--rows N] [--postgresql ADDRESS] [--json]``. Without an empty PostgreSQL database (the role must
be able to create extensions) only SQLite is measured. Each figure is the time of a whole ``find``: index, scope and
the 25 newest rows. Recall compares the hits with those of LIKE.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PRODUCTS = [
    "信用卡",
    "借记卡",
    "个人住房贷款",
    "个人消费贷款",
    "代销基金",
    "代销保险",
    "理财产品",
    "手机银行",
    "网上银行",
    "自助设备",
    "外汇业务",
    "贵金属",
    "存款",
]
REASONS = [
    "年费争议",
    "分期手续费争议",
    "提前还款违约金",
    "征信记录异议",
    "盗刷",
    "误导销售",
    "收益未达预期",
    "催收方式不当",
    "服务态度",
    "排队时间过长",
    "信息泄露",
    "营销电话骚扰",
    "转账未到账",
    "吞卡吞钞",
    "冻结账户",
    "利率调整",
]
DETAILS = [
    "客户要求退还费用",
    "客户要求书面说明",
    "客户称未收到短信提醒",
    "客户不认可合同条款",
    "网点已解释未接受",
    "涉及老年客户",
    "涉及第三方合作机构",
    "已提交交易流水",
    "希望尽快处理",
    "要求公开道歉",
]
#: Words that stand in few texts: places and trade names, about 400 rows each at a million.
RARE = [a + b for a in "青岚云溪石桥柳湾松梅竹兰" for b in "岭镇埠港浦塘坪寨圩洲"]
QUERIES = {
    "two rare characters": ["青岭", "桥塘", "兰洲", "湾寨", "竹浦"],
    "rare in a common text": ["信用卡 青港", "柳镇 老年"],
    "two characters": ["年费", "盗刷", "征信", "催收", "利率"],
    "one character": ["卡", "费", "贷"],
    "four characters": ["误导销售", "手续费争", "收益未达"],
    "two words": ["信用卡 年费", "老年 催收", "基金 道歉"],
    "a number": ["ts20260000777", "0012345"],
    "nothing": ["量子纠缠", "zzz"],
}
UNITS = {"head office": 1, "province": 30, "sub-branch": 300}


def main(argv: Sequence[str]) -> int:
    """Run the benchmark and print one JSON object.

    Returns:
        0 measured, 1 recall was not complete.
    """
    parser = argparse.ArgumentParser(prog="quanyi bench search", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", default="", help="postgresql://user@host:port/database, empty database")
    parser.add_argument("--folder", type=Path, default=Path("var/bench/search"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.child:
        print(json.dumps(child(options)))
        return 0
    results = {"rows": options.rows, "fill": {}, "rounds": {}}
    stores = ["sqlite", "postgresql"] if options.postgresql else ["sqlite"]
    for store in stores:
        results["fill"][store] = run(options, store, "fill")
    for number in range(options.rounds):
        for store in stores:
            results["rounds"].setdefault(store, []).append(run(options, store, f"measure{number}"))
    report = summed_up(results)
    if not options.postgresql:
        report["not run"] = "PostgreSQL and pg_trgm: no --postgresql given"
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 1))
    return 0 if all(r["recall"] == 1.0 for rounds in results["rounds"].values() for r in rounds) else 1


def run(options: argparse.Namespace, store: str, what: str) -> dict:
    """Run one step in a process of its own."""
    environment = os.environ | {"QUANYI_DATA": str(options.folder.resolve())}
    environment.pop("QUANYI_DATABASE", None)
    if store == "postgresql":
        environment["QUANYI_DATABASE"] = options.postgresql
    command = [sys.executable, __file__, "--child", what, "--rows", str(options.rows)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{store} {what} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def summed_up(results: dict) -> dict:
    """Return medians over the rounds, and the ratio to the peer."""
    report = {"rows": results["rows"], "fill": results["fill"], "milliseconds": {}}
    for store, rounds in results["rounds"].items():
        for name in rounds[0]["times"]:
            times = [value for r in rounds for value in r["times"][name]]
            report["milliseconds"].setdefault(store, {})[name] = spread(times)
        report.setdefault("recall", {})[store] = min(r["recall"] for r in rounds)
    for name in ("all", *QUERIES) if "postgresql" in results["rounds"] else ():
        peer = report["milliseconds"]["postgresql"][f"peer {name}"]
        for store, values in report["milliseconds"].items():
            ratios = {figure: round(peer[figure] / values[f"ours {name}"][figure], 1) for figure in ("median", "p95")}
            report.setdefault("ratio to pg_trgm", {}).setdefault(store, {})[name] = ratios
    return report


def spread(times: list[float]) -> dict:
    """Return median, 95th percentile and maximum in milliseconds."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return {"median": round(statistics.median(ordered), 2), "p95": round(p95, 2), "max": round(ordered[-1], 2)}


def child(options: argparse.Namespace) -> dict:
    """Set Django up on this store and do one step."""
    from quanyi.site import boot

    boot.prepare()
    import django

    django.setup()
    return fill(options.rows) if options.child == "fill" else measure(options.child)


def texts(rows: int):
    """Yield number and text of each subject, always the same ones."""
    rng = random.Random(20261124)
    for number in range(rows):
        label = f"{rng.choice(PRODUCTS)}{rng.choice(REASONS)}"
        more = "，".join(rng.sample(DETAILS, 2))
        yield f"TS{20260000000 + number}", label, f"{more}（{rng.choice(RARE)}网点）" if number % 25 == 0 else more


def fill(rows: int) -> dict:
    """Build the bank, the subjects and the index; the time is that of indexing alone."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from quanyi.foundation.org.models import Unit
    from quanyi.foundation.search.rules import normal
    from quanyi.foundation.subjects.models import Subject

    call_command("migrate", verbosity=0)
    paths = {"head office": "0001"} | {f"p{n}": f"0001{n:04}" for n in range(1, 31)}
    paths |= {f"s{n}": f"0001{(n - 1) // 10 + 1:04}{(n - 1) % 10 + 1:04}" for n in range(1, 301)}
    Unit.objects.bulk_create([Unit(code=code, name=code, kind="branch", path=path) for code, path in paths.items()])
    leaves = list(Unit.objects.filter(code__startswith="s"))
    now, taken, batch = timezone.localtime(), 0.0, []
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        # A million rows go in faster without the index, which is built at the end, as a restored database does.
        cursor.execute("DROP INDEX search_grams" if postgresql else "SELECT 1")
    for place, (number, label, more) in enumerate(texts(rows)):
        unit = leaves[place * 7919 % 300]
        batch.append((Subject(kind="thing", number=number, label=label, unit=unit, url="/", created_at=now), more))
        if len(batch) == 5_000 or place == rows - 1:
            made = Subject.objects.bulk_create([subject for subject, _ in batch])
            begun = time.perf_counter()
            docs = [(s.pk, normal(f"{s.number} {s.label} {m}")) for s, (_, m) in zip(made, batch, strict=True)]
            index_all(docs, now)
            taken += time.perf_counter() - begun
            batch = []
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX search_grams ON search_searchdoc USING gin (grams)" if postgresql else "SELECT 1")
    taken += time.perf_counter() - begun
    report = {"index seconds": round(taken, 1), "rows per second": round(rows / taken)}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            report |= fill_peer(cursor)
        else:
            cursor.execute("SELECT sum(length(block)) FROM search_grams_data")
            report["index megabytes"] = round(cursor.fetchone()[0] / 2**20)
            cursor.execute("ANALYZE")
    return report


def index_all(docs: list[tuple[int, str]], now) -> None:
    """Write many documents with their pairs in one transaction."""
    from django.db import connection, transaction

    from quanyi.foundation.search.models import SearchDoc
    from quanyi.foundation.search.rules import grams

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY search_searchdoc (subject_id, text, indexed_at, grams) FROM STDIN") as copy:
                for key, text in docs:
                    lexemes = " ".join(sorted({"'" + g.replace("'", "''") + "'" for g in grams(text)}))
                    copy.write_row((key, text, now, lexemes))
            return
        SearchDoc.objects.bulk_create([SearchDoc(subject_id=key, text=text, indexed_at=now) for key, text in docs])
        rows = [(key, " ".join(grams(text))) for key, text in docs]
        cursor.executemany("INSERT OR REPLACE INTO search_grams (rowid, grams) VALUES (%s, %s)", rows)


def fill_peer(cursor) -> dict:
    """Give pg_trgm its index on the same texts."""
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    begun = time.perf_counter()
    cursor.execute("CREATE INDEX peer_trgm ON search_searchdoc USING gin (text gin_trgm_ops)")
    taken = time.perf_counter() - begun
    cursor.execute("ANALYZE")
    cursor.execute("SELECT pg_relation_size('search_grams'), pg_relation_size('peer_trgm')")
    ours, peer = cursor.fetchone()
    return {"index megabytes": ours >> 20, "peer megabytes": peer >> 20, "peer index seconds": round(taken, 1)}


def measure(seed: str) -> dict:
    """Time every query for people of three reaches; compare the hits with LIKE's for some of them."""
    from django.db import connection

    from quanyi.foundation.org.models import Unit
    from quanyi.foundation.org.rules import Reach, Staff
    from quanyi.foundation.search import registry
    from quanyi.foundation.search.queries import find

    registry.search_kind("thing", "things.see", "things")
    rng = random.Random(seed)
    jobs = [(who, kind, text) for who in UNITS for kind, all_texts in QUERIES.items() for text in all_texts]
    rng.shuffle(jobs)
    times: dict[str, list[float]] = {}
    checked = right = 0
    for who, kind, text in jobs:
        code = {"head office": "head office", "province": "p7", "sub-branch": "s77"}[who]
        path = Unit.objects.get(code=code).path
        actor = Staff(0, "x", "x", 0, path, (Reach("handler", path, frozenset({"things.see"})),))
        begun = time.perf_counter()
        found = find(actor, text, 25)
        took = 1000 * (time.perf_counter() - begun)
        for name in ("ours all", f"ours {who}", f"ours {kind}"):
            times.setdefault(name, []).append(took)
        if connection.vendor == "postgresql":
            begun = time.perf_counter()
            expected = [row.pk for row in peer(actor, text)]
            took = 1000 * (time.perf_counter() - begun)
            for name in ("peer all", f"peer {who}", f"peer {kind}"):
                times.setdefault(name, []).append(took)
        else:
            expected = [row.pk for row in peer(actor, text)]
        checked += 1
        right += [row.pk for row in found] == expected
    return {"times": times, "recall": right / checked}


def peer(actor, text: str) -> list:
    """Do what an application does without us: LIKE in scope, newest first (through pg_trgm where it is installed)."""
    from quanyi.foundation.search.rules import words
    from quanyi.foundation.subjects.models import Subject, visible_subjects

    rows = Subject.objects.filter(visible_subjects(actor, {"thing": "things.see"}))
    for word in words(text):
        rows = rows.filter(search_doc__text__contains=word)
    return list(rows.select_related("unit").order_by("-pk")[:25])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
