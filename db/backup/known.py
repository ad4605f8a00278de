"""The drives that a file was backed up to: known by the identity on them, never by a letter or a name.

The file itself remembers them; see ``db.sticks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from db.backup.manifest import Manifest
from db.backup.store import Store
from db.sticks import BACKUPS, KnownStick, sticks_in
from db.workspace import Workspace

def known_sticks(workspace: Workspace) -> list[KnownStick]:
    """The drives this file knows, the one used last first."""
    return list(sticks_in(workspace.setting(BACKUPS)))


def note_backup(workspace: Workspace, manifest: Manifest, name: str, label: str) -> None:
    """Notes the newest good backup on a drive."""
    _note(workspace, manifest.stick, {"at": manifest.made_at.isoformat(), "name": name, "label": label})


def note_check(workspace: Workspace, snapshot: Path, sound: bool) -> None:
    """Notes what a check of a snapshot found, when it is the newest one that this file knows on that drive."""
    for identity, entry in (workspace.setting(BACKUPS) or {}).items():
        if entry["name"] == snapshot.name and Store(snapshot.parent.parent).identity() == identity:
            _note(workspace, identity, entry | {"checked": workspace.clock().isoformat(), "sound": sound})


def forget(workspace: Workspace, identity: str) -> None:
    """The drive is gone for good, or handed on: no more is said about it. The backups on it stay."""
    known = workspace.setting(BACKUPS) or {}
    workspace.set_setting(BACKUPS, {key: entry for key, entry in known.items() if key != identity})


def plugged_in(sticks: Iterable[KnownStick], roots: Iterable[Path]) -> dict[str, Path]:
    """Identity → folder of the known drives that are there now. Slow where a drive is slow; asks no network.

    Looked for in every drive's root and in the folder that was chosen on it, whatever the drive is called today; a folder
    of this computer where it was.
    """
    sticks, roots = list(sticks), list(roots)
    wanted = {stick.identity for stick in sticks}
    found: dict[str, Path] = {}
    for folder in dict.fromkeys(_places(sticks, roots)):
        try:
            identity = Store.inside(folder).identity()
        except OSError:
            continue
        if identity in wanted:
            found.setdefault(identity, folder)
    return found


def _places(sticks: list[KnownStick], roots: list[Path]) -> Iterator[Path]:
    for stick in sticks:
        label = Path(stick.label)
        if not stick.label.startswith(("\\\\", "//")):  # asking after a share that is away takes half a minute
            yield label
        parts = label.parts[1:]
        for root in roots:
            for start in range(len(parts) + 1):
                yield root.joinpath(*parts[start:])


def _note(workspace: Workspace, identity: str, entry: dict[str, Any]) -> None:
    workspace.set_setting(BACKUPS, (workspace.setting(BACKUPS) or {}) | {identity: entry})
