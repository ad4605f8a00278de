"""Draws every screen of the window into PNG files for a person to look at.

    python -m tests.window_pictures SAMPLE FOLDER [SCALE [COLOURS [SIZE [SCREEN]]]]

SAMPLE is a file of the sample hospital (a copy is used). The window fills a SCREEN of 1366x768 pixels at every SCALE.
COLOURS and SIZE are keys of ``desktop.widgets.scheme``. ``tests.record_pictures`` draws the ledgers in all their states.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.studio import Studio

SETTINGS = ("hospital", "department", "branch", "person", "words", "import", "backup", "journal")


def main(sample: Path, folder: Path, scale: str = "1", colours: str = "light", size: str = "normal", screen: str = "1366x768") -> int:
    studio = Studio(folder, scale, colours, size, tuple(map(int, screen.split("x"))))
    draw, settle, place = studio.draw, studio.settle, studio.place
    from desktop.screens.opening.start_wizard import StartWizard
    from desktop.screens.safety.restore_dialog import RestoreDialog
    from desktop.screens.window.about import AboutDialog
    from desktop.screens.window.main_window import TABS

    window = studio.window()
    state = window.state
    draw(window, "window-0-first-paint")
    window.begin(None)
    draw(window, "window-1-start")
    wizard = StartWizard(state, window, documents=Path("/home/clerk/文档"))
    wizard.show()
    draw(wizard, "start-1-welcome")
    wizard.welcome.accepted.setChecked(True)
    wizard.next()
    wizard.hospital.name.setText("云岭市第二人民医院")
    draw(wizard, "start-2-hospital")
    wizard.next()
    draw(wizard, "start-3-password")
    wizard.password.declined.setChecked(True)
    wizard.next()
    draw(wizard, "start-4-roster")
    wizard.next()
    draw(wizard, "start-5-last")
    wizard.reject()
    state.create(place / "空.lvze")
    state.workspace.set_setting("hospital", "某某市第一医院")
    draw(window, "bench-empty")
    copy = place / "云岭市第二人民医院.lvze"
    shutil.copy(sample, copy)
    window.open_file(copy)
    settle()
    for key, _ in TABS:
        window.show_tab(key)
        draw(window, f"tab-{key}")
    window.show_tab("settings")
    settings = window.page("settings")
    for key in SETTINGS:
        settings.show_page(key)
        draw(window, f"settings-{key}")
    backup = settings.show_page("backup")
    (place / "U盘").mkdir()
    backup.use(place / "U盘")
    backup.back_up()
    draw(window, "settings-backup-done")
    settings.show_page("journal").check.click()
    draw(window, "settings-journal-checked")
    dialog = RestoreDialog(state, window)
    dialog.read_folder(place / "U盘")
    dialog.show()
    draw(dialog, "restore")
    dialog.reject()
    about = AboutDialog(window)
    about.show()
    draw(about, "about")
    about.reject()
    draw_security(state, window, place, draw, settle)
    state.close_file()
    return 0


def draw_security(state, window, place, draw, settle) -> None:
    """A file without and with a password: the pages, the recovery code, the door, a backup that asks."""
    from desktop.screens.opening.recovery_code import RecoveryCodeDialog
    from desktop.screens.safety.restore_dialog import RestoreDialog

    window.show_security()
    draw(window, "security-without")
    state.close_file()
    from db.workspace import Workspace
    from desktop.screens.opening.unlock import UnlockPane

    shut = place / "加密的台账.lvze"
    with Workspace.create(shut, password="chuntian-zhongshu") as made:
        made.set_setting("hospital", "云岭市第二人民医院")
        (place / "加密的台账.加密前 20251118-090000.lvze").write_bytes(b"SQLite format 3\0")
        code = made.recovery_code
    window.open_file(shut)
    draw(window, "unlock")
    pane: UnlockPane = window.locking.pane
    pane.password.hint.show()
    pane._say("密码不对，请检查大小写和输入法后再试。")
    draw(window, "unlock-wrong")
    pane._show_way(1)
    pane.said.hide()
    draw(window, "unlock-code")
    pane._show_way(2)
    draw(window, "unlock-new")
    state.adopt(Workspace.open(shut, password="chuntian-zhongshu"))
    window.show_security()
    draw(window, "security-with")
    dialog = RecoveryCodeDialog(state, code, window)
    dialog.show()
    dialog.typed.setText("0M4A")
    draw(dialog, "recovery-code")
    dialog.done(0)
    backup = window.page("settings").show_page("backup")
    (place / "盘").mkdir()
    backup.use(place / "盘")
    backup.back_up()
    draw(window, "settings-backup-encrypted")
    window.locking.lock()
    while state.workspace is not None:
        settle()
    draw(window, "locked")
    restore = RestoreDialog(state, window)
    restore.read_folder(place / "盘")
    restore.show()
    draw(restore, "restore-encrypted")
    restore.done(0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
