"""The entitlement audit beside PostgreSQL: the same generated lists and questions, equal counts; time and memory."""

import argparse
import json
import os
import platform
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench" / "access"
POSTGRES = Path("/usr/lib/postgresql/15/bin")
AS_OF = date(2026, 11, 24)
DAYS = 90
PEOPLE, POSTS, PERMISSIONS = 50_000, 200, 3_000
TABLES = {
    "grants": "system text, account text, permission text, granted_on date",
    "usage": "system text, account text, permission text, used_at timestamp",
    "people": "person text, unit text, post text, status text, left_on date",
    "pairs": "permission_a text, permission_b text",
}

#: The questions in SQL, one table after another; ``held`` is what ``holdings.hold`` makes.
SQL = f"""
create temp table last_use as select system, account, permission, max(used_at)::date used_on from usage
 where used_at < date '{AS_OF}' + 1 group by 1, 2, 3;
analyze last_use;
create temp table held as select g.*, p.person, p.unit, p.post, p.person is not null known,
 coalesce(p.left_on <= date '{AS_OF}', p.status = '离职', false) gone, u.used_on
 from grants g left join people p on p.person = g.account left join last_use u using (system, account, permission);
analyze held;
create temp table answer (question text, rows bigint);
insert into answer select 'unused', count(*) from held where date '{AS_OF}' - greatest(used_on, granted_on) >= {DAYS};
insert into answer select 'dormant', count(*) from (select 1 from held group by system, account
 having date '{AS_OF}' - greatest(max(used_on), max(granted_on)) >= {DAYS}) x;
insert into answer select 'never_used', count(*) from (select 1 from held group by system, permission
 having count(used_on) = 0) x;
insert into answer select 'orphan', count(*) from (select distinct system, account from held where not known) x;
insert into answer select 'leavers', count(*) from (select distinct system, account from held where gone) x;
insert into answer select 'incompatible', count(*) from (select distinct a.account, p.* from pairs p
 join held a on a.permission = p.permission_a join held b on b.permission = p.permission_b and b.account = a.account) x;
insert into answer with size as (select post, count(*) n from people
  where not coalesce(left_on <= date '{AS_OF}', status = '离职', false) group by post),
 has as (select post, system, permission, count(distinct account) k from held where known and not gone group by 1, 2, 3)
 select 'excess', count(*) from held h join size using (post) join has using (post, system, permission)
 where h.known and not h.gone and n >= 5 and (k - 1)::float8 / (n - 1) <= 0.1;
insert into answer select 'equal_sets', count(*) from (select 1 from
 (select system, account, string_agg(permission, ',' order by permission) s from held group by 1, 2) x
 group by system, s having count(*) > 1) y;
"""


def main(argv: Sequence[str]) -> int:
    """Generate, run both sides in turn, print one JSON object."""
    parser = argparse.ArgumentParser(prog="quanyi bench access")
    parser.add_argument("--grants", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-postgresql", action="store_true")
    parser.add_argument("--json", action="store_true", help="accepted everywhere; the output is always JSON")
    parser.add_argument("--worker", choices=("generate", "parquet", "csv", "state"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    folder = VAR / f"{args.grants}-{args.events}"
    if args.worker:
        print(json.dumps(generate(args, folder) if args.worker == "generate" else work(args.worker, folder)))
        return 0
    if not (folder / "pairs.csv").exists():
        worker("generate", args)
    runs: dict[str, list[dict]] = {}
    not_run = {}
    peer = None if args.without_postgresql else start_postgresql(not_run)
    try:
        for _ in range(args.rounds):
            if peer is not None:
                runs.setdefault("postgresql", []).append(ask_postgresql(peer, folder))
            for kind in ("csv", "parquet", "state"):
                runs.setdefault(kind, []).append(worker(kind, args))
    finally:
        if peer is not None:
            stop_postgresql(peer)
    print(json.dumps(report(runs, not_run, args), ensure_ascii=False, indent=1))
    return 0


def worker(kind: str, args: argparse.Namespace) -> dict:
    """One step in a fresh process, so that its memory is its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--worker", kind]
    command += ["--grants", str(args.grants), "--events", str(args.events)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def generate(args: argparse.Namespace, folder: Path) -> dict:
    """Write the lists as Parquet and CSV: most grants follow the post; use is skewed; some people left."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(9)
    folder.mkdir(parents=True, exist_ok=True)
    names = np.array([f"u{number:06d}" for number in range(PEOPLE)])
    permissions = np.array([f"FUNC_{number:05d}" for number in range(PERMISSIONS)])
    systems = np.array(["core", "crm", "credit", "wealth"])
    post = rng.integers(0, POSTS, PEOPLE)
    who = rng.integers(0, PEOPLE, args.grants * 2)
    usual = (post[who] * 37 + rng.integers(0, 30, who.size)) % PERMISSIONS
    what = np.where(rng.random(who.size) < 0.8, usual, rng.integers(0, PERMISSIONS, who.size))
    grants = np.unique(who.astype(np.int64) * PERMISSIONS + what)
    grants = rng.permutation(grants)[: args.grants]
    account, permission = grants // PERMISSIONS, grants % PERMISSIONS
    day = np.datetime64(AS_OF).astype("datetime64[ms]")
    granted = day - rng.integers(1, 1500, grants.size).astype("timedelta64[D]")

    def rows(which):
        return {
            "system": systems[permission[which] % 4], "account": names[account[which]],
            "permission": permissions[permission[which]],
        }  # fmt: skip

    listed = pl.DataFrame({**rows(slice(None)), "granted_on": granted})
    write(listed.with_columns(pl.col("granted_on").cast(pl.Date)), folder / "grants")
    gone = rng.random(PEOPLE) < 0.03
    people = pl.DataFrame({
        "person": names, "unit": [f"支行{number}" for number in rng.integers(0, 300, PEOPLE)],
        "post": [f"岗位{number}" for number in post], "status": ["离职" if left else "在职" for left in gone],
    }).with_columns(left_on=pl.when(pl.Series(gone)).then(pl.lit(date(2026, 6, 30))))  # fmt: skip
    write(people.head(PEOPLE * 98 // 100), folder / "people")
    parts = []
    for first in range(0, args.events, 10_000_000):
        size = min(10_000_000, args.events - first)
        which = (rng.random(size) ** 2 * grants.size * 0.7).astype(np.int64)
        when = day - rng.integers(0, 365 * 86_400, size).astype("timedelta64[s]").astype("timedelta64[ms]")
        part = folder / f"part-{len(parts)}.parquet"
        pl.DataFrame({**rows(which), "used_at": when}).write_parquet(part)
        parts.append(part)
    log = pl.scan_parquet(parts)
    log.sink_parquet(folder / "usage.parquet")
    log.sink_csv(folder / "usage.csv", datetime_format="%Y-%m-%d %H:%M:%S")
    for part in parts:
        part.unlink()
    chosen = rng.permutation(PERMISSIONS)[:80]
    pairs = {"permission_a": permissions[chosen[:40]], "permission_b": permissions[chosen[40:]]}
    write(pl.DataFrame(pairs), folder / "pairs")
    return {}


def write(frame, path: Path) -> None:
    """One list in both formats."""
    frame.write_parquet(path.with_suffix(".parquet"))
    frame.write_csv(path.with_suffix(".csv"))


def work(kind: str, folder: Path) -> dict:
    """Our audit from files to counts; ``state`` reads the kept last uses in place of the log."""
    begin = time.perf_counter()
    sys.path.insert(0, str(ROOT / "src"))
    from quanyi.engines.access import audit, tables, uses

    ending = "csv" if kind == "csv" else "parquet"
    with tempfile.TemporaryDirectory() as scratch:

        def opened(name: str, shape: str):
            return tables.open_table(folder / f"{name}.{ending}", shape, {}, Path(scratch) / name)

        lists = {"grants": tables.read(opened("grants", "grants")), "people": tables.read(opened("people", "people"))}
        lists["incompatible"] = tables.read(opened("pairs", "incompatible"))
        state = folder / "state.parquet"
        known = (
            uses.load(state, AS_OF) if kind == "state" else uses.fold(opened("usage", "usage"), AS_OF, lists["grants"])
        )
        found = audit.audit(audit.Lists(**lists, uses=known), audit.Settings(AS_OF, DAYS))
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if kind == "parquet":
        uses.save(known, state)
    return {"seconds": seconds, "peak_mb": peak, "counts": found.counts}


def start_postgresql(not_run: dict[str, str]) -> dict | None:
    """A private cluster in a temporary folder on a free port, run by an unprivileged user."""
    try:
        import psycopg  # noqa: F401
    except ModuleNotFoundError:
        not_run["postgresql"] = "psycopg is not installed"
        return None
    if not (POSTGRES / "initdb").exists():
        not_run["postgresql"] = f"no PostgreSQL under {POSTGRES}"
        return None
    user = "nobody" if os.getuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="quanyi-pg-"))
    if user:
        shutil.chown(home, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (
        f"-p {port} -k {home} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=2GB"
    )
    options += " -c work_mem=512MB -c max_wal_size=8GB -c max_parallel_workers_per_gather=2 -c jit=on"
    peer = {"home": home, "port": port, "user": user}
    init = ["initdb", "-D", str(home / "data"), "-A", "trust", "-U", "bench", "-E", "UTF8", "--no-locale"]
    for step in (init, ["pg_ctl", "-D", str(home / "data"), "-o", options, "-l", str(home / "log"), "-w", "start"]):
        done = subprocess.run(
            [POSTGRES / step[0], *step[1:]], user=user, cwd=home, capture_output=True, text=True, check=False
        )
        if done.returncode:
            not_run["postgresql"] = f"{step[0]}: {done.stderr[-300:]}"
            shutil.rmtree(home, ignore_errors=True)
            return None
    return peer


def stop_postgresql(peer: dict) -> None:
    """Stop the cluster that was started here and remove its folder."""
    stop = [POSTGRES / "pg_ctl", "-D", str(peer["home"] / "data"), "-m", "immediate", "stop"]
    subprocess.run(stop, user=peer["user"], cwd=peer["home"], capture_output=True, check=False)
    shutil.rmtree(peer["home"], ignore_errors=True)


def ask_postgresql(peer: dict, folder: Path) -> dict:
    """Load the CSV files into fresh tables, then ask; both timed."""
    import psycopg

    with psycopg.connect(
        host=str(peer["home"]), port=peer["port"], user="bench", dbname="postgres", autocommit=True
    ) as bank:
        begin = time.perf_counter()
        for name, columns in TABLES.items():
            bank.execute(f"drop table if exists {name}")
            bank.execute(f"create unlogged table {name} ({columns})")
            order = f"copy {name} from stdin (format csv, header)"
            with bank.cursor().copy(order) as copy, (folder / f"{name}.csv").open("rb") as source:
                while block := source.read(1 << 20):
                    copy.write(block)
            bank.execute(f"analyze {name}")
        loaded = time.perf_counter()
        for statement in SQL.split(";"):
            if statement.strip():
                bank.execute(statement)
        counts = dict(bank.execute("select question, rows from answer").fetchall())
        asked = time.perf_counter()
    return {"seconds": asked - loaded, "load_seconds": loaded - begin, "counts": counts}


def report(runs: dict[str, list[dict]], not_run: dict[str, str], args: argparse.Namespace) -> dict:
    """Medians, spread, memory, equal counts, ratios."""

    def middle(side: str, key: str) -> float:
        return statistics.median(run[key] for run in runs[side])

    sides = {}
    for side, results in runs.items():
        seconds = [result["seconds"] for result in results]
        sides[side] = {
            "seconds_median": round(statistics.median(seconds), 2),
            "seconds_spread": [round(min(seconds), 2), round(max(seconds), 2)],
        }
        if "load_seconds" in results[0]:
            sides[side]["load_seconds_median"] = round(middle(side, "load_seconds"), 2)
        else:
            sides[side]["peak_mb"] = round(max(result["peak_mb"] for result in results))
    answer = {
        "bench": "access", "grants": args.grants, "events": args.events, "rounds": args.rounds,
        "python": platform.python_version(), "sides": sides, "counts": runs["parquet"][-1]["counts"],
        "not_run": not_run,
        "goal": {"query": ">= 6x", "with_load": ">= 12x", "50 M events": "<= 10 s, <= 1 GB"},
    }  # fmt: skip
    if "postgresql" in runs:
        theirs = runs["postgresql"][-1]["counts"]
        ours = runs["parquet"][-1]["counts"]
        answer["equal_counts"] = {question: ours[question] == count for question, count in theirs.items()}
        answer["ratios"] = {
            "query_over_parquet": round(middle("postgresql", "seconds") / middle("parquet", "seconds"), 1),
            "query_over_state": round(middle("postgresql", "seconds") / middle("state", "seconds"), 1),
            "load_and_query_over_csv": round(
                (middle("postgresql", "seconds") + middle("postgresql", "load_seconds")) / middle("csv", "seconds"), 1
            ),
            "load_and_query_over_parquet": round(
                (middle("postgresql", "seconds") + middle("postgresql", "load_seconds")) / middle("parquet", "seconds"),
                1,
            ),
        }
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
