"""佐证材料 pack for an inspection: folder or ZIP with an index in Word and PDF, lists, evidence files and a hash list.

By tier of the list of duties, or by the respect an inspection looks at. People's names are left out of lists unless
asked for, and the papers of personal talks with them.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from db.errors import Missing, Refusal
from db.ledgers import LEDGERS
from db.periods import Period
from db.record import Evidence
from db.report_data.proofs import bundles_of
from db.settings import read_setting
from db.workspace import Workspace
from desktop import zips
from desktop.exchange.pack_index import index_document, write_lists
from desktop.reports.export import house_style, write_files
from desktop.reports.veil import Veil

HASHES = "校验清单.txt"
Step = Callable[[int, int, str], None]
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_HEAD = "佐证材料校验清单（SHA-256 和文件），可在程序里核对"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Wish:
    """What to pack: a tier of duties (``tier`` code), or a respect of inspections (``area`` code); neither: all duties."""

    period: Period
    tier: str = ""
    area: str = ""
    with_names: bool = False


@dataclass(frozen=True)
class Filed:
    """A piece of evidence in the pack: where, what, and what is wrong with it ("" when whole)."""

    path: str
    title: str
    problem: str = ""


@dataclass(frozen=True)
class Packed:
    """The pack written: its place, how many evidence files, and what could not be put in."""

    place: Path
    files: int
    problems: tuple[str, ...]


def write_pack(workspace: Workspace, wish: Wish, target: Path, today: date, step: Step = lambda *_: None) -> Packed:
    """Writes the pack to a folder that does not exist yet, or to a ``.zip``. Nothing half-written stays.

    Raises Refusal when there is nothing to pack or the place is taken.
    """
    if workspace.inspection.on:  # names are hidden in what is read, not on scans
        raise Refusal("迎检模式下不能导出佐证材料：扫描件上的姓名遮不住。请退出以后，选不带人名的内容导出。")
    zipped = target.suffix.lower() == ".zip"
    if target.exists() and not zipped:
        raise Refusal(f"“{target.name}”已经存在，请换一个名字，或先移走原来的文件夹。")
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        packed = _fill(workspace, wish, part, today, step)
        if zipped:
            _zip(part, target)
            shutil.rmtree(part)
        else:
            part.rename(target)
    except OSError as error:
        raise Refusal(f"不能写出佐证材料：{error.strerror or error}。请检查位置能否写入、磁盘是否已满。") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if not workspace.read_only:
        workspace.log(f"导出佐证材料到“{target.name}”（{packed.files} 份{'，含人员姓名' if wish.with_names else ''}）"[:200])
    return replace(packed, place=target)


def check_pack(place: Path) -> list[str]:
    """What is missing, changed or added in a pack (folder or ZIP) against its hash list; [] when it is whole.

    Raises Refusal when it has no readable hash list.
    """
    try:
        found = dict(_hashes_of(place))
        listed = _listed(place)
    except (OSError, *zips.DAMAGED) as error:
        raise Refusal(f"“{place.name}”里没有能读的“{HASHES}”，请确认选的是佐证材料的文件夹或压缩包。") from error
    problems = [f"缺少：{name}" for name in listed if name not in found]
    problems += [f"内容被改动：{name}" for name, digest in listed.items() if found.get(name, digest) != digest]
    return problems + [f"多出：{name}" for name in sorted(found) if name not in listed and name != HASHES]


def _fill(workspace: Workspace, wish: Wish, folder: Path, today: date, step: Step) -> Packed:
    with workspace.read() as session:
        bundles = bundles_of(session, wish.period, wish.tier, wish.area)
        if not bundles:
            raise Refusal(f"{wish.period.label}没有可以整理的记录，请改选时间或范围。")
        veil = None if wish.with_names else Veil(session)
        total = sum(len(bundle.evidence) for bundle in bundles)
        filed: dict[int, Filed] = {}
        for place, bundle in enumerate(bundles, start=1):
            for number, one in enumerate(bundle.evidence, start=1):
                step(len(filed), total, f"正在整理“{bundle.title}”…")
                if one.id not in filed:
                    filed[one.id] = _file(workspace, one, folder, f"{place:02} {_name(bundle.title)}", number, veil)
        step(total, total, "正在编写目录和清单…")
        lists = write_lists(session, bundles, folder, veil, workspace.words(session))
        hospital = read_setting(session, "hospital") or ""
        document = index_document(session, bundles, filed, lists, hospital, wish.period, today, veil)
    write_files(document, [folder / f"00 目录.{suffix}" for suffix in ("docx", "pdf")], step, house_style(workspace))
    lines = [f"{digest}  {name}" for name, digest in sorted(_hashes_of(folder))]
    (folder / HASHES).write_text("\n".join([_HEAD, *lines]) + "\n", encoding="utf-8")
    problems = tuple(f"{one.title}：{one.problem}" for one in filed.values() if one.problem)
    return Packed(folder, sum(not one.problem and bool(one.path) for one in filed.values()), problems)


def _file(workspace: Workspace, one: Evidence, folder: Path, below: str, number: int, veil: Veil | None) -> Filed:
    """Copies one piece out of the store, decrypted, and compares it with its hash on the way."""
    title = veil.phrase(one.title, one.owner_ledger, one.owner_id) if veil else one.title
    if veil and LEDGERS[one.owner_ledger].sensitive:
        return Filed("", title, "谈话材料写有姓名，没有放入")
    name = f"{below}/{number:03} {_name(title)}{Path(one.file_name).suffix}"
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    try:
        with target.open("wb") as writing:
            for block in workspace.evidence.blocks(one.object):
                digest.update(block)
                writing.write(block)
    except Missing:
        target.unlink(missing_ok=True)
        return Filed("", title, "原件不在了，请从备份恢复")
    if digest.hexdigest() != one.sha256:
        target.unlink()
        return Filed("", title, "原件与登记时不一致，没有放入")
    return Filed(name, title)


def _name(text: str) -> str:
    """A name good on every system."""
    return _FORBIDDEN.sub("", text).strip(" .")[:60] or "材料"


def _zip(folder: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part.zip")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder).as_posix())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _hashes_of(place: Path) -> Iterator[tuple[str, str]]:
    """(name, SHA-256) of every file but the hash list."""
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.name != HASHES:
                with path.open("rb") as reading:
                    yield path.relative_to(place).as_posix(), hashlib.file_digest(reading, "sha256").hexdigest()
        return
    with zipfile.ZipFile(place) as archive:
        for one in archive.infolist():
            if not one.is_dir() and one.filename != HASHES:
                digest = hashlib.sha256()
                with archive.open(one) as reading:
                    while block := reading.read(_CHUNK):
                        digest.update(block)
                yield one.filename, digest.hexdigest()


def _listed(place: Path) -> dict[str, str]:
    if place.is_dir():
        text = (place / HASHES).read_text(encoding="utf-8")
    else:
        with zipfile.ZipFile(place) as archive:
            text = archive.read(HASHES).decode("utf-8")
    lines = [line.split("  ", 1) for line in text.splitlines()[1:] if "  " in line]
    return {name: digest for digest, name in lines}
