"""A damaged file, one on a stick, one that cannot be written: the window says so and helps."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from db import records
from db.backup import copy_if_changed
from db.ledgers import LEDGERS
from db.place import can_write
from db.workspace import Workspace
from desktop import drives, slices
from desktop.screens.opening.damaged_dialog import DamagedDialog
from desktop.screens.safety.restore_dialog import RestoreDialog
from tests.shell import dismiss, home, press, state, window  # noqa: F401

PASSWORD = "春风化雨一二三四"
PAGE = 4096


def make(path: Path, password: str | None = None) -> None:
    with Workspace.create(path, password=password) as workspace:
        with workspace.transaction("新增") as session:
            for number in range(40):
                records.save(session, LEDGERS["meeting"], {
                    "day": date(2025, 3, 5), "kind": "committee", "topic": f"第{number}项议题", "conclusion": "记录" * 100})
        copy_if_changed(workspace)


def spoil(path: Path, *tables: str, password: str | None = None) -> None:
    """Noise over the first page of tables."""
    with Workspace.open(path, password=password) as workspace, workspace.read() as session:
        pages = [session.connection().exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name=?", (table,)).scalar_one()
                 for table in tables]
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE:page * PAGE] = random.Random(page).randbytes(PAGE)
    path.write_bytes(content)


def helped(window, qtbot) -> DamagedDialog:  # noqa: F811
    qtbot.waitUntil(lambda: bool(window.findChildren(DamagedDialog)), timeout=20_000)
    return window.findChildren(DamagedDialog)[0]


@pytest.mark.parametrize("password", [None, PASSWORD], ids=["plain", "locked"])
def test_a_file_that_does_not_open_is_salvaged_from_the_window(window, tmp_path, qtbot, password):  # noqa: F811
    path = tmp_path / "台账.lvze"
    make(path, password)
    spoil(path, "step", password=password)
    damaged = path.read_bytes()
    window.begin(path)
    slices.finish()
    if password:
        window.locking.pane.password.edit.setText(password)
        window.locking.pane.try_it()
    dialog = helped(window, qtbot)
    assert "已经损坏" in dialog.said.text()
    press(qtbot, dialog, "damaged_salvage")
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=30_000)
    assert "已抢救出 40 条记录" in dialog.said.text() and "修改记录有缺失" in dialog.said.text()
    [aside] = tmp_path.glob("台账.损坏*.lvze")
    assert aside.read_bytes() == damaged and window.state.workspace.sound()
    dialog.reject()


def test_or_goes_back_to_the_automatic_copy(window, tmp_path, qtbot):  # noqa: F811
    path = tmp_path / "台账.lvze"
    make(path)
    path.write_bytes(b"")
    window.begin(path)
    dialog = helped(window, qtbot)
    press(qtbot, dialog, "damaged_salvage")
    qtbot.waitUntil(lambda: "什么也读不出来" in dialog.said.text(), timeout=20_000)
    press(qtbot, dialog, "damaged_copy")
    [restoring] = window.findChildren(RestoreDialog)
    assert restoring.target.text() == str(path)
    qtbot.waitUntil(restoring.go.isEnabled, timeout=20_000)
    restoring.go.click()
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    with window.state.workspace.read() as session:
        assert session.query(LEDGERS["meeting"].model).count() == 40


def test_damage_that_does_not_keep_it_from_opening_is_found_soon_after(window, tmp_path, qtbot):  # noqa: F811
    path = tmp_path / "台账.lvze"
    make(path)
    spoil(path, "survey")
    window.begin(path)
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    window.safekeeping.check()
    bar = window.safekeeping.damaged
    qtbot.waitUntil(lambda: "里面有损坏" in bar.words, timeout=20_000)
    dismiss()
    press(qtbot, bar, "damaged_act")
    dialog = helped(window, qtbot)
    press(qtbot, dialog, "damaged_salvage")
    qtbot.waitUntil(lambda: "已抢救出 40 条记录" in dialog.said.text() and window.state.workspace is not None, timeout=30_000)
    assert bar.words == ""
    window.safekeeping.check()
    qtbot.wait(100)
    assert bar.words == ""
    dialog.reject()


def answered(monkeypatch, agree: bool) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr("desktop.screens.opening.door.ask", lambda parent, question, *_: said.append(question) or agree)
    return said


def test_a_file_on_a_stick_is_not_worked_on_there(window, tmp_path, qtbot, monkeypatch):  # noqa: F811
    path = tmp_path / "台账.lvze"
    make(path)
    monkeypatch.setattr(drives, "kind_of", lambda folder: "removable")  # what the system would say
    said = answered(monkeypatch, agree=False)
    window.begin(None)
    window.open_file(path)
    qtbot.wait(100)
    assert window.state.workspace is None and "在移动盘上" in said[0]
    answered(monkeypatch, agree=True)
    window.open_file(path)
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    assert window.state.workspace.read_only and window.status.looking.isVisibleTo(window.status)
    window.state.close_file()
    assert not window.status.looking.isVisibleTo(window.status)


def test_a_file_in_a_cloud_folder_is_warned_of(window, tmp_path, qtbot):  # noqa: F811
    folder = tmp_path / "坚果云"
    folder.mkdir()
    make(folder / "台账.lvze")
    window.begin(folder / "台账.lvze")
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    window.safekeeping.check()
    qtbot.waitUntil(lambda: "网盘自动上传" in window.safekeeping.place.words, timeout=20_000)
    press(qtbot, window.safekeeping.place, "place_seen")
    assert window.safekeeping.place.words == "" and not window.state.workspace.read_only


@pytest.mark.parametrize("way", ["password", "code"])
def test_a_locked_file_on_a_write_protected_stick_opens_for_looking(window, tmp_path, qtbot, monkeypatch, way):  # noqa: F811
    folder = tmp_path / "U盘"
    folder.mkdir()
    with Workspace.create(folder / "台账.lvze", password=PASSWORD) as made:
        code = made.recovery_code
    (folder / "台账.lvze.lock").unlink()
    folder.chmod(0o555)
    try:
        if can_write(folder):
            pytest.skip("this user may write everywhere")
        answered(monkeypatch, agree=True)
        window.begin(folder / "台账.lvze")
        slices.finish()
        pane = window.locking.pane
        if way == "code":
            pane.other.click()
            pane.code.setText(code)
        else:
            pane.password.edit.setText(PASSWORD)
        pane.try_it()
        qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
        assert window.state.workspace.read_only
        window.state.close_file()
    finally:
        folder.chmod(0o755)
