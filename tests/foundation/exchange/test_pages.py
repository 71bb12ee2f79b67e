"""The pages of an import, from the upload to the result."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

pytestmark = pytest.mark.django_db
FILE = "号,姓名\n1,甲\n2,\n"


def test_an_import_is_walked_through_in_a_browser(people, bank, work):
    client = bank.client(bank.people.ann)
    assert "/do/exchange.open/" in client.get("/imports/").content.decode()
    data = {"importer": "test.people", "mode": "live", "unit": "A1", "_key": "k"}
    answer = client.post("/do/exchange.open/", data | {"file": SimpleUploadedFile("人员.csv", FILE.encode())})
    address = answer["Location"]
    page = client.get(address).content.decode()
    assert ('name="column:username"' in page, "甲" in page, "未使用的列" in page) == (True, True, True)
    refused = client.post(address, {"column:name": "姓名", "fixed:post": "柜员", "_version": "1"})
    assert (refused.status_code, "没有列对应：工号" in refused.content.decode()) == (422, True)
    assert 'value="柜员"' in refused.content.decode()
    moved = client.post(address, {"column:name": "姓名", "column:username": "号", "_version": "1"})
    assert moved.status_code == 302
    assert 'hx-trigger="every 2s"' in client.get(address).content.decode()
    work(timezone.localtime)
    page = client.get(address).content.decode()
    assert ("试导入已结束" in page, "姓名：不能为空" in page, "rejected/" in page) == (True, True, True)
    number = address.split("/")[2]
    client.post(f"/do/exchange.run/{number}/", {"_version": "2"})
    work(timezone.localtime)
    page = client.get(address).content.decode()
    assert ("已导入" in page, "试导入已结束" in page) == (True, False)


def test_a_stale_matching_is_told(opened, bank):
    importing = opened(FILE)
    client = bank.client(bank.people.ann)
    response = client.post(importing.subject.url, {"column:name": "姓名", "column:username": "号", "_version": "9"})
    assert response.status_code == 422


def test_the_list_of_imports_takes_the_same_number_of_queries_at_one_and_three_rows(opened, bank):
    client = bank.client(bank.people.ann)
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            opened(FILE)
        with CaptureQueriesContext(connection) as counted:
            client.get("/imports/")
        counts.append(len(counted))
    assert counts[0] == counts[1]
