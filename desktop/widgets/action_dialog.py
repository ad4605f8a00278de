"""A few fields asked for before a step is taken. A gate's refusal stands in the dialog; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.errors import Invalid, Refusal
from db.fields import Field
from db.ledger import Action
from desktop.operations.records import RecordView
from desktop.state import PUT_BACK
from desktop.widgets import theme
from desktop.widgets.editor import Editor
from desktop.widgets.editors import editor_for
from desktop.widgets.fields_dialog import FieldsDialog
from desktop.widgets.fitting import resize_within
from desktop.widgets.flow import FlowLayout
from desktop.widgets.form_section import FormSection
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.put_by import PutBy
from desktop.widgets.question import ask


_WIDTH = 480


class AskDialog(PutBy, FieldsDialog):
    """Asks ``fields`` (starting from ``values``); ``perform`` gets the answers and may raise Refusal or Invalid.

    ``result`` is what ``perform`` returned once the dialog is accepted. ``of`` tells apart what the same is asked about: what
    stands half typed when the window is locked is there again when the same is asked next.
    """

    def __init__(self, title: str, fields: Sequence[Field], lookup: Lookup, perform: Callable[[dict[str, Any]], Any],
                 yes: str = "确定", values: dict[str, Any] | None = None, help: str = "", parent: QWidget | None = None, of: Any = None):
        super().__init__(parent)
        QShortcut(QKeySequence.StandardKey.Save, self, self.accept)
        self.setObjectName("ask_dialog")
        self.setWindowTitle(title)
        self._perform, self._state, self._what = perform, lookup.state, (title, of)
        self.result: Any = None
        self.editors: dict[str, Editor] = {}
        self.note = NoteBar("ask_note", self)
        width = max(self.fontMetrics().horizontalAdvance(field.label) for field in fields) + self.fontMetrics().horizontalAdvance(" *") + theme.TIGHT
        self._part = FormSection("", min(width, theme.scaled(150)), False, self)
        self._part.header.hide()
        for field in fields:
            editor = editor_for(field, lookup, self._part.body)
            editor.set_value((values or {}).get(field.name, field.initial(lookup.today())))
            editor.left.connect(self._left)
            editor.edited.connect(self._edited)
            editor.moved_on.connect(self._moved_on)
            self.editors[field.name] = editor
            self._part.add(field, editor)
        self._before = self._typed()
        self._scroll = scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._part)
        buttons = QDialogButtonBox(self)
        self.yes_button = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes_button.setObjectName("ask_yes")
        theme.make_main(self.yes_button)
        no_button = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        no_button.setObjectName("ask_no")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        if help:
            layout.addWidget(theme.muted(help, self))
        layout.addWidget(self.note)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        self._scroll = scroll
        if (left := self._state.taken_up(self._what)) is not None:
            for name, editor in self.editors.items():
                if name in left:
                    editor.set_typed(left[name])
            self.note.say(PUT_BACK, "calm")
        resize_within(self, theme.scaled(_WIDTH), self._high())
        next(iter(self.editors.values())).input.setFocus()

    def accept(self) -> None:
        answers, problems = {}, {}
        for name, editor in self.editors.items():
            editor.tidy()
            if sentence := editor.complaint():
                problems[name] = sentence
            else:
                answers[name] = editor.value()
        if not problems:
            try:
                self.result = self._perform(answers)
            except Invalid as invalid:
                problems = invalid.problems
            except Refusal as refusal:
                problems = {"": str(refusal)}
        if not problems:
            super().accept()
            return
        for name, editor in self.editors.items():
            editor.set_problem(problems.get(name))
        loose = "".join(sentence for name, sentence in problems.items() if name not in self.editors)
        if loose:
            self.note.say(loose, "bad")
        else:
            self.note.clear()
        resize_within(self, self.width(), max(self.height(), self._high()))
        first = next((editor for name, editor in self.editors.items() if name in problems), None)
        if first is not None:
            first.input.setFocus()

    def _high(self) -> int:
        """The height that shows all fields with what is said about them, within reason."""
        layout = self.layout()
        room = self.fontMetrics().height() + theme.SMALL  # for the sentence of one more refused field
        wanted = layout.totalHeightForWidth(theme.scaled(_WIDTH)) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        return min(wanted - self._scroll.sizeHint().height() + self._part.sizeHint().height() + room, theme.scaled(560))

    def _typed(self) -> dict[str, Any]:
        return {name: editor.typed() for name, editor in self.editors.items()}

    def reject(self) -> None:
        if not self.half_typed or ask(self, "填写的内容不会保留，要关闭吗？", "关闭", "接着填"):
            super().reject()

    @Slot()
    def _edited(self) -> None:
        editor = self.sender()
        if editor.problem and editor.complaint() is None:
            editor.set_problem(None)

    @Slot()
    def _left(self) -> None:
        editor = self.sender()
        if isinstance(editor, Editor) and (editor.problem or editor.typed() != self._before.get(editor.field.name)):
            editor.set_problem(editor.complaint())

    @Slot()
    def _moved_on(self) -> None:
        """Enter goes to the next field and takes the step from the last one."""
        order = list(self.editors.values())
        place = order.index(self.sender()) + 1
        if place == len(order):
            self.accept()
            return
        order[place].input.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(order[place])


class ActionBar(QWidget):
    """The steps that can be taken with a record now, as buttons. ``wanted`` gives the Action pressed."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("action_bar")
        self._flow = FlowLayout(self, theme.TIGHT)
        self._actions: dict[str, Action] = {}

    def show_actions(self, view: RecordView | None) -> None:
        while item := self._flow.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        self._actions = {action.key: action for action in (view.actions if view is not None else ())}
        for action in self._actions.values():
            button = QPushButton(action.label + ("…" if action.ask else ""), self)
            button.setObjectName(f"action_{action.key}")
            button.setAccessibleName(action.label)
            button.setToolTip(action.help)
            button.setAutoDefault(False)
            button.clicked.connect(self._clicked)
            self._flow.addWidget(button)
        self.setVisible(bool(self._actions))
        self.updateGeometry()

    @Slot()
    def _clicked(self) -> None:
        self.wanted.emit(self._actions[self.sender().objectName().removeprefix("action_")])
