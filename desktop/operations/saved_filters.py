"""Filters the clerk gave a name, per ledger, kept in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field as dataclass_field
from datetime import date
from typing import Any

from db.errors import Refusal
from db.fields import Day, Moment, Number
from db.ledger import Ledger
from db.workspace import Workspace

MOST = 30


@dataclass(frozen=True)
class SavedFilter:
    """What a list was kept to: words, conditions as in ``ListQuery.filters``, and whether only the shared period."""

    name: str
    words: str = ""
    filters: dict[str, Any] = dataclass_field(default_factory=dict)
    period_only: bool = False


def saved_filters(workspace: Workspace, ledger: Ledger) -> list[SavedFilter]:
    """The filters of a ledger in the order of their making; conditions on fields that are gone are left out."""
    return [SavedFilter(one["name"], one["words"], _decoded(ledger, one["filters"]), one["period_only"])
            for one in workspace.setting(_key(ledger), [])]


def save_filter(workspace: Workspace, ledger: Ledger, wanted: SavedFilter) -> None:
    """Keeps a filter; one with the same name gives way. Raises Refusal."""
    kept = saved_filters(workspace, ledger)
    places = [place for place, one in enumerate(kept) if one.name == wanted.name]
    if not wanted.name.strip():
        raise Refusal("请给这个筛选起个名字。")
    if places:
        kept[places[0]] = wanted
    elif len(kept) >= MOST:
        raise Refusal(f"每本台账最多存 {MOST} 个常用筛选，请先删去不用的。")
    else:
        kept.append(wanted)
    _write(workspace, ledger, kept)


def rename_filter(workspace: Workspace, ledger: Ledger, old: str, new: str) -> None:
    """Gives a filter another name. Raises Refusal when another one has it."""
    kept = saved_filters(workspace, ledger)
    if new != old and any(one.name == new for one in kept):
        raise Refusal(f"已经有叫“{new}”的筛选了，请换个名字。")
    _write(workspace, ledger, [SavedFilter(new, one.words, one.filters, one.period_only) if one.name == old else one
                               for one in kept])


def drop_filter(workspace: Workspace, ledger: Ledger, name: str) -> None:
    _write(workspace, ledger, [one for one in saved_filters(workspace, ledger) if one.name != name])


def _write(workspace: Workspace, ledger: Ledger, filters: Iterable[SavedFilter]) -> None:
    workspace.set_setting(_key(ledger), [
        {"name": one.name, "words": one.words, "filters": _encoded(one.filters), "period_only": one.period_only}
        for one in filters])


def _encoded(filters: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, condition in filters.items():
        if isinstance(condition, (set, frozenset)):
            found[name] = sorted(condition, key=str)
        elif isinstance(condition, tuple):
            found[name] = [end.isoformat() if isinstance(end, date) else end for end in condition]
        else:
            found[name] = condition
    return found


def _decoded(ledger: Ledger, filters: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, condition in filters.items():
        try:
            field = ledger.field(name)
        except KeyError:
            continue
        if isinstance(field, (Day, Moment)):
            found[name] = tuple(date.fromisoformat(day) if day is not None else None for day in condition)
        elif isinstance(field, Number):
            found[name] = tuple(condition)
        else:
            found[name] = set(condition) if isinstance(condition, list) else condition
    return found


def _key(ledger: Ledger) -> str:
    return f"filters/{ledger.key}"
