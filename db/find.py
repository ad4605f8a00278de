"""One search over everything: records by their words, numbers, people by initials, proofs by their file names.

Results come by ledger, each with the piece of text that was met. Of sensitive ledgers (talks) no text is shown: they are
found, and named by number and day only. Source: issue "Find", storage study section 4 (newest first, by rowid).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import null, select, text
from sqlalchemy.orm import Session

from db import names, search
from db.fields import Prose, Text
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.record import Evidence
from db.vocabulary import Words

NEWEST = 600  # so many newest matches are sorted into ledgers; a word met more often is a word to be made longer
SHOWN = 5  # matches shown of one ledger
_MOST = 5000
_BEFORE, _AFTER = 10, 24  # characters around a match
PROOFS = "evidence"


@dataclass(frozen=True)
class Hit:
    """One record: where, what it is called, and the words around the match ("" where they may not be shown)."""

    ledger_key: str
    record_id: int
    title: str
    before: str = ""
    match: str = ""
    after: str = ""


@dataclass(frozen=True)
class Group:
    """The matches of one ledger (or of the proofs), the newest first. ``more``: there are others, not shown."""

    key: str
    title: str
    hits: tuple[Hit, ...]
    more: bool = False


def everything(session: Session, typed: str) -> list[Group]:
    """Groups in the order of the ledgers; people first when initials were typed, proofs last."""
    typed = typed.strip()
    if len(typed) < 2:
        return []
    named = names.find(session, typed, limit=SHOWN * 3)
    matched = [place for place in search.find(session, typed, NEWEST) if place[0] in LEDGERS]
    by_ledger: dict[str, list[int]] = {}
    for key, record_id in (*named, *matched):
        ids = by_ledger.setdefault(key, [])
        if record_id not in ids:
            ids.append(record_id)
    words = Words(session, LEDGERS)
    pieces = typed.split()
    whole = len(matched) >= NEWEST
    first = [key for key in by_ledger if any(key == place[0] for place in named)]
    order = [*first, *(key for key in LEDGERS if key in by_ledger and key not in first)]
    groups = [Group(key, LEDGERS[key].title, tuple(_hits(session, LEDGERS[key], by_ledger[key][:SHOWN], pieces, words)),
                    len(by_ledger[key]) > SHOWN or whole) for key in order]
    proofs = _proofs(session, pieces, words)
    return groups + ([Group(PROOFS, "佐证材料", tuple(proofs[:SHOWN]), len(proofs) > SHOWN)] if proofs else [])


def ids_of(session: Session, key: str, typed: str) -> frozenset[int]:
    """The records of one ledger that are met, at most 5000: what 还有更多 leads to."""
    found = {record_id for _, record_id in names.find(session, typed.strip(), key)}
    if phrase := search.phrase(typed):
        found |= set(session.scalars(text(f"{search.matching(key)} LIMIT :limit"), {"phrase": phrase, "limit": _MOST}))
    return frozenset(found)


def _hits(session: Session, ledger: Ledger, ids: list[int], pieces: list[str], words: Words) -> Iterable[Hit]:
    words.load(ledger.key, ids)
    fields = [field for field in ledger.fields if isinstance(field, (Text, Prose))]
    shown = [] if ledger.sensitive else fields
    columns = [getattr(ledger.model, field.name) for field in shown]
    above = ledger.field(ledger.parent) if ledger.parent is not None else None
    rows = {row[0]: row for row in session.execute(select(
        ledger.model.id, ledger.model.number, ledger.parent if above is not None else null(), *columns).where(
        ledger.model.id.in_(ids)))}
    if above is not None:
        words.load(above.target, {row[2] for row in rows.values() if row[2] is not None})
    for record_id in ids:
        if record_id not in rows:
            continue
        number = rows[record_id][1] or ""
        title = words.linked(ledger.key, record_id)
        if number and number not in title:
            title = f"{number} {title}"
        before, match, after = _around(rows[record_id][3:], pieces, title)
        if above is not None and not match and rows[record_id][2] is not None:
            after = words.linked(above.target, rows[record_id][2])  # parts are often called alike
        yield Hit(ledger.key, record_id, title, before, match, after)


def _around(texts: Iterable[str | None], pieces: list[str], title: str) -> tuple[str, str, str]:
    """What stands before, at and after the first match outside the title; nothing when the title itself says it."""
    folded = title.casefold()
    wanted = [piece for piece in pieces if piece.casefold() not in folded]
    for body in texts if wanted else ():
        flat = " ".join((body or "").split())
        for piece in wanted:
            place = flat.casefold().find(piece.casefold())
            if place >= 0:
                start, end = max(0, place - _BEFORE), place + len(piece)
                return (("…" if start else "") + flat[start:place], flat[place:end],
                        flat[end:end + _AFTER] + ("…" if len(flat) > end + _AFTER else ""))
    return "", "", ""


def _proofs(session: Session, pieces: list[str], words: Words) -> list[Hit]:
    """Proofs whose title or file name holds every piece; they lead to the record they belong to."""
    query = select(Evidence).where(Evidence.voided_at.is_(None))
    for piece in pieces:
        query = query.where((Evidence.title + " " + Evidence.file_name).contains(piece, autoescape=True))
    found = []
    for proof in session.scalars(query.order_by(Evidence.id.desc()).limit(SHOWN + 1)):
        if proof.owner_ledger in LEDGERS:
            owner = f"{LEDGERS[proof.owner_ledger].title} {words.linked(proof.owner_ledger, proof.owner_id)}"
            found.append(Hit(proof.owner_ledger, proof.owner_id, proof.file_name, after=owner))
    return found
