"""备份核验单 from the backup page: of the backup just made and of a chosen earlier one, read back for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import docx
import pytest

from db import records
from db.backup import back_up, known_sticks
from db.evidence import attach
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.reports.pdf_reading import read_pdf
from desktop.screens.ledger.paper_dialog import PaperDialog
from tests.shell import TODAY, home, press, state, window  # noqa: F401

PASSWORD = "云岭2025台账"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return folder


@pytest.fixture
def page(window, stick, tmp_path, qtbot):  # noqa: F811
    """The backup page of a file with one meeting and its proof, backed up the day before with none."""
    path, scan = tmp_path / "台账.lvze", tmp_path / "签到表.txt"
    scan.write_text("到会人员签到", encoding="utf-8")
    with Workspace.create(path, clock=lambda: TODAY - timedelta(days=1)) as workspace:
        workspace.set_setting("hospital", "云岭市第二人民医院")
        back_up(workspace, stick)
        with workspace.transaction("新增") as session:
            one = records.save(session, LEDGERS["meeting"], {"day": TODAY.date(), "kind": "committee", "topic": "研究"})
            attach(session, workspace.evidence, LEDGERS["meeting"], one, scan)
    window.begin(path)
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    window.show_settings("backup")
    page = window.page("settings").show_page("backup")
    page.use(stick)
    qtbot.waitUntil(lambda: page.backups.rowCount() == 1, timeout=10_000)
    return page


def sheet_of(page, qtbot) -> PaperDialog:
    press(qtbot, page, "backup_sheet")
    dialog = page.window().findChild(PaperDialog)
    qtbot.waitUntil(lambda: dialog.ready or dialog.note.text != "", timeout=30_000)
    return dialog


def words_of(dialog: PaperDialog, qtbot, folder: Path) -> str:
    with qtbot.waitSignal(dialog.files.exported, timeout=20_000):
        dialog.write([folder / "核验单.pdf", folder / "核验单.docx"])
    assert dialog.note.text.endswith("版面检查通过。")
    [pages] = [read_pdf(folder / "核验单.pdf").pages]
    assert len(pages) == 1 and len(docx.Document(folder / "核验单.docx").tables) == 1
    return "".join(line.text for line in pages[0].lines)


def test_after_a_backup_its_sheet_states_what_was_read_back(window, page, qtbot, tmp_path):  # noqa: F811
    press(qtbot, page, "back_up")
    qtbot.waitUntil(lambda: page.backups.rowCount() == 2, timeout=30_000)
    dialog = sheet_of(page, qtbot)
    told = words_of(dialog, qtbot, tmp_path)
    for words in ("台账备份核验单", "云岭市第二人民医院", "台账.lvze", "KINGSTON", "会议研究", "佐证材料1份",
                  "相符", "备份完好、可以恢复"):
        assert words in told.replace(" ", ""), words
    with window.state.workspace.read() as session:
        from sqlalchemy import select

        from db.journal import Step

        assert any(label.startswith("导出备份核验单") for label in session.scalars(select(Step.label)))
    dialog.reject()


def test_an_earlier_one_has_its_own_numbers(page, qtbot, tmp_path):
    press(qtbot, page, "back_up")
    qtbot.waitUntil(lambda: page.backups.rowCount() == 2, timeout=30_000)
    page.backups.selectRow(1)
    told = words_of(sheet_of(page, qtbot), qtbot, tmp_path)
    assert "会议研究" not in told and "2025年11月17日" in told and "佐证材料0份" in told


def test_a_damaged_proof_stands_on_the_sheet_and_the_drive_is_marked(window, page, stick, qtbot, tmp_path):  # noqa: F811
    press(qtbot, page, "back_up")
    qtbot.waitUntil(lambda: page.backups.rowCount() == 2, timeout=30_000)
    proof = next(stick.glob("履责台账备份/objects/??/*"))
    proof.write_bytes(bytes(byte ^ 1 for byte in proof.read_bytes()))
    told = words_of(sheet_of(page, qtbot), qtbot, tmp_path)
    assert "佐证材料不见了或已损坏" in told and "备份完好" not in told
    assert not known_sticks(window.state.workspace)[0].sound


def test_a_backup_of_another_password_gets_no_sheet_and_says_why(page, stick, qtbot, tmp_path):
    with Workspace.create(tmp_path / "乙.lvze", password=PASSWORD, clock=lambda: TODAY) as other:
        back_up(other, stick)
    page.read_folder()
    qtbot.waitUntil(lambda: page.backups.rowCount() == 2, timeout=30_000)
    dialog = sheet_of(page, qtbot)
    assert "是用别的密码做的" in dialog.note.text and not dialog.ready
    dialog.papers.setCurrentRow(3)
    qtbot.waitUntil(lambda: dialog.ready, timeout=20_000)
    assert dialog.paper.title == "备份核验单" and dialog.paper.group.startswith("空白表")
    dialog.reject()
