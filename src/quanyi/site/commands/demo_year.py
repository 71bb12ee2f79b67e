"""`quanyi demo-year`: carries the demo bank's complaints through; `quanyi demo` runs it beside the web, once."""

import argparse
from collections.abc import Sequence

from quanyi.domains.complaints.models import Complaint
from quanyi.site import demo


def main(argv: Sequence[str]) -> int:
    """Play the year of the demo bank unless complaints are there already; the status is 1 then."""
    argparse.ArgumentParser("quanyi demo-year", description="Fill the demo bank with a year.").parse_args(argv)
    if not demo.loaded() or Complaint.objects.exists():
        print("there is no new demo bank here; remove the data folder to start one")
        return 1
    demo.live()
    return 0
