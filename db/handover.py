"""交接: the numbers of a file at the moment it is handed on, and re-counting them where it arrives.

A package states what every ledger holds, how many proofs there are and how far the log goes. The successor's file fits
when every number is the same and the log still contains the very step the package names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import journal
from db.backup.contents import contents_of
from db.errors import Refusal
from db.journal import Step
from db.record import Evidence

FORM, PACKAGES, CHECKS = "handover_form", "handover_packages", "handover_checks"  # settings
_KIND = "履责台账交接数据"
_KEPT = 20  # results kept in the file


@dataclass(frozen=True)
class Numbers:
    """What a file holds: ledger key → records outside the recycle bin; ``titles`` name them. ``origin`` and ``tip`` are the
    hashes of the first and of the last step, ``last_step`` is the last one's number."""

    hospital: str
    at: datetime
    counts: dict[str, int]
    titles: dict[str, str]
    proofs: int
    origin: str
    last_step: int
    tip: str

    def to_json(self) -> str:
        return json.dumps({"kind": _KIND, **self.__dict__, "at": self.at.isoformat()}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Numbers:
        """Read back. Raises Refusal for anything but what ``to_json`` wrote."""
        try:
            plain: Any = json.loads(text)
            if plain.pop("kind") != _KIND:
                raise ValueError
            made = cls(**plain | {"at": datetime.fromisoformat(plain["at"])})
            if not all(isinstance(count, int) for count in (*made.counts.values(), made.proofs, made.last_step)):
                raise ValueError
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Refusal("这不是交接包里的“交接数据.json”，或者文件已经损坏，请重新选择。") from error
        return made


@dataclass(frozen=True)
class Line:
    """One number compared: what it is, as handed over, as found here."""

    words: str
    then: str
    now: str

    @property
    def same(self) -> bool:
        return self.then == self.now


@dataclass(frozen=True)
class Check:
    """The result of re-counting. ``problems`` are sentences; none = everything fits."""

    package: Numbers
    at: datetime
    lines: tuple[Line, ...]
    problems: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return not self.problems


def count(session: Session, at: datetime) -> Numbers:
    """The numbers of the open file now."""
    found = contents_of(session.connection())
    proofs = session.scalar(select(func.count()).select_from(Evidence).where(Evidence.voided_at.is_(None)))
    return Numbers(found.hospital, at, found.counts, found.titles, proofs or 0, found.origin, found.last_step, found.tip)


def compare(session: Session, package: Numbers, at: datetime) -> Check:
    """Counts the open file anew and walks its whole log."""
    here = count(session, at)
    keys = dict.fromkeys((*package.counts, *here.counts))
    lines = [Line(package.titles.get(key) or here.titles.get(key, key), f"{package.counts.get(key, 0)}条", f"{here.counts.get(key, 0)}条")
             for key in keys]
    lines.append(Line("佐证材料", f"{package.proofs}份", f"{here.proofs}份"))
    problems = []
    if here.origin != package.origin:
        problems.append("这不是交接的那个台账文件：两边日志的第一步不同。")
    else:
        there = session.scalar(select(Step.hash).where(Step.id == package.last_step))
        if there is None:
            problems.append(f"这份台账比交接包旧：日志只到第 {here.last_step} 步，交接时到第 {package.last_step} 步。请用交接以后做的备份。")
        elif there != package.tip:
            problems.append(f"日志第 {package.last_step} 步与交接时不同，这份台账不是从交接的那一份接下来的。")
        if (broken := journal.broken_at(session)) is not None:
            problems.append(f"日志从第 {broken} 步起对不上，台账在程序之外被改动过，请用备份核对。")
    lines.append(Line("操作日志（第几步）", f"{package.last_step}", f"{min(here.last_step, package.last_step)}"))
    different = [line for line in lines if not line.same]
    if different:
        told = "、".join(f"{line.words}（交接时{line.then}，现在{line.now}）" for line in different[:5])
        more = f"等 {len(different)} 项" if len(different) > 5 else ""
        since = here.last_step - package.last_step
        why = f"交接以后台账又有 {since} 步操作，可能由此而来。" if since > 0 else ""
        problems.append(f"数量不同：{told}{more}。{why}")
    return Check(package, at, tuple(lines), tuple(problems))


def kept(checks: list[dict[str, Any]] | None, check: Check) -> list[dict[str, Any]]:
    """The results kept in the file with a new one in front."""
    entry = {"at": check.at.isoformat(), "package": check.package.at.isoformat(), "step": check.package.last_step,
             "problems": list(check.problems)}
    return [entry, *(checks or [])][:_KEPT]
