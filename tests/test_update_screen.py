"""更新程序 in the window: the question, the copy made first, and the sentence at the end."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from db.backup import local_copies
from desktop import update
from desktop.screens.window import update_flow
from tests.shell import dismiss, home, open_sample, state, told, window  # noqa: F401
from tests.test_update import NAME, now, pytestmark, stick  # noqa: F401


def answer(name, asked=None):
    """Presses a button of the question as soon as it stands open; ``asked`` is given its words."""
    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        if asked is not None:
            asked.append(box.text())
        next(button for button in box.buttons() if button.objectName() == name).click()

    QTimer.singleShot(0, press)


def test_an_update_makes_a_copy_of_the_file_first_and_says_how_to_go_on(window, open_sample, stick, now, qtbot):
    path = open_sample()
    answer("question_yes")
    update_flow.from_folder(window, stick, now)
    qtbot.waitUntil(lambda: any("新版本已放在" in sentence for sentence in told()), timeout=20_000)
    dismiss()
    assert len(local_copies(path)) == 1
    assert (now.folder.with_name(NAME.format("0.10.0")) / "lvze").exists() and now.folder.exists()


def test_saying_no_changes_nothing(window, open_sample, stick, now):
    open_sample()
    asked = []
    answer("question_no", asked)
    update_flow.from_folder(window, stick, now)
    assert update.newest(stick, now).digest[:8] in asked[0] and "纸质发布单" in asked[0]
    assert [folder.name for folder in now.folder.parent.iterdir()] == [now.folder.name]


def test_a_broken_package_is_told_and_the_program_stays(window, open_sample, stick, now, qtbot):
    open_sample()
    package = update.newest(stick, now).path
    package.write_bytes(package.read_bytes()[:-10])
    answer("question_yes")
    update_flow.from_folder(window, stick, now)
    qtbot.waitUntil(lambda: any("和校验清单不符" in sentence for sentence in told()), timeout=20_000)
    dismiss()
    assert [folder.name for folder in now.folder.parent.iterdir()] == [now.folder.name]


def test_a_program_run_from_its_source_says_that_it_cannot_update(window):
    update_flow.choose(window)
    assert any("从源代码运行" in sentence for sentence in told())
    dismiss()
