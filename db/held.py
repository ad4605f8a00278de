"""What the file holds about one person, gathered only when that person asks (domain.md P-11; 个人信息保护法 art. 45, 46).

Told in full is what is about the person: the roster row and the talks in which it is the one talked with. Where the person
only acted (spoke, hosted, was in charge), or a text mentions the name, the record is named by number, day and part played:
its contents are about other people and matters. Nothing here is counted, compared or kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import journal, records, search
from db.errors import Missing
from db.fields import Field, Link, Prose, Text, gapless
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.ledgers.organisation import PEOPLE, Person
from db.ledgers.talk import FOLLOW_UPS, TALKS, Talk, TalkFollowUp
from db.names import anywhere
from db.record import Evidence, Record
from db.vocabulary import Words

_MOST = 2000
ELSE = "（他人姓名略）"


@dataclass(frozen=True)
class Line:
    """One thing held: its name and the words."""

    label: str
    text: str


@dataclass(frozen=True)
class Told:
    """One record told in full. ``corrected`` are the days on which it was changed later."""

    title: str
    lines: tuple[Line, ...]
    corrected: tuple[date, ...]


@dataclass(frozen=True)
class Named:
    """One record only named: in which ledger, its number and day, and the part the person plays in it."""

    ledger: str
    number: str
    day: str
    part: str


@dataclass(frozen=True)
class Held:
    """Everything about one person. ``deleted``: how many of the talks told lie in the recycle bin."""

    name: str
    roster: Told
    talks: tuple[Told, ...]
    acted: tuple[Named, ...]
    mentioned: tuple[Named, ...]
    deleted: int


def held_about(session: Session, person_id: int, words: Words) -> Held:
    """Raises Missing when there is no such person."""
    person = records.get(session, PEOPLE, person_id)
    others = _Others(session, person)
    talks = list(session.scalars(select(Talk).where(Talk.person_id == person_id).order_by(Talk.on, Talk.id)))
    told = {(TALKS.key, talk.id) for talk in talks} | {(PEOPLE.key, person_id)}
    acted = _acted(session, person_id, told)
    known = told | {place for place, _ in acted}
    return Held(person.name or "", _told(session, PEOPLE, person, words, others, "名册登记"),
                tuple(_talk(session, talk, words, others) for talk in talks),
                tuple(named for _, named in acted), tuple(_mentioned(session, person.name or "", known)),
                sum(talk.voided_at is not None for talk in talks))


class _Others:
    """Takes the names of other people on the roster out of free texts: what is said about them is theirs."""

    def __init__(self, session: Session, person: Person):
        names = {name for name in session.scalars(select(Person.name)) if name and len(name) > 1 and name != person.name}
        self._names = anywhere(names)

    def hide(self, field: Field, shown: str) -> str:
        free = isinstance(field, (Prose, Text))
        return self._names.sub(ELSE, shown) if free and self._names is not None else shown


def _told(session: Session, ledger: Ledger, record: Record, words: Words, others: _Others, title: str) -> Told:
    lines = []
    for field in ledger.form_fields():
        value = getattr(record, field.name)
        if value not in (None, "", False) and field.name != "position":  # the order of lists says nothing about anybody
            lines.append(Line(field.label, others.hide(field, field.display(value, words))))
    changed = {line.at.date() for line in journal.history(session, ledger.model, record.id) if line.attribute}
    return Told(title, tuple(lines), tuple(sorted(changed)))


def _talk(session: Session, talk: Talk, words: Words, others: _Others) -> Told:
    whole = _told(session, TALKS, talk, words, others, f"{TALKS.title} {talk.number}")
    more = []
    for step in session.scalars(select(TalkFollowUp).where(
            TalkFollowUp.talk_id == talk.id, TalkFollowUp.voided_at.is_(None)).order_by(TalkFollowUp.day, TalkFollowUp.id)):
        more.append(Line(f"{FOLLOW_UPS.title} {step.day}", others.hide(FOLLOW_UPS.field("text"), FOLLOW_UPS.field("text").display(step.text, words))))
    proofs = session.scalars(select(Evidence.title).where(
        Evidence.owner_ledger == TALKS.key, Evidence.owner_id == talk.id, Evidence.voided_at.is_(None))).all()
    if proofs:
        more.append(Line("所附材料", f"{len(proofs)} 份，可以当面查看原件"))
    if talk.voided_at is not None:
        more.append(Line("状态", "已放入回收站"))
    return Told(whole.title, (*whole.lines, *more), whole.corrected)


def _acted(session: Session, person_id: int, told: set[tuple[str, int]]) -> list[tuple[tuple[str, int], Named]]:
    """Every record that points at the person, with the names of the fields that do."""
    found = []
    for ledger in LEDGERS.values():
        links = [field for field in ledger.links if field.target == PEOPLE.key]
        for record in _having(session, ledger, links, person_id):
            if (ledger.key, record.id) not in told:
                part = "、".join(field.label for field in links if getattr(record, field.name) == person_id)
                found.append(((ledger.key, record.id), _named(ledger, record, part)))
    return found


def _having(session: Session, ledger: Ledger, links: list[Link], person_id: int) -> Iterable[Record]:
    if not links:
        return []
    model = ledger.model
    matches = [getattr(model, field.name) == person_id for field in links]
    condition = matches[0]
    for one in matches[1:]:
        condition = condition | one
    return session.scalars(select(model).where(condition, model.voided_at.is_(None)).order_by(model.id))


def _mentioned(session: Session, name: str, known: set[tuple[str, int]]) -> Iterable[Named]:
    if len(name) < 2:
        return
    for key, record_id in search.find(session, name, _MOST):
        if (key, record_id) in known or key not in LEDGERS:
            continue
        ledger = LEDGERS[key]
        try:
            record = records.get(session, ledger, record_id)
        except Missing:
            continue
        fields = [field.label for field in ledger.fields
                  if isinstance(field, (Text, Prose)) and gapless(name) in gapless(getattr(record, field.name) or "")]
        if fields:
            yield _named(ledger, record, f"“{'、'.join(fields)}”里提到")


def _named(ledger: Ledger, record: Record, part: str) -> Named:
    day = getattr(record, ledger.day.key) if ledger.day is not None else None
    return Named(ledger.title, record.number or f"第{record.id}条",
                 "" if day is None else f"{day.date() if isinstance(day, datetime) else day}", part)
