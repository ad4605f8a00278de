"""The list of what belongs to a snapshot, sealed with its own hash. A snapshot counts because of it alone."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db.backup.device import Mark

FORMAT = 1
_NAME = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)*")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Manifest:
    """One snapshot. ``origin`` names the file it was made of (its first step), ``sequence`` its place in the folder.

    ``counts`` are the records of each ledger outside the recycle bin; ``files`` what lies in the snapshot's own folder;
    ``objects`` the evidence by SHA-256 with sizes; ``missing`` the evidence that could not be copied.
    """

    made_at: datetime
    kind: str
    sequence: int
    stick: str
    origin: str
    file_name: str
    hospital: str
    version: int
    last_step: int
    counts: dict[str, int]
    files: dict[str, Mark]
    objects: dict[str, int]
    missing: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return sum(mark.size for mark in self.files.values()) + sum(self.objects.values())

    def to_bytes(self) -> bytes:
        return seal(asdict(self) | {"format": FORMAT, "made_at": self.made_at.isoformat()})

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Raises ValueError for anything that is not a manifest of ours, byte for byte."""
        content = unseal(data)
        try:
            if content.pop("format") != FORMAT:
                raise ValueError("format")
            manifest = cls(**content | {
                "made_at": datetime.fromisoformat(content["made_at"]),
                "files": {name: Mark(**mark) for name, mark in content["files"].items()},
                "missing": tuple(content["missing"])})
            manifest._check()
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("manifest") from error
        return manifest

    def _check(self) -> None:
        """The seal proves that nothing changed by accident, not that a friend wrote it: names stay in the folder."""
        numbers = [*self.objects.values(), *(mark.size for mark in self.files.values()), *self.counts.values(),
                   self.sequence, self.version, self.last_step]
        words = (self.kind, self.stick, self.origin, self.file_name, self.hospital)
        good = (
            all(_NAME.fullmatch(name) for name in self.files)
            and all(_HASH.fullmatch(sha256) for sha256 in self.objects)
            and all(isinstance(number, int) and number >= 0 for number in numbers)
            and all(isinstance(word, str) for word in words))
        if not good:
            raise ValueError("manifest")


def seal(content: dict[str, Any]) -> bytes:
    """JSON in one fixed spelling, with the SHA-256 of the content beside it."""
    return _spell({"content": content, "sha256": hashlib.sha256(_spell(content)).hexdigest()})


def unseal(data: bytes) -> dict[str, Any]:
    """The content. Raises ValueError unless the bytes are exactly what ``seal`` makes of it."""
    try:
        whole = json.loads(data)
        content = whole["content"]
        if isinstance(content, dict) and seal(content) == data:
            return content
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("seal") from error
    raise ValueError("seal")


def _spell(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
