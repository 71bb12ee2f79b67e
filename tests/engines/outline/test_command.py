"""The command line: the contract of its JSON, its exit statuses, its speed."""

import json

from quanyi.engines.outline.command import main

from .plans_as_files import files, tables_docx, wps_docx


def test_json_follows_the_contract(tmp_path, capsys):
    path = tmp_path / "plan.txt"
    path.write_text(
        "工作方案\n一、重点工作举措\n（一）信息安全\n1.审计：由科技部牵头，每季度审计权限。\n", encoding="utf-8"
    )
    assert main([str(path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["title", "text", "children", "warnings", "noise", "closing"]
    node = printed["children"][0]["children"][0]["children"][0]
    assert {key: node[key] for key in ("level", "number", "title", "separator", "text", "children")} == {
        "level": 3,
        "number": "1.",
        "title": "审计",
        "separator": "：",
        "text": "由科技部牵头，每季度审计权限。",
        "children": [],
    }


def test_draft_adds_objectives_duties_and_measures(tmp_path, capsys):
    path = tmp_path / "plan.docx"
    path.write_bytes(tables_docx())
    assert main([str(path), "--json", "--draft"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {"objectives", "bodies", "duties", "measures", "phases", "obligations", "vague"} <= printed.keys()
    assert {key: printed["duties"][0][key] for key in ("unit", "text")} == {
        "unit": "法律合规部",
        "text": "牵头拟订消保制度",
    }
    measure = printed["measures"][0]
    assert (measure["title"], measure["units"]) == ("开展权限清理", ["信息科技部", "法律合规部", "各分行"])
    assert (measure["recurrence"]["rule"], measure["recurrence"]["words"]) == (
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
        ["每季度末"],
    )


def test_the_tree_is_printed_for_people_too(tmp_path, capsys):
    path = tmp_path / "plan.docx"
    path.write_bytes(wps_docx())
    assert main([str(path), "--draft"]) == 0
    printed = capsys.readouterr().out
    assert "    （一）守牢信息安全底线\n" in printed
    assert "举措  强化应急处置  信息科技部、合规管理部  每年上、下半年各（FREQ=MONTHLY;INTERVAL=6）\n" in printed


def test_input_that_cannot_be_read_ends_with_status_two(tmp_path, capsys):
    assert main([str(tmp_path / "none.txt")]) == 2
    assert "none.txt: cannot be read" in capsys.readouterr().err


def test_every_made_file_is_read_by_name_and_by_bytes(tmp_path):
    for data, name in files().values():
        path = tmp_path / name
        path.write_bytes(data)
        assert main([str(path)]) == 0
