"""Editors for fields whose value is chosen: a term, several terms, a fixed state, a linked record."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from db.errors import Refusal
from db.fields import Choice, Field, Link, Term, Terms, gapless, pack, unpack
from db.ledgers import LEDGERS
from desktop import errors
from desktop.widgets import theme
from desktop.widgets.editor import Editor
from desktop.widgets.flow import FlowLayout
from desktop.widgets.lookup import Lookup, offers
from desktop.widgets.picker import Picker

_TICKED, _OPEN = "☑ ", "☐ "
_MARKS = _TICKED + _OPEN
_OR_ADD = "，或按 ↓ 到“增加”再按回车"


def _add_words(text: str, found: list[str]) -> str:
    """The entry that adds a term of the clerk's own; none for one that is there."""
    if not text:
        return "增加…（在框里输入新名称）"
    return "" if _there(text, found) else f"增加“{text}”"


def _there(text: str, found: list[str]) -> bool:
    return any(gapless(label) == gapless(text) for label in found)


class ChooserEditor(Editor):
    """A picker over what ``offered(text)`` gives. A value that is no longer offered stays readable."""

    def __init__(self, field: Field, lookup: Lookup, parent: QWidget | None = None, extendable: bool = False):
        super().__init__(field, lookup, parent)
        self._or_add = _OR_ADD if extendable else ""
        self.picker = Picker(self.offered, self, self.extra if extendable else None)
        self.picker.setPlaceholderText("输入几个字查找，或点开选择")
        self.take_input(self.picker)
        self.picker.chosen.connect(self._chosen)
        self.picker.settled.connect(self._settled)
        self.picker.moved_on.connect(self.moved_on)
        self.picker.extra_wanted.connect(self.add)

    def offered(self, text: str) -> list[tuple[Any, str]]:
        """(value, words) of what fits the text typed."""
        raise NotImplementedError

    def extra(self, text: str, found: list[str]) -> str:
        return _add_words(text, found)

    def value(self) -> Any:
        if text := self.picker.unsettled:
            raise Refusal(f"“{self.field.label}”里没有“{text}”，请从列表中选择{self._or_add}。")
        return self.picker.key if self.picker.text().strip() else None

    def set_value(self, value: Any) -> None:
        self.picker.set_choice(value, "" if value is None else self.lookup.display(self.field, value))

    def typed(self) -> Any:
        return [self.picker.key, self.picker.unsettled]

    def set_typed(self, typed: Any) -> None:
        self.set_value(typed[0])
        if typed[1]:
            self.picker.put(typed[1])

    def tidy(self) -> None:
        self.picker.settle()

    @Slot(object)
    def _chosen(self, _: Any) -> None:
        self.edited.emit()

    @Slot(str)
    def _settled(self, _: str) -> None:
        self.edited.emit()

    @Slot(str)
    def add(self, text: str) -> None:
        """Adds what was typed to what can be chosen, and chooses it."""
        if not text:
            self.picker.setPlaceholderText("输入新名称，再选“增加”")
            self.picker.put("")
            self.picker.setFocus()
            return
        try:
            self.set_value(self.make(text))
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self.edited.emit()

    def make(self, text: str) -> Any:
        """Makes a choice of what was typed and gives its value. Raises Refusal."""
        raise NotImplementedError


class TermEditor(ChooserEditor):
    """One term of a vocabulary; the clerk can add her own on the spot."""

    def __init__(self, field: Term, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent, extendable=True)

    def offered(self, text: str) -> list[tuple[Any, str]]:
        return [term for term in self.lookup.terms(self.field.vocabulary) if offers(term[1], text)]

    def make(self, text: str) -> str:
        return self.lookup.add_term(self.field.vocabulary, text)


class ChoiceEditor(ChooserEditor):
    """One of the fixed states or kinds of a field."""

    def __init__(self, field: Choice, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)

    def offered(self, text: str) -> list[tuple[Any, str]]:
        return [(state.code, state.label) for state in self.field.states if offers(state.label, text)]


class LinkEditor(ChooserEditor):
    """One record of another ledger. ``parent_id`` keeps to the parts of one record (a measure's measure). A person, a
    department or a branch that is not there yet is added by its name alone; the rest can be filled in later."""

    def __init__(self, field: Link, lookup: Lookup, parent: QWidget | None = None):
        self._day: date | None = None
        self.parent_id: int | None = None
        super().__init__(field, lookup, parent, extendable=field.growing)

    def offered(self, text: str) -> list[tuple[Any, str]]:
        return self.lookup.choices(self.field.target, text, self._day, self.parent_id)

    def extra(self, text: str, found: list[str]) -> str:
        title = LEDGERS[self.field.target].title
        if not text:
            return "" if found else f"还没有{title}，输入名称就能增加"
        return "" if _there(text, found) else f"增加{title}“{text}”"

    def make(self, text: str) -> int:
        return self.lookup.add_named(self.field.target, text)

    def set_day(self, day: date | None) -> None:
        self._day = day


class TermsEditor(Editor):
    """Several terms: the list ticks and unticks; what is chosen stands below as buttons that take it out again."""

    def __init__(self, field: Terms, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)
        self._codes: list[str] = []
        self.picker = Picker(self._offered, self, lambda text, found: _add_words(text, [label.lstrip(_MARKS) for label in found]))
        self.picker.setPlaceholderText("可选多项")
        self.take_input(self.picker)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, theme.TIGHT)
        self._column.insertWidget(1, self._chips)
        self.picker.chosen.connect(self._toggle)
        self.picker.extra_wanted.connect(self.add)
        self.picker.moved_on.connect(self.moved_on)
        self._show()

    def value(self) -> Any:
        if text := self.picker.unsettled:
            raise Refusal(f"“{self.field.label}”里没有“{text}”，请从列表中选择{_OR_ADD}。")
        return pack(self._codes)

    def set_value(self, value: Any) -> None:
        self._codes = unpack(value)
        self.picker.set_choice(None, "")
        self._show()

    def typed(self) -> Any:
        return [list(self._codes), self.picker.unsettled]

    def set_typed(self, typed: Any) -> None:
        self.set_value(pack(typed[0]))
        self.picker.put(typed[1])

    def tidy(self) -> None:
        self.picker.settle()

    def set_writable(self, writable: bool) -> None:
        if writable != self.writable:
            super().set_writable(writable)
            self._show()

    @Slot(str)
    def add(self, text: str) -> None:
        """Adds the clerk's own term and ticks it."""
        if not text:
            self.picker.setFocus()
            return
        try:
            self._toggle(self.lookup.add_term(self.field.vocabulary, text))
        except Refusal as refusal:
            errors.tell(self, refusal)

    def _offered(self, text: str) -> list[tuple[Any, str]]:
        return [(code, (_TICKED if code in self._codes else _OPEN) + label)
                for code, label in self.lookup.terms(self.field.vocabulary) if offers(label, text)]

    @Slot(object)
    def _toggle(self, code: str | None) -> None:
        if code is None:
            return
        if code in self._codes:
            self._codes.remove(code)
        else:
            order = [known for known, _ in self.lookup.terms(self.field.vocabulary, with_retired=True)]
            self._codes = sorted({*self._codes, code}, key=lambda one: order.index(one) if one in order else len(order))
        self.picker.set_choice(None, "")
        self._show()
        self.edited.emit()

    @Slot()
    def _take_out(self) -> None:
        self._toggle(self.sender().property("code"))
        self.picker.setFocus()

    def _show(self) -> None:
        while item := self._flow.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        labels = dict(self.lookup.terms(self.field.vocabulary, with_retired=True)) if self._codes else {}
        for code in self._codes:
            chip = QPushButton(labels.get(code, code) + ("  ✕" if self.writable else ""), self._chips)
            chip.setEnabled(self.writable)
            chip.setProperty("code", code)
            chip.setStyleSheet(
                f"padding: 1px 8px; min-height: 14px; background: {theme.ACCENT_SOFT};"
                f"border: 1px solid {theme.LINE}; border-radius: 3px; color: {theme.INK};"
            )
            chip.setObjectName(f"chip_{self.field.name}_{code}")
            chip.setAccessibleName(f"去掉“{labels.get(code, code)}”")
            chip.clicked.connect(self._take_out)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._codes))
        self._chips.updateGeometry()
