"""Data files of earlier versions, kept in tests/data as ``lvze demo`` made them: they open, count, change and back up.

The file of a released version is never made anew; that of a version not released yet follows the format
(``lvze demo FILE --no-password``, then ``xz -9``; see packaging/RELEASE.md).
"""

import lzma
from pathlib import Path

import pytest

from db.backup import back_up, verify
from db.figures import evaluate
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.periods import Period
from db.workspace import Workspace
from desktop.reports.composer import compose

KEPT = sorted((Path(__file__).parent / "data").glob("*.lvze.xz"))


def test_there_is_a_file_of_this_version():
    from desktop import __version__

    assert f"sample-{__version__}.lvze.xz" in [file.name for file in KEPT]


@pytest.mark.parametrize("kept", KEPT, ids=lambda file: file.name)
def test_a_file_of_an_earlier_version_opens_counts_makes_its_report_and_is_backed_up(kept, tmp_path):
    file = tmp_path / "台账.lvze"
    file.write_bytes(lzma.decompress(kept.read_bytes()))
    with Workspace.open(file) as workspace:
        with workspace.read() as session:
            figures = evaluate(session, Period.quarter(2025, 4))
            talks = count(session, ListQuery(LEDGERS["talk"]))
        assert len(figures) > 300 and sum(bool(figure.record_ids) for figure in figures.values()) > 100
        assert compose(workspace, "quarterly", Period.quarter(2025, 4)).findings is not None
        workspace.set_setting("hospital", "改名医院")
        backup = back_up(workspace, tmp_path)
        assert backup.counts["talk"] == talks > 50
    assert not [sentence for sentence in verify(backup.path) if "佐证材料" not in sentence]
