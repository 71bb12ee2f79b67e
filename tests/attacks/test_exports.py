"""No export holds a formula, and nobody holds the export, the import or the document of another."""

import csv
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from quanyi.foundation.exchange.models import Export
from quanyi.foundation.queue.steps import work_once

PAYLOADS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "=cmd|' /C calc'!A0",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
]


BLANK = " \t\r\n\u200b\ufeff\u202e"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_payload_leaves_as_a_formula(desk, kind):
    people, desk.now = desk.bank.people, timezone.localtime()
    for payload in PAYLOADS:
        desk.register(title=f"{payload}", complainant=payload, sender_number=payload[:60] + "1")
    desk.act("exchange.export", people.eva, listing="complaints.cases", query="tab=all", format=kind, reason="测试")
    while work_once(timezone.localtime):
        pass
    export = Export.objects.get()
    client = desk.bank.client(people.eva)
    answer = client.get(f"/exports/{export.pk}/file/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    content = answer.content
    if kind == "xlsx":
        cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2) for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert len(cells) > 15 * len(PAYLOADS)
    else:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert len(rows) == 1 + len(PAYLOADS)
        bare = [
            cell for row in rows[1:] for cell in row if cell.strip(BLANK) and cell.strip(BLANK)[0] in "=+-@＝＋－＠"
        ]
        assert bare == []
    for stranger in (people.ann, people.dai, people.sys, people.aud):
        assert desk.bank.client(stranger).get(f"/exports/{export.pk}/file/").status_code == 404
        assert desk.bank.client(stranger).get(f"/exports/{export.pk}/").status_code == 404
