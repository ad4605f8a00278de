"""Pictures of the first start, of the door of a file with a password, and of the window's own dialogs."""

from __future__ import annotations

import tarfile
from pathlib import Path

from tests.stage import LONG, Stage

PASSWORD = "chuntian-zhongshu"


def opening(stage: Stage) -> None:
    """Start page, every page of the wizard, password, recovery code, lock, security with a password."""
    window, state = stage.main, stage.state
    state.close_file()
    window.show_start()
    stage.draw(window, "start")
    _wizard(stage)
    _doors(stage)
    from db.workspace import Workspace
    from desktop.screens.opening.recovery_code import TALKS, RecoveryCodeDialog
    from desktop.screens.safety.restore_dialog import RestoreDialog

    shut = stage.place / "加密的台账.lvze"
    with Workspace.create(shut, password=PASSWORD) as made:
        made.set_setting("hospital", "云岭市第二人民医院")
        (stage.place / "加密的台账.加密前 20251118-090000.lvze").write_bytes(b"SQLite format 3\0")
        code = made.recovery_code
    window.open_file(shut)
    stage.draw(window, "unlock")
    pane = window.locking.pane
    pane.password.edit.setText("budui")
    pane.try_it()
    stage.draw(window, "unlock-busy")
    stage.until(lambda: "不" in pane.said.text())
    pane.password.hint.show()
    stage.draw(window, "unlock-wrong")
    for way, name in ((1, "unlock-code"), (2, "unlock-new")):
        pane._show_way(way)
        pane.said.hide()
        stage.draw(window, name)
    state.adopt(Workspace.open(shut, password=PASSWORD))
    stage.settle()
    window.show_security()
    stage.draw(window, "security-with")
    for what, name in ((None, "recovery-code"), (TALKS, "recovery-code-talks")):
        dialog = RecoveryCodeDialog(state, code, window, *([what] if what else []))
        dialog.typed.setText("0M4A")
        stage.show(dialog, name)
        stage.asked(f"{name}-leave", dialog.reject)
        dialog.done(0)
    window.show_backup()
    backup = window.page("settings").show_page("backup")
    stick = stage.place / "加密盘"
    stick.mkdir()
    backup.use(stick)
    backup.back_up()
    stage.draw(window, "backup-encrypted")
    window.locking.lock()
    stage.until(lambda: state.workspace is None)
    stage.draw(window, "locked")
    restore = RestoreDialog(state, window)
    restore.read_folder(stick)
    stage.show(restore, "restore-encrypted")
    restore.done(0)


def _doors(stage: Stage) -> None:
    """Files that do not open, or open for looking only; a file that was salvaged."""
    import sqlite3

    from db.workspace import Workspace
    from desktop import drives
    from desktop.screens.opening import door
    from desktop.screens.opening.damaged_dialog import DamagedDialog
    from tests.test_damaged_window import make, spoil

    window, state, place = stage.main, stage.state, stage.place
    make(place / "新版.lvze")
    with sqlite3.connect(place / "新版.lvze") as raw:
        raw.execute("PRAGMA user_version=99")
    raw.close()
    make(place / "别处开着.lvze")
    holding = Workspace.open(place / "别处开着.lvze")
    for path in (place / "新版.lvze", place / "别处开着.lvze", place / "没有了.lvze"):
        window.open_file(path)
        stage.boxes(f"refused-{path.stem}")
    holding.close()
    usual, drives.kind_of = drives.kind_of, lambda _: "removable"
    stage.asked("only-look-stick", lambda: door.must_only_look(window, place / "新版.lvze"))
    drives.kind_of = usual
    stage.asked("only-look-place", lambda: door.agrees_to_look(window, place / "新版.lvze"))
    window.open_file(stage.file("只看.lvze"), read_only=True)
    for tab in ("bench", "rectify", "report", "settings"):
        window.show_tab(tab)
        stage.draw(window, f"read-only-{tab}")
    window.show_backup()
    stage.draw(window, "read-only-backup")
    state.close_file()
    window.show_start()
    make(place / "损坏.lvze")
    spoil(place / "损坏.lvze", "step")
    window.open_file(place / "损坏.lvze")
    stage.until(lambda: window.findChildren(DamagedDialog))
    dialog = window.findChildren(DamagedDialog)[0]
    stage.draw(dialog, "damaged-opened")
    dialog.salvage()
    stage.until(lambda: state.workspace is not None)
    stage.draw(dialog, "damaged-salvaged")
    dialog.reject()
    state.close_file()
    window.show_start()


def _wizard(stage: Stage) -> None:
    from desktop.screens.opening.start_wizard import StartWizard
    from tests.test_roster import BRANCHES, DEPARTMENTS, PEOPLE
    from tests.test_roster import book as roster_book

    wizard = stage.show(StartWizard(stage.state, stage.main, documents=Path("/home/clerk/文档")), "wizard-1")
    wizard.welcome.accepted.setChecked(True)
    wizard.next()
    stage.draw(wizard, "wizard-2-empty")
    wizard.hospital.name.setText(LONG)
    stage.draw(wizard, "wizard-2-long")
    wizard.hospital._check_place("//server/share/台账.lvze")
    wizard.hospital.warning.setText("这个位置在网络共享文件夹里，断网时台账可能损坏，建议放在本机硬盘上，例如“文档”文件夹。")
    wizard.hospital.warning.show()
    stage.draw(wizard, "wizard-2-warned")
    wizard.hospital.name.setText("云岭市第二人民医院")
    wizard.next()
    stage.draw(wizard, "wizard-3-empty")
    wizard.password.declined.setChecked(True)
    stage.draw(wizard, "wizard-3-declined")
    wizard.next()
    stage.draw(wizard, "wizard-4-empty")
    name = stage.place / "首次名册.xlsx"
    wizard.roster.pane.read(roster_book(name, 科室=DEPARTMENTS, 支部=BRANCHES, 人员=[*PEOPLE, ["周明", "没有", "", "", "", "", ""]]))
    stage.draw(wizard, "wizard-4-wrong")
    wizard.roster.pane.read(roster_book(name, 科室=DEPARTMENTS, 支部=BRANCHES, 人员=PEOPLE))
    stage.draw(wizard, "wizard-4-read")
    wizard.next()
    stage.draw(wizard, "wizard-5")
    wizard.reject()


def window(stage: Stage) -> None:
    """Menus, about, what ships, manual, messages, progress, inspection, find, empty file."""
    from PySide6.QtWidgets import QMenu

    from desktop import errors
    from desktop.jobs import Progress
    from desktop.progress_dialog import ProgressDialog
    from desktop.screens.window.about import AboutDialog
    from desktop.screens.window.shipped_pages import NEWS, NOTICES, PageDialog
    from desktop.widgets.leaving import ask_to_leave
    from desktop.widgets.question import ask

    main, state = stage.main, stage.state
    if state.workspace is None or state.workspace.encrypted:
        state.close_file()
        stage.open(stage.file("云岭.lvze"))
    for menu in main.menuBar().findChildren(QMenu):
        if menu.actions():
            menu.aboutToShow.emit()
            menu.popup(main.mapToGlobal(main.rect().topLeft()))
            stage.draw(menu, f"menu-{menu.objectName() or menu.title()}")
            menu.hide()
    stage.show(about := AboutDialog(main), "about")
    about.reject()
    for title, name in ((NEWS, "news"), (NOTICES, "notices-licences")):
        stage.show(page := PageDialog(title, main), name)
        page.reject()
    for key in ("", "keys"):
        main.help.open(key) if key else main.help.open()
        stage.settle()
        book = next(one for one in stage.app.topLevelWidgets() if one.objectName() == "help_window")
        stage.draw(book, f"help-{key or 'first'}")
    book.line.setText("备份")
    stage.draw(book, "help-found")
    book.line.setText("没有这样的词")
    stage.draw(book, "help-nothing")
    book.close()
    for share, text, name in ((0, "", "progress-begun"), (37, f"正在写出“{LONG}”…", "progress-long")):
        dialog = ProgressDialog(main, "正在导出全部台账", Progress())
        dialog.step(share, 100, text)
        stage.show(dialog, name)
    dialog.reject()
    stage.draw(dialog, "progress-stopping")
    dialog.hide()
    errors.tell(main, f"“{LONG}.xlsx”正被别的程序打开，没有写进去。请关闭它再试。")
    stage.boxes("told")
    errors.report(RuntimeError("例"), main)
    stage.boxes("unexpected")
    stage.asked("question", lambda: ask(main, f"定稿后，“{LONG}”的文字和数字不再变动。现在定稿吗？", "定稿"))
    stage.asked("leaving", lambda: ask_to_leave(main, "谈心谈话"))
    _update(stage)
    main.find()
    main._find.line.setText("党委")
    stage.until(lambda: main._find._groups)
    stage.draw(main, "find")
    main._find.hide()
    main.inspection.ask_to_enter()
    stage.settle()
    asking = next(one for one in stage.app.topLevelWidgets() if one.objectName() == "pin_dialog")
    stage.draw(asking, "inspection-pin")
    asking.reject()
    from desktop.operations.inspection import Pin

    main.inspection.enter(Pin.of("123456", "123456"))
    stage.draw(main, "inspection")
    main.show_tab("report")
    stage.draw(main, "inspection-report")


def _update(stage: Stage) -> None:
    from desktop import update
    from desktop.screens.window import update_flow
    from tests.test_update import stick_with, version_folder

    update_flow.choose(stage.main)
    stage.boxes("update-from-source")
    running = update.Running((0, 1, 0), version_folder(stage.place / "programs", "0.1.0"), "folder")
    stick = stage.place / "更新盘"
    stick.mkdir()
    made = version_folder(stage.place / "made", "0.2.0")
    package = stick / f"{made.name}.tar.xz"
    with tarfile.open(package, "w:xz") as archive:
        archive.add(made, made.name)
    stick_with(stick, package)
    stage.asked("update-ask", lambda: update_flow.from_folder(stage.main, stick, running))
    update_flow._say(stage.main, f"新版本已放在“{stage.place}”里。请关闭程序，打开新版本。旧版本留在原处。")
    stage.boxes("update-done")
