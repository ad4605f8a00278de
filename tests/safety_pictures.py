"""Pictures of backup, restore, rehearsal, the rescue stick and a damaged file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.stage import LONG, Stage


def safety(stage: Stage) -> None:
    """Backup with and without drives, restore, rehearsal, one record from a backup, a damaged file, the rescue stick."""
    from db.backup import BackupRefused, Code, copy_if_changed
    from desktop.screens.opening.damaged_dialog import DamagedDialog
    from desktop.screens.safety.drill_dialog import DrillDialog
    from desktop.screens.safety.past_dialog import PastDialog
    from desktop.screens.safety.rescue_dialog import RescueDialog
    from desktop.screens.safety.rescue_making import RescueMakingDialog
    from desktop.screens.safety.restore_dialog import RestoreDialog

    window, state, workspace = stage.main, stage.state, stage.state.workspace
    stick = stage.place / "KINGSTON 党办备份盘"
    stick.mkdir()
    empty = stage.place / "空盘"
    empty.mkdir()
    stage.show(restore := RestoreDialog(state, window), "restore-begin")
    restore.read_folder(empty)
    stage.draw(restore, "restore-nothing")
    restore.reject()
    window.show_backup()
    page = window.page("settings").show_page("backup")
    page.use(stick)
    page.back_up()
    stage.draw(window, "backup-done")
    _change(workspace)
    copy_if_changed(workspace)
    page.back_up()
    page.read_copies()
    stage.draw(window, "backup-twice")
    [identity] = workspace.setting("backups")
    page.watch.here = {identity: stick}
    page.offer_folders()
    stage.draw(window, "backup-known")
    page.verify()
    stage.draw(window, "backup-verified")
    stage.asked("backup-forget", page.forget_stick)
    page._not_backed_up(BackupRefused(Code.FULL, "没有备份：备份位置的空间不够，需要 120 MB，请清理或换一个盘；以前的备份没有改动。"))
    stage.boxes("backup-full")
    stage.draw(window, "backup-failed")
    drill = stage.show(DrillDialog(state, {}, window), "drill-none")
    drill.reject()
    drill = stage.show(DrillDialog(state, {identity: stick}, window), "drill-ready")
    drill.rehearse()
    stage.draw(drill, "drill-done")
    drill.reject()
    past = PastDialog(state, window)
    past.look_at(page.backups._paths[-1])
    stage.show(past, "past")
    stage.until(lambda: past.said.text() != "正在打开备份…")
    past.only.setChecked(False)
    stage.draw(past, "past-all")
    past.words.setText("没有这样的字")
    stage.until(lambda: not past.found.rowCount())
    stage.draw(past, "past-none")
    past.reject()
    restore = RestoreDialog(state, window)
    restore.read_folder(stick)
    stage.show(restore, "restore-chosen")
    restore.reject()
    making = stage.show(RescueMakingDialog(state, None, window), "rescue-begin")
    packages = _packages(stage.place)
    making.use_packages(packages)
    making.use_stick(stick)
    stage.draw(making, "rescue-ready")
    making.make()
    stage.draw(making, "rescue-made")
    making.reject()
    rescue = RescueDialog(state, stick, window)
    stage.show(rescue, "rescue-used")
    rescue.begin()
    stage.draw(rescue, "rescue-checked")
    rescue.reject()
    for copy, name in ((True, "damaged"), (False, "damaged-no-copy")):
        place = workspace.path if copy else stage.place / "别处.lvze"
        dialog = DamagedDialog(state, place, f"“{place.name}”里面有损坏，可能是磁盘出了毛病，打不开。", None, {}, window)
        stage.show(dialog, name)
        dialog.reject()
    from desktop.widgets.notice_bar import Answer

    keeper = window.safekeeping
    keeper._show_state(workspace.path, False, f"台账放在共享文件夹“{stage.place}”里，断网时可能损坏，请移到本机。")
    keeper._ask_about_restored({"made_at": "2025-12-20T10:30:00", "aside": str(workspace.path)})
    keeper.offer.say(f"认出备份盘“{stick}”，上次备份在 9 天前。现在备份？", "calm",
                     (Answer("offer_now", "立即备份", lambda: None, main=True), Answer("offer_later", "这次不用", lambda: None)))
    stage.draw(window, "notices")
    for bar in keeper._bars:
        bar.hide()


def _change(workspace: Any) -> None:
    """Two records are no longer what a backup holds."""
    from db import records
    from db.ledgers import LEDGERS

    with workspace.transaction("修改会议研究") as session:
        records.save(session, LEDGERS["meeting"], {"topic": LONG, "conclusion": f"{LONG}。" * 8}, record=records.get(session, LEDGERS["meeting"], 1))
        records.void(session, LEDGERS["meeting"], 2)


def _packages(place: Path) -> Path:
    """Programs for a rescue stick, as they are handed out, very small."""
    from tests.test_rescue import packed, program

    folder = place / "安装包"
    folder.mkdir()
    for system, ending in (("linux", ".tar.xz"), ("windows", ".zip")):
        made = program(place / "做包", system=system)
        packed(made, folder / f"{made.name}{ending}")
    return folder
