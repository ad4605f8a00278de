"""Fixtures shared by all tests: a fresh file, a small hospital in it, and a fixed day."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from shutil import disk_usage
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
gc.disable()

import pytest

from db import records
from db.errors import InUse
from db.ledgers import LEDGERS
from db.lock import FileLock
from db.record import Record
from db.workspace import Workspace
from desktop.garbage import collect


MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes


def pytest_configure(config: pytest.Config) -> None:
    """Files of tests lie in memory where there is room: every commit of every test would wait for the disk."""
    if MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A file that all workers of this run share: the first that asks for it makes it, the others wait. Copy it before
    writing to it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def path_of(name: str, make: Callable[[Path], object]) -> Path:
        path = shared / Path(name).stem / name
        path.parent.mkdir(exist_ok=True)
        ready = path.with_name("ready")
        while not ready.exists():
            try:
                lock = FileLock(ready)
            except InUse:
                time.sleep(0.05)
                continue
            try:
                if not ready.exists():
                    make(path)
                    ready.touch()
            finally:
                lock.release()
        return path

    return path_of


@pytest.fixture(scope="session")
def empty_file(made_once: Callable[..., Path]) -> bytes:
    """What an empty file of the program holds."""
    return made_once("空.lvze", lambda path: Workspace.create(path).close()).read_bytes()


@pytest.fixture
def workspace(empty_file: bytes, tmp_path: Path) -> Iterator[Workspace]:
    """An empty file of the program, open."""
    path = tmp_path / "台账.lvze"
    path.write_bytes(empty_file)
    opened = Workspace.open(path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Paths, each for one test; the program makes its folder there when it needs one."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the window remembers on a computer neither comes from the developer's own nor from another test."""
    monkeypatch.setenv("LVZE_HOME", str(next(homes)))


@pytest.fixture
def qtbot(qtbot: Any) -> Any:
    """pytest-qt's, but widgets live until it closes them: it keeps weak references, and a window that the garbage
    collector takes apart in the middle of an event may take Qt down with it."""
    kept: list[Any] = []
    add = qtbot.addWidget

    def add_and_keep(widget: Any, **options: Any) -> None:
        kept.append(widget)
        add(widget, **options)

    qtbot.addWidget = add_and_keep
    return qtbot


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """A message box that a test left open would be taken by the next one for its own; a window would go on working."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        collect()
        return
    for box in widgets.QApplication.topLevelWidgets():
        if isinstance(box, widgets.QMessageBox):
            box.close()
            box.deleteLater()
    # What was closed goes now and in this thread; so does garbage, of which windows may be part (desktop.garbage).
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    collect()


@pytest.fixture
def hospital(workspace: Workspace) -> dict[str, int]:
    """Two departments, a branch and three people; name → id."""
    ids: dict[str, int] = {}
    with workspace.transaction("录入名册") as session:
        for name in ("内科", "党委办公室"):
            ids[name] = records.save(session, LEDGERS["department"], {"name": name}).id
        ids["第一支部"] = records.save(session, LEDGERS["branch"], {"name": "第一支部"}).id
        for name, department, post in (("林书记", "党委办公室", "党委书记"), ("赵主任", "内科", "主任"), ("钱医生", "内科", "医师")):
            ids[name] = records.save(session, LEDGERS["person"], {
                "name": name, "department_id": ids[department], "branch_id": ids["第一支部"], "post": post}).id
    return ids


@pytest.fixture
def add(workspace: Workspace) -> Callable[..., int]:
    """Saves one record in its own transaction and returns its id: ``add("meeting", day=…, topic=…)``."""

    def save(key: str, **values: Any) -> int:
        with workspace.transaction(f"新增{LEDGERS[key].title}") as session:
            return records.save(session, LEDGERS[key], values).id

    return save


@pytest.fixture
def act(workspace: Workspace) -> Callable[..., str | None]:
    """Takes one step of a record's state machine: ``act("problem", 1, "start", day=…)``."""

    def perform(key: str, record_id: int, action_key: str, today: date | None = None, **answers: Any) -> str | None:
        ledger = LEDGERS[key]
        action = next(action for action in ledger.actions if action.key == action_key)
        with workspace.transaction(action.label) as session:
            return records.act(session, ledger, records.get(session, ledger, record_id), action, answers, today)

    return perform


@pytest.fixture
def fetch(workspace: Workspace) -> Callable[[str, int], Record]:
    """Reads one record afresh."""

    def get(key: str, record_id: int) -> Record:
        with workspace.read() as session:
            return records.get(session, LEDGERS[key], record_id)

    return get


def _build_sample(path: Path) -> None:
    from desktop.sample import build

    with Workspace.create(path) as opened:
        build(opened)


@pytest.fixture(scope="session")
def sample_file(made_once: Callable[..., Path]) -> Path:
    """The sample hospital. Copy it before writing to it."""
    return made_once("示例医院.lvze", _build_sample)


def _demo(path: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, "-m", "desktop", "demo", str(path), "--no-password", "--records", "1000"], cwd=root,
                          env=os.environ | {"LVZE_HOME": str(path.parent / "home")}, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="session")
def larger_sample_file(made_once: Callable[..., Path]) -> Path:
    """The sample hospital with 1,000 records more, made by the command line in a process of its own."""
    return made_once("更多的示例医院.lvze", _demo)


def _export_all(source: Path, target: Path) -> None:
    from desktop.exchange.workbook_out import write_all

    with Workspace.open(source, read_only=True) as opened:
        write_all(opened, target, with_talks=True)


@pytest.fixture(scope="session")
def whole_workbook(made_once: Callable[..., Path], sample_file: Path) -> Path:
    """All ledgers of the sample hospital as a workbook, with what was said in talks."""
    return made_once("全部台账.xlsx", lambda path: _export_all(sample_file, path))


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the sample hospital of its own, open; without the attached files."""
    path = tmp_path / "示例医院.lvze"
    path.write_bytes(sample_file.read_bytes())
    opened = Workspace.open(path)
    yield opened
    opened.close()
