"""Near-duplicate groups beside datasketch and rensa: the same generated complaints; time, memory and pair F1."""

import argparse
import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"
PEERS = ("datasketch", "rensa")
THRESHOLD = 0.6
MINIMA, PEER_BANDS = 48, 16

HAN = "".join(chr(point) for point in range(0x4E00, 0x4E00 + 3000))
PRODUCTS = ["信用卡", "借记卡", "个人贷款", "住房按揭", "理财产品", "手机银行", "网上银行", "基金定投",
            "代销保险", "大额存单", "结构性存款", "快捷支付", "养老金账户", "贵金属", "外汇"]  # fmt: skip
TEMPLATES = [
    "诉求人来电反映:",
    "尊敬的银行领导:",
    "本人于{d}在{b}",
    "{d}致电客服,工号{k},",
    "微信留言:",
    "",
    "",
    "",
    "At {b} on {d} ",
]
SUBJECTS = [
    "工作人员{n}",
    "客户经理{n}",
    "贵行",
    "系统",
    "催收人员",
    "柜台",
    "{b}",
    "客服",
    "销售人员",
    "自助设备",
    "the clerk {n}",
    "保安",
    "大堂经理",
]
ACTS = [
    "扣收{p}年费{m}元",
    "拒绝退还{p}{m}元",
    "将{p}冻结{k}天",
    "承诺{p}收益{k}",
    "泄露我的{p}资料",
    "误导购买{p}",
    "多次电话催收{p}欠款{m}元",
    "把{p}误报征信逾期",
    "未经同意开通{p}",
    "charged {m} for {p}",
    "办理{p}等待{k}分钟",
    "吞卡{p}现金{m}元未退",
    "错误划转{m}元",
]
WISHES = [
    "要求退款",
    "要求道歉",
    "请核实",
    "要求更正",
    "赔偿损失{m}元",
    "要求书面答复",
    "please refund",
    "希望给说法",
    "要求解冻",
    "要求停止骚扰",
]
OPENINGS = ["您好,", "你好,", "领导好!", "再次投诉:", "紧急!", "", "", ""]
CLOSINGS = ["请尽快处理。", "望回复", "谢谢", "否则将向监管部门反映。", "", "", ""]


def main(argv: Sequence[str]) -> int:
    """Generate, run each side in a process of its own in turn, print one JSON object."""
    parser = argparse.ArgumentParser(prog="quanyi bench similarity")
    parser.add_argument("--texts", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=",".join(PEERS), help="which peers, or none")
    parser.add_argument("--json", action="store_true", help="accepted everywhere; the output is always JSON")
    parser.add_argument("--worker", choices=("ours", *PEERS), help=argparse.SUPPRESS)
    parser.add_argument("--input", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.worker:
        print(json.dumps(work(args.worker, args.input)))
        return 0
    VAR.mkdir(parents=True, exist_ok=True)
    source = VAR / f"complaints-{args.texts}.txt"
    truth = generate(args.texts, source)
    peers = [peer for peer in args.peers.split(",") if peer in PEERS]
    not_run, pythons = install(peers)
    runs: dict[str, list[dict]] = {}
    for _ in range(args.rounds):
        for side in (*pythons, "ours"):
            runs.setdefault(side, []).append(run(side, pythons.get(side, sys.executable), source))
    print(json.dumps(report(runs, truth, not_run, args), ensure_ascii=False, indent=1))
    return 0


def generate(count: int, path: Path) -> list[int]:
    """Write ``count`` texts, one a line, and return the family of each; the same for the same count."""
    rng = random.Random(count)
    lines: list[tuple[str, int]] = []
    family = 0
    while len(lines) < count:
        base = narrative(rng)
        size = 1 if rng.random() < 0.55 else 200 if rng.random() < 0.001 else rng.randint(2, 9)
        lines += [(base if rng.random() < 0.15 else variant(rng, base), family) for _ in range(size)]
        family += 1
    del lines[count:]
    rng.shuffle(lines)
    path.write_text("\n".join(line for line, _ in lines) + "\n", encoding="utf-8")
    return [family for _, family in lines]


def narrative(rng: random.Random) -> str:
    """A complaint: an opening many share, who did what, the wish, and particulars of its own."""
    fill = {
        "b": "".join(rng.choices(HAN, k=3)) + "支行", "p": rng.choice(PRODUCTS), "n": "".join(rng.choices(HAN, k=3)),
        "d": f"{rng.randint(2023, 2026)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        "m": str(rng.randint(10, 99999)), "k": str(rng.randint(10, 9999)),
    }  # fmt: skip
    facts = ("".join(rng.choices(HAN, k=rng.randint(8, 20))) for _ in range(2))
    parts = [
        rng.choice(TEMPLATES),
        rng.choice(SUBJECTS),
        rng.choice(ACTS),
        next(facts),
        rng.choice(WISHES),
        next(facts),
    ]
    return ",".join(parts).format(**fill)


def variant(rng: random.Random, base: str) -> str:
    """The same complaint told again: greeting, closing, one to three characters changed, full-width digits at times."""
    text = list(base)
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(len(text))
        text[at : at + 1] = rng.choice(([], [rng.choice(HAN)], [text[at], rng.choice(HAN)]))
    told = rng.choice(OPENINGS) + "".join(text) + rng.choice(CLOSINGS)
    return told.translate({ord("0") + d: 0xFF10 + d for d in range(10)}) if rng.random() < 0.1 else told


def install(peers: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """A venv per peer; what could not be installed, with the reason, and the Pythons of the rest."""
    not_run, pythons = {}, {}
    for peer in peers:
        home = VAR / f"venv-{peer}"
        python = home / "bin" / "python"
        try:
            if not python.exists():
                subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
            subprocess.run(
                [str(python), "-m", "pip", "install", "-q", peer], check=True, capture_output=True, text=True
            )
            pythons[peer] = str(python)
        except (OSError, subprocess.CalledProcessError) as error:
            not_run[peer] = f"could not be installed: {getattr(error, 'stderr', None) or error}"
    return not_run, pythons


def run(side: str, python: str, source: Path) -> dict:
    """One run in a fresh process."""
    done = subprocess.run(
        [python, str(Path(__file__).resolve()), "--worker", side, "--input", str(source)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def work(side: str, source: Path) -> dict:
    """Group the file and say how long it took, how much memory, and the groups."""
    worker = {"ours": group_ours, "datasketch": group_datasketch, "rensa": group_rensa}[side]
    begin = time.perf_counter()
    labels = worker(source)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak, "labels": labels}


def read_lines(source: Path):
    """The texts without their line ends."""
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def group_ours(source: Path) -> list[int]:
    """Our groups; texts that are alone get a number of their own."""
    sys.path.insert(0, str(ROOT / "src"))
    from quanyi.engines.similarity.groups import group

    label = group(read_lines(source), THRESHOLD).label.tolist()
    return [number if number >= 0 else -1 - at for at, number in enumerate(label)]


def bigrams(text: str) -> set[str]:
    """What a user of the peers would write: character pairs of the folded text."""
    import unicodedata

    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or {plain}


def join_by_lsh(source: Path, sketch, insert_and_query) -> list[int]:
    """Union-find over the candidates of a peer's LSH, each verified by the exact Jaccard of the sets."""
    sets, parent = [], []

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for at, text in enumerate(read_lines(source)):
        mine = bigrams(text)
        sets.append(mine)
        parent.append(at)
        for other in insert_and_query(at, sketch(mine)):
            if other != at and root(other) != root(at):
                common = len(mine & sets[other])
                if common >= THRESHOLD * (len(mine) + len(sets[other]) - common):
                    parent[root(at)] = root(other)
    return [root(at) for at in range(len(parent))]


def group_datasketch(source: Path) -> list[int]:
    """datasketch with 48 permutations in 16 bands of 3."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(num_perm=MINIMA, params=(PEER_BANDS, MINIMA // PEER_BANDS))

    def sketch(shingles):
        minima = MinHash(num_perm=MINIMA)
        minima.update_batch([shingle.encode() for shingle in shingles])
        return minima

    def insert_and_query(at, minima):
        found = lsh.query(minima)
        lsh.insert(at, minima)
        return found

    return join_by_lsh(source, sketch, insert_and_query)


def group_rensa(source: Path) -> list[int]:
    """rensa with 48 permutations in 16 bands."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=THRESHOLD, num_perm=MINIMA, num_bands=PEER_BANDS)

    def sketch(shingles):
        minima = RMinHash(num_perm=MINIMA, seed=1)
        minima.update(list(shingles))
        return minima

    def insert_and_query(at, minima):
        found = lsh.query(minima)
        lsh.insert(at, minima)
        return found

    return join_by_lsh(source, sketch, insert_and_query)


def pair_f1(labels: Sequence[int], truth: Sequence[int]) -> dict[str, float]:
    """Precision, recall and F1 over all pairs of texts."""

    def pairs(counts) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    right = pairs(Counter(zip(labels, truth, strict=True)))
    said, true = pairs(Counter(labels)), pairs(Counter(truth))
    return {"precision": right / said, "recall": right / true, "f1": 2 * right / (said + true)}


def report(runs: dict[str, list[dict]], truth: Sequence[int], not_run: dict[str, str], args) -> dict:
    """Medians, spread, memory, F1 and the ratios to ours."""
    sides = {}
    for side, results in runs.items():
        seconds = [result["seconds"] for result in results]
        sides[side] = {
            "seconds_median": round(statistics.median(seconds), 2),
            "seconds_spread": [round(min(seconds), 2), round(max(seconds), 2)],
            "peak_mb": round(max(result["peak_mb"] for result in results)),
            **{name: round(value, 5) for name, value in pair_f1(results[-1]["labels"], truth).items()},
        }
    ours = sides["ours"]
    ratios = {
        side: {
            "times_faster": round(values["seconds_median"] / ours["seconds_median"], 1),
            "memory_share": round(ours["peak_mb"] / values["peak_mb"], 3),
        }
        for side, values in sides.items()
        if side != "ours"
    }
    return {
        "bench": "similarity", "texts": args.texts, "rounds": args.rounds, "threshold": THRESHOLD,
        "python": platform.python_version(), "sides": sides, "ratios": ratios, "not_run": not_run,
        "goal": {"datasketch": ">= 8x, <= 1/8 memory at 1,000,000 texts", "rensa": ">= 6x", "f1": ">= .99"},
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
