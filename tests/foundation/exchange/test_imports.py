"""A file of commands: matched, tried out, brought in, undone; every row with its verdict."""

import io

import pytest

from quanyi.engines.sheets import read_table, write_xlsx
from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities.actions import Denied, Invalid, NotFound, Refused
from quanyi.foundation.exchange import registry, steps
from quanyi.foundation.exchange.models import Import, Imported, Mapping, Rejected
from quanyi.foundation.notices.models import Notice
from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import System
from quanyi.foundation.org.steps import Context

pytestmark = pytest.mark.django_db
GOOD = "工号,姓名,岗位\n001,甲,柜员\n002,乙,\n003,丙,大堂经理\n"
MIXED = (
    "工号,姓名,入职日期\n001,甲,2026-01-02\n,乙,\n003,丙丙丙丙丙丙丙丙丙丙丙,\n004,丁,昨天\n005,王拒绝,\n\n001,甲,\n"
)


def hired():
    return sorted(User.objects.filter(username__regex=r"^\d+$").values_list("username", "name", "post"))


def errors(importing):
    return [
        (row.number, [(e["column"], e["text"]) for e in row.errors]) for row in importing.rejects.order_by("number")
    ]


def test_opening_counts_the_rows_and_proposes_columns_by_their_names(opened):
    importing = opened("员工编号,员工姓名,备注\n1,甲,x\n2,乙,\n\n")
    assert (importing.total, importing.columns) == (2, ["员工编号", "员工姓名", "备注"])
    assert importing.mapping["columns"] == {"username": "员工编号", "name": "员工姓名"}
    assert importing.subject.number.startswith("DR20261124")


def test_a_matching_is_remembered_for_files_with_the_same_headings(opened, act, bank):
    first = opened("号,名\n1,甲\n")
    assert first.mapping["columns"] == {}
    act(bank.people.ann, "exchange.map", first.subject.number, columns=["username=号", "name=名"])
    assert Mapping.objects.count() == 1
    assert opened("号,名\n7,乙\n").mapping["columns"] == {"username": "号", "name": "名"}


def test_a_shipped_matching_is_recognised_with_its_constants_and_words(opened, act, bank, work):
    importing = opened("ID,Full name,Other\n9,Wang,x\n")
    assert (importing.preset, importing.mapping["words"]) == ("roster", {"name": {"Wang": "王小明"}})
    act(
        bank.people.ann,
        "exchange.map",
        importing.subject.number,
        columns=["username=ID", "name=Full name"],
        constants=["post=柜员"],
    )
    act_and_work(act, work, bank, importing)
    assert hired() == [("9", "王小明", "柜员")]


def act_and_work(act, work, bank, importing):
    work()
    act(bank.people.ann, "exchange.run", importing.subject.number)
    return work()


def test_a_required_field_without_a_column_is_told_at_once(opened, act, bank):
    importing = opened("工号,备注\n1,x\n")
    with pytest.raises(Invalid) as refused:
        act(bank.people.ann, "exchange.map", importing.subject.number, columns=["username=工号"])
    assert refused.value.errors == {"columns": ["没有列对应：姓名"]}
    with pytest.raises(Invalid):
        act(bank.people.ann, "exchange.map", importing.subject.number, columns=["username=没有这列", "name=工号"])


def test_a_trial_run_registers_nothing_and_tells_every_error_in_plain_words(matched):
    importing = matched(MIXED)
    assert hired() == []
    assert importing.checked == {"read": 6, "registered": 1, "duplicates": 1, "rejected": 4}
    assert errors(importing) == [
        (3, [("工号", "不能为空")]),
        (4, [("姓名", "内容过长，最多 10 个字符")]),
        (5, [("入职日期", "“昨天”不是日期，请写成 2026-11-24 的形式")]),
        (6, [("", "此人不可录用")]),
    ]


def test_rows_come_in_as_the_action_of_the_importer_each_with_its_record(matched, act, bank, work):
    importing = matched(GOOD)
    act(bank.people.ann, "exchange.run", importing.subject.number)
    assert work().result == {"registered": 3, "duplicates": 0, "rejected": 0}
    assert hired() == [("001", "甲", "柜员"), ("002", "乙", ""), ("003", "丙", "大堂经理")]
    records = Record.objects.filter(action="test.hire")
    assert {(r.channel, r.actor_kind, r.actor_name) for r in records} == {("import", "system", "Ann")}
    assert records.count() == 3
    assert User.objects.get(username="001").unit == bank.units.a1
    importing.refresh_from_db()
    assert (importing.registered, importing.state, importing.finished_at is not None) == (3, "started", True)
    assert Notice.objects.get().params == {"registered": 3, "duplicates": 0, "rejected": 0}


def test_rows_of_history_become_the_action_for_history(matched, act, bank, work):
    importing = matched(GOOD, mode="history")
    act(bank.people.ann, "exchange.run", importing.subject.number)
    work()
    assert set(User.objects.filter(username__regex=r"^\d+$").values_list("is_active", flat=True)) == {False}


def test_rows_with_errors_stay_out_and_can_be_downloaded_corrected_and_imported_again(matched, act, bank, work):
    importing = matched(MIXED)
    act(bank.people.ann, "exchange.run", importing.subject.number)
    assert work().result == {"registered": 1, "duplicates": 1, "rejected": 4}
    response = bank.client(bank.people.ann).get(f"/imports/{importing.subject.number}/rejected/")
    table = read_table(response.content, "x.xlsx")
    assert table.columns == ["文件中的行号", "需要更正的内容", "工号", "姓名", "入职日期"]
    assert table.rows[2] == [5, "入职日期：“昨天”不是日期，请写成 2026-11-24 的形式", "004", "丁", "昨天"]
    table.rows[2][4] = "2026-01-05"
    stream = io.BytesIO()
    write_xlsx(stream, table.columns, table.rows)
    again = matched(stream.getvalue(), name="更正.xlsx")
    assert again.checked == {"read": 4, "registered": 1, "duplicates": 0, "rejected": 3}


def test_a_second_import_adds_none(matched, act, bank, work):
    first = matched(GOOD)
    act(bank.people.ann, "exchange.run", first.subject.number)
    work()
    second = matched(GOOD)
    assert second.checked == {"read": 3, "registered": 0, "duplicates": 3, "rejected": 0}
    with pytest.raises(Refused):
        act(bank.people.ann, "exchange.run", second.subject.number)


def test_what_the_room_already_has_by_other_ways_is_a_duplicate(matched, bank):
    User.objects.create(username="002", name="旧", unit=bank.units.a1)
    assert matched(GOOD).checked == {"read": 3, "registered": 2, "duplicates": 1, "rejected": 0}


def test_a_conflict_in_the_database_rejects_its_row_alone(matched, people, bank):
    registry.importers["test.people"] = replaced(people, known=None)
    User.objects.create(username="002", name="旧", unit=bank.units.a1)
    importing = matched(GOOD)
    assert importing.checked == {"read": 3, "registered": 2, "duplicates": 0, "rejected": 1}
    assert errors(importing) == [(3, [("", "数据库拒绝了这一行（IntegrityError），该行未保留任何内容")])]


def replaced(importer, **values):
    return registry.Importer(**{**vars(importer), **values})


def test_undoing_takes_every_row_back_and_frees_their_keys(matched, act, bank, work):
    importing = matched(GOOD)
    act(bank.people.ann, "exchange.run", importing.subject.number)
    work()
    act(bank.people.gao, "exchange.undo", importing.subject.number, reason="导错机构")
    assert work().result == {"done": 3, "stayed": 0}
    assert (hired(), Imported.objects.count()) == ([], 0)
    importing.refresh_from_db()
    assert importing.state == "undone"
    assert matched(GOOD).checked["registered"] == 3


def test_undoing_is_refused_when_a_row_was_changed_since(matched, act, bank, work):
    importing = matched(GOOD)
    act(bank.people.ann, "exchange.run", importing.subject.number)
    work()
    User.objects.filter(username="002").update(version=2)
    with pytest.raises(Refused) as refused:
        act(bank.people.gao, "exchange.undo", importing.subject.number, reason="导错机构")
    assert str(refused.value) == "有 1 行导入后已被处理，位于文件第 3 行，不能撤销"
    assert len(hired()) == 3


def test_a_row_that_its_room_will_not_undo_stays(matched, act, bank, work):
    importing = matched("工号,姓名\n1,甲\n2,王不撤\n")
    act(bank.people.ann, "exchange.run", importing.subject.number)
    work()
    act(bank.people.gao, "exchange.undo", importing.subject.number, reason="导错机构")
    assert work().result == {"done": 2, "stayed": 1}
    assert hired() == [("2", "王不撤", "")]


def test_an_import_killed_half_way_continues_without_a_loss_or_a_duplicate(matched, act, bank, now, monkeypatch):
    class Killed(BaseException):
        pass

    limits = {"batch": 2, "import_rows": 100, "import_megabytes": 1}
    monkeypatch.setattr("quanyi.foundation.exchange.steps.imports.limit", limits.__getitem__)
    rows = "".join(f"{n:03},某{n}\n" for n in range(1, 8))
    importing = matched("工号,姓名\n" + rows)
    act(bank.people.ann, "exchange.run", importing.subject.number)
    kept = steps.imports.process

    def killed(plan, batch, seen):
        verdicts = kept(plan, batch, seen)
        if batch[0][0] == 6:
            raise Killed
        return verdicts

    monkeypatch.setattr(steps.imports, "process", killed)
    with pytest.raises(Killed):
        steps_work(now)
    assert [row[0] for row in hired()] == ["001", "002", "003", "004"]
    monkeypatch.setattr(steps.imports, "process", kept)
    assert steps_work(now.replace(hour=12)).result == {"registered": 7, "duplicates": 0, "rejected": 0}
    assert len(hired()) == 7


def steps_work(now):
    from quanyi.foundation.queue.steps import work_once

    return work_once(lambda: now)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件无法读取"),
        ("工号,姓名\n".encode(), "文件只有表头，没有数据行"),
        (b"\xd0\xcf\x11\xe0" * 200, "文件无法读取"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(opened, content, sentence):
    with pytest.raises(Invalid) as refused:
        opened(content)
    assert refused.value.errors["file"][0].startswith(sentence)


def test_nobody_imports_what_they_may_not_do_row_by_row(people, act, bank):
    file = {"name": "a.csv", "content": GOOD.encode()}
    with pytest.raises(Invalid):
        act(bank.people.ann, "exchange.open", importer="test.people", mode="live", unit="B1", file=file)
    with pytest.raises(Denied):
        act(bank.people.fang, "exchange.open", importer="test.people", mode="live", unit="A1", file=file)


def test_an_import_is_seen_in_its_unit_and_run_by_whoever_opened_it(matched, act, bank):
    importing = matched(MIXED)
    number = importing.subject.number
    with pytest.raises(NotFound):
        act(bank.people.chen, "exchange.run", number)
    with pytest.raises(Refused):
        act(bank.people.fang, "exchange.run", number)
    client = bank.client(bank.people.fang)
    page = client.get(f"/imports/{number}/").content.decode()
    assert ("试导入已结束" in page, "昨天" in page) == (True, False)
    assert "昨天" in bank.client(bank.people.ann).get(f"/imports/{number}/").content.decode()
    assert client.get(f"/imports/{number}/rejected/").status_code == 404
    assert bank.client(bank.people.chen).get(f"/imports/{number}/").status_code == 404


def test_a_discarded_import_cannot_be_run(matched, act, bank):
    importing = matched(GOOD)
    act(bank.people.ann, "exchange.discard", importing.subject.number)
    with pytest.raises(Refused):
        act(bank.people.ann, "exchange.run", importing.subject.number)


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("ID,Full name\n1,Wang\n2,\n3,李四\n", "utf-8")
    return path


def test_the_command_line_imports_with_a_shipped_matching(people, bank, now, roster):
    context = Context(System(), now, "command")
    report = steps.import_file("", roster, "roster", "history", bank.units.b1, False, context)
    assert vars(report) == {
        "read": 3,
        "registered": 2,
        "duplicates": 0,
        "rejected": [{"row": 3, "errors": ["Full name：不能为空"]}],
    }
    assert hired() == [("1", "王小明", "柜员"), ("3", "李四", "柜员")]
    again = steps.import_file("", roster, "roster", "history", bank.units.b1, False, context)
    assert (again.registered, again.duplicates, len(again.rejected)) == (0, 2, 1)


def test_a_dry_run_of_the_command_line_keeps_nothing(people, bank, now, roster):
    context = Context(System(), now, "command")
    report = steps.import_file("", roster, "roster", "live", bank.units.b1, True, context)
    assert (report.read, report.registered, len(report.rejected)) == (3, 2, 1)
    assert (hired(), Import.objects.count(), Rejected.objects.count()) == ([], 0, 0)


def test_an_unknown_matching_names_those_that_ship(people, bank, now, roster):
    with pytest.raises(Invalid) as refused:
        steps.import_file("", roster, "nothing", "live", bank.units.b1, True, Context(System(), now, "command"))
    assert "roster" in refused.value.errors["mapping"][0]
