"""Adding several talks to the month's plan at once: one speaker, one day, any number of people."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.talk_plan import people_by_department
from desktop import errors
from desktop.operations.talks import plan_talks
from desktop.state import PUT_BACK, State
from desktop.widgets import theme
from desktop.widgets.editors import editor_for
from desktop.widgets.fields_dialog import FieldsDialog
from desktop.widgets.fitting import fit
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.people_list import PeopleList
from desktop.widgets.put_by import PutBy


class PlanDialog(PutBy, FieldsDialog):
    """Saves on 列入计划 and stays open when something is missing."""

    def __init__(self, state: State, day: date, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("plan_dialog")
        self.setWindowTitle("列入谈话计划")
        fit(self, 460, 480)
        self._state = state
        self._what = "plan_talks"
        self.note = NoteBar("plan_note", self)
        lookup, ledger = Lookup(state), LEDGERS["talk"]
        self.speaker, self.day, self.kind = (
            editor_for(ledger.field(name), lookup, self) for name in ("speaker_id", "planned_on", "kind"))
        self.day.set_value(day)
        self.kind.set_value(ledger.field("kind").initial(state.today()))
        form = QFormLayout()
        for editor in (self.speaker, self.day, self.kind):
            form.addRow(editor.field.label, editor)
            editor.moved_on.connect(self._moved_on)
        self.people = PeopleList(lambda text: {one for one, _ in lookup.choices("person", text)}, self)
        with state.workspace.read() as session:
            self.people.show_people(people_by_department(session, day))
        buttons = QDialogButtonBox(self)
        self.take = buttons.addButton("列入计划", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setObjectName("plan_take")
        theme.make_main(self.take)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("plan_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.note)
        column.addLayout(form)
        column.addWidget(self.people, 1)
        column.addWidget(buttons)
        self.people.picked.connect(self._offer)
        self.people.moved_on.connect(self.accept)
        self._offer(0)
        self._before = self._typed()
        if (left := state.taken_up(self._what)) is not None:
            self._take_up(left)

    def _typed(self) -> dict[str, Any]:
        editors = {editor.field.name: editor.typed() for editor in (self.speaker, self.day, self.kind)}
        return editors | {"people": self.people.ids}

    def _take_up(self, left: dict[str, Any]) -> None:
        for editor in (self.speaker, self.day, self.kind):
            editor.set_typed(left[editor.field.name])
        for person_id in left["people"]:
            self.people.tick(person_id)
        self.note.say(PUT_BACK, "calm")

    @Slot(int)
    def _offer(self, count: int) -> None:
        self.take.setText(f"列入计划（{count} 次）" if count else "列入计划")
        self.take.setEnabled(count > 0)

    @Slot()
    def _moved_on(self) -> None:
        """Enter goes to the next field, then to the people."""
        order = (self.speaker, self.day, self.kind)
        place = order.index(self.sender()) + 1
        (order[place].input if place < len(order) else self.people.find).setFocus(Qt.FocusReason.TabFocusReason)

    def accept(self) -> None:
        try:
            day = self.day.value()
            if day is None:
                raise Refusal("请填写计划日期。")
            plan_talks(self._state.workspace, self.speaker.value(), self.people.ids, day, self.kind.value(),
                       self._state.today())
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        super().accept()
