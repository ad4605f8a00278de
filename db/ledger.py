"""A ledger's definition: one object that table, form, filters, Excel, search, history and figures all ask.

To add a ledger: 1 write ``db/ledgers/<name>.py`` with a ``Record`` class and one ``Ledger``; 2 list it in
``db/ledgers/__init__.py``; 3 add a migration step that creates its table. Parametrised tests cover it from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field as dataclass_field
from datetime import date
from typing import Any

from sqlalchemy import Index, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import late
from db.fields import Day, Derived, Field, Flag, Link, Moment, Text, gapless
from db.record import Record

NUMBER = Text("编号", name="number", readonly=True, width=9, limit=40)
"""The printed number every record may have: a column of lists, never a value of a form."""


@dataclass(frozen=True)
class Section:
    """A titled group of fields in the form. ``folded`` sections start closed: optional things."""

    title: str
    attributes: tuple[InstrumentedAttribute[Any], ...]
    folded: bool = False


def section(title: str, *attributes: InstrumentedAttribute[Any], folded: bool = False) -> Section:
    return Section(title, attributes, folded)


@dataclass(frozen=True)
class Scene:
    """What a rule or an action may look at: the open session, today, the record before the change (None when new)."""

    session: Session
    today: date
    record: Record | None = None

    def setting(self, key: str, default: Any) -> Any:
        from db.settings import read_setting

        return read_setting(self.session, key, default)


Rule = Callable[[Scene, dict[str, Any]], Iterable[tuple[str, str]]]
"""Looks at all values of a record about to be saved and yields (field name or "", sentence)."""


@dataclass(frozen=True)
class Once:
    """A rule: no two living records have the same values (or both none) in all of ``attributes``. ``sentence``, with the
    values filled in, stands at the field ``at``. A rule with a name: rows of one sheet are compared by it before saving."""

    attributes: tuple[InstrumentedAttribute[Any], ...]
    at: str
    sentence: str

    def key(self, values: dict[str, Any]) -> tuple[Any, ...]:
        values_here = (values.get(attribute.key) for attribute in self.attributes)
        return tuple(gapless(value) if isinstance(value, str) else value for value in values_here)

    def said(self, values: dict[str, Any]) -> str:
        return self.sentence.format(**values)

    def __call__(self, scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
        model = self.attributes[0].class_
        query = select(model.id).where(
            model.voided_at.is_(None), model.id != (scene.record.id if scene.record else 0),
            *((func.replace(attribute, " ", "") if isinstance(value, str) else attribute) == value
              for attribute, value in zip(self.attributes, self.key(values))))
        if scene.session.scalars(query.limit(1)).first() is not None:
            yield self.at, self.said(values)


@dataclass(frozen=True)
class Action:
    """A step of a ledger's state machine or a one-click follow-up, offered as a button.

    ``perform(scene, answers)`` changes ``scene.record`` and may return a sentence to show; it raises Refusal at a gate.
    ``ask`` are the fields asked for first; ``answers`` maps their names to values. ``known`` gives, from the record's
    values, answers that stand there already: they are offered, and can be changed.
    """

    key: str
    label: str
    perform: Callable[[Scene, dict[str, Any]], str | None]
    when: Callable[[Any], bool] = lambda record: True
    ask: tuple[Field, ...] = ()
    help: str = ""
    known: Callable[[dict[str, Any]], dict[str, Any]] = lambda values: {}


@dataclass(eq=False)
class Ledger:
    """One kind of record. Lists hold attributes of ``model``, so a typo fails when the program starts.

    ``day`` is the date that puts a record into a period; ``parent`` makes it a sub-ledger shown inside its parent's form.
    ``prefix`` numbers records ``prefix-2025-001`` by the year of ``day`` (``by="quarter"``: ``prefix-2025-Q3-001``).
    ``title_of`` are the attributes whose words name a record in lists of links.
    ``event`` is the day on which what a record tells happened: entered long after it, the record says why (``db.late``).
    Where it is not given it is ``day``, when that must lie in the past; a ``standing`` register has none.
    """

    key: str
    title: str
    model: type[Record]
    columns: tuple[Any, ...]
    sections: tuple[Section, ...]
    title_of: tuple[InstrumentedAttribute[Any], ...]
    day: InstrumentedAttribute[Any] | None = None
    event: InstrumentedAttribute[Any] | None = None
    standing: bool = False
    parent: InstrumentedAttribute[Any] | None = None
    prefix: str = ""
    by: str = "year"
    group: str = "work"
    derived: tuple[Derived, ...] = ()
    rules: tuple[Rule, ...] = ()
    actions: tuple[Action, ...] = ()
    prepare: Callable[[Scene, dict[str, Any]], None] | None = None  # fills values from others before the rules run
    children: list[Ledger] = dataclass_field(default_factory=list)
    sensitive: bool = False  # text of personal talks: never in reports, views are logged
    help: str = ""  # shown when the ledger is still empty
    one: str = ""  # what a single record is called, where the title is no word for it

    def __post_init__(self) -> None:
        self.one = self.one or self.title
        for name, attribute in self.model.__mapper__.column_attrs.items():
            field = attribute.columns[0].info.get("field")
            if field is not None:
                field.name = name
        self.fields: list[Field] = [
            column.columns[0].info["field"] for column in self.model.__mapper__.column_attrs
            if "field" in column.columns[0].info]
        # Lists show the living records by day: with this index the count and any page of 100,000 take milliseconds.
        columns = self.model.__table__.c
        first = columns[self.day.key] if self.day is not None else columns.get("position", columns.id)
        if f"ix_{self.key}_list" not in {index.name for index in self.model.__table__.indexes}:
            Index(f"ix_{self.key}_list", first, columns.id, sqlite_where=columns.voided_at.is_(None))
        told = (field for field in self.fields if self.day is not None and field.name == self.day.key)
        if self.event is None and not self.standing and any(getattr(field, "past", False) for field in told):
            self.event = self.day
        if self.event is not None:
            self.derived = (*self.derived, late.derived(self))
        self._by_name = {field.name: field for field in (NUMBER, *self.fields, *self.derived)}

    def field(self, name: str | InstrumentedAttribute[Any]) -> Field:
        """The field of an attribute or of its name. Raises KeyError for anything else."""
        return self._by_name[name if isinstance(name, str) else name.key]

    @property
    def listed(self) -> list[Field]:
        """The table's columns in order (stored fields and derived ones)."""
        return [column if isinstance(column, Derived) else self.field(column) for column in self.columns]

    @property
    def day_field(self) -> Field | None:
        return self.field(self.day) if self.day is not None else None

    @property
    def links(self) -> list[Link]:
        return [field for field in self.fields if isinstance(field, Link)]

    def form_fields(self) -> list[Field]:
        return [self.field(attribute) for part in self.sections for attribute in part.attributes]

    def problems(self) -> list[str]:
        """Contradictions inside the definition, for the test that goes over all ledgers."""
        found: list[str] = []
        in_form = [field.name for field in self.form_fields()]
        for name in {name for name in in_form if in_form.count(name) > 1}:
            found.append(f"{self.key}: field {name} stands twice in the form")
        hidden = self.parent.key if self.parent is not None else None
        for field in self.fields:
            if field.name not in in_form and not field.readonly and field.name != hidden:
                found.append(f"{self.key}: field {field.name} can be typed but is in no section")
            if field.required and field.readonly:
                found.append(f"{self.key}: field {field.name} is required but read-only")
            if isinstance(field, Flag) and field.required:
                found.append(f"{self.key}: flag {field.name} cannot be required")
        if self.day is not None and not isinstance(self.field(self.day), (Day, Moment)):
            found.append(f"{self.key}: day {self.day.key} is no date")
        if self.prefix and self.day is None:
            found.append(f"{self.key}: numbered by year but has no day")
        return found
