"""Where copies of the file still hold what was destroyed in it, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.backup.automatic import local_copies
from db.backup.generations import SETTING, Generations
from db.backup.known import known_sticks
from db.keyfile import remove_with_keys
from db.workspace import Workspace


@dataclass(frozen=True)
class Remaining:
    """One place with copies made before ``destroyed_at``: where, and what becomes of them, in words."""

    place: str
    words: str


def remaining(workspace: Workspace, destroyed_at: datetime) -> list[Remaining]:
    """Drives this file knows, automatic copies, and copies that lie beside the file. What was copied by hand elsewhere, and
    drives that were forgotten, nobody can know of."""
    found = []
    keep = Generations.of(workspace.setting(SETTING))
    last = last_kept(keep, destroyed_at.date())
    for stick in known_sticks(workspace):
        found.append(Remaining(f"备份盘“{stick.title}”（{stick.label}）",
                               f"以前的备份里还有。照常往这个盘备份，最晚到 {last.year} 年 {last.month} 月会被替换完；"
                               "不再使用的盘请格式化或销毁。"))
    if old := [copy for copy in local_copies(workspace.path) if copy.made_at < destroyed_at.replace(microsecond=0)]:
        found.append(Remaining("本机自动副本", f"有 {len(old)} 份是销毁前留的，照常使用最晚一年内会被替换完。"))
    beside = [copy for copy in workspace.path.parent.glob(f"{workspace.path.stem}.*{workspace.path.suffix}") if copy != workspace.path]
    found += [Remaining(f"旁边的文件“{copy.name}”", "是以前留下的副本，请核对后自行删除，佐证材料的文件夹一起删。") for copy in sorted(beside)]
    return found


def last_kept(keep: Generations, today: date) -> date:
    """The day by which a backup of today has made room for newer ones, when backups go on as usual."""
    days = max(keep.daily, keep.weekly * 7, keep.monthly * 31, keep.quarterly * 92, 31)
    return today + timedelta(days=days)


def remove_local_copies(workspace: Workspace) -> int:
    """Deletes the automatic copies of this computer, key files too; returns how many. Raises OSError."""
    copies = local_copies(workspace.path)
    for copy in copies:
        remove_with_keys(copy.path)
    return len(copies)
