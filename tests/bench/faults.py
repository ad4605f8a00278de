"""Counts faults: what a failing drive, a killed program and flipped bits do to the file and its backups. Not in the suite.

    python tests/bench/faults.py [FAULT POINTS] [KILLS] [BIT FLIPS]

Defaults: 500, 500, 1000; 0 leaves a kind out. Works in memory (/dev/shm)
where there is one: what is tried is what becomes of half-done work, not the disk's own memory. Prints a line for each kind
and returns 1 when anything was lost.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402
from tests.faulty import FaultyDevice  # noqa: E402

from db import drafts, journal, records  # noqa: E402
from db.backup import BackupRefused, Generations, back_up, restore, snapshots, verify  # noqa: E402
from db.evidence import attach  # noqa: E402
from db.ledgers import LEDGERS  # noqa: E402
from db.ledgers.meeting import Meeting  # noqa: E402
from db.ledgers.organisation import Branch, Department  # noqa: E402
from db.record import Evidence  # noqa: E402
from db.workspace import Workspace  # noqa: E402

NOW = datetime(2026, 3, 5, 9, 30)
NUMBERS = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.ENODEV)
FEW = Generations(latest=3, daily=0, weekly=0, quarterly=0)
ROWS = 40  # of the workbook that is imported


class Lost(Exception):
    """Something that was promised is not there."""


def must(condition: object, words: str) -> None:
    if not condition:
        raise Lost(words)


def main(points: int = 500, kills: int = 500, flips: int = 1000) -> int:
    shm = Path("/dev/shm")
    failed = 0
    for work, count in ((fault_points, points), (kill, kills), (flip, flips)):
        if not count:
            continue
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(dir=shm if shm.is_dir() else None) as folder:
            try:
                said = work(Path(folder), count)
            except Lost as lost:
                said, failed = f"LOST: {lost}", 1
        print(f"{work.__name__}: {said} ({time.perf_counter() - start:.0f} s)", flush=True)
    return failed


def prove(workspace: Workspace, words: str) -> str:
    """A department with a proof; the object's name."""
    source = workspace.path.with_name(f"{words}.txt")
    source.write_text(words, encoding="utf-8")
    with workspace.transaction("新增科室") as session:
        record = records.save(session, LEDGERS["department"], {"name": words})
        stored = attach(session, workspace.evidence, LEDGERS["department"], record, source).object
    source.unlink()
    return stored


def whole(path: Path, chain: bool = True) -> set[str]:
    """The departments of a file that must be sound, its chain whole and every proof there."""
    with Workspace.open(path) as workspace, workspace.read() as session:
        must(session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"], f"{path.name} is damaged")
        must(not chain or journal.broken_at(session) is None, f"the chain of {path.name} is broken")
        must(not workspace.evidence.damaged(list(session.scalars(select(Evidence.object)))), f"proofs of {path.name} are damaged")
        return set(session.scalars(select(Department.name)))


# -- a failing drive -------------------------------------------------------------------------------------------------

def fault_points(place: Path, count: int) -> str:
    """Every operation of a backup and of a restore fails in turn, with several causes, alone or from then on."""
    seen: Counter[str] = Counter()
    done = 0
    ways = cycle([(number, gone) for number in NUMBERS for gone in (False, True)])
    for number, gone in ways:
        if done >= count:
            break
        round_place = place / str(done)
        round_place.mkdir()
        done += _backup_points(round_place, number, gone, seen) + _restore_points(round_place, number, gone, seen)
        shutil.rmtree(round_place)
    return f"{done} points, nothing lost; where it failed: {dict(seen.most_common())}"


def _backup_points(place: Path, number: int, gone: bool, seen: Counter[str]) -> int:
    stick = place / "stick"
    stick.mkdir()
    with Workspace.create(place / "a.lvze") as workspace:
        for turn in range(3):
            prove(workspace, f"first {turn}")
            earlier = back_up(workspace, stick, keep=FEW).path
        for at in range(1, 1000):
            with workspace.transaction("清除") as session:  # or the work grows with every point
                session.connection().exec_driver_sql("DELETE FROM evidence")
            prove(workspace, f"department {at}")
            device = FaultyDevice(at, number, gone)
            with suppress(BackupRefused):
                made = back_up(workspace, stick, keep=FEW, device=device)
                must(not verify(made.path), f"a backup that was called good is not, operation {at}")
            must(not verify(earlier), f"the earlier backup is damaged, operation {at} {device.failed}")
            if not device.failed:
                return at - 1
            seen[f"backup {device.failed}"] += 1
            again = back_up(workspace, stick, keep=FEW)
            must(not again.problems, f"the next backup is not whole, operation {at}")  # it is verified first in the next turn
            earlier = again.path
    raise Lost("a backup never came to its end")


def _restore_points(place: Path, number: int, gone: bool, seen: Counter[str]) -> int:
    stick = place / "stick2"
    stick.mkdir()
    path = place / "b.lvze"
    with Workspace.create(path) as workspace:
        proof = prove(workspace, "old")
        snapshot = back_up(workspace, stick).path
        prove(workspace, "new")
        content = workspace.evidence.place(proof).read_bytes()
    before = path.read_bytes()
    for at in range(1, 1000):
        path.write_bytes(before)
        object_place = Path(f"{path}.files") / proof[:2] / proof
        object_place.unlink(missing_ok=True)
        device = FaultyDevice(at, number, gone)
        try:
            result = restore(snapshot, path, NOW, device=device)
            wanted, named = {"old"}, bool(result.problems)
        except BackupRefused:
            wanted, named = {"old", "new"}, True
        if named:  # the proof that was missing before, and is said to be missing still
            object_place.parent.mkdir(parents=True, exist_ok=True)
            object_place.write_bytes(content)
        must(whole(path) == wanted, f"a restore left something else, operation {at} {device.failed}")
        must(not verify(snapshot), f"a restore damaged the backup, operation {at} {device.failed}")
        for left in place.glob("b.恢复前*"):
            left.unlink()
        if not device.failed:
            return at - 1
        seen[f"restore {device.failed}"] += 1
    raise Lost("a restore never came to its end")


# -- a killed program ------------------------------------------------------------------------------------------------

def kill(place: Path, count: int) -> str:
    """A child works (edits, drafts, imports, backups, restores) and is killed at any moment; then everything it had
    acknowledged must be there, nothing may be half there, and the chain must hold.
    """
    path, stick, other = place / "a.lvze", place / "stick", place / "other" / "b.lvze"
    stick.mkdir()
    other.parent.mkdir()
    with Workspace.create(path) as workspace:
        workspace.set_setting("backup_generations", {"daily": 0, "weekly": 0, "quarterly": 0})
        prove(workspace, "科室")
        back_up(workspace, stick)
    chance = random.Random(11)
    told: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    branches: dict[int, str] = {}
    for turn in range(count):
        fresh, doing = _one_kill(path, stick, other, chance, turn)
        cut[doing] += 1
        told.update(kind for kind, _ in fresh)
        branches |= {int(row): uid for kind, words in fresh if kind == "edit" for row, uid in [words.split()]}
        _after_kill(path, stick, other, fresh, deep=turn % 20 == 0)
    with Workspace.open(path) as workspace, workspace.read() as session:
        there = {row: uid for row, uid in session.execute(select(Branch.id, Branch.uid))}
        must(branches.items() <= there.items(), "an acknowledged record is gone")
        must(journal.broken_at(session) is None, "the chain is broken")
    must(not verify(stick), "the newest backup does not verify")
    return f"{count} kills (while {dict(cut)}), acknowledged {dict(told)}: all there, chain whole"


def _workbook(path: Path, words: str) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["会议日期", "会议类别", "议题"])
    for number in range(ROWS):
        book.active.append(["2025-12-30", "党委会", f"{words}第{number}项"])
    book.save(path)
    return path


def _one_kill(path: Path, stick: Path, other: Path, chance: random.Random, turn: int) -> tuple[list[tuple[str, str]], str]:
    reading, writing = os.pipe()
    seed, wait = chance.random(), chance.choice((0.1, 0.4, 2.5)) * chance.random()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            _work_without_end(path, stick, other, random.Random(seed), turn, writing)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(9)
    os.close(writing)
    if turn % 5:  # one in five is killed while it opens the file
        first = os.read(reading, 1)
        must(first, "the child ended by itself")
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    must(os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the child ended by itself")
    told = first.decode() if turn % 5 else ""
    while piece := os.read(reading, 1 << 16):
        told += piece.decode()
    os.close(reading)
    lines = [line.split(" ", 1) for line in told.split("\n")[:-1]]
    doing = next((words for kind, words in reversed(lines) if kind == "begin"), "opening")
    return [(kind, words) for kind, words in lines if kind != "begin"], doing


def _work_without_end(path: Path, stick: Path, other: Path, chance: random.Random, turn: int, out: int) -> None:
    def tell(kind: str, words: Any) -> None:
        os.write(out, f"{kind} {words}\n".encode())

    workspace = Workspace.open(path)
    step = 0
    while True:
        step += 1
        kind = chance.choices(("edit", "draft", "import", "backup", "restore"), (6, 3, 2, 2, 2))[0]
        tell("begin", kind)
        if kind == "edit":
            with workspace.transaction("新增支部") as session:
                one = records.save(session, LEDGERS["branch"], {"name": f"{turn}-{step}支部", "note": "记录" * chance.randrange(90)})
            tell("edit", f"{one.id} {one.uid}")
        elif kind == "draft":
            with workspace.scratch() as session:
                drafts.save_draft(session, "meeting", None, None, {"topic": f"{turn}-{step}"}, workspace.clock())
            tell("draft", f"{turn}-{step}")
        elif kind == "import":
            from desktop.exchange import workbook_in

            book = _workbook(path.with_name("会议.xlsx"), f"{turn}-{step}")
            planned = workbook_in.plan(workspace, book, "meeting")
            must(not planned.errors, str(planned.errors[:1]))
            workbook_in.apply(workspace, planned)
            with workspace.read() as session:
                tell("import", session.scalar(select(func.count()).select_from(Meeting)))
        elif kind == "backup":
            tell("backup", back_up(workspace, stick).name)
        else:
            restore(stick, other, NOW)
            tell("restore", other.name)


def _after_kill(path: Path, stick: Path, other: Path, fresh: list[tuple[str, str]], deep: bool) -> None:
    with Workspace.open(path) as workspace, workspace.read() as session:
        must(session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"], "the file is damaged")
        must(not deep or journal.broken_at(session) is None, "the chain is broken")
        edits = {int(row): uid for kind, words in fresh if kind == "edit" for row, uid in [words.split()]}
        there = {row: uid for row, uid in session.execute(select(Branch.id, Branch.uid).where(Branch.id.in_(edits)))}
        must(there == edits, "an edit is gone")
        count = session.scalar(select(func.count()).select_from(Meeting))
        must(count % ROWS == 0, f"half an import: {count} meetings")
        must(all(int(words) <= count for kind, words in fresh if kind == "import"), "an import is gone")
        if wanted := [words for kind, words in fresh if kind == "draft"]:
            kept = [draft.typed["topic"] for draft in drafts.drafts_of(session, "meeting")]
            must(kept and _order(kept[0]) >= _order(wanted[-1]), "a draft is gone")
    good = {one.path.name for one in snapshots(stick) if one.ok}
    must(good, "no backup is left")
    names = [words for kind, words in fresh if kind == "backup"]
    must(set(names[-3:]) <= good, "an acknowledged backup is gone")
    if deep:
        must(not verify(stick), "the newest backup does not verify")
    if other.exists():
        whole(other, chain=deep)
    for left in other.parent.glob("b.恢复前*"):
        left.unlink()


def _order(words: str) -> tuple[int, ...]:
    return tuple(map(int, words.split("-")))


# -- flipped bits ----------------------------------------------------------------------------------------------------

def flip(place: Path, count: int) -> str:
    """One bit anywhere in a backup, plain and encrypted: a check must find it, and a restore must not bring it back."""
    chance = random.Random(7)
    found = restored = 0
    for password in (None, "春风化雨一二三四"):
        base = place / ("locked" if password else "plain")
        stick = base / "stick"
        stick.mkdir(parents=True)
        with Workspace.create(base / "a.lvze", password=password) as workspace:
            for turn in range(3):
                prove(workspace, f"科室{turn}")
            snapshot, keys = back_up(workspace, stick).path, workspace.keys
        files = [path for path in sorted(stick.rglob("*")) if path.is_file()]
        weights = [path.stat().st_size ** 0.5 for path in files]
        for turn in range(count // 2):
            path = chance.choices(files, weights)[0]
            content = path.read_bytes()
            spot, bit = chance.randrange(len(content)), chance.randrange(8)
            path.write_bytes(content[:spot] + bytes([content[spot] ^ 1 << bit]) + content[spot + 1:])
            said = verify(snapshot, keys=keys)
            must(said, f"not found: {path.name} byte {spot} bit {bit}")
            found += 1
            if turn % 10 == 0 and path.name != "STICK.json":
                with suppress(BackupRefused):
                    result = restore(snapshot, base / "b.lvze", NOW, keys=keys)
                    must(result.problems, f"brought back unsaid: {path.name} byte {spot}")
                restored += 1
                for left in (*base.glob("b.*"), *base.glob("b.lvze.files/*/*")):
                    if left.is_file():
                        left.unlink()
            path.write_bytes(content)
            (stick / "履责台账备份" / "objects" / "recheck").unlink(missing_ok=True)
        must(not verify(snapshot, keys=keys), "the backup is not whole after the bits were flipped back")
    return f"{found} bits flipped, {found} found; {restored} restores tried with one, none brought it back unsaid"


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
