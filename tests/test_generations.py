"""Old backups make room by day, week and quarter; the newest proved one stays, whatever the clock says."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.faulty import FailsAt

from db.backup import Code, Generations, back_up, snapshots, verify
from db.backup.errors import BackupRefused
from db.workspace import Workspace

TIMES = st.lists(st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)), max_size=120)  # any clock, any order
PLANS = st.builds(Generations, latest=st.integers(0, 5), daily=st.integers(0, 20), weekly=st.integers(0, 10),
                  monthly=st.integers(0, 3), quarterly=st.integers(0, 10))


@given(TIMES, PLANS)
def test_the_newest_always_stays_and_no_more_than_asked_for(times: list[datetime], plan: Generations) -> None:
    kept = plan.kept(times)
    assert (0 in kept) == bool(times) and kept <= set(range(len(times)))
    assert len(kept) <= max(plan.latest, 1) + plan.daily + plan.weekly + plan.monthly + plan.quarterly
    days = list(dict.fromkeys(time.date() for time in times))[:plan.daily]
    assert {times[place].date() for place in kept} >= set(days)


@given(TIMES, PLANS)
def test_clearing_away_twice_is_clearing_away_once(times: list[datetime], plan: Generations) -> None:
    left = [times[place] for place in sorted(plan.kept(times))]
    assert plan.kept(left) == set(range(len(left)))


@given(st.integers(1, 60), st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)))
def test_one_backup_under_a_wrong_clock_pushes_out_no_more_than_one_of_a_row(count: int, wrong: datetime) -> None:
    right = [datetime(2026, 3, 1, 17) - timedelta(days=number) for number in range(count)]
    plan = Generations(latest=0, daily=14, weekly=0, quarterly=0)
    after = [([wrong, *right])[place] for place in plan.kept([wrong, *right])]
    assert len([time for time in after if time in right[:14]]) >= min(count, 14) - 1


def test_a_year_of_daily_backups_leaves_days_weeks_and_quarters() -> None:
    times = [datetime(2026, 12, 31, 17) - timedelta(days=number) for number in range(365)]
    kept = sorted(times[place] for place in Generations(daily=7, weekly=4, quarterly=4).kept(times))
    assert [time.date() for time in kept[-7:]] == [datetime(2026, 12, 25 + number).date() for number in range(7)]
    assert {(time.month, time.day) for time in kept} >= {(3, 31), (6, 30), (9, 30), (12, 31), (12, 27), (12, 20), (12, 13)}
    assert len(kept) == 7 + 2 + 3  # the fourth week and the fourth quarter are among the days


@pytest.mark.parametrize("stored", [None, 5, {"daily": "七"}, {"weekly": -1}, {"quarterly": 10_000}])
def test_numbers_that_make_no_sense_are_the_usual_ones(stored: object) -> None:
    assert Generations.of(stored) == Generations()


@settings(max_examples=4, deadline=None)
@given(times=st.lists(st.datetimes(datetime(1999, 1, 1), datetime(2060, 1, 1)), min_size=4, max_size=7), data=st.data())
def test_on_the_drive_the_newest_whole_backup_stays_under_any_clock(times, data, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("钟")
    now = times[0]
    stick = folder / "盘"
    stick.mkdir()
    with Workspace.create(folder / "台账.lvze", clock=lambda: now) as workspace:
        workspace.set_setting("backup_generations", {"daily": 1, "weekly": 0, "quarterly": 1})
        for turn, now in enumerate(times):  # noqa: B007 - the clock reads it
            workspace.log(f"第{turn}次")
            whole = back_up(workspace, stick)
            assert whole.problems == []
            assert snapshots(stick)[0].path == whole.path and verify(whole.path) == []
            if data.draw(st.booleans()):
                (whole.path / "data.lvze").write_bytes(b"?")  # cut short: it counts no longer and pushes nothing out
        good = [one for one in snapshots(stick) if one.ok]
        assert len(good) <= 3 + 1 + 1 + 1


def test_the_numbers_in_the_file_decide(workspace: Workspace, tmp_path: Path) -> None:
    for _ in range(8):
        back_up(workspace, tmp_path)
    assert len(snapshots(tmp_path)) == 3  # all of one day: the last three
    workspace.set_setting("restored", {"at": "2026-03-01T08:00:00"})
    for _ in range(3):
        back_up(workspace, tmp_path)
    assert len(snapshots(tmp_path)) == 6  # a restored file that nobody confirmed pushes nothing out


def test_another_drive_in_its_place_is_not_written_to(workspace: Workspace, tmp_path: Path) -> None:
    mine, other = tmp_path / "甲", tmp_path / "乙"
    for folder in (mine, other):
        folder.mkdir()
        back_up(workspace, folder)
    identity = next(key for key, entry in workspace.setting("backups").items() if entry["label"] == str(mine))
    empty = tmp_path / "丙"
    empty.mkdir()
    for wrong in (other, empty):
        before = sorted(wrong.rglob("*"))
        with pytest.raises(BackupRefused, match="不是原来那个备份盘") as refusal:
            back_up(workspace, wrong, stick=identity)
        assert refusal.value.code == Code.OTHER_STICK and sorted(wrong.rglob("*")) == before
    assert back_up(workspace, mine, stick=identity).problems == []


def test_a_drive_that_cannot_be_read_is_not_called_another_one(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path)
    [identity] = workspace.setting("backups")
    with pytest.raises(BackupRefused) as refusal:
        back_up(workspace, tmp_path, stick=identity, device=FailsAt("blocks", 5))
    assert refusal.value.code == Code.REMOVED
