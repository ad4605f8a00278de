"""收集表: forms out to departments, filled ones back, clashes settled, who is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from db import collecting, records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.origin import origins_of
from db.workspace import Workspace
from desktop.exchange import collect_in, collect_out
from desktop.exchange.collect_in import ALL, Reply, Taking
from desktop.exchange.collect_out import Request

NAMES = ("day", "title", "channel", "category", "pieces", "author")
TODAY = date(2025, 9, 25)


@pytest.fixture
def departments(workspace: Workspace) -> dict[str, int]:
    with workspace.transaction("录入科室") as session:
        return {
            name: records.save(session, LEDGERS["department"], {"name": name}).id for name in ("内科", "外科", "护理部")
        }


@pytest.fixture
def sent(workspace: Workspace, departments: dict[str, int], tmp_path: Path) -> list[Path]:
    (tmp_path / "发").mkdir()
    request = Request(
        "三季度发稿情况",
        "publication",
        NAMES,
        date(2025, 7, 1),
        date(2025, 9, 30),
        date(2025, 9, 28),
        tuple(departments.values()),
    )
    return collect_out.send(workspace, request, tmp_path / "发", TODAY)


def fill(path: Path, *rows: list[Any], nothing: bool = False) -> Path:
    """Writes rows under the heading as a department would, in a copy of its own."""
    book = load_workbook(path)
    sheet = book["填报"]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "发布日期*")
    if nothing:
        sheet.cell(head - 1, 3).value = "无"
    for place, row in enumerate(rows, start=head + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(place, column).value = value
    target = path.parent.parent / "收" / path.name
    target.parent.mkdir(exist_ok=True)
    book.save(target)
    return target


def back(workspace: Workspace, *paths: Path) -> tuple[int, list[Reply]]:
    found = collect_in.recognise(workspace, paths)
    assert len(found) == 1
    return next(iter(found.items()))


def take(workspace: Workspace, *paths: Path, choices: dict[Any, int] | None = None) -> Taking:
    collection_id, replies = back(workspace, *paths)
    return collect_in.plan(workspace, collection_id, replies, choices, TODAY)


def living(workspace: Workspace) -> int:
    with workspace.read() as session:
        return count(session, ListQuery(LEDGERS["publication"]))


ROW = ["2025-07-03", "义诊进社区", "微信公众号", "医院动态", 1, "甲"]


def test_every_department_gets_its_form_and_it_is_kept_what_was_asked(
    workspace: Workspace, sent: list[Path], departments: dict[str, int]
) -> None:
    assert [path.name for path in sent] == [f"三季度发稿情况-{name}.xlsx" for name in departments]
    with workspace.read() as session:
        [summary] = collecting.summaries(session)
        copies = collecting.copies(session, summary.id)
    assert (summary.title, summary.asked, summary.answered, summary.due_on) == (
        "三季度发稿情况",
        3,
        0,
        date(2025, 9, 28),
    )
    assert [copy.state(summary.due_on, TODAY) for copy in copies] == [("未交", "warn")] * 3
    assert copies[0].state(summary.due_on, date(2025, 9, 29)) == ("逾期未交", "bad")


def test_a_form_has_drop_downs_a_locked_heading_instructions_and_a_hidden_mark(sent: list[Path]) -> None:
    book = load_workbook(sent[0])
    sheet = book["填报"]
    assert book.sheetnames[0] == "填报" and "填写说明" in book.sheetnames
    assert book["标记"].sheet_state == "veryHidden" and book["词汇"].sheet_state == "hidden"
    assert sheet.protection.sheet and sheet["A4"].protection.locked and not sheet["A5"].protection.locked
    assert [cell.value for cell in sheet[4]][:6] == ["发布日期*", "标题*", "发布渠道*", "稿件类别*", "篇数", "作者"]
    lists = {str(one.sqref).split(":")[0]: one for one in sheet.data_validations.dataValidation}
    assert lists["C5"].type == "list" and lists["A5"].type == "date" and lists["E5"].type == "whole"
    assert "内科" in sheet["A2"].value and "2025年09月28日" in sheet["A2"].value


def test_filled_forms_come_back_as_one_step_with_their_source(
    workspace: Workspace, sent: list[Path], departments: dict[str, int]
) -> None:
    planned = take(
        workspace,
        fill(sent[0], ROW, ["2025.8.1", "高温就诊提示", "医院官网", "健康科普", "2篇", None]),
        fill(sent[1], nothing=True),
    )
    assert planned.errors == [] and planned.clashes == () and planned.replies[1].nothing
    assert collect_in.apply(workspace, planned, TODAY)["new"] == 2
    assert workspace.undo_label == "收回收集表“三季度发稿情况”（2 份，新增2条、修改0条）"
    with workspace.read() as session:
        record = session.query(LEDGERS["publication"].model).filter_by(title="义诊进社区").one()
        assert record.department_id == departments["内科"]
        [source] = origins_of(session, "publication", record.id)
        assert "内科" in source.file and source.place == "“内科”第 5 行" and "标题：义诊进社区" in source.original
        copies = collecting.copies(session, planned.collection_id)
    assert [(copy.taken, copy.answered_on) for copy in copies] == [(2, TODAY), (0, TODAY), (None, None)]
    assert [copy.state(date(2025, 9, 28), TODAY)[0] for copy in copies] == ["已交", "已交，本期没有", "未交"]
    workspace.undo()
    with workspace.read() as session:
        assert [copy.answered_on for copy in collecting.copies(session, planned.collection_id)] == [None] * 3
    assert living(workspace) == 0


def test_the_same_event_from_two_departments_waits_for_the_clerk(workspace: Workspace, sent: list[Path]) -> None:
    files = (
        fill(sent[0], ROW),
        fill(
            sent[1],
            ["2025-07-03", "义诊进社区。", "医院官网", "医院动态", 3, "乙"],
            ["2025-07-09", "另一篇", "医院官网", "医院动态", 1, ""],
        ),
    )
    planned = take(workspace, *files)
    [clash] = planned.open
    assert [side.who for side in clash.sides] == ["内科（第 5 行）", "外科（第 5 行）"] and not clash.known
    assert clash.sides[0].words["发布渠道"] == "微信公众号" and clash.sides[1].words["篇数"] == "3"
    with pytest.raises(Refusal, match="1 处冲突"):
        collect_in.apply(workspace, planned, TODAY)
    assert take(workspace, *files, choices={clash.key: ALL}).count("new") == 3
    settled = take(workspace, *files, choices={clash.key: 1})
    assert (settled.count("new"), settled.count("dropped"), settled.open) == (2, 1, [])
    collect_in.apply(workspace, settled, TODAY)
    with workspace.read() as session:
        assert sorted(record.author or "" for record in session.query(LEDGERS["publication"].model)) == ["", "乙"]


def test_a_changed_answer_is_shown_beside_the_record_and_updates_it_when_chosen(
    workspace: Workspace, sent: list[Path]
) -> None:
    collect_in.apply(workspace, take(workspace, fill(sent[0], ROW)), TODAY)
    again = fill(sent[0], [*ROW[:4], 5, None])
    planned = take(workspace, again)
    assert planned.replies[0].again
    [clash] = planned.open
    assert (
        clash.known
        and clash.sides[0].who.startswith("台账里已有的FG-2025-")
        and (clash.sides[0].words["篇数"], clash.sides[1].words["篇数"]) == ("1", "5")
    )
    kept = take(workspace, again, choices={clash.key: 0})
    assert (kept.count("dropped"), kept.count("changed")) == (1, 0)
    collect_in.apply(workspace, take(workspace, again, choices={clash.key: 1}), TODAY)
    with workspace.read() as session:
        record = session.query(LEDGERS["publication"].model).one()
    assert (record.pieces, record.author) == (5, "甲")  # an empty cell empties nothing


def test_an_answer_taken_twice_changes_nothing(workspace: Workspace, sent: list[Path]) -> None:
    path = fill(sent[0], ROW)
    collect_in.apply(workspace, take(workspace, path), TODAY)
    again = take(workspace, path)
    assert (again.count("same"), again.count("new"), again.clashes) == (1, 0, ())


def test_wrong_cells_name_the_department_and_days_outside_the_period_are_asked_about(
    workspace: Workspace, sent: list[Path]
) -> None:
    planned = take(
        workspace,
        fill(
            sent[0],
            ROW,
            ["2025-04-03", "旧闻", "微信公众号", "医院动态", 1, ""],
            ["2025-07-09", "甲", "油印小报", "医院动态", 1, ""],
        ),
    )
    assert [str(error).split("：")[0] for error in planned.errors] == [
        "“内科”第6行“发布日期”",
        "“内科”第7行C列“发布渠道”",
    ]
    assert "不在填报期间" in str(planned.errors[0])
    assert collect_in.apply(workspace, planned, TODAY)["new"] == 1


def test_files_that_are_no_answers_say_why(workspace: Workspace, sent: list[Path], tmp_path: Path) -> None:
    from tests.test_exchange import book

    empty, foreign, broken = sent[0], book(tmp_path / "别的.xlsx", ("表", [["a"]])), tmp_path / "坏.xlsx"
    broken.write_bytes(b"x")
    twice = tmp_path / "内科（改）.xlsx"
    filled = fill(sent[1], ROW)
    twice.write_bytes(filled.read_bytes())
    found = collect_in.recognise(workspace, [empty, foreign, broken, filled, twice])
    said = {reply.path.name: reply.refused for replies in found.values() for reply in replies}
    assert "是空表" in said[empty.name] and "不是本程序发出的收集表" in said["别的.xlsx"] and "损坏" in said["坏.xlsx"]
    assert said[filled.name] == "" and "选了两份" in said[twice.name]


def test_a_form_of_another_file_is_not_taken(workspace: Workspace, sent: list[Path], tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "别家.lvze") as other:
        assert "不是从这个台账文件发出的" in collect_in.recognise(other, [sent[0]])[0][0].refused


def test_risk_points_of_all_departments_go_into_the_round_they_were_asked_for(
    workspace: Workspace, departments: dict[str, int], add: Any, tmp_path: Path
) -> None:
    person = add("person", name="王主任", department_id=departments["内科"])
    round_id = add("risk_round", day=date(2025, 9, 20), organiser_id=person, scope="各科室")
    names = tuple(
        field.name for field in collect_out.askable(LEDGERS["risk_point"]) if field.required or field.name == "measure"
    )
    assert "round_id" not in names and "department_id" not in names
    request = Request(
        "三季度风险排查",
        "risk_point",
        names,
        date(2025, 7, 1),
        date(2025, 9, 30),
        date(2025, 9, 28),
        (departments["外科"],),
        "",
        round_id,
    )
    [path] = collect_out.send(workspace, request, tmp_path, TODAY)
    book = load_workbook(path)
    heads = {cell.value.rstrip("*"): cell.column for cell in book["填报"][4] if cell.value}
    given = {
        "day": "2025-09-20",
        "area": collect_out.choices_of,
        "point": "工作群无人管理",
        "description": "群主离职",
        "measure": "指定专人",
    }
    with workspace.read() as session:
        words = workspace.words(session)
        for name in names:
            field = LEDGERS["risk_point"].field(name)
            value = given.get(name)
            if value is None or callable(value):
                value = collect_out.choices_of(session, field, words)[0]
            book["填报"].cell(5, heads[field.label]).value = value
    book.save(path)
    planned = take(workspace, path)
    assert planned.errors == []
    collect_in.apply(workspace, planned, TODAY)
    with workspace.read() as session:
        point = session.query(LEDGERS["risk_point"].model).one()
    assert (point.round_id, point.department_id, point.point) == (round_id, departments["外科"], "工作群无人管理")


def test_a_form_for_a_ledger_that_was_closed_meanwhile_waits(
    workspace: Workspace, departments: dict[str, int], tmp_path: Path
) -> None:
    from db import own_ledgers

    with workspace.transaction("新建台账") as session:
        own_ledgers.define(session, "典型选树", "人", [own_ledgers.Wish("事迹", "text")])
    key = next(one for one, ledger in LEDGERS.items() if ledger.title == "典型选树")
    names = tuple(field.name for field in collect_out.askable(LEDGERS[key]) if field.required)
    [path] = collect_out.send(
        workspace,
        Request("典型", key, names, date(2025, 7, 1), date(2025, 9, 30), date(2025, 9, 28), (departments["内科"],)),
        tmp_path,
        TODAY,
    )
    ledger = LEDGERS.pop(key)
    try:
        assert "已经停用" in collect_in.recognise(workspace, [path])[0][0].refused
        with workspace.read() as session:
            collection_id = collecting.summaries(session)[0].id
        with pytest.raises(Refusal, match="已经停用"):
            collect_out.send_again(workspace, collection_id, (departments["内科"],), tmp_path, date.today())
    finally:
        LEDGERS[key] = ledger


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"title": " "}, "名称"),
        ({"names": ()}, "栏目"),
        ({"departments": ()}, "科室"),
        ({"due_on": date(2025, 9, 1)}, "交回日期"),
        ({"end": date(2025, 6, 1)}, "填报期间"),
    ],
)
def test_a_form_that_makes_no_sense_is_not_sent(
    workspace: Workspace, departments: dict[str, int], tmp_path: Path, changed: Any, why: str
) -> None:
    from dataclasses import replace

    request = Request(
        "发稿",
        "publication",
        NAMES,
        date(2025, 7, 1),
        date(2025, 9, 30),
        date(2025, 9, 28),
        tuple(departments.values()),
    )
    with pytest.raises(Refusal, match=why):
        collect_out.send(workspace, replace(request, **changed), tmp_path, TODAY)
    assert [path for path in tmp_path.iterdir() if path.suffix == ".xlsx"] == []
    with workspace.read() as session:
        assert collecting.summaries(session) == []


def test_talks_and_rosters_are_never_collected() -> None:
    assert not {"talk", "talk_follow_up", "person", "department"} & {ledger.key for ledger in collect_out.collectable()}
