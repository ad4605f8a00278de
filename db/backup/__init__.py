"""Backup, verification and restore of a ledger file with its evidence, and the automatic local copies.

A snapshot is valid because of its sealed manifest, never because a rename happened (FAT and exFAT keep no journal).
"""

from db.backup.automatic import LocalCopy, copy_if_changed, local_copies
from db.backup.errors import BackupRefused, Cancelled, Code
from db.backup.generations import Generations
from db.backup.known import forget, known_sticks, note_check, plugged_in
from db.backup.preview import Difference, RestorePreview, preview
from db.backup.restore import RestoreResult, restore
from db.backup.snapshot import BackupResult, back_up
from db.backup.source import SnapshotInfo, needs_password, opened_by, snapshots
from db.backup.verify import NOT_OPENED, verify

__all__ = [
    "NOT_OPENED", "BackupRefused", "BackupResult", "Cancelled", "Code", "Difference", "Generations", "LocalCopy",
    "RestorePreview", "RestoreResult", "SnapshotInfo", "back_up", "copy_if_changed", "forget", "known_sticks", "local_copies",
    "needs_password", "note_check", "opened_by", "plugged_in", "preview", "restore", "snapshots", "verify",
]
