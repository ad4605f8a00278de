"""Kinds of places to keep a file: this computer's disk, a stick, the network, a folder that is copied to a cloud."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_CLOUD = ("onedrive", "dropbox", "icloud", "google drive", "baidunetdisk", "百度网盘", "百度云", "nutstore", "坚果云", "wps云",
          "wpsdrive", "微云", "weiyun", "阿里云盘", "天翼云", "和彩云", "同步盘", "云盘")
_NETWORK = ("nfs", "cifs", "smb", "sshfs", "davfs", "webdav", "9p")


@dataclass(frozen=True)
class Drive:
    """A mounted drive that a backup can go to."""

    path: Path
    name: str
    free: int  # bytes
    removable: bool


def kind_of(folder: Path) -> str:
    """``fixed``, ``removable``, ``network`` or ``cloud``. A guess from names and the system's answer."""
    if any(mark in part.lower() for part in folder.parts for mark in _CLOUD):
        return "cloud"
    storage = QStorageInfo(str(folder))
    system = bytes(storage.fileSystemType()).decode("utf-8", "replace").lower()
    if str(folder).startswith(("\\\\", "//")) or any(mark in system for mark in _NETWORK):
        return "network"
    if sys.platform == "win32":
        import ctypes

        return {2: "removable", 4: "network"}.get(ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\"), "fixed")
    return "removable" if _mounted_by_hand(Path(storage.rootPath())) else "fixed"


def warning(folder: Path) -> str:
    """One sentence when a file should not be worked on in ``folder``, else ""."""
    return {
        "cloud": "这个文件夹看起来会被网盘自动上传。台账里有单位内部情况，请改放到本机的普通文件夹。",
        "network": "这个文件夹在网络上。断网时可能损坏台账，请改放到本机，再用“备份”复制出去。",
        "removable": "这个文件夹在移动盘上。拔盘时容易损坏台账，请改放到本机，U 盘留着做备份。",
    }.get(kind_of(folder), "")


def drives() -> list[Drive]:
    """Writable mounted drives other than the system's, removable ones first."""
    found = []
    for storage in QStorageInfo.mountedVolumes():
        root = Path(storage.rootPath())
        if not storage.isValid() or not storage.isReady() or storage.isReadOnly() or storage.isRoot():
            continue
        kind = kind_of(root)
        if sys.platform == "win32" or kind == "removable":
            found.append(Drive(root, storage.displayName(), storage.bytesAvailable(), kind == "removable"))
    return sorted(found, key=lambda drive: (not drive.removable, str(drive.path)))


def roots() -> list[Path]:
    """Where drives may be plugged in, without touching any of them. No network drives, no discs."""
    if sys.platform == "win32":
        import ctypes

        there, kind = ctypes.windll.kernel32.GetLogicalDrives(), ctypes.windll.kernel32.GetDriveTypeW
        letters = [f"{chr(ord('A') + place)}:\\" for place in range(26) if there >> place & 1]
        return [Path(letter) for letter in letters if kind(letter) in (2, 3)]  # many USB disks say that they are fixed
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    mounted = [line.split(" ") for line in lines]
    points = [(Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)), system)
              for _, point, system, *_ in mounted]
    return [point for point, system in points
            if _mounted_by_hand(point) and not any(mark in system for mark in _NETWORK)]


def _mounted_by_hand(root: Path) -> bool:
    """Where Linux desktops mount sticks."""
    return root.parts[:2] in (("/", "media"), ("/", "mnt")) or root.parts[:3] == ("/", "run", "media")
