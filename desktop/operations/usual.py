"""What a new record probably has in common with those before it: offered, named, and taken away again by one button."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.fields import Link, Term, Text
from db.ledger import Ledger
from db.workspace import Workspace

LAST = ("place", "host_id", "organiser_id", "speaker_id", "form", "mode")
"""Where, led by whom, in which form: as in the last record. Everything else only when the last two agree."""
OF_ONE = ("speaker_unit", "speaker_post", "lecturer_level")
"""What belongs to a person whom the record names in its own words: with another one it would be wrong."""


def usual_values(workspace: Workspace, ledger: Ledger) -> dict[str, Any]:
    """Names, terms and short texts for the next record, from the last two.

    What stands in a section that is folded away is not offered, since nobody would see it, nor which record a part
    belongs to. Of a ledger about persons only ``LAST`` is carried over: nothing that was noted about one is offered for another.
    """
    with workspace.read() as session:
        model = ledger.model
        last = list(session.scalars(select(model).where(model.voided_at.is_(None)).order_by(model.id.desc()).limit(2)))
        if not last:
            return {}
        titles = {attribute.key for attribute in ledger.title_of}
        hidden = {attribute.key for part in ledger.sections if part.folded for attribute in part.attributes} | {*OF_ONE}
        if ledger.parent is not None:
            hidden.add(ledger.parent.key)
        found = {}
        for field in ledger.form_fields():
            value = getattr(last[0], field.name)
            kept = isinstance(field, (Link, Term)) or (type(field) is Text and not field.required)
            agreed = len(last) == 2 and value == getattr(last[1], field.name) and not ledger.sensitive and field.name not in titles
            if value is not None and kept and field.name not in hidden and not field.readonly and (
                    field.name in LAST or agreed):
                found[field.name] = value
        return found
