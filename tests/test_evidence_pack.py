"""A pack of evidence: files by duty or by respect, index, lists without names, a hash list that can be checked."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.periods import Period
from db.record import Evidence
from db.workspace import Workspace
from desktop.exchange.evidence_pack import HASHES, Wish, check_pack, write_pack
from desktop.exchange.pack_index import LISTS

YEAR, TODAY = Period.parse("2025"), date(2026, 1, 8)


@pytest.fixture(scope="module")
def whole(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample hospital with its attached files."""
    path = tmp_path_factory.mktemp("佐证") / "示例医院.lvze"
    shutil.copy(sample_file, path)
    shutil.copytree(sample_file.with_name(sample_file.name + ".files"), path.with_name(path.name + ".files"))
    with Workspace.open(path) as opened:
        yield opened


def _names(workspace: Workspace) -> list[str]:
    with workspace.read() as session:
        return [name for name in session.scalars(select(LEDGERS["person"].model.name)) if name]


def test_a_folder_holds_index_lists_evidence_and_hashes(whole: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "佐证材料"
    packed = write_pack(whole, Wish(YEAR, tier="committee"), target, TODAY)
    files = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert {"00 目录.docx", "00 目录.pdf", LISTS, HASHES} <= files and packed.place == target and not packed.problems
    assert packed.files == len(files) - 4 > 5
    assert check_pack(target) == []
    assert not list(tmp_path.glob("*.part"))


def test_whatever_is_changed_taken_away_or_added_is_named(whole: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "佐证材料"
    write_pack(whole, Wish(YEAR, area="rectify"), target, TODAY)
    first, second = sorted(path for path in target.rglob("*.txt") if path.name != HASHES)[:2]
    first.write_text("改过", encoding="utf-8")
    second.unlink()
    (target / "多余.txt").write_text("新", encoding="utf-8")
    found = check_pack(target)
    assert [one[:3] for one in found] == ["缺少：", "内容被", "多出："]
    assert second.name in found[0] and first.name in found[1] and "多余.txt" in found[2]


def test_a_zip_is_checked_like_a_folder(whole: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "佐证.zip"
    packed = write_pack(whole, Wish(Period.parse("2025Q1")), target, TODAY)
    with zipfile.ZipFile(target) as archive:
        assert HASHES in archive.namelist() and len(archive.namelist()) == packed.files + 4
    assert check_pack(target) == [] and not list(tmp_path.glob("*.part*"))


def test_names_and_talk_papers_are_left_out_unless_asked_for(whole: Workspace, tmp_path: Path) -> None:
    def cells(name: str, **options: bool) -> str:
        target = tmp_path / name
        write_pack(whole, Wish(YEAR, area="staff", **options), target, TODAY)
        book = load_workbook(target / LISTS, read_only=True)
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True)
                         for cell in row if cell)

    names = _names(whole)
    without, with_names = cells("不含"), cells("含", with_names=True)
    assert not [name for name in names if name in without] and [name for name in names if name in with_names]


def test_nothing_to_pack_a_taken_place_and_no_pack_are_refused(whole: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有可以整理的记录"):
        write_pack(whole, Wish(Period.parse("2019"), tier="committee"), tmp_path / "空", TODAY)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Refusal, match="已经存在"):
        write_pack(whole, Wish(YEAR, tier="committee"), tmp_path, TODAY)
    with pytest.raises(Refusal, match="校验清单"):
        check_pack(tmp_path)


def test_a_file_lost_from_the_store_is_named_and_the_rest_is_packed(whole: Workspace, tmp_path: Path) -> None:
    with whole.read() as session:
        one = session.scalars(select(Evidence).where(Evidence.owner_ledger == "problem").order_by(Evidence.id)).first()
        place = whole.evidence.place(one.object)
    kept = place.read_bytes()
    place.unlink()
    try:
        packed = write_pack(whole, Wish(YEAR, area="rectify"), tmp_path / "缺一份", TODAY)
    finally:
        place.write_bytes(kept)
    assert len(packed.problems) == 1 and "原件不在了" in packed.problems[0] and packed.files > 5
    assert check_pack(tmp_path / "缺一份") == []
