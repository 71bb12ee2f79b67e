"""No file crashes the engine: whatever the bytes, the answer is a report or one sentence."""

import contextlib
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.access import command

CELLS = st.text(alphabet='a1,;"\n\r\t |\x00\ufeff=权限2026-01', max_size=60)
BYTES = st.one_of(CELLS.map(str.encode), CELLS.map(lambda text: text.encode("gb18030")), st.binary(max_size=60))
HEADS = st.sampled_from(
    [b"", b"account,permission,used_at\n", "账号\t权限\t授权日期\n".encode(), b"account,permission\na,b\n"]
)


@settings(max_examples=60, deadline=None)
@given(HEADS, BYTES, HEADS, BYTES, st.sampled_from([".csv", ".txt", ".parquet"]))
def test_any_bytes_give_a_report_or_one_sentence(
    head: bytes, body: bytes, head_two: bytes, body_two: bytes, kind: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        grants, usage = Path(folder) / f"g{kind}", Path(folder) / "u.csv"
        grants.write_bytes(head + body)
        usage.write_bytes(head_two + body_two)
        out, error = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status = command.main(["--grants", str(grants), "--usage", str(usage), "--as-of", "2026-11-24", "--lists"])
    assert status in (0, 2)
    assert bool(out.getvalue()) == (status == 0)
    assert error.getvalue().startswith("quanyi access: ") == (status == 2)
