"""Vocabularies (kinds of talk, sources of problems …) and the translation between codes, ids and words."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db.errors import Refusal, UnknownTerm
from db.fields import LOCKED, gapless
from db.ledger import Ledger
from db.record import VocabularyTerm
from db.resources import resource


@lru_cache(maxsize=1)
def shipped() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """The vocabularies the program ships: name → (title, [(code, label)]) from ``resources/vocabularies.tsv``."""
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    with resource("vocabularies.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t"):
            if len(row) < 3 or row[0].startswith("#"):
                continue
            if row[1] == "":
                found[row[0]] = (row[2], [])
            else:
                found[row[0]][1].append((row[1], row[2]))
    return found


def seed(session: Session) -> None:
    """Puts the shipped terms that the file does not have yet into it."""
    have = {tuple(row) for row in session.execute(select(VocabularyTerm.vocabulary, VocabularyTerm.code))}
    for vocabulary, (_, terms) in shipped().items():
        for position, (code, label) in enumerate(terms):
            if (vocabulary, code) not in have:
                session.add(VocabularyTerm(vocabulary=vocabulary, code=code, label=label, position=position, retired=False))


def terms_of(session: Session, vocabulary: str, with_retired: bool = False) -> list[tuple[str, str]]:
    """(code, label) in the clerk's order; retired terms only when asked for."""
    query = select(VocabularyTerm.code, VocabularyTerm.label).where(VocabularyTerm.vocabulary == vocabulary)
    if not with_retired:
        query = query.where(VocabularyTerm.retired.is_(False))
    return [(row.code, row.label) for row in session.execute(_in_order(query))]


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.where(VocabularyTerm.voided_at.is_(None)).order_by(VocabularyTerm.position, VocabularyTerm.id)


def add_term(session: Session, vocabulary: str, label: str) -> str:
    """Adds the clerk's own term and returns its code. An existing label (also a retired one) is taken up again."""
    label = " ".join(label.split())
    if not label:
        raise Refusal("词条不能为空，请输入名称。")
    found = session.scalars(select(VocabularyTerm).where(
        VocabularyTerm.vocabulary == vocabulary, VocabularyTerm.label == label)).first()
    if found is not None:
        found.retired, found.voided_at = False, None
        return found.code
    rank = session.scalar(select(func.coalesce(func.max(VocabularyTerm.position), 0)).where(
        VocabularyTerm.vocabulary == vocabulary))
    term = VocabularyTerm(vocabulary=vocabulary, code="", label=label, position=(rank or 0) + 1, retired=False)
    session.add(term)
    session.flush()
    term.code = f"own-{term.id}"
    return term.code


class Words:
    """Labels for codes and titles for linked records, looked up in bulk and remembered for one reading session."""

    def __init__(self, session: Session, ledgers: dict[str, Ledger], today: date | None = None):
        self._session, self._ledgers, self._today = session, ledgers, today
        self._terms: dict[str, dict[str, str]] = {}
        self._titles: dict[tuple[str, int], str] = {}

    def term(self, vocabulary: str, code: str) -> str:
        return self.terms(vocabulary).get(code, code)

    def code(self, vocabulary: str, label: str) -> str:
        known = self.terms(vocabulary)
        for code, text in known.items():
            if label in (text, code):
                return code
        shown = "、".join(list(known.values())[:12])
        title = shipped()[vocabulary][0] if vocabulary in shipped() else vocabulary
        raise UnknownTerm(f"“{title}”里没有“{label}”，可填：{shown}；也可以先到“设置—词汇”里增加。", (label,))

    def today(self) -> date:
        return self._today or date.today()

    def plain(self, value: str) -> str:
        """The text of a sealed value, as far as the file's 谈话锁 is open."""
        lock = self._session.info.get("talk_lock")
        return lock.plain(value) if lock is not None else LOCKED

    def linked(self, ledger_key: str, record_id: int) -> str:
        if (ledger_key, record_id) not in self._titles:
            self.load(ledger_key, [record_id])
        return self._titles.get((ledger_key, record_id), f"（第{record_id}号，已不存在）")

    def load(self, ledger_key: str, record_ids: Iterable[int]) -> None:
        """Reads the titles of many linked records at once."""
        wanted = sorted({record_id for record_id in record_ids if (ledger_key, record_id) not in self._titles})
        ledger = self._ledgers[ledger_key]
        for start in range(0, len(wanted), 500):
            rows = self._session.execute(select(ledger.model.id, *ledger.title_of).where(
                ledger.model.id.in_(wanted[start:start + 500])))
            for row in rows:
                self._titles[ledger_key, row[0]] = self._title(ledger, row[1:])

    def find(self, ledger_key: str, text: str) -> int:
        """The id of the one record called ``text`` (its title, first title field or number). Raises Refusal."""
        ledger, text = self._ledgers[ledger_key], text.strip()
        model, name = ledger.model, gapless(text)
        ids = list(self._session.scalars(select(model.id).where(model.voided_at.is_(None), or_(
            func.replace(ledger.title_of[0], " ", "") == name, model.number == text)).limit(2)))
        if not ids and name != text:
            ids = [record_id for record_id, title in self.choices(ledger_key) if gapless(title) == name][:2]
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise Refusal(f"{ledger.title}里有两个“{text}”，请写编号来区分。")
        raise Refusal(f"{ledger.title}里没有“{text}”，请检查写法，或先到“设置”里增加。")

    def choices(self, ledger_key: str, on: date | None = None, limit: int = 2000) -> list[tuple[int, str]]:
        """(id, title) of the records that can be linked; with ``on`` only those in force on that day."""
        ledger = self._ledgers[ledger_key]
        query = select(ledger.model.id, *ledger.title_of).where(ledger.model.voided_at.is_(None))
        if on is not None and hasattr(ledger.model, "valid_from"):
            query = query.where(or_(ledger.model.valid_from.is_(None), ledger.model.valid_from <= on),
                                or_(ledger.model.valid_to.is_(None), ledger.model.valid_to >= on))
        order = ledger.model.position if hasattr(ledger.model, "position") else ledger.model.id.desc()
        return [(row[0], self._title(ledger, row[1:])) for row in self._session.execute(query.order_by(order).limit(limit))]

    def _title(self, ledger: Ledger, values: Iterable[object]) -> str:
        parts = []
        for attribute, value in zip(ledger.title_of, values):
            field = attribute.property.columns[0].info.get("field")
            if value is not None:
                parts.append(field.display(value, self) if field else str(value))
        return " ".join(part for part in parts if part)

    def terms(self, vocabulary: str) -> dict[str, str]:
        """Code → label of a vocabulary, retired terms too; read when first asked for."""
        if vocabulary not in self._terms:
            self.load_terms((vocabulary,))
        return self._terms[vocabulary]

    def load_terms(self, vocabularies: Iterable[str]) -> None:
        """Reads several vocabularies at once."""
        wanted = sorted(set(vocabularies) - self._terms.keys())
        if wanted:
            self._terms |= {vocabulary: {} for vocabulary in wanted}
            for vocabulary, code, label in self._session.execute(_in_order(select(
                    VocabularyTerm.vocabulary, VocabularyTerm.code, VocabularyTerm.label).where(VocabularyTerm.vocabulary.in_(wanted)))):
                self._terms[vocabulary][code] = label
