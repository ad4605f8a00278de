"""The backup folder: where things lie in it, whose it is, and which snapshots count.

    履责台账备份/STICK.json                        identity of the drive or folder, sealed
    履责台账备份/objects/ab/<sha256>               evidence, each content once
    履责台账备份/snap/<time>-<kind>/data.lvze, manifest.json; of an encrypted file also data.lvze.keys

Of an encrypted file nothing lies here in plain words but the manifest: hospital, file name, times, sizes and counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from db.backup.device import Device, Mark, Tick
from db.backup.errors import BackupRefused, Code, code_of, refused
from db.backup.manifest import Manifest, seal, unseal
from db.keyfile import keys_path

FOLDER = "履责台账备份"
DATA, MANIFEST, PART = "data.lvze", "manifest.json", ".part"
KEYS = keys_path(Path(DATA)).name
Progress = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all and what is going on; raises ``Cancelled`` to stop."""


class Store:
    """One backup folder. Knows the layout and reads it; copying and checking are done by others."""

    def __init__(self, root: Path, device: Device | None = None):
        self.root, self.device = root, device or Device()
        self.snap, self.objects = root / "snap", root / "objects"
        self._stick, self._doubt = root / "STICK.json", self.objects / "recheck"
        self._seen: str | None = None

    @classmethod
    def inside(cls, folder: Path, device: Device | None = None) -> Store:
        """The backup folder in a chosen folder or drive; a chosen backup folder is taken itself."""
        folder = Path(folder)
        chosen = folder.name == FOLDER or (folder / "STICK.json").is_file()
        return cls(folder if chosen else folder / FOLDER, device)

    @property
    def label(self) -> str:
        """The drive or folder as the clerk chose it."""
        return str(self.root.parent)

    def object(self, sha256: str) -> Path:
        return self.objects / sha256[:2] / sha256

    # -- whose it is -----------------------------------------------------------------------------------------------

    def prepare(self) -> str:
        """Makes the folders where needed, clears what interrupted runs left, and returns the identity.

        An identity file that was damaged is written again from what the snapshots say.
        """
        for folder in (self.root, self.objects, self.snap):
            self.device.make_folder(folder)
        if self.identity() is None:
            identity = next((found.stick for _, found in self.manifests()), None) or uuid4().hex
            self.device.replace(self._stick, seal({"id": identity}))
            self._seen = identity
        self._clear_leftovers()
        return self._seen or ""

    def identity(self) -> str | None:
        """The drive's identity; None when there is none yet or it is damaged. Raises OSError when it cannot be read."""
        try:
            self._seen = str(unseal(self.device.read(self._stick))["id"])
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError):
            return None
        return self._seen

    def reachable(self) -> bool:
        """Whether the drive is still there. An identity that was seen and cannot be read any more means it is not."""
        seen = self._seen
        try:
            found = self.identity()
            self.device.names(self.root.parent)
        except OSError:
            return False
        return found == seen

    @contextmanager
    def guarded(self, doing: str, unharmed: str) -> Iterator[None]:
        """Turns errors of this drive into sentences; see ``db.backup.errors.refused``."""
        with suppress(OSError):
            self.identity()
        try:
            yield
        except OSError as error:
            code = code_of(error, self.reachable())
            raise refused(code, doing, self.label, unharmed, error.errno) from error

    # -- what is in it ---------------------------------------------------------------------------------------------

    def folders(self) -> list[str]:
        """Names of all finished snapshot folders, whole or not."""
        try:
            return [name for name in self.device.names(self.snap) if not name.endswith(PART)]
        except FileNotFoundError:
            return []

    def manifest(self, name: str) -> Manifest | None:
        """The manifest of a snapshot, read from the device; None when it is missing, unreadable or damaged."""
        try:
            return Manifest.from_bytes(self.device.read(self.snap / name / MANIFEST))
        except ValueError:
            return None
        except OSError as error:
            self._only_this_file(error)
            return None

    def matches(self, path: Path, mark: Mark | None, tick: Tick | None = None) -> bool:
        """Whether a file, read whole from the device, is what it should be. Missing or unreadable is not."""
        try:
            return mark is not None and self.device.mark(path, tick) == mark
        except OSError as error:
            self._only_this_file(error)
            return False

    def manifests(self) -> list[tuple[str, Manifest]]:
        """All snapshots with a sound manifest, newest first: by place in the sequence, as clocks go wrong."""
        found = [(name, manifest) for name in self.folders() if (manifest := self.manifest(name)) is not None]
        return sorted(found, key=lambda pair: (pair[1].sequence, pair[0]), reverse=True)

    def sizes(self) -> dict[str, int]:
        """SHA-256 → size of all evidence in the store, by its folders (quick; the content is not read)."""
        found: dict[str, int] = {}
        for folder in self.object_folders():
            found |= self.device.sizes(folder)
        return found

    def complete(self, name: str, manifest: Manifest, sizes: dict[str, int]) -> bool:
        """Whether every file the manifest names is there with its size; ``sizes`` from ``sizes()``."""
        try:
            own = self.device.sizes(self.snap / name)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return (DATA in manifest.files and all(own.get(file) == mark.size for file, mark in manifest.files.items())
                and all(sizes.get(sha256) == size for sha256, size in manifest.objects.items()))

    def _only_this_file(self, error: OSError) -> None:
        """Raises the error when it is not one file that is bad but the drive that is gone."""
        if not self.reachable():
            raise error

    def object_folders(self) -> list[Path]:
        try:
            return [self.objects / name for name in self.device.names(self.objects) if len(name) == 2]
        except FileNotFoundError:
            return []

    # -- evidence that may be bad ----------------------------------------------------------------------------------

    @property
    def doubted(self) -> bool:
        """Whether a run broke off, or a check found damage: then sizes alone do not prove an object."""
        return self._doubt.exists()

    def doubt(self) -> None:
        """Asks the next backup to read all evidence in the store again and to replace what is bad."""
        if not self.doubted:
            self.device.replace(self._doubt, b"1")

    def trust(self) -> None:
        self.device.remove_if_there(self._doubt)

    def _clear_leftovers(self) -> None:
        for name in self.device.names(self.snap):
            if name.endswith(PART):
                self.device.remove_tree(self.snap / name)
        for folder in self.object_folders():
            for name in self.device.names(folder):
                if name.endswith(PART):
                    self.device.remove(folder / name)


def must_exist(folder: Path) -> None:
    """Raises BackupRefused when the chosen folder is not there."""
    if not Path(folder).is_dir():
        raise BackupRefused(Code.NO_FOLDER, f"找不到文件夹“{folder}”，请插好备份盘，或换一个文件夹。")
