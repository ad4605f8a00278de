"""Empty sheets to fill in, with drop-downs for words, people and departments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from db.fields import Choice, Day, Field, Flag, Link, Moment, Number, Term
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.vocabulary import Words, terms_of
from db.workspace import Workspace
from desktop.exchange.book import Book
from desktop.exchange.rows import importable, typed_fields
from desktop.reports.target import replace_file

_LINKS_OFFERED = {"department", "branch", "person"}


def write_template(workspace: Workspace, ledger: Ledger, target: Path, today: date | None = None) -> None:
    """Writes the import template of an ``importable`` ledger. Raises Refusal when it cannot be written."""
    assert importable(ledger), ledger.key
    fields = typed_fields(ledger)
    with workspace.read() as session:
        words = Words(session, LEDGERS, today)
        choices = {field.name: found for field in fields if (found := choices_of(session, field, words))}

    def write(part: Path) -> None:
        with Book(part) as book:
            book.sheet(ledger.title, fields, mark_required=True)
            for place, field in enumerate(fields):
                if field.name in choices:
                    book.offer(ledger.title, place, book.words(choices[field.name]))
            book.explain(explanation(field, choices.get(field.name, [])) for field in fields)

    replace_file(target, write)


def choices_of(session: Session, field: Field, words: Words) -> list[str]:
    """What a drop-down of the field offers, people and departments as of the words' day; empty for free entry."""
    if isinstance(field, Term):
        return [label for _, label in terms_of(session, field.vocabulary)]
    if isinstance(field, Choice):
        return [state.label for state in field.states]
    if isinstance(field, Flag):
        return ["是", "否"]
    if isinstance(field, Link) and field.target in _LINKS_OFFERED:
        return [title for _, title in words.choices(field.target, on=words.today())]
    return []


def explanation(field: Field, choices: list[str]) -> tuple[str, str, str, str]:
    """The field's line in the instructions."""
    return field.label, "必填" if field.required else "", field.help or _how(field), "、".join(choices[:60])


def _how(field: Field) -> str:
    if isinstance(field, Day):
        return "日期，例如 2025-03-05"
    if isinstance(field, Moment):
        return "日期和时间，例如 2025-03-05 14:30"
    if isinstance(field, Number):
        return f"数字{f'，单位{field.unit}' if field.unit else ''}"
    return "填写名称或编号" if isinstance(field, Link) else ""
