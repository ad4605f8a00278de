"""What a new record probably has in common with those before it: offered, named, and taken away again by one button."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.fields import Link, Term, Text
from db.ledger import Ledger
from db.workspace import Workspace

LAST = ("place", "host_id", "organiser_id", "speaker_id", "form", "mode")
"""Where, led by whom, in which form: as in the last record. Everything else only when the last two agree."""


def usual_values(workspace: Workspace, ledger: Ledger) -> dict[str, Any]:
    """Names, terms and short texts for the next record, from the last two.

    Of a ledger about persons only ``LAST`` is carried over: nothing that was noted about one is offered for another.
    """
    with workspace.read() as session:
        model = ledger.model
        last = list(session.scalars(select(model).where(model.voided_at.is_(None)).order_by(model.id.desc()).limit(2)))
        if not last:
            return {}
        titles = {attribute.key for attribute in ledger.title_of}
        found = {}
        for field in ledger.form_fields():
            value = getattr(last[0], field.name)
            kept = isinstance(field, (Link, Term)) or (type(field) is Text and not field.required)
            agreed = len(last) == 2 and value == getattr(last[1], field.name) and not ledger.sensitive and field.name not in titles
            if value is not None and kept and not field.readonly and (field.name in LAST or agreed):
                found[field.name] = value
        return found
