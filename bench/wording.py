"""Screens the same marketing text with the engine and with a plain peer (pyahocorasick and ``re``), in turn, and
compares the findings."""

import argparse
import datetime
import json
import os
import random
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path

from quanyi.engines.wording.screen import default_screener

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench" / "wording"
PEER = Path(__file__).resolve().parent / "wording_peer.py"
SENTENCES = ROOT / "tests" / "engines" / "wording" / "data" / "sentences.jsonl"
COPY = Path(__file__).resolve().parent / "wording_copy.txt"
AS_OF = datetime.date(2026, 11, 24)


def corpus(megabytes: float, labelled_share: float, seed: int) -> list[str]:
    """Make marketing texts of one to six sentences: ordinary bank copy with filled slots, and labelled sentences mixed
    in.

    Args:
        megabytes: size wanted, in millions of UTF-8 bytes.
        labelled_share: share of sentences drawn from the labelled set (wording that is forbidden, or that only looks
        so).
        seed: of the generator.
    """
    chance = random.Random(seed)
    labelled = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    copy = COPY.read_text(encoding="utf-8").splitlines()
    texts: list[str] = []
    size = 0
    while size < megabytes * 1_000_000:
        parts = []
        for _ in range(chance.randint(1, 6)):
            if chance.random() < labelled_share:
                parts.append(chance.choice(labelled))
            else:
                parts.append(filled(chance.choice(copy), chance))
        text = chance.choice("。！\n").join(parts)
        texts.append(text)
        size += len(text.encode())
    return texts


def filled(line: str, chance: random.Random) -> str:
    """Fill the slots of a line of copy."""
    return line.format(
        bank=chance.choice(["江城银行", "云岭银行", "海州农商银行", "北川银行", "东湖商业银行"]),
        city=chance.choice(["江城", "云岭", "海州", "北川", "东湖", "南浦"]),
        insurer=chance.choice(["安和人寿", "同泰养老保险公司", "远川人寿"]),
        hour=chance.randint(8, 9),
        month=chance.randint(1, 12),
        day=chance.randint(1, 28),
        days=chance.choice([30, 90, 180, 365, 500, 1000]),
        level=chance.randint(1, 5),
        rate=f"{chance.uniform(1, 6):.2f}",
        fee=f"{chance.uniform(0.01, 0.5):.2f}",
    )


def peer_python() -> tuple[str, str]:
    """Give the interpreter of the peer's own venv and the version of its automaton, installing both when they are not
    there."""
    home = HOME / "venv"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    if subprocess.run(
        [python, "-c", "import ahocorasick, numpy, ahocorasick_rs"], capture_output=True, check=False
    ).returncode:
        subprocess.run([python, "-m", "pip", "install", "-q", "pyahocorasick", "numpy", "ahocorasick-rs"], check=True)
    version = subprocess.run(
        [python, "-c", "import importlib.metadata as m; print(m.version('pyahocorasick'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return str(python), version.stdout.strip()


def ours(texts: Sequence[str]) -> tuple[float, list[list[list[int]]]]:
    """Screen with the engine; seconds and findings by text."""
    screener = default_screener()
    screener.spans(["预热"], as_of=AS_OF)
    begun = time.perf_counter()
    spans = screener.spans(texts, as_of=AS_OF)
    seconds = time.perf_counter() - begun
    findings: list[list[list[int]]] = [[] for _ in texts]
    for text, rule, start, end in zip(
        spans.text.tolist(), spans.rule.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True
    ):
        findings[text].append([start, end, rule])
    return seconds, [sorted(found) for found in findings]


def theirs(python: str, texts: Sequence[str]) -> tuple[float, list[list[list[int]]]]:
    """Screen with the peer in its own process; seconds and findings by text."""
    given, taken = HOME / "texts.json", HOME / "findings.json"
    given.write_text(json.dumps(texts), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([python, PEER, given, taken, AS_OF.isoformat()], env=environment, check=True)
    answer = json.loads(taken.read_text(encoding="utf-8"))
    return answer["seconds"], answer["findings"]


def main(argv: Sequence[str]) -> int:
    """Run the benchmark and print one JSON object."""
    parser = argparse.ArgumentParser(prog="quanyi bench wording")
    parser.add_argument("--json", action="store_true", help="the only form there is")
    parser.add_argument("--megabytes", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--labelled", type=float, default=0.1, help="share of sentences from the labelled set")
    options = parser.parse_args(argv)
    HOME.mkdir(parents=True, exist_ok=True)
    python, version = peer_python()
    texts = corpus(options.megabytes, options.labelled, seed=1)
    size = sum(len(text.encode()) for text in texts) / 1_000_000
    fast: list[float] = []
    slow: list[float] = []
    same = True
    found = 0
    for _ in range(options.rounds):
        seconds, findings = theirs(python, texts)
        slow.append(size / seconds)
        seconds, mine = ours(texts)
        fast.append(size / seconds)
        same = same and mine == findings
        found = sum(map(len, mine))
    result = {
        "bench": "wording",
        "megabytes": round(size, 2),
        "texts": len(texts),
        "labelled_share": options.labelled,
        "findings": found,
        "rounds": options.rounds,
        "ours_mb_per_s": {
            "median": round(statistics.median(fast), 2),
            "min": round(min(fast), 2),
            "max": round(max(fast), 2),
        },
        "peer_mb_per_s": {
            "median": round(statistics.median(slow), 2),
            "min": round(min(slow), 2),
            "max": round(max(slow), 2),
        },
        "peer": f"the same packs over pyahocorasick {version} and re, one core",
        "ratio": round(statistics.median(fast) / statistics.median(slow), 1),
        "goal": 10,
        "same_findings": same,
        "not_run": [],
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0 if same and result["ratio"] >= 10 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
