"""新建收集表: which ledger, which columns, for which period, from whom, until when; one Excel file for each."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from db import lists
from db.errors import Refusal
from db.fields import Day, Link
from db.ledger import Ledger
from db.ledgers import LEDGERS
from desktop import jobs
from desktop.exchange import collect_out
from desktop.exchange.collect_out import Request
from desktop.state import PUT_BACK, State
from desktop.widgets import theme
from desktop.widgets.editors import editor_for
from desktop.widgets.file_choice import EXPORT, choose_folder
from desktop.widgets.fitting import fit
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.put_by import PutBy
from desktop.widgets.tab_order import in_order
from desktop.widgets.tick_list import Tick, TickList

_GRACE = 7  # days that departments are given, unless the clerk says otherwise


def _working_day(day: date) -> date:
    """The day, or the next on which offices work."""
    from db.workdays import is_workday

    return next(one for one in (day + timedelta(days=step) for step in range(30)) if is_workday(one))


class CollectDialog(PutBy, QDialog):
    """``sent`` carries a sentence once the files are written."""

    sent = Signal(str)

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("collect_dialog")
        self.setWindowTitle("新建收集表")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state = state
        self._what = "collect"
        lookup, today = Lookup(state), state.today()
        self.note = NoteBar("collect_note", self)
        self.ledger = QComboBox(self)
        self.ledger.setObjectName("collect_ledger")
        self.ledger.setAccessibleName("收来放进哪本台账")
        for ledger in collect_out.collectable():
            self.ledger.addItem(ledger.title, ledger.key)
        self.ledger.setCurrentIndex(self.ledger.findData("risk_point"))  # what departments are asked for every quarter
        self.title = self._line("collect_title", "收集表的名称")
        self.told = self._line("collect_told", "给科室的说明")
        self.told.setPlaceholderText("不写就用通常的填写办法")
        self.start, self.end, self.due = (
            editor_for(Day(label, name=name, required=True), lookup, self)
            for name, label in (
                ("collect_start", "填报期间从"),
                ("collect_end", "填报期间到"),
                ("collect_due", "请科室何时交回"),
            )
        )
        for editor, day in (
            (self.start, state.period.start),
            (self.end, state.period.end),
            (self.due, _working_day(today + timedelta(days=_GRACE))),
        ):
            editor.set_value(day)
        self.parent_label = QLabel(self)
        self.parent_editor = editor_for(
            Link("归到", name="collect_parent", target="risk_round", required=True), lookup, self
        )
        self.fields = TickList("collect_fields", "要填的栏目", "栏", self)
        self.departments = TickList("collect_departments", "发给哪些科室", "个科室", self)
        with state.workspace.read() as session:
            found = state.workspace.words(session).choices("department", on=today)
        self.departments.show_ticks([Tick(key, name) for key, name in found])
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("选择文件夹，生成表格…", QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setObjectName("collect_go")
        theme.make_main(self.go)
        self.go.setAutoDefault(False)
        leave = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        leave.setObjectName("collect_cancel")
        leave.setAutoDefault(False)  # Enter in a line must not throw away what was typed
        self._lay_out(buttons)
        self.go.clicked.connect(self._choose)
        buttons.rejected.connect(self.reject)
        self.ledger.currentIndexChanged.connect(self._ledger_chosen)
        self._ledger_chosen()
        self._before = self._typed()
        if (left := state.taken_up(self._what)) is not None:
            self._take_up(left)
        if not found:
            self.note.say("还没有科室，请先在“设置”里录入名册，再发收集表。", "warn")
            self.go.setEnabled(False)

    def _typed(self) -> dict[str, Any]:
        editors = {editor.field.name: editor.typed() for editor in (self.start, self.end, self.due, self.parent_editor)}
        return editors | {"ledger": self.chosen.key, "title": self.title.text(), "told": self.told.text(),
                          "fields": self.fields.keys, "departments": self.departments.keys}

    def _take_up(self, left: dict[str, Any]) -> None:
        if (place := self.ledger.findData(left["ledger"])) < 0:
            return  # the ledger was closed meanwhile
        self.ledger.setCurrentIndex(place)
        self.title.setText(left["title"])
        self.told.setText(left["told"])
        for editor in (self.start, self.end, self.due, self.parent_editor):
            editor.set_typed(left[editor.field.name])
        self.fields.take(left["fields"])
        self.departments.take(left["departments"])
        self.note.say(PUT_BACK, "calm")

    @property
    def chosen(self) -> Ledger:
        return LEDGERS[self.ledger.currentData()]

    @Slot()
    def _ledger_chosen(self) -> None:
        ledger = self.chosen
        self.title.setText(f"{self._state.period.label}{ledger.title}收集表")
        self.fields.show_ticks(
            [
                Tick(
                    field.name,
                    field.label + ("（必填）" if field.required else ""),
                    field.name in {one.name for one in ledger.listed},
                    field.required,
                )
                for field in collect_out.askable(ledger)
            ]
        )
        parent = ledger.field(ledger.parent) if ledger.parent is not None else None
        self.parent_label.setVisible(parent is not None)
        self.parent_editor.setVisible(parent is not None)
        if isinstance(parent, Link):
            self.parent_label.setText(f"归到哪个{parent.label}")
            self.parent_editor.field.target = parent.target
            self.parent_editor.set_value(self._newest_round() if parent.target == "risk_round" else None)

    def _newest_round(self) -> int | None:
        """The round begun last is the one its points are asked for."""
        with self._state.workspace.read() as session:
            return next(iter(lists.ids(session, lists.ListQuery(LEDGERS["risk_round"]), 0, 1)), None)

    def request(self) -> Request:
        """What is asked, as it stands in the dialog. Raises Refusal."""
        dates = [self._day(editor) for editor in (self.start, self.end, self.due)]
        parent = self.parent_editor.value() if self.chosen.parent is not None else None
        if self.chosen.parent is not None and parent is None:
            raise Refusal(f"请选择{self.parent_label.text()}。")
        return Request(
            self.title.text(),
            self.chosen.key,
            tuple(self.fields.keys),
            *dates,
            tuple(self.departments.keys),
            self.told.text().strip(),
            parent,
        )

    def _day(self, editor: Any) -> Any:
        value = editor.value()
        if value is None:
            raise Refusal(f"请填写“{editor.field.label}”。")
        return value

    @Slot()
    def _choose(self) -> None:
        from db import collecting

        try:
            wish = self.request()
            collecting.check(
                wish.title,
                list(wish.names),
                wish.start,
                wish.end,
                self._state.today(),
                wish.due_on,
                list(wish.departments),
            )
        except Refusal as refusal:
            self.note.say(str(refusal), "bad")
            return
        if folder := choose_folder(self, "收集表放到哪个文件夹", EXPORT):
            self.send(wish, folder)

    def send(self, wish: Request, folder: Path) -> None:
        """Writes the files into a folder of the form's own."""
        workspace, today = self._state.workspace, self._state.today()
        place = folder / "".join(letter for letter in wish.title.strip() if letter not in '\\/:*?"<>|')

        def work(progress: jobs.Progress) -> list[Path]:
            try:
                place.mkdir(exist_ok=True)
            except OSError as error:
                raise Refusal(f"不能在“{folder}”里建立文件夹，请换一个位置。") from error
            return collect_out.send(workspace, wish, place, today, progress.step)

        jobs.run(self, "正在生成收集表", work, lambda files: self._done(files, place), self._failed)

    def _done(self, files: list[Path], place: Path) -> None:
        self.sent.emit(f"已生成 {len(files)} 份收集表，放在“{place}”里，请发给各科室。")
        self.accept()

    def _failed(self, error: BaseException) -> None:
        from desktop import errors

        if isinstance(error, Refusal):
            self.note.say(str(error), "bad")
        elif not isinstance(error, jobs.Cancelled):
            errors.report(error, self)

    def _line(self, name: str, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(name)
        line.setAccessibleName(words)
        return line

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        days = (editor.input for editor in (self.start, self.end, self.due))
        in_order(self.ledger, self.parent_editor.input, self.title, *days, self.told)
        form = QFormLayout()
        form.setSpacing(theme.SMALL)
        period = QHBoxLayout()
        period.addWidget(self.start, 1)
        period.addWidget(QLabel("到", self))
        period.addWidget(self.end, 1)
        form.addRow("台账", self.ledger)
        form.addRow(self.parent_label, self.parent_editor)
        form.addRow("名称", self.title)
        form.addRow("填报期间", period)
        form.addRow("交回期限", self.due)
        form.addRow("填写说明", self.told)
        lists = QHBoxLayout()
        lists.setSpacing(theme.MEDIUM)
        lists.addWidget(self.fields, 1)
        lists.addWidget(self.departments, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addWidget(
            theme.muted(
                "程序给每个科室生成一份 Excel 表，科室填好交回后，一次收进台账。谈心谈话和名册不用收集表。", self
            )
        )
        column.addWidget(self.note)
        column.addLayout(form)
        column.addLayout(lists, 1)
        column.addWidget(buttons)
        fit(self, 720, 620)
