"""A final report is no step among others: 撤销 passes it by, and only 取消定稿, with a reason, makes it a draft again."""

from datetime import date

import pytest

from db.errors import Refusal
from db.periods import Period
from db.step_list import KINDS
from db.workspace import Workspace
from desktop.reports import store
from desktop.reports.composer import compose

DAY = date(2025, 10, 15)


@pytest.fixture
def final(workspace: Workspace, add) -> int:
    """A sealed report of one meeting."""
    add("meeting", day=DAY, kind="committee", topic="专题研究")
    composed = compose(workspace, "quarterly", Period.parse("2025Q4"), today=date(2026, 1, 4))
    number = store.save_draft(workspace, composed)
    store.finalise(workspace, number)
    return number


def is_final(workspace: Workspace, number: int) -> bool:
    return store.load(workspace, number).state == "final"


def test_undoing_does_not_unseal(workspace: Workspace, final: int) -> None:
    assert "定稿" not in (workspace.undo_label or "").split("：")[0]
    with pytest.raises(Refusal, match="已经定稿.*取消定稿"):
        workspace.undo()
    assert is_final(workspace, final)


def test_later_steps_are_undone_as_ever(workspace: Workspace, final: int, add) -> None:
    add("meeting", day=DAY, kind="committee", topic="又一次")
    workspace.undo()
    assert is_final(workspace, final)


def test_the_seal_outlives_a_restart(workspace: Workspace, final: int) -> None:
    path = workspace.path
    workspace.close()
    with Workspace.open(path) as again:
        with pytest.raises(Refusal, match="已经定稿"):
            again.undo()
        assert is_final(again, final)


def test_unsealing_asks_why_and_writes_it_down(workspace: Workspace, final: int) -> None:
    with pytest.raises(Refusal, match="理由"):
        store.unseal(workspace, final, "  ")
    store.unseal(workspace, final, "上级要求补充\n一项")
    report = store.load(workspace, final)
    assert (report.state, report.finalised_at, report.seal) == ("draft", None, None)
    with pytest.raises(Refusal, match="还没有定稿"):
        store.unseal(workspace, final, "再来")
    store.finalise(workspace, final)
    assert is_final(workspace, final)


def test_a_second_draft_is_not_put_beside_the_first(workspace: Workspace, final: int) -> None:
    store.save_draft(workspace, compose(workspace, "quarterly", Period.parse("2025Q4"), today=date(2026, 1, 4)))
    with pytest.raises(Refusal, match="另有一份草稿"):
        store.unseal(workspace, final, "理由")


def test_the_log_calls_it_by_its_name() -> None:
    assert KINDS["fixed"] == "定稿"
