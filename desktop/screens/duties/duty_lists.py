"""清单与事项: the versions of the year's 责任清单 and the duties of one; 责任书 with what is expected and signed."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy import func, select

from db.errors import Refusal
from db.fields import Number
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.ledgers.duty import LIST_STATES, DutyList, Pledge
from db.periods import Period
from desktop import errors, screens
from desktop.operations.duties import draw_up, new_list, next_version
from desktop.operations.records import perform_action, read_record, void_records
from desktop.screens.ledger.bound_screen import BoundScreen
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.screens.parts import Part
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.flow import FlowLayout
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.question import ask
from desktop.widgets.record_dialog import RecordDialog

LISTS, DUTIES = LEDGERS["duty_list"], LEDGERS["duty"]


class DutiesScreen(BoundScreen):
    """The duties of one version. Only a draft grows: items are made from its duties when it is issued."""

    growing = True

    def set_growing(self, growing: bool) -> None:
        self.growing = growing
        self._update_actions()

    @Slot()
    def _update_actions(self, *given: object) -> None:
        super()._update_actions(*given)
        for action in (self.tools.new, self.tools.sheet, self.tools.copy, self.tools.delete):
            action.setEnabled(action.isEnabled() and self.growing)
        self._offer_first()

    @Slot()
    def new_record(self, values: dict[str, Any] | None = None) -> None:
        if self.growing:
            super().new_record(values)


class DutyListsPart(Part):
    """One version is chosen above, its duties stand below. A version in force is changed by making the next one."""

    watched: ClassVar[frozenset[str]] = frozenset({"duty_list"})

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(state, parent)
        self.setObjectName("duty_lists")
        self.versions = QComboBox(self)
        self.versions.setObjectName("duty_versions")
        self.versions.setAccessibleName("清单版本")
        self.versions.setMinimumWidth(25 * self.fontMetrics().horizontalAdvance("汉"))
        self.screen = screens.build(state, DUTIES, self)
        head = FlowLayout(spacing=theme.TIGHT)
        head.setContentsMargins(theme.SMALL, 0, theme.SMALL, 0)
        head.addWidget(self.versions)
        self.buttons: dict[str, QPushButton] = {}
        for name, words, slot in (("list_open", "清单信息…", self.open_list), ("list_draw_up", "套用模板", self.draw_up),
                                  ("list_issue", "印发…", self.issue), ("list_next", "新建下一版", self.make_next),
                                  ("list_new", "新建清单…", self.make_new), ("list_drop", "删除草稿", self.drop)):
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.clicked.connect(slot)
            head.addWidget(button)
            self.buttons[name] = button
        self.told = NoteBar("list_told", self)
        self.told.pressed.connect(self.told.clear)
        self.empty = Placeholder(self)
        self.empty.pressed.connect(self.make_new)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.screen)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SMALL, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addWidget(self.stack, 1)
        self.versions.activated.connect(self._chosen)

    @property
    def list_id(self) -> int | None:
        return self.versions.currentData()

    def refresh(self) -> None:
        keep = self.list_id
        with self.state.workspace.read() as session:
            rows = session.execute(select(DutyList.id, DutyList.year, DutyList.version, DutyList.state,
                                          DutyList.issued_on).where(
                DutyList.voided_at.is_(None)).order_by(DutyList.year.desc(), DutyList.version.desc())).all()
        self._states = {row.id: row.state for row in rows}
        self._in_force = {row.year for row in rows if row.state == "issued"}
        self._years = {row.id: row.year for row in rows}
        labels = {state.code: state.label for state in LIST_STATES}
        self.versions.clear()
        for row in rows:
            issued = f"（{row.issued_on.isoformat()}）" if row.issued_on and row.state != "draft" else ""
            self.versions.addItem(f"{row.year}年第{row.version}版　{labels.get(row.state, '')}{issued}", row.id)
        if keep in self._states:
            self.versions.setCurrentIndex(self.versions.findData(keep))
        self.versions.setEnabled(bool(rows))
        self.stack.setCurrentWidget(self.screen if rows else self.empty)
        self.empty.say("还没有责任清单", LISTS.help, [("list_first", "建立今年的清单")] if self.state.writable else [])
        self._show_list()

    def _show_list(self) -> None:
        if not self.screen.bind(self.list_id):
            self.versions.setCurrentIndex(self.versions.findData(self.screen.parent_id))
        draft = self._states.get(self.list_id) == "draft"
        self.screen.set_growing(draft)
        writable = self.state.writable
        self.buttons["list_draw_up"].setEnabled(draft and writable)
        self.buttons["list_issue"].setEnabled(draft and writable)
        self.buttons["list_drop"].setEnabled(draft and writable)
        self.buttons["list_open"].setEnabled(self.list_id is not None)
        self.buttons["list_next"].setEnabled(self.list_id is not None and not draft and writable)
        self.buttons["list_new"].setEnabled(writable)
        issued = "" if draft or self.list_id is None else "这一版已经印发；要调整事项，请“新建下一版”，已办的会带到新版。"
        self.buttons["list_next"].setToolTip(issued or "先印发这一版，再建下一版")

    @Slot(int)
    def _chosen(self, _: int) -> None:
        self._show_list()

    def choose(self, list_id: int) -> None:
        """Shows another version."""
        self.versions.setCurrentIndex(self.versions.findData(list_id))
        self._show_list()

    # -- steps ------------------------------------------------------------------------------------------------------

    @Slot()
    def draw_up(self) -> None:
        if self.screen.may_leave():
            added = self._try(draw_up, self.list_id)
            if added is not None:
                self._say(f"已按模板添加 {added} 项责任事项，请逐项改成本院的做法，再印发。" if added else "模板里的事项清单里都有了。")

    @Slot()
    def make_next(self) -> None:
        if self.screen.may_leave() and (made := self._try(next_version, self.list_id)) is not None:
            self.refresh()
            self.choose(made)
            self._say("已建立下一版草稿。改好后印发，已办事项和佐证会带到新版。")

    @Slot()
    def make_new(self, *_: object) -> None:
        if self.screen.may_leave():
            self.year_dialog().open()

    def year_dialog(self) -> AskDialog:
        """Asks for the year of a new list, which starts from the template."""
        field = Number("年度", name="year", required=True, least=2000, most=2100, default=self.state.today().year)
        dialog = AskDialog("新建责任清单", [field], Lookup(self.state), self._make_list, "新建", help="按模板列出事项，再改成本院的做法。",
                           parent=self)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _make_list(self, answers: dict[str, Any]) -> None:
        made = new_list(self.state.workspace, answers["year"], self.state.today())
        self.refresh()
        self.choose(made)
        self._say("已按模板建立清单草稿，请逐项改成本院的做法，再印发。")

    @Slot()
    def issue(self) -> None:
        if self.screen.may_leave():
            self.issue_dialog().open()

    def issue_dialog(self) -> AskDialog:
        """Asks for the day of issue and, of a year's first list, from when on it counts: a program taken into use in
        November shall not begin with a year of overdue duties."""
        action, list_id, today = LISTS.actions[0], self.list_id, self.state.today()
        first = self._years[list_id] not in self._in_force
        quarter = Period.of("quarter", today).start
        values = {"day": today, "since": quarter if self._years[list_id] == today.year and quarter.month > 1 else None}

        def perform(answers: dict[str, Any]) -> None:
            self._say(perform_action(self.state.workspace, LISTS, list_id, action, answers, self.state.today()) or "")

        dialog = AskDialog(action.label, action.ask if first else action.ask[:1], Lookup(self.state), perform, action.label, values, action.help,
                           self, list_id)
        dialog.accepted.connect(self.screen.table.setFocus)  # the button pressed is off by then
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot()
    def drop(self) -> None:
        """Moves a draft with its duties into the recycle bin; 撤销 brings it back. A list that was issued stays."""
        if self.screen.may_leave() and ask(self, f"要删除“{self.versions.currentText()}”和里面的责任事项吗？删除后可以撤销。", "删除"):
            void_records(self.state.workspace, LISTS, [self.list_id])

    @Slot()
    def open_list(self) -> None:
        """Name, basis and day of the version."""
        dialog = RecordDialog(self.state, LISTS, self.list_id, None, self.screen.settings, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _try(self, operation: Any, *given: Any) -> Any:
        try:
            return operation(self.state.workspace, *given, self.state.today())
        except Refusal as refusal:
            errors.tell(self, refusal)
            return None

    def _say(self, sentence: str) -> None:
        if sentence:
            self.told.say(sentence, "good", ("told_close", "知道了"))

    # -- what the page asks -----------------------------------------------------------------------------------------

    def show_target(self, target: Target) -> None:
        if target.ledger_key == "duty":
            if target.record_id is not None:
                list_id = read_record(self.state.workspace, DUTIES, target.record_id,
                                      self.state.today()).values["list_id"]
                self.refresh()
                self.choose(list_id)
            self.screen.show_target(target)
        elif target.record_id is not None:
            self.refresh()
            self.choose(target.record_id)

    def new_record(self) -> None:
        self.make_new()

    def has_unsaved(self) -> bool:
        return self.screen.has_unsaved()


class PledgeScreen(LedgerScreen):
    """责任书: the ledger, and above it how many of the year are expected and signed."""

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self.signed = QLabel(self)
        self.signed.setObjectName("pledges_signed")
        self.missing = QPushButton(self)
        self.missing.setObjectName("pledges_missing")
        self.missing.setProperty("link", True)
        self.missing.setCursor(Qt.CursorShape.PointingHandCursor)
        self.missing.clicked.connect(self._show_missing)
        row = FlowLayout(spacing=theme.SMALL)
        row.addWidget(self.signed)
        row.addWidget(self.missing)
        self.layout().insertLayout(0, row)
        self.table.ledger_model.loaded.connect(self._tell)
        state.period_changed.connect(self._tell)
        self._tell()

    @Slot()
    def _tell(self, *_: object) -> None:
        workspace, year = self.state.workspace, self.state.period.end.year
        if workspace is None:
            return
        with workspace.read() as session:
            expected, signed = session.execute(select(func.count(), func.count(Pledge.signed_on)).where(
                Pledge.voided_at.is_(None), Pledge.year == year)).one()
        self.signed.setText(f"{year}年责任书：应签 {expected} 份，已签 {signed} 份")
        self.missing.setText(f"未签 {expected - signed} 份")
        self.missing.setAccessibleName(f"查看未签的 {expected - signed} 份")
        self.missing.setVisible(expected > signed)

    @Slot()
    def _show_missing(self) -> None:
        year = self.state.period.end.year
        self.show_target(Target("pledge", filters={"year": (year, year), "signed": {"open"}}, note=f"{year}年未签订的责任书"))
