import io
import json
import subprocess
import sys

import pytest

from quanyi.engines.terms.command import answers, main


def ask(*questions):
    lines = [json.dumps(each).encode() if not isinstance(each, bytes) else each for each in questions]
    return list(answers(lines))


def run(monkeypatch, capsys, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    status = main(["--json"])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_example_of_the_contract_is_answered_with_its_six_fields():
    (answer,) = ask(
        {
            "rule": "CMP-01",
            "start": "2026-09-25",
            "pauses": [["2026-09-28", "2026-10-03"]],
            "complicated": False,
            "extended": False,
        }
    )
    assert list(answer) == ["rule", "start", "due", "provisional", "days", "article"]
    assert (answer["rule"], answer["start"], answer["due"], answer["provisional"]) == (
        "CMP-01",
        "2026-09-25",
        "2026-10-15",
        False,
    )
    assert answer["article"] == "T20 18.1 《银行业保险业消费投诉处理管理办法》第十八条第一款"
    assert answer["days"][:2] == [
        {"date": "2026-09-25", "counted": False, "why": "起算当日不计入（民法典第二百零一条）"},
        {"date": "2026-09-26", "counted": True, "why": "自然日，第1日"},
    ]


def test_a_rule_in_hours_takes_and_returns_instants_and_lists_no_days():
    (answer,) = ask({"rule": "INC-02", "start": "2026-12-31T23:30:00+08:00"})
    assert (answer["start"], answer["due"], answer["days"]) == (
        "2026-12-31T23:30:00+08:00",
        "2027-01-01T23:30:00+08:00",
        [],
    )


def test_a_bad_line_is_answered_with_an_error_and_the_run_goes_on(monkeypatch, capsys):
    good = b'{"rule": "CMP-17", "start": "2026-03-02"}'
    status, lines = run(monkeypatch, capsys, b"{\n\n" + good + b"\n")
    assert status == 2
    assert lines[0]["line"] == 1
    assert lines[0]["error"].startswith("the line is not JSON")
    assert lines[1]["due"] == "2026-03-11"


def test_a_run_without_a_bad_line_ends_with_status_zero(monkeypatch, capsys):
    assert run(monkeypatch, capsys, b'\xef\xbb\xbf{"rule": "CMP-17", "start": "2026-03-02"}\r\n')[0] == 0


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100000, "not JSON"),
        (b"[]", "must be a JSON object"),
        ({"start": "2026-01-01"}, "'rule' is missing"),
        ({"rule": "CMP-01"}, "'start' is missing"),
        ({"rule": "CMP-1", "start": "2026-01-01"}, "unknown rule 'CMP-1'"),
        ({"rule": "CMP-01", "start": "2026-02-30"}, "not in the calendar"),
        ({"rule": "CMP-01", "start": "20260230"}, "not a date like"),
        ({"rule": "CMP-01", "start": "2026-01-01T10:00:00+08:00"}, "not a date like"),
        ({"rule": "INC-01", "start": "2026-01-01"}, "not an instant with its offset"),
        ({"rule": "INC-01", "start": "2026-01-01T10:00:00"}, "not an instant with its offset"),
        ({"rule": "INC-01", "start": "2026-01-01T25:00:00Z"}, "not an instant"),
        ({"rule": "CMP-01", "start": "2026-01-01", "pauses": {}}, "must be a list of pairs"),
        ({"rule": "CMP-01", "start": "2026-01-01", "pauses": [["2026-01-02"]]}, "not a pair of dates"),
        ({"rule": "CMP-01", "start": "2026-01-01", "pauses": [["2026-01-02", 3]]}, "not a date like"),
        ({"rule": "CMP-01", "start": "2026-01-01", "pauses": [["2026-01-02", "2026-01-01"]]}, "ends before it starts"),
        ({"rule": "CMP-01", "start": "2026-01-01", "pauses": [["2026-01-02", "2026-01-03", 1]]}, "not a ground"),
        (
            {"rule": "INC-01", "start": "2026-01-01T10:00:00Z", "pauses": [["2026-01-02", "2026-01-03"]]},
            "no excluded periods",
        ),
        ({"rule": "CMP-01", "start": "2026-01-01", "complicated": "false"}, "must be true or false"),
        ({"rule": "CMP-01", "start": "2026-01-01", "complicate": True}, "unknown field 'complicate'"),
    ],
)
def test_each_kind_of_bad_line_says_what_is_wrong(question, sentence):
    (answer,) = ask(question)
    assert sorted(answer) == ["error", "line"]
    assert sentence in answer["error"]


def test_an_id_is_echoed_with_an_answer_and_with_an_error():
    good, bad = ask({"id": 7, "rule": "CMP-01", "start": "2026-01-01"}, {"id": 8, "rule": "X", "start": "2026-01-01"})
    assert (good["id"], good["due"], bad["id"]) == (7, "2026-01-16", 8)


def test_an_agreed_date_is_answered():
    (answer,) = ask({"rule": "CMP-01", "start": "2026-01-01", "agreed_due": "2026-01-20"})
    assert (answer["due"], answer["article"]) == ("2026-01-20", "T20 21 《银行业保险业消费投诉处理管理办法》第二十一条")


def test_the_command_line_answers_without_django():
    code = (
        "import sys; from quanyi.site.command_line import main; status = main(['due']);"
        "assert not any(name.split('.')[0] in {'django', 'numpy', 'polars'} for name in sys.modules); sys.exit(status)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=b'{"rule": "CMP-01", "start": "2026-01-01"}',
        capture_output=True,
        env={"PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert (run.returncode, json.loads(run.stdout)["due"]) == (0, "2026-01-16")


@pytest.mark.parametrize(
    ("question", "due", "warning"),
    [
        (
            {"rule": "CMP-16", "start": "2026-01-01", "pauses": [["2026-01-05", "2026-01-10"]]},
            "2026-02-05",
            "T20 20 names",
        ),
        ({"rule": "CMP-15", "start": "2026-01-01", "extended": True}, "2026-01-31", "T20 20 knows no extension"),
        ({"rule": "CMP-17", "start": "2026-03-02", "complicated": True}, "2026-03-11", "T20 33 knows no longer term"),
    ],
)
def test_what_a_rule_does_not_know_is_computed_with_a_warning(question, due, warning):
    (answer,) = ask(question)
    assert answer["due"] == due
    assert answer["warnings"][0].startswith(warning)


def test_the_longer_term_and_the_extension_answer_to_their_own_ids():
    answers = ask({"rule": "CMP-02", "start": "2026-03-01"}, {"rule": "CMP-03", "start": "2026-03-01"})
    assert [(answer["rule"], answer["due"]) for answer in answers] == [
        ("CMP-02", "2026-03-31"),
        ("CMP-03", "2026-04-30"),
    ]
