"""The 报告 tab on the sample hospital: draft, click, reword, fetch again, export, print, finalise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QTimer, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QAbstractItemView, QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QMessageBox, QPushButton, QSplitter, QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db import records
from db.ledgers import LEDGERS
from db.periods import Period
from db.workspace import Workspace
from desktop.jobs import Progress
from desktop.operations import reports as operations
from desktop.reports import store
from desktop.reports.blocks import FigureWords, Paragraph, Words, plain_text
from desktop.reports.marks import walk
from desktop.reports.page_images import PageImages
from desktop.screens.reporting.report_panes import ReportPanes
from desktop.screens.reporting.reports import ReportsPage
from desktop.state import State
from desktop.widgets.page_printing import print_pages

PERIOD = Period.parse("2025Q4")


def at_desk(workspace: Workspace) -> State:
    state = State(clock=lambda: datetime(2026, 1, 4, 9, 0))
    state.adopt(workspace)
    state.set_period(PERIOD)
    return state


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "home"))


@pytest.fixture
def state(sample: Workspace) -> State:
    return at_desk(sample)


@pytest.fixture
def empty_page(qtbot: QtBot, state: State) -> Iterator[ReportsPage]:
    yield from shown(qtbot, state)


@pytest.fixture
def page(qtbot: QtBot, empty_page: ReportsPage) -> ReportsPage:
    """With the quarter's report drafted."""
    qtbot.waitUntil(lambda: empty_page.findChild(QPushButton, "compose_first") is not None)
    qtbot.mouseClick(empty_page.findChild(QPushButton, "compose_first"), Qt.MouseButton.LeftButton)
    settled(qtbot, empty_page)
    return empty_page


def shown(qtbot: QtBot, state: State) -> Iterator[ReportsPage]:
    page = ReportsPage(state)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.panes.pages.show_preview(None)


def settled(qtbot: QtBot, page: ReportsPage) -> None:
    """Waits until a report's pages are on the screen."""
    qtbot.waitUntil(lambda: page.work is not None and bool(page.panes.view.store.kept), timeout=20_000)


def paragraph_with_figure(page: ReportsPage) -> int:
    return next(number for number, block in enumerate(page.work.blocks)
                if isinstance(block, Paragraph) and any(isinstance(span, FigureWords) for span in block.spans))


def press(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None and button.isEnabled(), name
    qtbot.waitUntil(lambda: button.height() > 10)  # a panel that just appeared has not been laid out yet
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(name: str, times: int = 1) -> None:
    """Presses a button of the question that is about to be asked, and of those after it."""

    def press_it(left: int) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            box.findChild(QPushButton, name).click()
            left -= 1
        if left:
            QTimer.singleShot(20, lambda: press_it(left))

    QTimer.singleShot(20, lambda: press_it(times))


def choose_folder(folder: Path) -> None:
    """Takes a folder in the file dialog that is about to be shown."""

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            dialog.findChild(QLineEdit).setText(str(folder))
            dialog.accept()
        else:
            QTimer.singleShot(20, choose)

    QTimer.singleShot(20, choose)


def one_more_article(workspace: Workspace) -> None:
    ledger = LEDGERS["publication"]
    with workspace.transaction("新增宣传发稿") as session:
        first = next(record for record in session.query(ledger.model) if PERIOD.contains(record.day))
        records.save(session, ledger, records.values_of(ledger, first))


def texts(page: ReportsPage) -> list[str]:
    return [plain_text(block.spans) for block in page.work.blocks if isinstance(block, Paragraph)]


def test_drafting_shows_pages_sections_and_figures(page: ReportsPage) -> None:
    panes = page.panes
    assert panes.view.pages >= 4
    assert panes.sections.count() >= 6
    assert panes.figures.table.model().rowCount() == len(page.work.used) > 30
    assert page.findChild(QWidget, "report_state").text() == "草稿"


def test_clicking_a_figure_asks_for_exactly_its_records(qtbot: QtBot, page: ReportsPage, state: State) -> None:
    view = page.panes.view
    figure = next(figure for figure in page.work.figures.values() if figure.id in page.work.used and len(figure.record_ids) > 5)
    view.show_figure(figure.id)
    spot = view.rectangle(view.places.figure(figure.id)).center().toPoint()
    with qtbot.waitSignal(state.wanted) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    target = told.args[0]
    assert (target.ledger_key, target.ids) == (figure.ledger_key, frozenset(figure.record_ids))
    assert target.note == f"2025年第四季度 {figure.label} {figure.text}"


def test_double_clicking_a_row_of_the_list_asks_for_the_same(qtbot: QtBot, page: ReportsPage, state: State) -> None:
    table = page.panes.figures.table
    table.selectRow(2)
    figure = page.panes.figures.current()
    with qtbot.waitSignal(state.wanted) as told:
        table.doubleClicked.emit(table.currentIndex())
    assert told.args[0].ids == frozenset(figure.record_ids)


def test_a_figure_explains_itself(page: ReportsPage) -> None:
    figure = next(figure for figure in page.work.figures.values() if figure.id in page.work.used and figure.record_ids)
    words = page.panes.view.explain(figure.id)
    assert figure.rule in words and f"{len(figure.record_ids)} 条记录" in words


def test_editing_keeps_the_figures_and_the_pages_follow(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    block = paragraph_with_figure(page)
    before = [span for span in page.work.blocks[block].spans if isinstance(span, FigureWords)]
    page.edit(block)
    page.panes.editor.field.textCursor().insertText("党委书记逐项过问。")
    with qtbot.waitSignal(page.desk.reworded):
        press(qtbot, page, "save_block")
    spans = page.work.blocks[block].spans
    assert [span for span in spans if isinstance(span, FigureWords)] == before
    assert spans[-1] == Words(spans[-1].text) and spans[-1].text.endswith("党委书记逐项过问。")
    assert sample.undo_label.startswith("改写报告文字")
    assert store.document_of(store.load(sample, page.work.report_id)) == page.work.document
    start = page.panes.view.places
    qtbot.waitUntil(lambda: page.panes.view.places is not start, timeout=10_000)


def test_undo_and_the_templates_wording_bring_the_words_back(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    block, before = paragraph_with_figure(page), texts(page)
    for back in ("undo", "reset_block"):
        page.edit(block)
        page.panes.editor.field.textCursor().insertText("另加一句。")
        press(qtbot, page, "save_block")
        assert texts(page) != before
        if back == "undo":
            sample.undo()
        else:
            press(qtbot, page, back)
        qtbot.waitUntil(lambda: texts(page) == before, timeout=10_000)


def test_fetching_again_keeps_the_clerks_words_and_says_so(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    exact = {figure.id for figure in page.work.figures.values()
             if figure.ledger_key == "publication" and figure.value and figure.value > 20 and figure.text == f"{figure.value}{figure.unit}"}
    block = next(number for number, one in enumerate(page.work.blocks)
                 if isinstance(one, Paragraph) and any(isinstance(span, FigureWords) and span.figure_id in exact for span in one.spans))
    page.edit(block)
    page.panes.editor.field.textCursor().insertText("稿件均经三审三校。")
    press(qtbot, page, "save_block")
    figures = {span.figure_id: span.text for span in page.work.blocks[block].spans if isinstance(span, FigureWords)}
    one_more_article(sample)
    assert "台账有更新" in page.panes.note.text
    before = page.work
    press(qtbot, page, "fetch_again")
    qtbot.waitUntil(lambda: page.work is not before, timeout=20_000)
    spans = page.work.blocks[block].spans
    assert spans[-1].text.endswith("稿件均经三审三校。")
    assert {span.figure_id: span.text for span in spans if isinstance(span, FigureWords)} != figures
    assert "数字有变化" in page.panes.note.text and "改过的 1 段文字照旧保留" in page.panes.note.text


def test_of_many_reworded_sections_three_are_named(sample: Workspace) -> None:
    def draft() -> operations.Shown:
        return operations.draft(sample, "quarterly", PERIOD.code, date(2025, 12, 30), lambda *_: None)

    work = draft().work
    firsts = {spot.section: number for number, spot in reversed(list(enumerate(work.edited.spots))) if isinstance(spot.block, Paragraph)}
    chosen = sorted(firsts.values())[:5]
    for source in chosen:
        work = operations.reword(sample, work, source, ((Words("另写一句。"),),))
    one_more_article(sample)
    kept = next(sentence for sentence in draft().news if "照旧保留" in sentence)
    named = "、".join(work.edited.spots[source].section or "开头" for source in chosen[:3])
    assert kept == f"改过的 5 段文字照旧保留，其中的数字已更新：{named}等 5 处。"


def test_undoing_the_draft_offers_to_draft_again(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    sample.undo()
    qtbot.waitUntil(lambda: page.work is None, timeout=10_000)
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "compose_first").isVisible())
    assert not store.list_reports(sample)


def test_a_draft_can_be_taken_away_and_be_back(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    first = page.work.report_id
    page.extras._allow()
    page.extras._discard.trigger()
    assert page.work is None and not store.list_reports(sample) and "已删除草稿" in page.panes.note.text
    sample.undo()
    qtbot.waitUntil(lambda: page.work is not None and page.work.report_id == first, timeout=20_000)


def test_a_draft_taken_away_from_before_a_final_report_is_shown_when_it_is_back(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    final = page.work.report_id
    store.finalise(sample, final)
    qtbot.waitUntil(lambda: page.work is not None and page.work.final, timeout=20_000)
    page.compose()
    qtbot.waitUntil(lambda: page.work is not None and not page.work.final, timeout=20_000)
    draft = page.work.report_id
    page.extras.discard()
    qtbot.waitUntil(lambda: page.work is not None and page.work.report_id == final, timeout=20_000)
    sample.undo()
    qtbot.waitUntil(lambda: page.work is not None and page.work.report_id == draft, timeout=20_000)
    sample.redo()
    qtbot.waitUntil(lambda: page.work is not None and page.work.report_id == final, timeout=20_000)


def test_a_stored_report_of_another_time_takes_the_window_along(qtbot: QtBot, page: ReportsPage, state: State) -> None:
    first = page.work.report_id
    state.set_period(Period.parse("2025Q3"))
    page.open_saved(first)
    qtbot.waitUntil(lambda: page.work is not None and page.work.report_id == first, timeout=20_000)
    assert state.period == PERIOD
    page.hide()
    page.show()  # back from the records behind a figure: it is still this report
    qtbot.waitExposed(page)
    page._arrive()
    assert page.work is not None and page.work.report_id == first


def test_what_was_said_of_one_report_is_not_said_of_another(qtbot: QtBot, page: ReportsPage, state: State, sample: Workspace) -> None:
    one_more_article(sample)
    assert "台账有更新" in page.panes.note.text
    state.set_period(Period.parse("2025Q3"))
    assert page.work is None and not page.panes.note.isVisible()


def test_each_period_shows_its_own_report(qtbot: QtBot, page: ReportsPage, state: State) -> None:
    first = page.work.report_id
    state.set_period(Period.parse("2025Q3"))
    assert page.work is None
    page.compose()
    state.set_period(PERIOD)  # while the other one is still being drafted
    qtbot.waitUntil(lambda: page.work is not None and page.work.report_id == first, timeout=30_000)
    assert {entry.period.code for entry in store.list_reports(state.workspace)} == {"2025Q3", "2025Q4"}


def test_a_file_that_is_only_read_gives_a_report_but_keeps_none(qtbot: QtBot, sample: Workspace) -> None:
    sample.close()
    reading = Workspace.open(sample.path, read_only=True)
    pages = shown(qtbot, at_desk(reading))
    page = next(pages)
    page.compose()
    settled(qtbot, page)
    assert page.findChild(QPushButton, "export_report").isEnabled()
    assert not any(page.panes.view.editable(block) for block in range(len(page.work.blocks)))
    assert not page.findChild(QPushButton, "edit_report").isEnabled() and not store.list_reports(reading)
    next(pages, None)
    reading.close()


def test_a_paragraph_can_be_taken_out_and_put_back(qtbot: QtBot, page: ReportsPage) -> None:
    block, before = paragraph_with_figure(page), texts(page)
    page.edit(block)
    page.panes.editor.field.selectAll()
    qtbot.keyClick(page.panes.editor.field, Qt.Key.Key_Delete)
    press(qtbot, page, "save_block")
    assert len(texts(page)) == len(before) - 1
    press(qtbot, page.panes.edits, "reset_edit_0")
    assert texts(page) == before


def test_what_was_being_typed_survives_a_crash(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    page.edit(paragraph_with_figure(page))
    page.panes.editor.field.textCursor().insertText("还没有保存的半句")
    with qtbot.waitSignal(page.panes.editor.typed, timeout=5_000):
        pass
    again = next(shown(qtbot, at_desk(sample)))
    settled(qtbot, again)
    assert again.desk.dirty
    assert "还没有保存的半句" in plain_text(again.panes.editor.field.paragraphs()[0])
    again.panes.view.show_pdf(None)


def test_export_asks_for_a_folder_and_writes_both_files(qtbot: QtBot, page: ReportsPage, sample: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "上报 材料"
    folder.mkdir()
    answer("question_yes")  # what the checks found stands

    choose_folder(folder)
    with qtbot.waitSignal(page.files.exported, timeout=20_000):
        page.panes.bar.exports[0].trigger()
    assert sorted(path.suffix for path in folder.iterdir()) == [".docx", ".pdf"]
    assert page.work.title in {path.stem for path in folder.iterdir()}
    assert "已导出" in page.panes.note.text and page.findChild(QPushButton, "open_folder") is not None
    pdf = pypdfium2.PdfDocument(next(folder.glob("*.pdf")))
    assert len(pdf) == page.panes.view.pages
    pdf.close()


def test_a_file_that_cannot_be_replaced_is_told_in_a_sentence(qtbot: QtBot, page: ReportsPage, sample: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    target.mkdir()  # what an open file is on Windows: a name that cannot be taken
    page.files.write(sample, page.work.document, [target])

    def told() -> QMessageBox | None:
        return next((box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()), None)

    qtbot.waitUntil(lambda: told() is not None, timeout=20_000)
    assert "请关闭该文件" in told().text()
    told().close()


def test_finalising_seals_and_later_changes_are_listed(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    draft = page.work
    page.edit(paragraph_with_figure(page))
    answer("question_yes", times=2)  # what the checks found stands; yes, final
    press(qtbot, page, "finalise_report")
    qtbot.waitUntil(lambda: page.work.final, timeout=20_000)
    assert not page.findChild(QPushButton, "edit_report").isEnabled() and not page.panes.editor.isVisible()
    assert page.work.document == draft.document
    one_more_article(sample)  # the report in sight is held against the records at once
    qtbot.waitUntil(lambda: bool(page.work.findings), timeout=20_000)
    assert page.work.document == draft.document
    assert any("定稿时是" in finding.sentence and "新增 1 条" in finding.sentence for finding in page.work.findings)


def test_a_final_report_becomes_a_draft_again_with_a_reason(qtbot: QtBot, page: ReportsPage, sample: Workspace) -> None:
    store.finalise(sample, page.work.report_id)
    qtbot.waitUntil(lambda: page.work is not None and page.work.final, timeout=20_000)
    assert page.panes.bar.unseal.isVisible() and not page.panes.bar.finalise.isVisible()
    dialog = page.extras.unseal_dialog()
    dialog.accept()
    assert dialog.editors["reason"].problem
    dialog.editors["reason"].set_value("上级要求补充一项")
    dialog.accept()
    qtbot.waitUntil(lambda: page.work is not None and not page.work.final, timeout=20_000)
    assert page.panes.bar.finalise.isVisible() and page.findChild(QPushButton, "edit_report").isEnabled()


def test_a_period_without_records_says_what_to_do_first(qtbot: QtBot, empty_page: ReportsPage, state: State, sample: Workspace) -> None:
    state.set_period(Period.parse("2019Q1"))
    empty_page.compose()
    qtbot.waitUntil(lambda: empty_page.findChild(QPushButton, "talk") is not None, timeout=20_000)
    with qtbot.waitSignal(state.wanted) as told:
        press(qtbot, empty_page, "talk")
    assert told.args[0].ledger_key == "talk" and not store.list_reports(sample)


@pytest.mark.parametrize(("chosen", "quarter"), [("2025Q2", "2025Q2"), ("2025", "2025Q4"), ("2025H1", "2025Q2"), ("2026", "2026Q1")])
def test_a_quarterly_report_takes_the_last_quarter_begun_of_the_period_chosen(chosen: str, quarter: str) -> None:
    assert operations.period_for("quarterly", Period.parse(chosen), date(2026, 1, 4)).code == quarter


def test_printing_sends_the_chosen_pages(page: ReportsPage, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "打印.pdf"))
    printer.setFromTo(2, 3)
    from desktop.reports.preview import preview

    source = PageImages(preview(page.work.document).pdf)
    assert print_pages(source, printer, Progress()) == 2
    source.close()
    printed = PageImages(tmp_path / "打印.pdf")
    assert [(round(width), round(height)) for width, height in printed.sizes] == [(595, 842)] * 2
    pixels = printed.picture(0, 1.0).pixels
    assert min(pixels) < 90 and max(pixels) == 255
    printed.close()


def test_every_control_can_be_named(page: ReportsPage) -> None:
    controls: list[QWidget] = []
    for kind in (QAbstractButton, QComboBox, QLineEdit, QTextEdit, QAbstractItemView):
        controls += page.findChildren(kind)
    nameless = [one for one in controls if one.isVisibleTo(page) and not (one.objectName() and (one.accessibleName() or getattr(one, "text", str)()))
                and not one.objectName().startswith("qt_") and not isinstance(one.parent(), QComboBox | QAbstractItemView | QLineEdit)]
    assert not [f"{type(one).__name__} {one.objectName()} in {one.parent().objectName()}" for one in nameless]


def test_every_heading_of_the_report_is_listed(page: ReportsPage) -> None:
    from desktop.reports.blocks import Heading

    headings = [plain_text(block.spans) for block in walk(page.work.document.blocks) if isinstance(block, Heading)]
    listed = [page.panes.sections.item(row).text().strip() for row in range(page.panes.sections.count())]
    assert [line for line in listed if line != "标题"] == headings


# -- other kinds, annex, quick answers, evidence pack -------------------------------------------------------------------


def told() -> list[str]:
    """What the next message box says; it is closed at once."""
    said: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text())
            box.accept()
        else:
            QTimer.singleShot(20, read)

    QTimer.singleShot(20, read)
    return said


def choose_kind(page: ReportsPage, kind: str) -> None:
    page.panes.bar.kind.setCurrentIndex(page.panes.bar.kind.findData(kind))


def test_a_report_of_ones_own_work_is_drafted_for_the_person_chosen(qtbot: QtBot, state: State,
                                                                    page: ReportsPage) -> None:
    state.set_period(Period.parse("2025"))
    choose_kind(page, "accountability")
    person = page.panes.bar.person
    assert person.isVisible() and "党委书记" in person.currentText() and person.count() > 5
    person.setCurrentIndex(1)
    page.compose()
    qtbot.waitUntil(lambda: page.work is not None and page.work.person_id == person.currentData(), timeout=20_000)
    settled(qtbot, page)
    assert page.work.kind == "accountability" and not page.work.figures["F053"]
    person.setCurrentIndex(0)
    qtbot.waitUntil(lambda: page.work is None)  # nobody drafted this one yet
    assert len(store.list_reports(state.workspace, "accountability")) == 1
    choose_kind(page, "annual")
    assert not person.isVisible()


def test_the_annex_goes_out_only_when_it_is_asked_for(qtbot: QtBot, page: ReportsPage, tmp_path: Path) -> None:
    shown = page.work.document
    answer("question_yes")  # what the checks found stands
    for wanted in (False, True):
        page.panes.bar.annex.setChecked(wanted)
        target = tmp_path / f"{wanted}"
        target.mkdir()
        choose_folder(target)
        with qtbot.waitSignal(page.files.exported, timeout=30_000):
            page.panes.bar.exports[0].trigger()
        pdf = next(target.glob("*.pdf"))
        with pypdfium2.PdfDocument(pdf) as opened:
            assert any("记录编号" in one.get_textpage().get_text_bounded() for one in opened) is wanted
    assert page.work.document == shown


def test_a_quick_answer_is_shown_as_a_page(qtbot: QtBot, state: State, page: ReportsPage) -> None:
    from desktop.screens.reporting.question_dialog import QuestionDialog

    dialog = QuestionDialog(state, page.files, page)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.view.store.kept), timeout=20_000)
    assert dialog.questions.count() >= 15 and dialog.view.pages == 1
    dialog.questions.setCurrentRow(4)
    qtbot.waitUntil(lambda: dialog._document is not None and "责任清单" in dialog._document.title, timeout=20_000)
    dialog.reject()


def test_a_pack_is_chosen_written_and_checked(qtbot: QtBot, state: State, page: ReportsPage, tmp_path: Path) -> None:
    from desktop.screens.reporting.pack_dialog import PackDialog

    dialog = PackDialog(state, page)
    qtbot.addWidget(dialog)
    assert [dialog.when.itemText(row) for row in range(dialog.when.count())] == ["2025年第四季度", "2025年下半年", "2025年度"]
    dialog.when.setCurrentIndex(2)
    assert dialog.wish.period == Period.parse("2025") and dialog.name.startswith("2025年度")
    dialog.when.setCurrentIndex(0)
    dialog.what.setCurrentIndex(dialog.what.findText("检查方面：理论武装"))
    assert dialog.wish.area == "theory" and not dialog.zipped and "理论武装" in dialog.name
    target = tmp_path / dialog.name
    said = told()
    page.extras.write_pack(dialog.wish, target)
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "已整理佐证" in said[0] and target.is_dir()
    said = told()
    page.extras.check_pack(target)
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "完整" in said[0]


def test_a_final_report_offers_its_correction_and_knows_its_files(qtbot: QtBot, page: ReportsPage,
                                                                  tmp_path: Path) -> None:
    assert [action.isEnabled() for action in page.panes.bar.more.menu().actions()][:2] == [True, True]
    page.extras._allow()
    assert not page.extras._correct.isEnabled() and not page.extras._compare.isEnabled()
    answer("question_yes", times=2)
    press(qtbot, page, "finalise_report")
    qtbot.waitUntil(lambda: page.work is not None and page.work.final, timeout=20_000)
    page.extras._allow()
    assert page.extras._compare.isEnabled()
    other = tmp_path / "别的.docx"
    other.write_bytes(b"x")
    said = told()
    page.extras.compare_sealed(other)
    qtbot.waitUntil(lambda: bool(said))
    assert "不同" in said[0]


def test_charts_are_attached_where_the_report_is_long_enough(qtbot: QtBot, page: ReportsPage, state: State) -> None:
    menu = page.panes.bar.more.menu()
    charts = next(action for action in menu.actions() if action.objectName() == "report_charts")
    menu.aboutToShow.emit()
    assert not charts.isEnabled()  # a quarter's report goes without
    bar = page.panes.bar
    state.set_period(Period.year(2025))
    bar.kind.setCurrentIndex(bar.kind.findData("annual"))
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "compose_first") is not None and page.work is None, timeout=20_000)
    page.compose()
    qtbot.waitUntil(lambda: page.work is not None and page.work.kind == "annual" and not page._busy, timeout=20_000)
    before = page.panes.view.pages
    menu.aboutToShow.emit()
    charts.trigger()
    qtbot.waitUntil(lambda: page.panes.view.pages > before and not page._busy, timeout=20_000)
    assert "F163" in page.work.used and page.panes.view.places.figure("F163") is not None


def test_the_template_is_the_hospitals_own_from_the_first_change(
    qtbot: QtBot, state: State, page: ReportsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    from desktop.reports import templates
    from desktop.screens.reporting.template_dialog import TemplateDialog
    from tests.desk import answer

    page.extras.edit_template()
    dialog = page.findChild(TemplateDialog)
    shipped = dialog.text.toPlainText()
    dialog.put(shipped.replace("## ", "## {{ f.F053 ", 1))
    dialog.keep()
    line = shipped[:shipped.index("## ")].count("\n") + 1
    assert re.search(rf"第\s?{line}\s?行", dialog.note.text) and not templates.is_own(state.workspace, "quarterly")
    dialog.put(shipped.replace("## ", "## 我院", 1))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "模板.txt"), ""))
    dialog.findChild(QPushButton, "template_export").click()
    dialog.keep()
    settled(qtbot, page)
    qtbot.waitUntil(lambda: "我院" in page.work.document.to_json(), timeout=20_000)
    assert [one.text for one in templates.versions(state.workspace, "quarterly")] == [shipped] and dialog.versions.count() == 2
    answer(monkeypatch, "question_yes")
    dialog.findChild(QPushButton, "template_default").click()
    assert not templates.is_own(state.workspace, "quarterly") and dialog.text.toPlainText() == shipped
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "模板.txt"), ""))
    dialog.findChild(QPushButton, "template_import").click()
    assert "## 我院" in dialog.text.toPlainText() and not templates.is_own(state.workspace, "quarterly")
    dialog.close()
    assert not dialog.isVisible()


def test_a_wide_screen_gives_the_columns_beside_the_pages_more_room_too(qtbot: QtBot) -> None:
    widths = []
    for width in (911, 1366, 1920):
        panes = ReportPanes()
        qtbot.addWidget(panes)
        panes.resize(width, 900)
        panes.show()
        columns = panes.findChild(QSplitter, "report_columns")
        columns.parentWidget().setCurrentWidget(columns)
        widths.append(columns.sizes())
    assert widths[0][::2] == widths[1][::2] < widths[2][::2]
    assert all(middle > left + right for left, middle, right in widths[1:])
