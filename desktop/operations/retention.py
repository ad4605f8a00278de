"""Destroying what is past its time, and what that leaves elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db import retention
from db.backup.remaining import Remaining, remaining, remove_local_copies
from db.destroyed import Destruction
from db.destruction import Decision, Destroyed, destroy
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.retention import Expired
from db.workspace import Workspace
from desktop import log
from desktop.operations import lent

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Outcome:
    """What was destroyed, where copies still hold it, and what could not be done."""

    destroyed: Destroyed
    remaining: tuple[Remaining, ...]
    problems: tuple[str, ...] = ()


def expired_now(workspace: Workspace, today: date, most: int) -> tuple[list[Expired], int]:
    """The first records past their time, and how many there are in all."""
    with workspace.read() as session:
        return retention.expired(session, today, most), retention.count_expired(session, today)


def find_by_number(workspace: Workspace, number: str) -> Expired:
    """A record that is to be destroyed before its time, as when the person concerned asks for it. Raises Refusal."""
    wanted = number.strip()
    with workspace.read() as session:
        for ledger in retention.ledgers_kept():
            day = ledger.day
            row = session.execute(select(ledger.model.id, day, ledger.model.voided_at).where(
                ledger.model.number == wanted)).first() if wanted else None
            if row is not None:
                on = row[1].date() if hasattr(row[1], "hour") else row[1]
                return Expired(ledger.key, row[0], wanted, on, on, row[2] is not None)
    raise Refusal(f"没有编号是“{wanted}”的记录，请照列表里的编号输入，如 TX-2025-Q3-001。")


def destroy_records(workspace: Workspace, wanted: Mapping[str, Sequence[int]], decision: Decision, drop_copies: bool,
                    progress: Progress) -> Outcome:
    """Destroys the records and, if asked, the automatic copies of this computer, of which a new one is made."""
    done = destroy(workspace, wanted, decision, progress)
    problems = [f"佐证材料的文件没有删掉，请关闭正在使用它的程序后手工删除：{place}" for place in done.left]
    lent.take_back()
    if drop_copies:
        from desktop.operations.copies import automatic

        try:
            remove_local_copies(workspace)
            automatic(workspace)
        except (OSError, Refusal) as error:
            log.write("warning", f"local copies after a destruction: {error}")
            problems.append("本机自动副本没有删完，请在“备份与恢复”里查看。")
    with workspace.read() as session:
        at = session.get(Destruction, done.destruction_id).at
    return Outcome(done, tuple(remaining(workspace, at)), tuple(problems))


def destructions(workspace: Workspace) -> list[Destruction]:
    """The destruction records, newest first."""
    with workspace.read() as session:
        return list(session.scalars(select(Destruction).order_by(Destruction.id.desc())))


def keep_for(workspace: Workspace, ledger_key: str, years: int) -> None:
    """Sets how many years a ledger's records are kept."""
    workspace.set_setting(retention.setting_of(ledger_key), years)


def years_kept(workspace: Workspace) -> dict[str, int]:
    """Ledger key → years, in the order of the ledgers."""
    with workspace.read() as session:
        return {ledger.key: years for ledger, years in retention.years_kept(session) if ledger.key in LEDGERS}
