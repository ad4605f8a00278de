"""What ``watchdog`` does in the window: every tab, page, ledger and dialog, and the work on the largest list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from db.periods import Period

Step = tuple[str, Callable[[], object], Callable[[], bool]]


def _now() -> bool:
    return True


class Steps:
    """``all`` gives (name, what to do, whether it is done) one after the other, in an order a clerk may go."""

    def __init__(self, one: Any, file: Path, keys: Any = None):
        self.one, self.window, self.state, self.file = one, one.current, one.current.state, file
        self.keys = keys  # None for a file without a password
        self.said: list[str] = []  # what is done

    def all(self) -> Iterator[Step]:
        window, state = self.window, self.state
        yield "open the file", lambda: window.begin(self.file, self.keys), \
            lambda: state.workspace is not None and window.warming.done
        state.set_period(Period.of("quarter", date(2025, 12, 1)))  # the sample hospital's year
        for key in ("duty", "talk", "risk", "rectify", "work", "report", "settings", "bench"):
            yield f"tab {key}, first time", lambda key=key: window.show_tab(key), _now
        for key in ("work", "bench", "talk"):
            yield f"tab {key} again", lambda key=key: window.show_tab(key), _now
        yield from self._parts()
        yield from self._records()
        yield from self._list()
        yield from self._dialogs()
        yield from self._sheet()
        yield from self._reports()
        yield from self._find()
        yield from self._settings()
        yield from self._long_work()
        yield "everything made anew", state.show_anew, lambda: not window.dropping.busy
        yield "other colours", lambda: window.findChild(QAction, "colours_dark").trigger(), self._opened_again

    def _opened_again(self) -> bool:
        return self.one.current is not self.window and self.one.current.state.workspace is not None

    # -- pages -------------------------------------------------------------------------------------------------------

    def _parts(self) -> Iterator[Step]:
        """The parts of tabs, the ledgers of 工作记录."""
        for tab in ("duty", "talk", "risk", "rectify"):
            yield f"tab {tab}", lambda tab=tab: self.window.show_tab(tab), _now
            page = self.window.page(tab)
            for place, plan in enumerate(page.plans[1:], 1):
                yield f"part {tab}/{plan.key}", lambda page=page, place=place: page.bar.setCurrentIndex(place), _now
        yield "tab work", lambda: self.window.show_tab("work"), _now
        page = self.window.page("work")
        for key in list(page._places)[1:]:
            yield f"ledger {key}", lambda row=page._row(key): page.list.setCurrentRow(row), _now

    def _records(self) -> Iterator[Step]:
        """The newest record of every ledger opened: for the first time with the form that has to be made, and again."""
        from db.ledgers import LEDGERS
        from desktop.state import Target

        for key, ledger in LEDGERS.items():
            if ledger.parent is None and ledger.group in ("duty", "talk", "risk", "rectify", "work", "settings"):
                ids = self._newest(key, 2)
                for words, record_id in zip(("opened", "next one"), ids):
                    target = Target(key, record_id=record_id)
                    yield f"record of {key}, {words}", lambda target=target: self.window.show_target(target), _now

    def _settings(self) -> Iterator[Step]:
        page = self.window.page("settings")
        for key in page._places:
            yield f"settings {key}", lambda key=key: self.window.show_settings(key), _now

    def _reports(self) -> Iterator[Step]:
        self.window.show_tab("report")
        page = self.window.page("report")
        yield "report drafted", page.compose, lambda: page.work is not None
        view = page.panes.view
        for _ in range(8):
            yield "preview page turned", lambda: QTest.keyClick(view, Qt.Key.Key_PageDown), _now
        combo = page.panes.bar.kind
        for row in range(combo.count()):
            yield f"report kind {combo.itemData(row)}", lambda row=row: combo.setCurrentIndex(row), _now
        yield "back to the first report", lambda: combo.setCurrentIndex(0), lambda: page.work is not None

    def _find(self) -> Iterator[Step]:
        yield "find box", self.window.find, _now
        line = self.window._find.line
        for letter in "宣传工作会议":
            yield "find box, a letter", lambda letter=letter: compose(line, letter), _now
        for _ in range(6):
            yield "find box, a letter", lambda: QTest.keyClick(line, Qt.Key.Key_Backspace), _now
        for letter in "lsj":
            yield "find box, a letter", lambda letter=letter: QTest.keyClick(line, letter), _now
        yield "find box closed", self.window._find.finish, _now

    # -- the largest list --------------------------------------------------------------------------------------------

    def _list(self) -> Iterator[Step]:
        from db.ledgers import LEDGERS
        from desktop.state import Target

        largest = self._largest()
        yield f"list of {largest}", lambda: self.window.show_target(Target(largest)), _now
        screen = self._screen(largest)
        table, model, filters = screen.table, screen.table.ledger_model, screen.filters
        yield "search", lambda: compose(filters.search, "宣传"), _now
        yield "search cleared", screen.show_all, _now
        field = next(field for field in LEDGERS[largest].listed if type(field).__name__ == "Term")
        term = self._term(field)
        yield "filter", lambda: (filters.set_filters({field.name: {term}}), filters.changed.emit()), _now
        yield "filter cleared", screen.show_all, _now
        yield "sort by a column", lambda: table.sortByColumn(2, Qt.SortOrder.AscendingOrder), _now
        yield "sorted back", lambda: table.sortByColumn(-1, Qt.SortOrder.AscendingOrder), _now
        table.setFocus()
        for _ in range(20):
            yield "page down", lambda: QTest.keyClick(table, Qt.Key.Key_PageDown), _now
        control = Qt.KeyboardModifier.ControlModifier
        yield "to the end", lambda: QTest.keyClick(table, Qt.Key.Key_End, control), _now
        yield "to the top", lambda: QTest.keyClick(table, Qt.Key.Key_Home, control), _now
        for _ in range(5):
            yield "row down", lambda: QTest.keyClick(table, Qt.Key.Key_Down), _now
        yield "new record", screen.new_record, _now
        yield "given up", screen.form.discard, _now
        values = self._values(largest) | {"late_reason": "测量"}
        yield "saved", lambda: self._save(largest, values), _now
        yield "undo", lambda: self.window.menus.undo.trigger(), _now
        yield "select all", table.selectAll, _now
        yield "select 2,000", lambda: self._select(table, 2000), _now
        total = model.rowCount()
        yield "delete 2,000", lambda: screen.many._run("正在删除", _void, table.selected_ids(), "已{label}"), \
            lambda: model.rowCount() == total - 2000
        yield "undo 2,000", lambda: self.window.menus.undo.trigger(), lambda: model.rowCount() == total

    # -- dialogs -----------------------------------------------------------------------------------------------------

    def _dialogs(self) -> Iterator[Step]:
        screen = self._screen(self._largest())
        self._select(screen.table, 5)
        for name, action in (("paper", screen.tools.print), ("import", screen.tools.take_in), ("bulk", screen.tools.change)):
            yield f"{name} dialog", action.trigger, lambda: self._dialog() is not None
            yield f"{name} dialog closed", lambda: self._dialog().reject(), lambda: self._dialog() is None

    def _sheet(self) -> Iterator[Step]:
        largest = self._largest()
        screen, values = self._screen(largest), self._values(largest) | {"late_reason": "测量"}
        total = screen.table.ledger_model.rowCount()
        yield "sheet", screen.tools.sheet.trigger, lambda: self._dialog() is not None
        sheet = self._dialog()
        lines = [["" if field.name not in values else sheet.sheet._lookup.display(field, values[field.name])
                  for field in sheet.sheet.fields] for _ in range(200)]
        yield "200 rows pasted", lambda: sheet.sheet.type_block(0, 0, lines), _now
        yield "200 rows saved", sheet.save, lambda: screen.table.ledger_model.rowCount() == total + 200

    # -- files -------------------------------------------------------------------------------------------------------

    def _long_work(self) -> Iterator[Step]:
        """Files written and read in the background, until it is said that they are there."""
        from openpyxl import Workbook

        from db.ledgers import LEDGERS
        from desktop.reports.papers import list_papers
        from desktop.screens.ledger.lists_out import ListsOut, columns_shown
        from desktop.screens.safety.backup import BackupPage
        from desktop.state import Target
        from desktop.widgets.lookup import Lookup

        largest, folder, state = self._largest(), self.file.parent, self.state
        self.window.show_tab("report")
        report = self.window.page("report")
        report.files.exported.connect(lambda _: self.said.append("report"))
        yield "report exported", lambda: report.files.write(
            state.workspace, report.work.document, [folder / "报告.docx", folder / "报告.pdf"]), lambda: "report" in self.said
        self.window.show_target(Target(largest))
        screen = self._screen(largest)
        files = screen.findChild(ListsOut).files
        files.exported.connect(lambda _: self.said.append("list"))
        yield "list exported", lambda: files.write_list(
            state, list_papers(screen.query, columns_shown(screen))[0], folder / "清单.xlsx"), lambda: "list" in self.said
        total = screen.table.ledger_model.rowCount()
        yield "import dialog again", screen.tools.take_in.trigger, lambda: self._dialog() is not None
        dialog, lookup = self._dialog(), Lookup(state)
        values = self._values(largest) | {"late_reason": "测量"}
        fields = [field for field in LEDGERS[largest].form_fields() if field.name in values]
        free = next(field for field in fields if type(field).__name__ == "Text")
        rows = ["\t".join(f"第 {number} 次测量" if field is free else lookup.display(field, values[field.name]) for field in fields)
                for number in range(2000)]
        book = Workbook()
        for line in ("\t".join(field.label for field in fields), *rows):
            book.active.append(line.split("\t"))
        book.save(folder / "两千行.xlsx")
        yield "workbook of 2,000 rows tried", lambda: dialog.read_file(folder / "两千行.xlsx"), lambda: dialog.plan is not None
        dialog.only_good.setChecked(True)
        wanted = dialog.plan.count("new")
        assert wanted > 1000, dialog.plan.errors[:3]
        yield "2,000 rows imported", dialog.go.click, lambda: screen.table.ledger_model.rowCount() == total + wanted
        if (left := self._dialog()) is not None:
            left.reject()
        self.window.show_settings("backup")
        page = self.window.findChild(BackupPage)
        (stick := folder / "备份").mkdir()
        yield "place of a backup chosen", lambda: page.use(stick), _now
        yield "backed up", page.back_up, lambda: bool(page.said.text())
        page.said.clear()
        yield "backup checked", page.verify, lambda: bool(page.said.text())

    # -- helpers -----------------------------------------------------------------------------------------------------

    def _dialog(self) -> QWidget | None:
        return next((one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()
                     and one.objectName() != "progress"), None)

    def _newest(self, key: str, number: int) -> list[int]:
        from db.ledgers import LEDGERS

        model = LEDGERS[key].model
        with self.state.workspace.read() as session:
            rows = session.query(model.id).filter(model.voided_at.is_(None)).order_by(model.id.desc()).limit(number)
            return [row.id for row in rows]

    def _largest(self) -> str:
        from db import lists
        from db.ledgers import LEDGERS

        with self.state.workspace.read() as session:
            tops = [ledger for ledger in LEDGERS.values() if ledger.parent is None and ledger.group == "work"]
            return max(tops, key=lambda ledger: lists.count(session, lists.ListQuery(ledger))).key

    def _screen(self, key: str) -> Any:
        from desktop.screens.ledger.ledger_screen import LedgerScreen

        return next(one for one in self.window.findChildren(LedgerScreen) if one.ledger.key == key and one.isVisible())

    def _term(self, field: Any) -> str:
        from db.vocabulary import terms_of

        with self.state.workspace.read() as session:
            return terms_of(session, field.vocabulary)[0][0]

    def _values(self, key: str) -> dict[str, Any]:
        from db import records
        from db.ledgers import LEDGERS

        ledger = LEDGERS[key]
        with self.state.workspace.read() as session:
            newest = session.query(ledger.model).order_by(ledger.model.id.desc()).first()
            values = records.values_of(ledger, newest)
        return {field.name: values[field.name] for field in ledger.form_fields() if field.required} | (
            {ledger.day.key: values[ledger.day.key]} if ledger.day is not None else {})

    def _save(self, key: str, values: dict[str, Any]) -> None:
        from db.ledgers import LEDGERS
        from desktop.operations.records import save_record

        save_record(self.state.workspace, LEDGERS[key], values)

    def _select(self, table: Any, rows: int) -> None:
        model, flag = table.ledger_model, QItemSelectionModel.SelectionFlag
        table.selectionModel().select(QItemSelection(model.index(0, 0), model.index(rows - 1, model.columnCount() - 1)),
                                      flag.ClearAndSelect)


def compose(line: QWidget, text: str) -> None:
    """Types through an input method."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    with suppress(RuntimeError):
        QApplication.sendEvent(line, event)


def _void(workspace: Any, ledger: Any, ids: list[int], tell: Any = None) -> str:
    from desktop.operations.records import void_records

    return void_records(workspace, ledger, ids, tell)
