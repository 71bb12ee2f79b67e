"""Benchmarks the personal-information engine beside Presidio (with our patterns, without a model) and one `re` a type.

    quanyi bench pii --json            goals 1a (dense table) and 1b (free text) of docs/performance.md
    python bench/pii.py --quality 50   recall and precision of every type on 50 MB of the generated bank
    python bench/pii.py --stream 5     5 GB of CSV through the file path, seconds and resident memory

Ours and the peers run in turn on the same input, each on one core; figures are CPU seconds, wall seconds
beside. The peer is installed into ``var/bench/presidio`` when it is not there.
"""

import argparse
import collections
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import pii_bank  # noqa: E402 - the path is set above

from quanyi.engines.pii import scan  # noqa: E402 - the path is set above

VAR = HERE.parent / "var/bench"
TYPES = ("cn_id_card", "bank_card", "uscc", "mobile", "landline", "email", "plate")
GOALS = {"table": {"presidio": 120, "recognisers": 20, "re": 6}, "text": {"presidio": 200, "recognisers": 20, "re": 8}}
#: Share of the input that the slow peers get, so that a run ends; speeds are per megabyte.
SHARES = {"presidio": 0.05, "recognisers": 0.25, "re": 1.0}
Spans = collections.Counter[tuple[str, int, int]]


def peer_python() -> Path | None:
    """The interpreter of the peer's environment, made when missing; None when it cannot be installed."""
    python = VAR / "presidio/bin/python"
    if not python.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        made = subprocess.run([sys.executable, "-m", "venv", VAR / "presidio"], check=False)
        if made.returncode:
            return None
    probe = subprocess.run([python, "-c", "import presidio_analyzer"], capture_output=True, check=False)
    if probe.returncode:
        subprocess.run([python, "-m", "pip", "install", "-q", "presidio-analyzer==2.2.366"], check=False)
        probe = subprocess.run([python, "-c", "import presidio_analyzer"], capture_output=True, check=False)
    return python if probe.returncode == 0 else None


def f1(found: Spans, truth: Spans) -> float:
    """F1 over exact spans of the seven types."""
    hits = sum((found & truth).values())
    return round(2 * hits / max(1, sum(found.values()) + sum(truth.values())), 4)


def cut(text: str, truth: list[tuple[str, int, int]], share: float) -> tuple[str, Spans]:
    """The first part of a text, cut at a line end, with its truth of the seven types."""
    end = len(text) if share >= 1 else text.rfind("\n", 0, int(len(text) * share)) + 1
    return text[:end], collections.Counter((k, s, e) for k, s, e in truth if e <= end and k in TYPES)


class Peer:
    """The process of ``pii_peer.py``."""

    def __init__(self, python: Path) -> None:
        self.process = subprocess.Popen(
            [python, HERE / "pii_peer.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, method: str, path: Path) -> tuple[list[float], Spans]:
        """CPU and wall seconds, and the findings."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([method, str(path)]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["seconds"], collections.Counter((k, s, e) for k, s, e in answer["found"])


def ours(text: str) -> tuple[list[float], Spans]:
    """CPU and wall seconds of one scan, and the findings."""
    begin, wall = time.process_time(), time.perf_counter()
    found = scan(text, TYPES)
    seconds = [time.process_time() - begin, time.perf_counter() - wall]
    return seconds, collections.Counter((one.type, one.start, one.end) for one in found)


def compare(kind: str, megabytes: float, rounds: int, python: Path | None) -> dict[str, object]:
    """One goal: every method in turn, ``rounds`` times."""
    pairs = (pii_bank.prose if kind == "text" else pii_bank.rows)(11, megabytes)
    text, truth = pii_bank.document(pairs)
    peer = Peer(python) if python else None
    scan(text[:5000], TYPES)
    if peer is not None:
        for method in SHARES:  # loads what the peers load at their first call
            warm = VAR / "pii-warm.txt"
            warm.write_text(text[:2000], encoding="utf-8")
            peer.ask(method, warm)
    speeds: dict[str, list[float]] = collections.defaultdict(list)
    walls: dict[str, list[float]] = collections.defaultdict(list)
    scores: dict[str, float] = {}
    for _ in range(rounds):
        for method, share in (("ours", 1.0), *SHARES.items()):
            part, wanted = cut(text, truth, share)
            size = len(part.encode()) / 1e6
            if method == "ours":
                seconds, found = ours(part)
            elif peer is None:
                continue
            else:
                path = VAR / f"pii-{kind}-{method}.txt"
                path.write_text(part, encoding="utf-8")
                seconds, found = peer.ask(method, path)
            speeds[method].append(size / seconds[0])
            walls[method].append(size / seconds[1])
            scores[method] = f1(found, wanted)
    report: dict[str, object] = {
        "input": f"{kind}, {len(text.encode()) / 1e6:.1f} MB UTF-8, {sum(k in TYPES for k, _, _ in truth)} true spans",
        "mb_per_cpu_second": {
            m: [round(statistics.median(v), 3), round(min(v), 3), round(max(v), 3)] for m, v in speeds.items()
        },
        "mb_per_wall_second": {m: round(statistics.median(v), 3) for m, v in walls.items()},
        "f1": scores,
    }
    if peer is not None:
        ratios = {m: [a / b for a, b in zip(speeds["ours"], speeds[m], strict=True)] for m in SHARES}
        report["ratio"] = {m: round(statistics.median(values), 1) for m, values in ratios.items()}
        report["goal"] = GOALS[kind]
        peer.process.terminate()
    return report


def quality(megabytes: float, seed: int) -> dict[str, object]:
    """Recall and precision of each type over the whole bank, all types looked for; spans must be exact."""
    tallies: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    done, begin = 0.0, time.process_time()
    spent = 0.0
    part = 0
    while done < megabytes:
        text, truth = pii_bank.document(pii_bank.texts(seed + part, min(10.0, megabytes - done)))
        size = len(text.encode()) / 1e6
        begin = time.process_time()
        found = {(one.type, one.start, one.end) for one in scan(text)}
        spent += time.process_time() - begin
        true = set(truth)
        for kind in pii_bank.TRUTH:
            ours_of, true_of = {f for f in found if f[0] == kind}, {t for t in true if t[0] == kind}
            tallies[kind].update(true=len(true_of), found=len(ours_of), right=len(true_of & ours_of))
        done, part = done + size, part + 1
    return {
        "megabytes": round(done, 1),
        "mb_per_cpu_second": round(done / spent, 1),
        "types": {
            kind: {
                "true": t["true"],
                "recall": round(t["right"] / max(1, t["true"]), 4),
                "precision": round(t["right"] / max(1, t["found"]), 4),
            }
            for kind, t in tallies.items()
        },
    }


def stream(gigabytes: float) -> dict[str, object]:
    """A generated CSV of that size through the file path of the command line, in a process of its own."""
    path = VAR / "pii-stream.csv"
    VAR.mkdir(parents=True, exist_ok=True)
    block = "\n".join(row for row, _ in pii_bank.rows(5, 20)) + "\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(pii_bank.HEAD + "\n")
        while file.tell() < gigabytes * 1e9:
            file.write(block)
    size = path.stat().st_size
    code = "import sys;from quanyi.engines.pii.command import main;sys.exit(main(sys.argv[1:]))"
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "--json", "--every", str(path)],
        capture_output=True,
        env={"PYTHONPATH": str(HERE.parent / "src")},
        check=False,
    )
    seconds = time.perf_counter() - begin
    resident = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    path.unlink()
    return {
        "gigabytes": round(size / 1e9, 2),
        "seconds": round(seconds, 1),
        "resident_mb": round(resident),
        "status": done.returncode,
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run what was asked; prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="accepted for uniformity; the output is JSON anyway")
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quality", type=float, metavar="MB")
    parser.add_argument("--stream", type=float, metavar="GB")
    parser.add_argument("--seed", type=int, default=1000)
    options = parser.parse_args(argv)
    report: dict[str, object] = {"bench": "pii"}
    if options.quality:
        report["quality"] = quality(options.quality, options.seed)
    elif options.stream:
        report["stream"] = stream(options.stream)
    else:
        python = peer_python()
        if python is None:
            report["not run"] = "Presidio could not be installed"
        report["1a"] = compare("table", options.megabytes, options.rounds, python)
        report["1b"] = compare("text", options.megabytes, options.rounds, python)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
