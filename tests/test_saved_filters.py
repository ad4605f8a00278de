"""常用筛选: named, applied, renamed, deleted, kept in the file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.operations.saved_filters import MOST, SavedFilter, rename_filter, save_filter, saved_filters
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.state import Target
from desktop.widgets.action_dialog import AskDialog
from tests.desk import memory, open_state, put

MEETING = LEDGERS["meeting"]
FULL = SavedFilter("林书记今年主持", "研究", {"host_id": {1, None}, "day": (date(2025, 1, 1), None), "judgement": True,
                                       "kind": {"committee"}}, True)


@pytest.fixture
def screen(workspace: Workspace, hospital: dict[str, int], tmp_path: Any, qtbot: Any) -> LedgerScreen:
    for topic in ("研究一", "研究二", "其他"):
        put(workspace, MEETING, topic=topic, kind="committee" if topic == "研究一" else "analysis")
    made = LedgerScreen(open_state(workspace), MEETING, settings=memory(tmp_path))
    qtbot.addWidget(made)
    made.resize(1240, 640)
    made.show()
    return made


def actions(screen: LedgerScreen) -> dict[str, Any]:
    menu = screen.filters.saved.menu_now()
    found = {action.text(): action for action in menu.actions()}
    for part in menu.findChildren(QMenu):
        found |= {f"{part.title()} {action.text()}": action for action in part.actions()}
    return found


def answer(screen: LedgerScreen, name: str) -> AskDialog:
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, AskDialog) and one.isVisible())
    dialog.editors["name"].line.setText(name)
    dialog.yes_button.click()
    return dialog


def rows(screen: LedgerScreen) -> int:
    return screen.table.ledger_model.rowCount()


def test_a_filter_is_kept_under_a_name_and_comes_back_at_one_click(screen: LedgerScreen) -> None:
    assert not actions(screen)["把现在的筛选存下来…"].isEnabled()
    screen.filters.set_filters({"kind": {"committee"}}, "研究")
    screen.filters.changed.emit()
    assert rows(screen) == 1
    actions(screen)["把现在的筛选存下来…"].trigger()
    answer(screen, "党委会研究")
    assert actions(screen)["党委会研究"].isChecked()
    screen.show_all()
    assert rows(screen) == 3 and not actions(screen)["党委会研究"].isChecked()
    screen.show_target(Target("meeting", ids=frozenset({3}), note="只看这一条"))
    actions(screen)["党委会研究"].trigger()
    assert rows(screen) == 1 and screen.filters.words == "研究" and screen.note.text == ""


def test_a_filter_is_renamed_and_deleted(screen: LedgerScreen, workspace: Workspace) -> None:
    for name in ("甲", "乙"):
        save_filter(workspace, MEETING, SavedFilter(name, words=name))
    actions(screen)["改名 甲"].trigger()
    dialog = answer(screen, "乙")
    assert dialog.isVisible() and "已经有叫“乙”的筛选" in dialog.note.text
    answer(screen, "丙")
    assert [one.name for one in saved_filters(workspace, MEETING)] == ["丙", "乙"]
    actions(screen)["删除 丙"].trigger()
    assert [one.name for one in saved_filters(workspace, MEETING)] == ["乙"]


def test_every_kind_of_condition_outlives_closing_the_file(workspace: Workspace) -> None:
    save_filter(workspace, MEETING, FULL)
    path = workspace.path
    workspace.close()
    with Workspace.open(path) as again:
        assert saved_filters(again, MEETING) == [FULL]
        assert saved_filters(again, LEDGERS["study"]) == []


def test_the_same_name_is_written_over_and_there_is_an_end_to_them(workspace: Workspace) -> None:
    save_filter(workspace, MEETING, FULL)
    save_filter(workspace, MEETING, SavedFilter(FULL.name, words="别的"))
    assert saved_filters(workspace, MEETING) == [SavedFilter(FULL.name, words="别的")]
    for place in range(MOST - 1):
        save_filter(workspace, MEETING, SavedFilter(str(place), words="x"))
    with pytest.raises(Refusal, match="最多存"):
        save_filter(workspace, MEETING, SavedFilter("多一个", words="x"))
    with pytest.raises(Refusal, match="已经有叫"):
        rename_filter(workspace, MEETING, "0", "1")


def test_what_a_page_asked_for_can_be_kept_too(workspace: Workspace) -> None:
    """未签 on the page of pledges shows one year's; words may stand for a text field."""
    wanted = SavedFilter("今年没签的", filters={"year": (2025, None), "signed": {"open"}, "note": "补签", "due_on": (date(2025, 1, 1), None)})
    save_filter(workspace, LEDGERS["pledge"], wanted)
    assert saved_filters(workspace, LEDGERS["pledge"]) == [wanted]
