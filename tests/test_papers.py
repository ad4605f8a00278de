"""Paper from where the clerk stands: forms, lists and blank forms previewed, exported, printed, logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db import lists
from db.errors import Refusal
from db.journal import Step
from db.ledgers import LEDGERS
from db.figures import evaluate
from db.lists import ListQuery
from db.periods import Period
from db.talk_plan import read_plan
from db.workspace import Workspace
from desktop import jobs, screens
from desktop.reports import ledger_list
from desktop.reports.blocks import FormHead, Table
from desktop.reports.export import STYLE_SETTING, file_stem, write_files
from desktop.reports.forms import FORMS
from desktop.reports.forms.talk_plan import papers as plan_papers
from desktop.reports.papers import BLANK, LIST, blank_papers, list_papers, record_papers
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.style import MM
from desktop.screens.ledger.bound_screen import BoundScreen
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.screens.ledger.lists_out import ListsOut, columns_shown
from desktop.screens.ledger.paper_dialog import PaperDialog
from desktop.screens.reporting.report_files import Files
from desktop.state import State

TODAY = date(2025, 11, 18)


def test_pieces_are_counted_by_channel_and_level_by_category_and_month_by_month(sample: Workspace) -> None:
    query = ListQuery(LEDGERS["publication"], period=Period.parse("2025Q4"))
    paper = next(paper for paper in list_papers(query, ["day"]) if paper.title == "宣传发稿统计表")
    places, kinds, months = (block for block in paper.make(sample, TODAY, print).blocks if isinstance(block, Table))
    with sample.read() as session:
        figures = evaluate(session, query.period, ("Q501", "F163", "F208"))
        above = {part.label: part.value for part in figures["F208"].parts}
    total = str(figures["Q501"].value)
    assert {row[0]: int(row[-1]) for row in places.rows[:-1]} == {part.label: part.value for part in figures["F163"].parts}
    assert {level: int(number) for level, number in zip(places.head, places.rows[-1]) if level in above} == above
    assert places.rows[-1][-1] == kinds.rows[-1][-1] == months.rows[-1][-1] == total
    assert [row[0] for row in months.rows] == ["2025年10月", "2025年11月", "2025年12月"]


def test_the_plan_of_a_month_is_printed_with_a_form_for_every_talk_still_to_be_held(sample: Workspace) -> None:
    month = Period.month(2025, 12)
    with sample.read() as session:
        planned = read_plan(session, month, sample.words(session))
    open_talks = [one for one in planned if one.held_on is None]
    plan, forms = (paper.make(sample, TODAY, print) for paper in plan_papers(month, len(open_talks)))
    assert len(next(block for block in plan.blocks if isinstance(block, Table)).rows) == len(planned) > len(open_talks) > 1
    assert sum(isinstance(block, FormHead) for block in forms.blocks) == len(open_talks)
    assert not [paper for paper in plan_papers(month, 1) if not paper.guarded] and len(plan_papers(month, 0)) == 1


def test_the_paper_of_a_record_is_filed_under_its_number(sample: Workspace) -> None:
    paper = record_papers(sample, LEDGERS["meeting"], 1)[0]
    assert file_stem(paper.make(sample, TODAY, print).title) == "会议记录表 HY-2025-001"


def test_a_list_is_filed_under_its_period_or_else_its_day(sample: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (asked.append(Path(given[2]).name), ("", ""))[1])
    state, page = State(clock=lambda: datetime(2025, 11, 18)), QWidget()
    qtbot.addWidget(page)
    state.adopt(sample)
    for period, when in ((Period.parse("2025Q4"), "2025年第四季度"), (None, "20251118")):
        papers = list_papers(ListQuery(LEDGERS["publication"], period=period), ["day"])
        names = [file_stem(paper.make(sample, TODAY, print).title) for paper in papers]
        assert names == [f"宣传发稿台账 {when}", f"宣传发稿统计表 {when}", f"宣传发稿台账（全部栏目） {when}"]
        Files(page).export_list(state, papers[0], "")
    with sample.read() as session:
        rounds, duties = (lists.ids(session, ListQuery(LEDGERS[key]))[0] for key in ("risk_round", "duty_list"))
    for key, above in (("risk_point", rounds), ("duty", duties)):
        Files(page).export_list(state, list_papers(ListQuery(LEDGERS[key], parent_id=above), ["number"])[0], "")
    assert asked == ["宣传发稿台账 2025年第四季度.xlsx", "宣传发稿台账 20251118.xlsx", "风险点台账 PC-2025-004 20251118.xlsx",
                     "责任事项台账 2025年意识形态工作责任清单 20251118.xlsx"]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "home"))


@pytest.fixture
def state(sample: Workspace) -> Iterator[State]:
    made = State(clock=lambda: datetime(2025, 11, 18, 9, 0))
    made.adopt(sample)
    yield made
    jobs.finish_all()


@pytest.fixture
def screen_of(qtbot: QtBot, state: State) -> Any:
    """The screen of a ledger, with its first record open."""

    def make(key: str) -> LedgerScreen:
        screen = screens.build(state, LEDGERS[key])
        qtbot.addWidget(screen)
        screen.resize(1200, 640)
        screen.show()
        screen.open_record(screen.table.ledger_model.id_at(0))
        return screen

    return make


@pytest.fixture
def dialog_of(qtbot: QtBot) -> Any:
    """Ctrl+P in a screen; the dialog with the pages of its first paper."""

    def make(screen: LedgerScreen) -> PaperDialog:
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        qtbot.keyClick(screen.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        dialog = screen.window().findChild(PaperDialog)
        assert dialog is not None
        qtbot.waitUntil(lambda: dialog.ready, timeout=20_000)
        return dialog

    return make


def press(qtbot: QtBot, where: QObject, name: str) -> None:
    qtbot.mouseClick(where.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def logged(workspace: Workspace) -> list[str]:
    with workspace.read() as session:
        return list(session.scalars(select(Step.label)))


def choose(qtbot: QtBot, dialog: PaperDialog, group: str, title: str) -> None:
    """Takes a paper in the list at the left and waits for its pages."""
    row = next(row for row in range(dialog.papers.count())
               if (place := dialog.papers.item(row).data(Qt.ItemDataRole.UserRole)) is not None
               and dialog._papers[place].group.startswith(group) and dialog._papers[place].title.startswith(title))
    dialog.papers.setCurrentRow(row)
    qtbot.waitUntil(lambda: dialog.ready, timeout=20_000)


def words_of(source: Path | bytes) -> str:
    return "".join(line.text for page in read_pdf(source).pages for line in page.lines)


def test_every_form_that_belongs_to_a_ledger_is_offered_with_a_record_of_it(sample: Workspace) -> None:
    for form in FORMS.values():
        if not form.ledger_key or form.listing:
            continue
        ledger = LEDGERS[form.ledger_key]
        with sample.read() as session:
            first = lists.ids(session, ListQuery(ledger))[:1]
        if first:
            paper = next(one for one in record_papers(sample, ledger, first[0]) if one.title == form.title)
            document = paper.make(sample, TODAY, lambda *_: None)
            assert document.title and document.blocks and paper.logged.startswith(form.title)


def test_ctrl_p_shows_the_form_of_the_record_in_front(qtbot: QtBot, screen_of: Any, dialog_of: Any) -> None:
    screen = screen_of("lecture")
    dialog = dialog_of(screen)
    number = screen.form.view.values["number"] if "number" in screen.form.view.values else ""
    assert dialog.paper.title == "讲座论坛审批表" and number in dialog.paper.group
    assert dialog.pages.view.pages == 1 and dialog.pages.strip.isHidden()
    groups = [one.group for one in dialog._papers]
    assert LIST in groups and BLANK in groups
    dialog.reject()


def test_a_form_goes_out_as_word_and_pdf_and_the_log_holds_its_number_only(
    qtbot: QtBot, state: State, screen_of: Any, dialog_of: Any, tmp_path: Path
) -> None:
    dialog = dialog_of(screen_of("lecture"))
    with qtbot.waitSignal(dialog.files.exported, timeout=20_000):
        dialog.write([tmp_path / "表.docx", tmp_path / "表.pdf"])
    assert (tmp_path / "表.docx").stat().st_size > 5000 and "讲座论坛活动审批表" in words_of(tmp_path / "表.pdf")
    assert dialog.note.text == "已导出“表.docx”和“表.pdf”。版面检查通过。"
    assert f"导出{dialog.paper.logged}（Word、PDF）" in logged(state.workspace)
    dialog.reject()


def test_the_list_on_paper_has_the_rows_columns_and_order_of_the_screen(
    qtbot: QtBot, state: State, screen_of: Any, dialog_of: Any, tmp_path: Path
) -> None:
    screen = screen_of("meeting")
    table = screen.table
    hidden = next(number for number, field in enumerate(table.ledger_model.columns) if field.name == "topic")
    table.setColumnHidden(hidden, True)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    dialog = dialog_of(screen)
    choose(qtbot, dialog, LIST, "会议研究")
    block = dialog._document.blocks[1]
    labels = [LEDGERS["meeting"].field(name).label for name in columns_shown(screen)]
    assert list(block.head[1:]) == labels and LEDGERS["meeting"].field("topic").label not in labels
    place = columns_shown(screen).index("number")
    numbers = [row[1 + place] for row in block.rows]
    assert numbers == sorted(numbers) and len(numbers) == table.ledger_model.rowCount()
    with qtbot.waitSignal(dialog.files.exported, timeout=20_000):
        dialog.files.write_list(state, dialog.paper, tmp_path / "会议.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "会议.xlsx").active.values)
    assert [str(cell) for cell in rows[0]] == labels and [row[place] for row in rows[1:]] == numbers
    dialog.reject()


def test_the_rectification_list_also_comes_in_its_fixed_columns(
    qtbot: QtBot, screen_of: Any, dialog_of: Any
) -> None:
    screen = screen_of("problem")
    screen.filters.set_filters({"state": {"closed"}})
    screen._reload()
    dialog = dialog_of(screen)
    choose(qtbot, dialog, LIST, "整改台账（上报格式）")
    rows = dialog._document.blocks[1].rows
    assert len(rows) == screen.table.ledger_model.rowCount() and {row[-1] for row in rows} == {"已销号"}
    assert not dialog.pages.strip.isHidden() and dialog.pages.strip.pages == dialog.pages.view.pages > 1
    dialog.reject()


def test_the_list_comes_with_everything_its_records_hold_except_talks(sample: Workspace) -> None:
    for key in ("problem", "lecture", "meeting"):
        papers = list_papers(ListQuery(LEDGERS[key]), ["number"])
        full = next(paper for paper in papers if paper.title.endswith("（全部栏目）"))
        document = full.make(sample, TODAY, lambda *_: None)
        shown = {name for table in document.blocks[1:] for name in table.head}
        assert shown == {"序号", "编号", *(field.label for field in LEDGERS[key].fields), *(f.label for f in LEDGERS[key].listed)}
    assert not [paper for paper in list_papers(ListQuery(LEDGERS["talk"]), ["number"]) if "全部" in paper.title]


def test_a_long_list_is_left_when_the_clerk_cancels(sample: Workspace) -> None:
    paper = list_papers(ListQuery(LEDGERS["publication"]), ["number", "title"])[0]

    def stop(done: int, total: int, text: str) -> None:
        raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        paper.make(sample, TODAY, stop)


def test_an_empty_list_and_one_too_long_for_paper_are_declined(
    workspace: Workspace, sample: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="现在没有记录"):
        list_papers(ListQuery(LEDGERS["meeting"]), ["number"])[0].make(workspace, TODAY, lambda *_: None)
    monkeypatch.setattr(ledger_list, "LARGEST", 3)
    with pytest.raises(Refusal, match="先筛选，或者导出到 Excel"):
        list_papers(ListQuery(LEDGERS["publication"]), ["number"])[0].make(sample, TODAY, lambda *_: None)


def test_a_workbook_is_not_left_half_written(sample: Workspace, tmp_path: Path) -> None:
    from desktop.exchange.workbook_out import write_list

    def stop(done: int, total: int, text: str) -> None:
        raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        write_list(sample, ListQuery(LEDGERS["meeting"]), tmp_path / "会议.xlsx", progress=stop)
    assert not list(tmp_path.glob("会议*"))


def test_talks_leave_only_with_a_reason_and_looking_at_one_is_logged(
    qtbot: QtBot, state: State, screen_of: Any, dialog_of: Any
) -> None:
    dialog = dialog_of(screen_of("talk"))
    number = dialog.paper.logged.split(" ")[1]
    qtbot.waitUntil(lambda: f"查看谈话记录 {number}" in logged(state.workspace))
    press(qtbot, dialog, "paper_word")
    asked = dialog.findChild(QObject, "reason_dialog")
    asked.editors["why"].set_value("")
    press(qtbot, asked, "ask_yes")
    assert asked.isVisible() and asked.editors["why"].problem
    asked.editors["why"].set_value("签字后存档")
    asked.reject()
    choose(qtbot, dialog, BLANK, "谈心谈话记录表")
    assert not dialog.paper.guarded
    dialog.reject()


def test_the_hospitals_own_layout_is_used_wherever_pages_leave(
    qtbot: QtBot, state: State, screen_of: Any, dialog_of: Any, tmp_path: Path
) -> None:
    state.workspace.set_setting(STYLE_SETTING, {"left_mm": 36.0})
    dialog = dialog_of(screen_of("lecture"))
    with qtbot.waitSignal(dialog.files.exported, timeout=20_000):
        dialog.write([tmp_path / "表.pdf"])
    page = read_pdf(tmp_path / "表.pdf").pages[0]
    assert abs(min(x for x, _, _ in page.rules) - 36 * MM) < 1
    assert dialog.note.text.endswith("版面检查通过。")
    dialog.reject()


def test_the_page_of_the_recovery_code_is_in_that_layout_too(
    qtbot: QtBot, state: State, tmp_path: Path
) -> None:
    from desktop.screens.opening.recovery_code import RecoveryCodeDialog

    state.workspace.set_setting(STYLE_SETTING, {"left_mm": 38.0, "right_mm": 38.0, "top_mm": 50.0, "bottom_mm": 50.0})
    dialog = RecoveryCodeDialog(state, "-".join(["ABCD"] * 9))
    qtbot.addWidget(dialog)
    dialog.save(tmp_path / "恢复码.pdf")
    qtbot.waitUntil(lambda: dialog.said.text() != "", timeout=20_000)
    found = read_pdf(tmp_path / "恢复码.pdf")
    assert len(found.pages) == 1 and abs(min(x for x, _, _ in found.pages[0].rules) - 38 * MM) < 1
    dialog.finish.setEnabled(True)


@pytest.mark.parametrize("key", list(FORMS))
def test_measuring_a_blank_form_finds_nothing_wrong(sample: Workspace, tmp_path: Path, key: str) -> None:
    from desktop.reports.export import measured
    from desktop.reports.style import STANDARD

    form = FORMS[key]
    paper = next((one for one in blank_papers() if one.logged == f"空白{form.title}"), None)
    if paper is None:
        return  # a form made of many records
    document = paper.make(sample, TODAY, lambda *_: None)
    written = write_files(document, [tmp_path / "a.docx", tmp_path / "a.pdf"], lambda *_: None)
    assert measured(written, document, STANDARD, lambda *_: None).findings == ()


@pytest.mark.parametrize("key", [key for key, form in FORMS.items() if form.ledger_key and not form.listing])
def test_measuring_a_filled_form_finds_nothing_wrong(sample: Workspace, key: str) -> None:
    from desktop.reports.inspection import inspect_pdf
    from desktop.reports.preview import preview
    from desktop.reports.style import STANDARD

    ledger = LEDGERS[FORMS[key].ledger_key]
    with sample.read() as session:
        listed = lists.ids(session, ListQuery(ledger))
    for record_id in {listed[0], listed[len(listed) // 2], listed[-1]}:
        paper = next(one for one in record_papers(sample, ledger, record_id) if one.title == FORMS[key].title)
        document = paper.make(sample, TODAY, lambda *_: None)
        shown = preview(document)
        assert inspect_pdf(shown.pdf, STANDARD, shown.missing, document.numbered) == []


def test_a_record_in_a_window_of_its_own_asks_for_its_forms(qtbot: QtBot, state: State, tmp_path: Path) -> None:
    from desktop.screens.ledger.paper_dialog import show_record_papers
    from desktop.widgets.record_dialog import RecordDialog
    from tests.desk import memory

    with state.workspace.read() as session:
        round_id = lists.ids(session, ListQuery(LEDGERS["risk_round"]))[0]
    dialog = RecordDialog(state, LEDGERS["risk_round"], round_id, None, memory(tmp_path))
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(state.papers_wanted) as told:
        press(qtbot, dialog, "print_record")
    assert told.args == ["risk_round", round_id, dialog]
    papers = show_record_papers(state, *told.args)
    qtbot.waitUntil(lambda: papers.ready, timeout=20_000)
    assert papers.paper.title == "风险隐患排查表" and papers.pages.view.pages >= 1
    papers.reject()
    without = RecordDialog(state, LEDGERS["department"], 1, None, memory(tmp_path))
    qtbot.addWidget(without)
    assert without.print.isHidden()


def test_the_parts_of_a_list_offer_the_form_of_the_whole(qtbot: QtBot, state: State) -> None:
    with state.workspace.read() as session:
        round_id = lists.ids(session, ListQuery(LEDGERS["risk_round"]))[0]
    bound = BoundScreen(state, LEDGERS["risk_point"])
    qtbot.addWidget(bound)
    out = ListsOut(state, bound)
    bound.bind(round_id)
    titles = [paper.title for paper in out.papers(bound.query)]
    assert titles[0] == "风险隐患排查表" and "风险点（按现在的列表）" in titles


def test_printing_turns_the_paper_counts_copies_and_says_so_in_the_log(
    qtbot: QtBot, state: State, screen_of: Any, dialog_of: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from desktop.reports.page_images import PageImages
    from desktop.widgets import page_printing

    def to_a_file(parent: object, title: str, pages: int) -> QPrinter:  # what the system's dialog would give back
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "打印.pdf"))
        printer.setFromTo(1, 2)
        printer.setCopyCount(2)
        return printer

    monkeypatch.setattr(page_printing, "ask_printer", to_a_file)
    dialog = dialog_of(screen_of("problem"))
    choose(qtbot, dialog, LIST, "整改台账（上报格式）")
    with qtbot.waitSignal(dialog.files.printed, timeout=20_000) as told:
        press(qtbot, dialog, "paper_print")
    assert told.args == [4] and dialog.note.text == "已送打印，共 4 页。"
    printed = PageImages(tmp_path / "打印.pdf")
    assert [width > height for width, height in printed.sizes] == [True] * 4
    first, third = (bytes(printed.picture(number, 0.4).pixels) for number in (0, 2))
    assert first == third  # copy after copy
    printed.close()
    assert "打印整改台账（上报格式），共 4 页" in logged(state.workspace)
    dialog.reject()


def test_printing_that_is_cancelled_stops(sample: Workspace, tmp_path: Path, qapp: Any) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from desktop.reports.page_images import PageImages
    from desktop.reports.preview import preview
    from desktop.widgets.page_printing import print_pages

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "打印.pdf"))
    source = PageImages(preview(blank_papers(["talk"])[0].make(sample, TODAY, lambda *_: None)).pdf)
    progress = jobs.Progress()
    progress.cancelled = True
    with pytest.raises(jobs.Cancelled):
        print_pages(source, printer, progress)
    source.close()


def test_a_locked_talk_is_printed_without_its_text(sample: Workspace) -> None:
    from desktop.operations.talk_lock import put_on

    with sample.read() as session:
        model = LEDGERS["talk_follow_up"].model
        talk_id, said = session.execute(select(model.talk_id, model.text).where(model.text.is_not(None))).first()
    paper = record_papers(sample, LEDGERS["talk"], talk_id)[0]
    assert said in paper.make(sample, TODAY, lambda *_: None).to_json()
    put_on(sample, "第二个密码2025", lambda *_: None)
    sample.talk_lock.close()
    told = paper.make(sample, TODAY, lambda *_: None).to_json()
    assert said not in told and "（内容已加锁）" in told and "SEALED" not in told


def test_what_leaves_during_an_inspection_is_logged_and_has_no_names(
    qtbot: QtBot, state: State, screen_of: Any, dialog_of: Any, tmp_path: Path
) -> None:
    with state.workspace.read() as session:
        names = list(session.scalars(select(LEDGERS["person"].model.name)))
    state.workspace.begin_inspection()
    dialog = dialog_of(screen_of("lecture"))
    with qtbot.waitSignal(dialog.files.exported, timeout=20_000):
        dialog.write([tmp_path / "表.pdf"])
    assert not [name for name in names if name in words_of(tmp_path / "表.pdf")]
    assert any(label.startswith("迎检导出讲座论坛审批表") for label in logged(state.workspace))
    dialog.reject()
    state.workspace.end_inspection()
