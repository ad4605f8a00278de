"""迎检模式: an open file shown to somebody else. Nothing can be changed, people's names are hidden, what is shown is logged.

Names are hidden where text leaves the database, not screen by screen: every list, form, history, search result and report
reads through the same driver. What is sought loses its names too, so that nobody is found by name or by half of it.
The pieces of people's names are those of the roster and of the fields in which somebody is named in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from db.fields import Field, Text
from db.ledgers import LEDGERS
from db.ledgers.organisation import Branch, Department, Person
from db.names import anywhere

HIDDEN = "某某"
_NAMING = frozenset({"speakers", "lecturer", "recorder", "speaker", "contact"})  # free text that holds people's names
_WHO = re.compile(r"(人|姓名|名单|讲师|专家|老师|医师)$")  # the labels of such fields in ledgers that the clerk defined
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_APART = re.compile(r"[、，,；;\s/]+")


class Names:
    """The names to hide. Called by the driver for every text it reads (``sqlite3``'s ``text_factory``)."""

    def __init__(self, names: Iterable[str]):
        known = {name for name in names if len(name) > 1}
        pieces = {name[place:place + 2] for name in known for place in range(len(name) - 1)}
        self._whole, self._pieces = anywhere(known), anywhere(known | pieces)

    @classmethod
    def of(cls, session: Session) -> Names:
        """Of the roster (also people who have left) and of the fields that name people in plain text."""
        found = {name.strip() for name in session.scalars(select(Person.name)) if name}
        offices = {name for model in (Department, Branch) for name in session.scalars(select(model.name))}
        for ledger in LEDGERS.values():
            for field in filter(_names_somebody, ledger.fields):
                for text in session.scalars(select(getattr(ledger.model, field.name)).distinct()):
                    if isinstance(text, str):
                        found |= {one for one in _APART.split(text) if _NAME.fullmatch(one) and one not in offices}
        return cls(found)

    def __call__(self, raw: bytes) -> str:
        text = raw.decode("utf-8")
        return text if raw.isascii() else self.hide(text)

    def hide(self, text: str) -> str:
        """The text without names."""
        return self._whole.sub(HIDDEN, text) if self._whole is not None else text

    def blind(self, sought: str) -> str:
        """What is sought, without names and halves of names."""
        if self._pieces is None or sought.isascii():
            return sought
        joined = _SPACED.sub("", sought)  # full-text search asks for characters one by one (db.search)
        return self._pieces.sub(HIDDEN, joined) if self._pieces.search(joined) else sought


def _names_somebody(field: Field) -> bool:
    return field.name in _NAMING or isinstance(field, Text) and _WHO.search(field.label) is not None


class Inspection:
    """Lies over an engine's connections from ``begin`` to ``end``."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self.names: Names | None = None
        self._listening = False

    @property
    def on(self) -> bool:
        return self.names is not None

    def begin(self, names: Names) -> None:
        first, self.names = not self._listening, names
        if first:
            self._listening = True
            event.listen(self._engine, "checkout", self._dress)
            event.listen(self._engine, "before_cursor_execute", self._blind, retval=True)

    def _dress(self, raw: Any, record: Any, proxy: Any) -> None:
        raw.text_factory = self.names if self.names is not None else str

    def end(self) -> None:
        """The listeners stay: connections in use elsewhere are dressed back when they are taken next."""
        self.names = None

    def _blind(self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> tuple[str, Any]:
        if self.names is None or many or not statement.lstrip().upper().startswith("SELECT"):
            return statement, parameters
        blind = (lambda value: HIDDEN) if "name_initials" in statement else self.names.blind
        return statement, _each(parameters, lambda value: blind(value) if isinstance(value, str) else value)


def _each(parameters: Any, change: Any) -> Any:
    if isinstance(parameters, dict):
        return {name: change(value) for name, value in parameters.items()}
    return tuple(change(value) for value in parameters)
