"""A figure: a counted value, how a report says it, the rule it was counted by, and the records behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from db.periods import Period


@dataclass(frozen=True)
class Part:
    """One share of a figure: a group of a vocabulary (code, label), or the cases that fit a rate or do not."""

    code: str
    label: str
    value: int
    text: str
    ids: str = field(default="", repr=False)

    @cached_property
    def record_ids(self) -> tuple[int, ...]:
        return split(self.ids)


@dataclass(frozen=True)
class Figure:
    """One figure of one period. Made only by ``db.figures``.

    ``value`` is a count, a sum, a percentage (0 to 100) or a number of days; None when there was no case to rate.
    ``text`` is how a report prints it, unit included ("" for None). ``rule`` is the counting rule (口径) in words.
    ``parts``: groups, largest first; for a rate of records those that fit (code ``hit``) and the others (``miss``).
    ``hits`` and ``total`` are the two numbers of a rate.
    A figure is false in a condition when it is zero or has no case.
    """

    id: str
    label: str
    value: int | float | None
    text: str
    rule: str
    unit: str
    ledger_key: str
    period: Period
    parts: tuple[Part, ...] = ()
    hits: int | None = None
    total: int | None = None
    ids: str = field(default="", repr=False)

    @cached_property
    def record_ids(self) -> tuple[int, ...]:
        """Ids of the records counted (for a rate: of all cases), ascending."""
        return split(self.ids)

    @property
    def zero(self) -> bool:
        return not self.value

    def __bool__(self) -> bool:
        return not self.zero

    def plain(self, with_ids: bool = True) -> dict[str, Any]:
        """The figure as JSON values, for files and the command line."""
        value = {"id": self.id, "label": self.label, "value": self.value, "text": self.text, "unit": self.unit,
                 "rule": self.rule,
                 "ledger": self.ledger_key, "period": self.period.code,
                 "parts": [{"code": part.code, "label": part.label, "value": part.value, "text": part.text}
                           for part in self.parts]}
        if self.total is not None:
            value |= {"hits": self.hits, "total": self.total}
        return value | ({"record_ids": list(self.record_ids)} if with_ids else {})


def split(ids: str) -> tuple[int, ...]:
    """``"3,1"`` → (1, 3)."""
    return tuple(sorted(int(one) for one in ids.split(","))) if ids else ()
