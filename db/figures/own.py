"""Figures of the clerk's own ledgers (domain.md L19): every one counts its records, quantity, attendances and numbers.

Ids are ``<ledger key>:count``, ``:quantity``, ``:people``, ``:names`` and ``:<field>`` for each number and each choice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from db.fields import Number, Term
from db.figures.measure import Count, Distinct, Groups, Measure, Sum
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.own_ledgers import GROUP, OwnLedger, key_of

ROWS: dict[str, tuple[str, str]] = {
    "F040": ("党建品牌", "count"), "F041": ("党员示范岗", "quantity"), "F082": ("评选活动", "count"), "F083": ("先进典型", "names"),
    "F162": ("先进典型", "count"), "F116": ("健康大讲堂", "quantity"), "F117": ("健康大讲堂", "people"), "F119": ("文化进校园", "names"),
    "F120": ("文化进校园", "people"), "F124": ("青年导师", "quantity"), "F130": ("优秀文章", "quantity"),
    "F133": ("选派进修", "quantity"),
}
"""Rows of the catalogue that are each hospital's own: row → (a ledger that a clerk may define, which of its figures)."""


def measures(session: Session) -> list[Measure]:
    """The figures of the own ledgers that this file defines, in the order of their definition."""
    keys = [key_of(definition) for definition in session.scalars(
        select(OwnLedger).where(OwnLedger.voided_at.is_(None)).order_by(OwnLedger.id))]
    return [measure for key in keys if key in LEDGERS for measure in _measures(LEDGERS[key])]


def find(figure_id: str) -> Measure | None:
    """The measure of an id such as ``own_3f…:people``, None when there is no such ledger or field."""
    ledger = LEDGERS.get(figure_id.partition(":")[0])
    if ledger is None or ledger.group != GROUP:
        return None
    return next((measure for measure in _measures(ledger) if measure.id == figure_id), None)


@lru_cache(maxsize=256)
def _measures(ledger: Ledger) -> tuple[Measure, ...]:
    """Made once per definition: statements are kept by the measures they count."""
    title, unit = ledger.title, getattr(ledger.field("quantity"), "unit", "")
    model: Any = ledger.model
    inside = f"日期在报告期内的“{title}”记录"
    made = [
        Measure(f"{ledger.key}:count", f"{title}记录", ledger, "条", inside, Count()),
        Measure(f"{ledger.key}:quantity", title, ledger, unit, f"{inside}的数量之和", Sum(model.quantity)),
        Measure(f"{ledger.key}:names", f"{title}名称", ledger, unit, f"{inside}的不同名称，同名的计一个", Distinct(model.title)),
        Measure(f"{ledger.key}:people", f"{title}人次", ledger, "人次", f"{inside}的人次之和", Sum(model.people))]
    shown = {field.name for field in ledger.form_fields()} - {"quantity", "people"}
    for attribute in inspect(model).column_attrs:
        if attribute.key not in shown:
            continue
        field, column = ledger.field(attribute.key), getattr(model, attribute.key)
        if isinstance(field, Number):
            made.append(Measure(f"{ledger.key}:{field.name}", f"{title}·{field.label}", ledger, field.unit,
                                f"{inside}的“{field.label}”之和", Sum(column)))
        elif isinstance(field, Term):
            made.append(Measure(f"{ledger.key}:{field.name}", f"{title}·{field.label}", ledger, "类",
                                f"{inside}，按“{field.label}”分组",
                                Groups(column), part_unit="条"))
    return tuple(made)
