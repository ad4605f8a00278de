"""A tab made of several parts (sub-tabs), each built when first shown; the base of parts that read the file anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from db.journal import ChangeSet
from db.ledgers import LEDGERS
from desktop import screens, slices, warm
from desktop.state import State, Target


@dataclass(frozen=True)
class PartPlan:
    """One sub-tab: its key, its words, and what makes it: ``module:Class`` (called with state and parent), or
    ``ledger:key`` for the screen of a ledger.
    """

    key: str
    title: str
    place: str


class PartsPage(QWidget):
    """``hand_made`` are the sub-tabs in order; ``homes`` says for each of their ledgers in which one a target is shown.

    Ledgers of the group that have no home here (new ones, the clerk's own) get sub-tabs of their own after them.
    """

    group: ClassVar[str]
    hand_made: ClassVar[tuple[PartPlan, ...]]
    homes: ClassVar[Mapping[str, str]]

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(f"page_{self.group}")
        self._state = state
        others = [key for key in screens.tops(self.group) if key not in self.homes]
        self.plans = (*self.hand_made, *(PartPlan(key, LEDGERS[key].title, f"ledger:{key}") for key in others))
        self._homes = dict(self.homes) | {key: key for key in others}
        self._parts: dict[str, Any] = {}
        self.bar = QTabBar(self)
        self.bar.setObjectName(f"parts_{self.group}")
        self.bar.setAccessibleName("分页")
        self.bar.setExpanding(False)
        for plan in self.plans:
            self.bar.addTab(plan.title)
        self.stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self._switch)
        self._switch(0)

    def part(self, key: str) -> Any:
        """A part, built now when it was never shown."""
        part = self._built(key)
        if self.stack.indexOf(part) < 0:
            self.stack.addWidget(part)  # the first one is shown by this
        return part

    def _built(self, key: str) -> Any:
        if key not in self._parts:
            plan = next(plan for plan in self.plans if plan.key == key)
            module, name = plan.place.split(":")
            if module == "ledger":
                self._parts[key] = screens.build(self._state, LEDGERS[name], self.stack)
            else:
                self._parts[key] = getattr(import_module(module), name)(self._state, self.stack)
        return self._parts[key]

    def show_part(self, key: str) -> Any:
        """Brings a part to the front and returns it."""
        slices.at_once(self.bring(key))
        return self.part(key)

    def bring(self, key: str) -> slices.Job:
        """Brings a part to the front, in slices: the part before stays in sight until this one is built."""
        place = [plan.key for plan in self.plans].index(key)
        self.bar.setCurrentIndex(place)
        module = self.plans[place].place.partition(":")[0]
        if module != "ledger":
            yield from warm.load(module)
        part = self._built(key)
        yield
        if self.stack.indexOf(part) < 0:
            yield from screens.before_first_sight(part)
        self.part(key)
        if self.bar.currentIndex() == place:  # else another one was chosen meanwhile
            self.stack.setCurrentWidget(part)
        return part

    @property
    def shown(self) -> str:
        """The key of the part in front."""
        return self.plans[self.bar.currentIndex()].key

    @Slot(int)
    def _switch(self, place: int) -> None:
        slices.soon(self, self._come(place))

    def _come(self, place: int) -> slices.Job:
        if self.bar.currentIndex() == place:
            yield from self.bring(self.plans[place].key)

    def show_target(self, target: Target) -> None:
        slices.at_once(self.bring_target(target))

    def bring_target(self, target: Target) -> slices.Job:
        """``show_target`` in slices."""
        yield from screens.bring_target(self.bring(self._homes[target.ledger_key]), target)

    def new_record(self, key: str) -> None:
        self.show_part(self._homes[key]).new_record()

    def unsaved(self) -> list[str]:
        """Titles of the parts whose form holds something that is not saved."""
        titles = {plan.key: plan.title for plan in self.plans}
        return [titles[key] for key, part in self._parts.items() if part.has_unsaved()]


class Part(QWidget):
    """Shows what stands in the file: ``refresh`` is called when it is shown and after commits that concern it."""

    watched: ClassVar[frozenset[str]] = frozenset()  # tables whose changes concern it

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.state = state
        self._stale = True
        state.changed.connect(self._changed)

    def refresh(self) -> None:
        """Reads everything again."""
        raise NotImplementedError

    def has_unsaved(self) -> bool:
        return False

    def prepare(self) -> None:
        """Reads everything before it is seen."""
        if self._stale and self.state.workspace is not None:
            self._stale = False
            self.refresh()

    def touch(self) -> None:
        """Refreshes now when it is seen, else when it is shown next."""
        self._stale = True
        if self.isVisible():
            self.prepare()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if self._stale:
            self.touch()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if not self.watched or self.watched & set(changes.ids):
            self.touch()
