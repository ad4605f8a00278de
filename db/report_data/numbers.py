"""The printed numbers of records, shortened to ranges: HY-2025-001至004、HY-2025-007."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledger import Ledger

_CHUNK = 5000


def numbers_of(session: Session, ledger: Ledger, ids: Iterable[int]) -> dict[int, str]:
    """Record id → its printed number; 第3条 (its place in the file) for ledgers whose records have none."""
    wanted = sorted(set(ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(select(ledger.model.id, ledger.model.number).where(
            ledger.model.id.in_(wanted[start:start + _CHUNK])))
        found |= {row.id: row.number or f"第{row.id}条" for row in rows}
    return found


def ranges(ids: Iterable[int], numbers: Mapping[int, str]) -> str:
    """The numbers of these records in order, runs of three and more as from…to."""
    known = sorted((_parts(numbers[one]) for one in ids if one in numbers))
    runs: list[list[tuple[str, int, str, str]]] = []
    for one in known:
        if runs and runs[-1][-1][0] == one[0] and runs[-1][-1][1] + 1 == one[1]:
            runs[-1].append(one)
        else:
            runs.append([one])
    told: list[str] = []
    for run in runs:
        if len(run) < 3:
            told += [f"{before}{digits}{after}" for before, _, digits, after in run]
        else:
            told.append(f"{run[0][0]}{run[0][2]}至{run[-1][2]}{run[-1][3]}")
    return "、".join(told)


def _parts(number: str) -> tuple[str, int, str, str]:
    """HY-2025-007 → ("HY-2025-", 7, "007", "")."""
    found = re.fullmatch(r"(.*?)(\d+)(\D*)", number)
    return (found[1], int(found[2]), found[2], found[3]) if found else (number, 0, "", "")
