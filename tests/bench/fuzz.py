"""Throws malformed input at everything that reads a file or a code from outside: nothing but a plain refusal may come of it.

    python tests/bench/fuzz.py [INPUTS] [SEED]

Opening (file and key file), importing (xlsx inside and outside its zip, csv, the roster), restoring (every file of a backup)
and the recovery code. Guided by coverage: an input that reaches a line of ours never reached before is changed further.
Fails when anything but a Refusal with a Chinese sentence is raised, or when the file that was to be opened, imported into
or restored over is not the same afterwards. Prints per target how many inputs were taken, how many refused, lines reached.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from db import keyring, records
from db.backup import back_up, restore
from db.errors import Refusal
from db.keyfile import keys_path
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.exchange import roster, templates, workbook_in
from desktop.sample import build

PASSWORD = "chuntian-zhongshu"
OURS = (str(ROOT / "db"), str(ROOT / "desktop"))
WORDS = ("日期", "2025-02-30", "二〇二五年三月五日", "=1/0", "9" * 400, "-1", "NaN", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
         "<r>", "&#0;", "null", "[[[[", "1e999", "\x00", "　", "第一季度", "../../x", "谈话" * 200)


@dataclass
class Target:
    """One reader: ``run`` takes an input, raises what it raises, and asserts that nothing was changed by a refused one."""

    name: str
    seeds: list[bytes]
    run: Callable[[bytes], Any]
    inside_zip: bool = False
    reached: set[tuple[str, int]] = field(default_factory=set)
    taken: int = 0
    refused: int = 0


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One to four changes: bits, cuts, copies of stretches, digits, strange words."""
    out = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        place = chance.randrange(len(out) + 1)
        kind = chance.randrange(6)
        if kind == 0 and out:
            out[place % len(out)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del out[place:place + chance.choice((1, 4, 64, 4096))]
        elif kind == 2:
            out[place:place] = out[chance.randrange(len(out) + 1):][:chance.choice((1, 16, 512))]
        elif kind == 3:
            out[place:place] = chance.choice(WORDS).encode("utf-8", "replace")
        elif kind == 4:
            digits = [match.start() for match in re.finditer(rb"\d", bytes(out[:65536]))]
            if digits:
                out[chance.choice(digits)] = chance.choice(b"0123456789-.")
        else:
            del out[place:]
    return bytes(out)


def mutated_zip(content: bytes, chance: random.Random) -> bytes:
    """Changes one part inside the zip, so that its checksums are right again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, RuntimeError, EOFError):
        return mutated(content, chance)
    out = io.BytesIO()
    wanted = chance.choice(list(parts) or [""])
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        warnings.simplefilter("ignore")
        for name, part in parts.items():
            if name == wanted and chance.random() < 0.05:
                continue
            new.writestr(name, mutated(part, chance) if name == wanted else part)
    return out.getvalue()


def run(target: Target, inputs: int, chance: random.Random) -> None:
    """Raises AssertionError with the input's place when something is not as it should be."""
    corpus = list(target.seeds)
    for _ in range(inputs):
        base = chance.choice(corpus)
        content = mutated_zip(base, chance) if target.inside_zip and chance.random() < 0.9 else mutated(base, chance)
        lines: set[tuple[str, int]] = set()
        trouble = ""
        sys.settrace(_tracer(lines))
        try:
            target.run(content)
            target.taken += 1
        except Refusal as refusal:
            target.refused += 1
            if not re.search("[一-鿿]", str(refusal)) or re.search("Traceback|Error", str(refusal)):
                trouble = f"says {refusal!r}"
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told with its input
            trouble = f"raised {error!r}"
        finally:
            sys.settrace(None)
        if trouble:
            kept = Path(tempfile.gettempdir()) / f"fuzz-{target.name}.bin"
            kept.write_bytes(content)
            raise AssertionError(f"{target.name}: {trouble}; the input lies in {kept}")
        if lines - target.reached:
            target.reached |= lines
            if len(content) < 4 * len(base) + 4096:
                corpus.append(content)


def _tracer(lines: set[tuple[str, int]]) -> Callable[[FrameType, str, Any], Any]:
    def line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    return lambda frame, event, _: line if frame.f_code.co_filename.startswith(OURS) else None


def targets(folder: Path) -> list[Target]:
    plain, locked = folder / "示例.lvze", folder / "加锁.lvze"
    workspace = Workspace.create(plain)
    build(workspace)
    Workspace.create(locked, password=PASSWORD).close()
    return [_opening(folder, locked, by_key=False), _opening(folder, locked, by_key=True), *_importing(folder, workspace),
            *_restoring(folder), _code()]


def _opening(folder: Path, whole: Path, by_key: bool) -> Target:
    path = folder / "试开.lvze"
    database, keys = whole.read_bytes(), keys_path(whole).read_bytes()
    given = [database, keys]

    def attempt(content: bytes) -> None:
        given[by_key] = content
        path.write_bytes(given[0])
        keys_path(path).write_bytes(given[1])
        try:
            Workspace.open(path, password=PASSWORD).close()
        except Refusal:
            assert path.read_bytes() == given[0], "the file was changed"
            raise
        finally:
            assert keys_path(path).read_bytes() == given[1], "the key file was changed"

    return Target("打开（密钥文件）" if by_key else "打开（台账文件）", [keys if by_key else database], attempt)


def _importing(folder: Path, workspace: Workspace) -> list[Target]:
    book, names = folder / "导出.xlsx", folder / "名册.xlsx"
    tip = _tip(workspace)
    templates.write_template(workspace, LEDGERS["meeting"], book)
    _fill(book, [("2025-03-05", "党委会", "专题研究意识形态工作", "是"), ("2025.4.1", "党委会", "听取汇报", "否")], 0)
    roster.write_template(names)
    _fill(names, [("内科", "临床科室"), ("护理部", "职能科室")], 0)
    _fill(names, [("郑主任", "内科", "科主任"), ("王护士长", "护理部", "护士长")], 3)
    table = "会议日期,会议类别,议题,应到,实到\n2025-03-05,党委会,专题研究,9,8\n2025.4.1,党委会,学习,12,十一\n,,,,\n合计,,,21,19\n".encode()

    def reading(kind: str, read: Callable[[Path], Any]) -> Callable[[bytes], None]:
        file = folder / f"试导.{kind}"

        def attempt(content: bytes) -> None:
            file.write_bytes(content)
            try:
                read(file)
            finally:
                assert _tip(workspace) == tip, "a trial run has written"

        return attempt

    def plan(path: Path) -> None:
        workbook_in.plan(workspace, path, "meeting")

    return [Target("导入 xlsx", [book.read_bytes()], reading("xlsx", plan), inside_zip=True),
            Target("导入 csv", [table, table.decode().encode("gb18030")], reading("csv", plan)),
            Target("名册", [names.read_bytes()], reading("xlsx", roster.read), inside_zip=True)]


def _fill(book: Path, rows: list[tuple[str, ...]], sheet: int) -> None:
    opened = openpyxl.load_workbook(book)
    for row in rows:
        opened.worksheets[sheet].append(row)
    opened.save(book)


def _tip(workspace: Workspace) -> Any:
    from sqlalchemy import text

    with workspace.read() as session:
        return session.execute(text("SELECT count(*), max(hash) FROM step")).one(), session.execute(
            text("SELECT count(*) FROM meeting")).scalar()


def _restoring(folder: Path) -> list[Target]:
    source, stick = folder / "小.lvze", folder / "盘"
    stick.mkdir()
    with Workspace.create(source) as small:
        with small.transaction("新增科室") as session:
            records.save(session, LEDGERS["department"], {"name": "内科"})
        made = back_up(small, stick).path
    target = folder / "恢复到.lvze"
    shutil.copy(source, target)
    before = target.read_bytes()
    found = []
    for file in sorted(path for path in made.iterdir() if path.is_file()):
        whole = file.read_bytes()

        def attempt(content: bytes, file: Path = file, whole: bytes = whole) -> None:
            file.write_bytes(content)
            try:
                restore(made, target, datetime(2026, 1, 1))
            except Refusal:
                assert target.read_bytes() == before, "the file to restore over was changed"
                raise
            finally:
                file.write_bytes(whole)
                for other in folder.glob("恢复到*"):
                    shutil.rmtree(other) if other.is_dir() else other.unlink()
                target.write_bytes(before)

        found.append(Target(f"恢复（{file.name}）", [whole], attempt))
    return found


def _code() -> Target:
    return Target("恢复码", [keyring.new_code().encode(), b"0" * 34],
                  lambda content: keyring.read_code(content.decode("utf-8", "replace")))


def main(inputs: int = 10_000, seed: int = 1) -> int:
    keyring.MEMORY_KIB = 64  # a cheap derivation: thousands of openings follow
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        every = targets(Path(folder))
        for place, target in enumerate(every):
            run(target, inputs // len(every) + (place < inputs % len(every)), random.Random(seed + place))
            print(f"{target.name}: {target.taken} taken, {target.refused} refused, {len(target.reached)} lines reached", flush=True)
    print(f"{sum(target.taken + target.refused for target in every)} inputs, none of them more than refused")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
