"""What the tests of the window share: sample values for any ledger, and hands that type like a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from db import records
from db.fields import Choice, Day, Field, Flag, Link, Moment, Number, Term, Terms, Text
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.vocabulary import terms_of
from db.workspace import Workspace
from desktop.state import State
from desktop.widgets.ledger_form import LedgerForm

TODAY = date.today()  # rules ask for days that are not in the future

# Where the rules of a ledger ask for more than its required fields.
BESIDES: dict[str, dict[str, Any]] = {
    "talk": {"planned_on": TODAY, "names": "内科支部职工"},
    "measure": {"above_id": None},
    "team_member": {"role": "值班联络"},
}


def sample(workspace: Workspace, ledger: Ledger) -> dict[str, Any]:
    """Values that can be saved: the required fields of the ledger and its day; linked records are made first."""
    wanted = [
        field for field in ledger.fields if not field.readonly and (field.required or field in (ledger.day_field,))
    ]
    if ledger.parent is not None and ledger.field(ledger.parent) not in wanted:
        wanted.append(ledger.field(ledger.parent))
    return {field.name: _value(workspace, field) for field in wanted} | BESIDES.get(ledger.key, {})


def put(workspace: Workspace, ledger: Ledger, **values: Any) -> int:
    """Saves one sample record and returns its id."""
    whole = sample(workspace, ledger) | values
    with workspace.transaction(f"新增{ledger.title}") as session:
        return records.save(session, ledger, whole).id


def _value(workspace: Workspace, field: Field) -> Any:
    if isinstance(field, (Term, Terms)):
        with workspace.read() as session:
            code = terms_of(session, field.vocabulary)[0][0]
        return code if isinstance(field, Term) else f",{code},"
    if isinstance(field, Link):
        with workspace.read() as session:
            found = workspace.words(session).choices(field.target)
        return found[0][0] if found else put(workspace, LEDGERS[field.target])
    if isinstance(field, Choice):
        return field.states[0].code
    if isinstance(field, Number):
        return max(field.least, min(field.most, field.initial() or 1))
    if isinstance(field, Moment):
        return datetime.now().replace(second=0, microsecond=0)
    if isinstance(field, Day):
        return TODAY
    if isinstance(field, Flag):
        return True
    return "样例文字" if isinstance(field, Text) else "样例内容，写两句。"


def fill(form: LedgerForm, /, **values: Any) -> None:
    """Puts values into the editors as if the clerk had chosen them."""
    for name, value in values.items():
        editor = form.editors[name]
        editor.set_value(value)
        editor.edited.emit()
        editor.left.emit()


def changeable(form: LedgerForm) -> tuple[str, str]:
    """A text field of the form and its label, for a test that changes something."""
    name = next(name for name, editor in form.editors.items() if type(editor.field).__name__ in ("Text", "Prose"))
    return name, form.editors[name].field.label


def memory(tmp_path: Any) -> QSettings:
    """The window's settings in a file of this test."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def open_state(workspace: Workspace) -> State:
    state = State()
    state.adopt(workspace)
    return state


def answer(monkeypatch: Any, name: str) -> list[str]:
    """Presses the button called ``name`` on the next message boxes; returns the list of what they said."""
    said: list[str] = []

    def press(box: QMessageBox) -> int:
        said.append(box.text())
        next(button for button in box.buttons() if button.objectName() == name).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    return said


def write(widget: QWidget, text: str) -> None:
    """Types a text as an input method does: first half a word being composed, then the finished text."""
    QApplication.sendEvent(widget, QInputMethodEvent("pinyin", []))
    finished = QInputMethodEvent()
    finished.setCommitString(text)
    QApplication.sendEvent(widget, finished)
