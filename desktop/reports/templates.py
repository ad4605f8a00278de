"""The wording of each kind of report: shipped with the program, the hospital's own from the first edit on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.errors import Refusal
from db.resources import resource
from db.workspace import Workspace
from desktop.reports import template

_VERSIONS = 10


@dataclass(frozen=True)
class Kind:
    """A kind of report: its key on the command line, its name, and the periods it is made for."""

    key: str
    name: str
    periods: tuple[str, ...]
    personal: bool = False  # one person's report on what this person did

    @property
    def built(self) -> bool:
        return resource("templates", f"{self.key}.txt").is_file()


KINDS: dict[str, Kind] = {kind.key: kind for kind in (
    Kind("quarterly", "季度意识形态工作情况报告", ("quarter",)),
    Kind("half-year", "半年意识形态工作情况报告", ("half",)),
    Kind("network", "网络意识形态工作情况报告", ("half", "year")),
    Kind("annual", "年度意识形态工作总结", ("year",)),
    Kind("accountability", "意识形态工作责任制述职报告", ("year", "half"), personal=True),
    Kind("inspection", "意识形态工作专项督查自查报告", ("year", "half", "range")),
    Kind("risk-review", "意识形态领域风险研判报告", ("quarter", "half", "year")),
    Kind("rectification", "问题整改进展情况通报", ("quarter", "half", "year", "range")),
    Kind("party-building", "党建工作总结", ("year", "half")),
)}


def kind_of(key: str) -> Kind:
    """The kind of report called ``key``. Raises Refusal when it is unknown or cannot be made yet."""
    kind = KINDS.get(key)
    ready = "、".join(f"{one.key}（{one.name}）" for one in KINDS.values() if one.built)
    if kind is None:
        raise Refusal(f"没有“{key}”这种报告，现在可用的有：{ready}。")
    if not kind.built:
        raise Refusal(f"暂不支持“{kind.name}”，现在可用的有：{ready}。")
    return kind


def template_text(workspace: Workspace, key: str) -> str:
    """The template in use: the hospital's own, else the shipped one. Raises Refusal for a kind that cannot be made."""
    kind = kind_of(key)
    return workspace.setting(_place(kind)) or shipped_text(kind.key)


def shipped_text(key: str) -> str:
    return resource("templates", f"{kind_of(key).key}.txt").read_text(encoding="utf-8")


def is_own(workspace: Workspace, key: str) -> bool:
    """Whether the hospital has changed the template of this kind."""
    return bool(workspace.setting(_place(kind_of(key))))


def set_template(workspace: Workspace, key: str, text: str) -> None:
    """Keeps the hospital's own wording in its file. Raises Refusal when the template cannot be read."""
    kind = kind_of(key)
    if not text.strip():
        raise Refusal(f"“{kind.name}”模板是空的，请填写内容，或恢复默认模板。")
    template.verify(text, kind.name)
    if text != template_text(workspace, key):
        _remember(workspace, kind)
        workspace.set_setting(_place(kind), text)


def reset_template(workspace: Workspace, key: str) -> None:
    """Back to the shipped wording."""
    kind = kind_of(key)
    if is_own(workspace, key):
        _remember(workspace, kind)
        workspace.set_setting(_place(kind), None)


@dataclass(frozen=True)
class Version:
    """A wording that was in use ``until`` another took its place."""

    until: datetime
    text: str


def versions(workspace: Workspace, key: str) -> list[Version]:
    """The wordings used before, the latest first; the last ten are kept."""
    return [Version(datetime.fromisoformat(until), text) for until, text in workspace.setting(_place(kind_of(key)) + ".before") or []]


def _remember(workspace: Workspace, kind: Kind) -> None:
    place = _place(kind) + ".before"
    before = [workspace.clock().isoformat(timespec="seconds"), template_text(workspace, kind.key)]
    workspace.set_setting(place, [before, *(workspace.setting(place) or [])][:_VERSIONS])


def _place(kind: Kind) -> str:
    return f"template.{kind.key}"
