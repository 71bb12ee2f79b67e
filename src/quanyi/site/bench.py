"""`quanyi bench NAME`: runs a benchmark of the folder ``bench``, which is part of the repository only."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "bench"


def main(argv: Sequence[str]) -> int:
    """Run one benchmark with the remaining words; without a name, list them."""
    names = sorted(p.stem for p in FOLDER.glob("*.py") if "_" not in p.stem and "def main(" in p.read_text())
    if not argv or argv[0] in {"-h", "--help"}:
        print("quanyi bench NAME [options]\n\nbenchmarks: " + (" ".join(names) or "none in this installation"))
        return 0
    if argv[0] not in names:
        print(f"quanyi bench: no benchmark '{argv[0]}'; there are: {' '.join(names) or 'none'}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(FOLDER))
    spec = importlib.util.spec_from_file_location(f"bench_{argv[0]}", FOLDER / f"{argv[0]}.py")
    if spec is None or spec.loader is None:
        raise ImportError(argv[0])
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"bench_{argv[0]}"] = module
    spec.loader.exec_module(module)
    return int(module.main(argv[1:]))
