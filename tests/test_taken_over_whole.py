"""A workbook of all ledgers (导出全部台账) taken into another file: every record comes along as it was, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from db import own_ledgers, records
from db.fields import Link
from db.ledgers import LEDGERS
from db.lists import ListQuery, ids
from db.workspace import Workspace
from desktop.exchange import roster, workbook_in, workbook_out
from desktop.exchange.left_over import write_book
from desktop.exchange.workbook_in import Plan

DAY = date(2025, 3, 5)
LOCKED = "（内容已加锁）"
VERDICTS = ("new", "changed", "same", "twin", "error")
_SEARCHED = {"台账来源", "目录"}


def counts(planned: Plan) -> dict[str, int]:
    return {verdict: count for verdict in VERDICTS if (count := planned.count(verdict))}


def shapes(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Ledger title → the records in the order of lists; linked records by their ledger and place in it."""
    found: dict[str, list[dict[str, Any]]] = {}
    with workspace.read() as session:
        order = {key: ids(session, ListQuery(ledger, descending=False)) for key, ledger in LEDGERS.items()}
        places = {(key, one): place for key, all_ in order.items() for place, one in enumerate(all_)}
        for key, ledger in LEDGERS.items():
            records_ = {one.id: one for one in session.scalars(select(ledger.model))}
            found[ledger.title] = [
                {"number": records_[one].number}
                | {
                    field.name: places.get((field.target, value), value) if isinstance(field, Link) else value
                    for field in ledger.fields
                    for value in [getattr(records_[one], field.name)]
                }
                for one in order[key]
            ]
    return found


@pytest.fixture(scope="module")
def there(sample_file: Path) -> dict[str, list[dict[str, Any]]]:
    with Workspace.open(sample_file, read_only=True) as workspace:
        return shapes(workspace)


@pytest.fixture(scope="module")
def moved(whole_workbook: Path, sample_file: Path, there: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A file that had only the roster and one of the clerk's own ledgers, after the import of the whole workbook."""
    with Workspace.open(sample_file, read_only=True) as workspace, workspace.read() as session:
        own = own_ledgers.definitions(session)[0]
        wishes = [wish for wish in own_ledgers.wishes_of(session, own)]
    with Workspace.create(tmp_path_factory.mktemp("新") / "新.lvze") as workspace:
        roster.apply(workspace, roster.read(whole_workbook))
        with workspace.transaction("自定义台账") as session:
            own_ledgers.define(session, own.title, own.unit, [own_ledgers.Wish(one.label, one.kind, one.choices)
                                                             for one in wishes])
        planned = workbook_in.plan(workspace, whole_workbook)
        taken = workbook_in.apply(workspace, planned)
        yield {"workspace": workspace, "planned": planned, "taken": taken, "own": own.title}


def test_every_record_of_the_sample_comes_in_with_its_number_links_days_and_states(
    moved: dict[str, Any], there: dict[str, list[dict[str, Any]]]
) -> None:
    here = shapes(moved["workspace"])
    assert moved["planned"].errors == [] and moved["planned"].count("twin") == 0
    assert len(there["措施"]) > 100 and any(row["above_id"] is not None for row in there["措施"])
    assert {row["state"] for row in there["整改台账"]} >= {"new", "doing", "closed"} and there["经过"] and there["应办事项"]
    for title, rows in here.items():
        assert rows == there[title], title
    assert set(there) - set(here) == {"先进典型", "健康大讲堂"} - {moved["own"]}


def test_exported_again_it_is_the_same_workbook_and_imported_again_nothing_changes(
    moved: dict[str, Any], whole_workbook: Path, tmp_path: Path
) -> None:
    workspace = moved["workspace"]
    workbook_out.write_all(workspace, tmp_path / "再导出.xlsx", with_talks=True)
    before, after = load_workbook(whole_workbook), load_workbook(tmp_path / "再导出.xlsx")
    for name in set(after.sheetnames) - _SEARCHED:
        assert list(after[name].values) == list(before[name].values), name
    for path in (whole_workbook, tmp_path / "再导出.xlsx"):
        again = workbook_in.plan(workspace, path)
        assert set(counts(again)) == {"same"}, [str(error) for error in again.errors][:3]


def test_an_own_ledger_that_this_file_does_not_have_is_named_with_what_to_do(moved: dict[str, Any]) -> None:
    notes = [note for note in moved["planned"].notes if "自己定义的台账" in note]
    assert len(notes) == 1 and moved["own"] not in notes[0] and "新建同名" in notes[0] and "再导入一次" in notes[0]


def test_it_is_one_step_that_can_be_undone_and_done_again_under_the_same_numbers(
    workspace: Workspace, hospital: dict[str, int], add: Any, tmp_path: Path
) -> None:
    with Workspace.create(tmp_path / "旧.lvze") as old:
        fill_old(old)
        workbook_out.write_all(old, tmp_path / "旧.xlsx", with_talks=True)
    path, before = tmp_path / "旧.xlsx", workspace.undo_label
    for _ in range(2):
        workbook_in.apply(workspace, workbook_in.plan(workspace, path))
        problem = shapes(workspace)["整改台账"][0]
        assert (problem["number"], problem["state"], problem["started_on"]) == ("ZG-2025-001", "doing", date(2025, 3, 6))
        assert measures(workspace) == {"每月核对": "建立清单", "建立清单": None}
        assert "新增" in workspace.undo_label
        workspace.undo()
        assert shapes(workspace)["整改台账"] == [] and workspace.undo_label == before


def fill_old(workspace: Workspace, title: str = "阵地管理不严") -> None:
    """A problem with a measure whose parent stands below it in every list, and a talk."""
    with workspace.transaction("录入") as session:
        for name in ("林书记", "钱医生"):
            records.save(session, LEDGERS["person"], {"name": name})
        people = [one.id for one in session.scalars(select(LEDGERS["person"].model))]
        values = {"title": title, "source": "self", "found_on": DAY, "deadline": date(2025, 6, 30), "person_id": people[1]}
        problem = records.save(session, LEDGERS["problem"], values)
        first, upper = (records.save(session, LEDGERS["measure"], {"problem_id": problem.id, "text": text})
                        for text in ("每月核对", "建立清单"))
        records.save(session, LEDGERS["measure"], {"above_id": upper.id}, first)
        talk = {"held_on": DAY, "speaker_id": people[0], "person_id": people[1], "content": "谈值班。", "people": None}
        spoken = records.save(session, LEDGERS["talk"], talk)
        records.save(session, LEDGERS["talk_follow_up"], {"talk_id": spoken.id, "day": DAY, "text": "已调整。"})
    act(workspace, problem.id, "start", {"day": date(2025, 3, 6)})


def measures(workspace: Workspace) -> dict[str, str | None]:
    """The text of each measure → that of the one above it."""
    with workspace.read() as session:
        found = {one.id: one for one in session.scalars(select(LEDGERS["measure"].model)) if one.voided_at is None}
        return {one.text: found[one.above_id].text if one.above_id else None for one in found.values()}


def act(workspace: Workspace, problem_id: int, key: str, answers: dict[str, Any]) -> None:
    with workspace.transaction("办理") as session:
        problem = session.get(LEDGERS["problem"].model, problem_id)
        action = next(one for one in LEDGERS["problem"].actions if one.key == key)
        records.act(session, LEDGERS["problem"], problem, action, answers)


def old_workbook(folder: Path, title: str = "阵地管理不严") -> Path:
    with Workspace.create(folder / "旧.lvze") as old:
        fill_old(old, title)
        workbook_out.write_all(old, folder / "旧.xlsx", with_talks=True)
    return folder / "旧.xlsx"


def test_a_number_that_means_another_record_here_gives_way_and_links_follow(
    workspace: Workspace, hospital: dict[str, int], add: Any, tmp_path: Path
) -> None:
    own = add("problem", title="本院自己的问题", source="self", found_on=DAY, deadline=date(2025, 5, 1))
    path = old_workbook(tmp_path)
    workbook_in.apply(workspace, workbook_in.plan(workspace, path))
    with workspace.read() as session:
        problems = session.scalars(select(LEDGERS["problem"].model).order_by(LEDGERS["problem"].model.id)).all()
        assert [(one.number, one.title) for one in problems] == [
            ("ZG-2025-001", "本院自己的问题"), ("ZG-2025-002", "阵地管理不严")]
        for key in ("measure", "problem_event"):
            assert {one.problem_id for one in session.scalars(select(LEDGERS[key].model))} == {problems[1].id} != {own}
    assert set(counts(workbook_in.plan(workspace, path))) == {"same"}
    later = add("problem", title="下一个", source="self", found_on=DAY, deadline=date(2025, 5, 1))
    with workspace.read() as session:
        assert session.get(LEDGERS["problem"].model, later).number == "ZG-2025-003"


def test_in_its_own_file_states_are_never_set_by_a_workbook(workspace: Workspace, tmp_path: Path) -> None:
    fill_old(workspace)
    workbook_out.write_all(workspace, tmp_path / "a.xlsx", with_talks=True)
    book = load_workbook(tmp_path / "a.xlsx")
    sheet = book["整改台账"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("状态") + 1).value = "已销号"
    sheet.append([None if head in ("编号", "具体问题") else sheet.cell(2, place).value
                  for place, head in enumerate(heads, start=1)])
    sheet.cell(3, heads.index("具体问题") + 1).value = "另一个问题"
    book.save(tmp_path / "a.xlsx")
    planned = workbook_in.plan(workspace, tmp_path / "a.xlsx")
    workbook_in.apply(workspace, planned)
    assert [row["state"] for row in shapes(workspace)["整改台账"]] == ["doing", "new"]


def test_two_rows_with_one_number_are_told_apart_by_an_error(workspace: Workspace, tmp_path: Path) -> None:
    path = old_workbook(tmp_path)
    book = load_workbook(path)
    book["整改台账"].append([cell.value for cell in book["整改台账"][2]])
    book.save(path)
    errors = [str(error) for error in workbook_in.plan(workspace, path).errors]
    assert errors == ["“整改台账”第3行：编号“ZG-2025-001”在第 2 行已经有了，请改正，或把编号一格清空。"]


def test_left_rows_put_right_are_still_known_as_rows_of_that_file(workspace: Workspace, tmp_path: Path) -> None:
    path = old_workbook(tmp_path)
    book = load_workbook(path)
    sheet = book["整改台账"]
    place = [cell.value for cell in sheet[1]].index("整改时限") + 1
    sheet.cell(2, place).value = "六月底"
    book.save(path)
    planned = workbook_in.plan(workspace, path)
    assert {error.sheet for error in planned.errors} == {"整改台账", "措施"}  # the measures have no problem to belong to
    write_book(planned.source.read(), planned, tmp_path / "剩下.xlsx")
    workbook_in.apply(workspace, planned, leave_out_errors=True)
    book = load_workbook(tmp_path / "剩下.xlsx")
    book["整改台账"].cell(2, place + 1).value = "2025-06-30"
    book.save(tmp_path / "剩下.xlsx")
    workbook_in.apply(workspace, workbook_in.plan(workspace, tmp_path / "剩下.xlsx"))
    here = shapes(workspace)
    assert [(row["number"], row["state"]) for row in here["整改台账"]] == [("ZG-2025-001", "doing")]
    assert measures(workspace) == {"每月核对": "建立清单", "建立清单": None}


# -- 谈话锁 ------------------------------------------------------------------------------------------------------------


def locked(workspace: Workspace) -> None:
    from desktop.operations.talk_lock import put_on

    put_on(workspace, "zhi-you-wo-zhidao", lambda *_: None)


@pytest.mark.parametrize("shut_at_export", [True, False])
@pytest.mark.parametrize("shut_at_import", [True, False])
def test_locked_talks_are_neither_doubled_nor_blanked_by_their_own_workbook(
    workspace: Workspace, tmp_path: Path, shut_at_export: bool, shut_at_import: bool
) -> None:
    fill_old(workspace)
    locked(workspace)
    before = shapes(workspace)
    if shut_at_export:
        workspace.talk_lock.close()
    workbook_out.write_all(workspace, tmp_path / "a.xlsx", with_talks=True)
    text = list(load_workbook(tmp_path / "a.xlsx")["跟进"].values)[1]
    assert (LOCKED in text) is shut_at_export
    workspace.talk_lock.unlock("zhi-you-wo-zhidao")
    if shut_at_import:
        workspace.talk_lock.close()
    planned = workbook_in.plan(workspace, tmp_path / "a.xlsx")
    if shut_at_import and not shut_at_export:
        assert {str(error.sentence) for error in planned.errors} == {"谈话内容已加锁，请先用第二密码解锁。"}
    else:
        assert set(counts(planned)) == {"same"}, planned.errors
    workbook_in.apply(workspace, planned, leave_out_errors=True)
    assert shapes(workspace) == before


def test_talks_that_were_locked_away_at_the_export_are_not_made_without_their_text(
    workspace: Workspace, tmp_path: Path
) -> None:
    with Workspace.create(tmp_path / "旧.lvze") as old:
        fill_old(old)
        locked(old)
        old.talk_lock.close()
        workbook_out.write_all(old, tmp_path / "旧.xlsx", with_talks=True)
    planned = workbook_in.plan(workspace, tmp_path / "旧.xlsx")
    assert [error.sheet for error in planned.errors] == ["谈心谈话", "跟进"]
    assert "第二密码解锁，重新导出" in planned.errors[0].sentence


def test_a_workbook_without_what_was_said_says_that_talks_cannot_be_made_of_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    with Workspace.create(tmp_path / "旧.lvze") as old:
        fill_old(old)
        workbook_out.write_all(old, tmp_path / "旧.xlsx")
    planned = workbook_in.plan(workspace, tmp_path / "旧.xlsx")
    table = next(table for table in planned.tables if table.ledger_key == "talk")
    assert table.count("error") == 1 and any("导出时没有包括谈话的内容" in note for note in table.notes)
