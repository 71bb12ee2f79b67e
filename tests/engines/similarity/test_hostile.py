"""No file crashes the engine: whatever the bytes, the answer is groups, topics or one sentence."""

import contextlib
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.similarity import command

CELLS = st.text(alphabet='a1,;"\n\r\t |\x00\ufeff=投诉2026-01', max_size=60)
BYTES = st.one_of(CELLS.map(str.encode), CELLS.map(lambda text: text.encode("gb18030")), st.binary(max_size=60))
HEADS = st.sampled_from([b"", b"text,date\n", "内容\t日期\n".encode(), b"\xff\xfe"])


@settings(max_examples=150, deadline=None)
@given(HEADS, BYTES, st.sampled_from(["x.csv", "x.txt"]), st.sampled_from([[], ["--topics"], ["--json"]]))
def test_any_bytes_give_an_answer_or_one_sentence(head: bytes, body: bytes, name: str, argv: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(head + body)
        out, error = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status = command.main([str(path), *argv])
    assert status in (0, 2)
    assert bool(out.getvalue()) == (status == 0)
    assert error.getvalue().startswith("quanyi similar: ") == (status == 2)
