"""The rescue stick in the window: made from 备份, and used on a computer where nothing is."""

import pytest
from PySide6.QtCore import Qt

from db.workspace import Workspace
from desktop import app, rescue
from desktop.screens.safety.rescue_dialog import RescueDialog
from desktop.screens.safety.rescue_making import RescueMakingDialog
from desktop.screens.safety.restore_dialog import RestoreDialog
from tests.shell import dismiss, home, press, state, window  # noqa: F401
from tests.test_rescue import PASSWORD, contents, packages, packed, program, stick  # noqa: F401


@pytest.fixture
def made_stick(tmp_path, stick, packages):
    """A stick with the encrypted file of another computer."""
    with Workspace.create(tmp_path / "台账.lvze", password=PASSWORD) as workspace:
        workspace.set_setting("hospital", "云岭市第二人民医院")
        rescue.make(workspace, stick, rescue.programs_in(packages))
    return stick


@pytest.fixture(autouse=True)
def begun(window):
    """The window past its first paint, with no file."""
    window.begin(None)


@pytest.fixture
def started(window, made_stick, qtbot):
    """The program as it comes up when it was started from the stick."""
    app.offer_rescue(window, made_stick)
    return window.findChild(RescueDialog)


def test_a_stick_is_made_from_the_backup_page(window, state, tmp_path, stick, packages, qtbot):
    state.create(tmp_path / "台账.lvze")
    window.show_backup()
    page = window.page("settings").place("backup")
    page.use(stick)
    press(qtbot, page, "make_rescue")
    dialog = window.findChild(RescueMakingDialog)
    assert not dialog.go.isEnabled() and "没有可放到 U 盘上的程序" in dialog.said.text()
    dialog.use_packages(packages)
    assert "Windows 10、11：0.1.0 版" in dialog.programs.text() and str(stick) in dialog.place.text()
    press(qtbot, dialog, "rescue_go")
    qtbot.waitUntil(lambda: "自救 U 盘做好了" in dialog.said.text(), timeout=20_000)
    assert (stick / "恢复说明.pdf").is_file() and len(rescue.programs_in(stick / "lvze")) == 2


def test_the_stick_of_a_file_without_password_is_warned_of(window, state, tmp_path, stick, qtbot):
    state.create(tmp_path / "台账.lvze")
    dialog = RescueMakingDialog(state, stick, window)
    assert any("没有设密码" in label.text() for label in dialog.findChildren(type(dialog.said)))
    dialog.close()


def test_without_a_stick_the_dialog_asks_for_one(window, state, tmp_path, packages):
    state.create(tmp_path / "台账.lvze")
    dialog = RescueMakingDialog(state, None, window)
    dialog.use_packages(packages)
    assert "插上 U 盘" in dialog.place.text() and not dialog.go.isEnabled()
    dialog.close()


def test_a_stick_that_fails_is_told_and_the_dialog_stays(window, state, tmp_path, stick, packages, qtbot):
    state.create(tmp_path / "台账.lvze")
    next(packages.glob("*.tar.xz")).write_bytes(b"nothing of the kind")
    dialog = RescueMakingDialog(state, stick, window)
    dialog.use_packages(packages)
    dialog.make()
    qtbot.waitUntil(lambda: "没有做完" in dialog.said.text(), timeout=20_000)
    dismiss()
    assert dialog.go.isEnabled()
    dialog.close()


def test_on_the_other_computer_it_asks_for_the_password_counts_restores_and_offers_the_sheet(
        started, made_stick, state, tmp_path, qtbot):
    before = contents(made_stick)
    qtbot.waitUntil(lambda: started.key.isVisible(), timeout=20_000)
    assert not started.go.isEnabled()
    started.key.edit.setText("not this one")
    qtbot.keyClick(started.key.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "密码不对" in started.said.text(), timeout=20_000)
    qtbot.waitUntil(lambda: started.key.isEnabled(), timeout=20_000)
    started.key.edit.setText(PASSWORD)
    qtbot.keyClick(started.key.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: started.looked is not None, timeout=20_000)
    assert "云岭市第二人民医院" in started.said.text() and "完好" in started.said.text()
    press(qtbot, started, "rescue_restore")
    restoring = started.findChild(RestoreDialog)
    qtbot.waitUntil(lambda: restoring.go.isEnabled(), timeout=20_000)  # the password is not asked for again
    restoring.target.setText(str(tmp_path / "新电脑" / "履责台账.lvze"))
    press(qtbot, restoring, "restore_go")
    qtbot.waitUntil(lambda: "已恢复到" in started.said.text(), timeout=20_000)
    assert state.workspace.hospital == "云岭市第二人民医院"
    assert started.saving.isVisible() and started.printing.isVisible() and not started.go.isVisible()
    assert contents(made_stick) == before


def test_a_damaged_backup_is_said_to_be_damaged(window, made_stick, qtbot):
    (data,) = made_stick.glob("履责台账备份/snap/*/data.lvze")
    data.write_bytes(data.read_bytes()[:-4096] + b"\xff" * 4096)
    app.offer_rescue(window, made_stick)
    dialog = window.findChild(RescueDialog)
    qtbot.waitUntil(lambda: dialog.key.isVisible(), timeout=20_000)
    dialog.key.edit.setText(PASSWORD)
    qtbot.keyClick(dialog.key.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "不能用" in dialog.said.text(), timeout=20_000)


def test_a_stick_without_a_backup_says_so(window, stick, qtbot):
    app.offer_rescue(window, stick)
    dialog = window.findChild(RescueDialog)
    qtbot.waitUntil(lambda: "没有备份" in dialog.said.text(), timeout=20_000)
    assert not dialog.go.isEnabled()
