"""What a template may print: figures, and phrases that are true only of some figures.

A printed figure is wrapped in private-use characters while the template renders, so that the finished paragraph still
knows which words state which figure (``desktop.reports.markup`` takes them off).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from db import wording
from db.figures import Figure, Part, find
from db.giving_way import give_way

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
BREAK = "\ue010"  # a blank line of the template; lines that become blank while rendering end no paragraph
NUMBER, ZERO, SAID = "n", "z", "s"
MARK = re.compile(f"{OPEN}([^{MIDDLE}]+)([{NUMBER}{ZERO}{SAID}]){MIDDLE}([^{CLOSE}]*){CLOSE}")
_EDGES = "，。；、： "
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class BrokenSlot(Exception):
    """A slot that cannot be filled. ``str`` is half a sentence: what is wrong and what to do, without a full stop."""


def plain(text: str | None) -> str:
    """Free text from a record, made harmless for a template's line: one line, no markup at its start, no marks."""
    return _PRIVATE.sub("", "".join((text or "").split("\n"))).strip().lstrip("#*-+|>%").strip()


def mark(words: str, figure: Figure, kind: str) -> str:
    """``words`` wrapped so that they keep the figure's id; punctuation around them stays outside."""
    core = words.strip(_EDGES)
    if not core:
        return words
    before, _, after = words.partition(core)
    return f"{before}{OPEN}{figure.id}{kind}{MIDDLE}{core}{CLOSE}{after}"


class Slot:
    """One figure in a template: printed it is the figure's words, in a condition true when not zero."""

    def __init__(self, figure: Figure):
        self.figure = figure

    def __str__(self) -> str:
        return mark(self.figure.text or "0", self.figure, ZERO if self.figure.zero else NUMBER)

    def __bool__(self) -> bool:
        return bool(self.figure)

    @property
    def value(self) -> float:
        """The number itself, for conditions; 0 when there was no case."""
        return self.figure.value or 0

    @property
    def whole(self) -> bool:
        """Of a rate: every case fits, and there is one."""
        return bool(self.figure.total) and self.figure.hits == self.figure.total


class Slots:
    """``f`` of a template: ``f.F015``. A row that means the same as a figure may be named as well."""

    def __init__(self, figures: Mapping[str, Figure]):
        self._figures = figures

    def __getattr__(self, name: str) -> Slot:
        give_way()  # a template asks some hundred times
        measure = find(name)
        if measure is None or measure.id not in self._figures:
            raise BrokenSlot(f"用了不存在的数字“{name}”，请改成“数字”列表里有的编号，或删去这一处")
        return Slot(self._figures[measure.id])

    __getitem__ = __getattr__


def any_of(*slots: Slot) -> bool:
    """At least one of the figures is not zero."""
    return any(map(bool, slots))


def zero(*slots: Slot) -> bool:
    """All of the figures are zero."""
    return not any(map(bool, slots))


def all_of(slot: Slot, words: str, otherwise: str = "") -> str:
    """``words`` (均得到化解) when every case fits; else ``otherwise`` with {} = the rate; "" without a case."""
    figure = slot.figure
    if figure.total is None:
        raise BrokenSlot(f"all_of 只能用于比率，“{figure.label}”不是比率，请换一个数字")
    if not figure.total:
        return ""
    return mark(words, figure, SAID) if slot.whole else _with(otherwise, figure.text, figure)


def none_of(slot: Slot, words: str, otherwise: str = "") -> str:
    """``words`` (未出现…) when the figure is zero; else ``otherwise`` with {} = the figure."""
    return mark(words, slot.figure, SAID) if slot.figure.zero else _with(otherwise, slot.figure.text, slot.figure)


def names(slot: Slot, most: int = 6) -> str:
    """The names of a figure's groups, largest first: 医院动态、健康科普和党建信息; 等 when some are left out."""
    return mark(_listed(slot, most, lambda part: part.label), slot.figure, SAID)


def counts(slot: Slot, most: int = 6, after: str = "") -> str:
    """The names of a figure's groups with their numbers: 医院动态80篇、健康科普46篇; ``after`` follows each name."""
    return mark(_listed(slot, most, lambda part: f"{part.label}{after}{part.text}"), slot.figure, SAID)


def fits(slot: Slot) -> str:
    """Of a rate: how many fit, 27份."""
    return mark(slot.figure.parts[0].text if slot.figure.parts else "", slot.figure, SAID)


def also(words: str, slot: Slot) -> str:
    """``words`` with {} = the figure when it is not zero, else nothing: 形成调研报告2份."""
    return "" if slot.figure.zero else _with(words, slot.figure.text, slot.figure)


def tell(*pairs: str | Slot) -> str:
    """Words and figures in turn, zero ones left out: 讲党课2次，警示教育5次. The sentence drops when all are zero."""
    told = [(words, slot) for words, slot in zip(pairs[::2], pairs[1::2]) if slot]
    if not told:
        return str(pairs[1])
    return "，".join(_with(words, slot.figure.text, slot.figure) if "{}" in words else f"{words}{slot}"
                    for words, slot in told)


def numeral(number: int) -> str:
    """3 → 三, for 措施三."""
    return wording.chinese(number)


def changes(earlier: Callable[[], Mapping[str, Figure]], against: str) -> Callable[[Slot], str]:
    """The template's ``change``: 比上季度增加3次. ``earlier`` counts the period before, at the first use only."""

    def change(slot: Slot) -> str:
        figure, before = slot.figure, earlier()[slot.figure.id]
        if not isinstance(figure.value, int) or not isinstance(before.value, int):
            raise BrokenSlot(f"change 只能用于个数，“{figure.label}”是比率或天数，请换一个数字")
        return mark(wording.change(figure.value, before.value, figure.unit, against), figure, SAID)

    return change


HELPERS: dict[str, Callable[..., Any]] = {
    "any_of": any_of, "zero": zero, "all_of": all_of, "none_of": none_of, "names": names, "counts": counts,
    "fits": fits, "also": also, "tell": tell, "numeral": numeral}


def _listed(slot: Slot, most: int, words: Callable[[Part], str]) -> str:
    """The groups with a label of their own; those merged as 其他 are told by 等."""
    named = [plain(words(part)) for part in slot.figure.parts if part.code not in ("", "hit", "miss")]
    merged = any(part.code == "" for part in slot.figure.parts)
    return "、".join(named) + "等" if merged and 0 < len(named) <= most else wording.listing(named, most)


def _with(words: str, text: str, figure: Figure) -> str:
    before, hole, after = words.partition("{}")
    return before + mark(text, figure, NUMBER) + after if hole else words
