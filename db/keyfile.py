"""``FILE.keys`` beside an encrypted file: found, read, and replaced without a moment in which it is missing."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from db.durable import sync_folder
from db.errors import Refusal
from db.keyring import Keyring, Keys


class NeedsPassword(Refusal):
    """The file is encrypted and no password was given."""


_PLAIN = b"SQLite format 3\0"


def keys_path(path: Path) -> Path:
    return path.with_name(path.name + ".keys")


def _old(path: Path) -> Path:
    return path.with_name(path.name + ".keys.old")


def has_password(path: Path) -> bool:
    """Whether the file is encrypted. A key file beside a file in plain text is a left-over of an interrupted change."""
    return keys_path(path).is_file() and not is_plain(path)


def is_plain(path: Path) -> bool:
    """Whether the file is a database that anybody can read."""
    try:
        with path.open("rb") as reading:
            return reading.read(len(_PLAIN)) == _PLAIN
    except OSError:
        return False


def copy_keys(path: Path, copy: Path) -> None:
    """Puts the key file of an encrypted file beside a copy of it, so that the copy opens by itself. Raises Refusal."""
    if has_password(path):
        write_keyring(copy, read_keyring(path))


def remove_with_keys(path: Path) -> None:
    """Removes a copy and its key file."""
    path.unlink(missing_ok=True)
    for place in (keys_path(path), _old(path)):
        place.unlink(missing_ok=True)


def read_keyring(path: Path) -> Keyring:
    """Raises Refusal when it cannot be read."""
    try:
        return Keyring.from_bytes(keys_path(path).read_bytes())
    except OSError as error:
        raise Refusal(f"读不出密钥文件“{keys_path(path).name}”，它应和台账文件放在一起；也可以从备份里取回。") from error


def write_keyring(path: Path, keyring: Keyring) -> None:
    """Replaces the key file; the one before stays as ``.keys.old`` until the next change. Raises Refusal."""
    place = keys_path(path)
    part, old = place.with_name(place.name + ".part"), _old(path)
    try:
        with part.open("wb") as writing:
            writing.write(keyring.to_bytes())
            writing.flush()
            os.fsync(writing.fileno())
        if place.exists():
            old.write_bytes(place.read_bytes())
        os.replace(part, place)
        sync_folder(place.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Refusal(f"不能写入密钥文件“{place.name}”：{error.strerror or error}。密码没有改变。") from error


def open_keys(path: Path, password: str | None, code: str | None, keys: Keys | None = None) -> Keys | None:
    """The keys of a file, None for one without a password. Raises NeedsPassword or WrongPassword.

    ``keys`` that were unlocked before are taken when they are of this file; else password or code decide.
    """
    if not has_password(path):
        return None
    keyring = read_keyring(path)
    if keys is not None and keys.vault == keyring.vault:
        return keys
    if password is None and code is None:
        raise NeedsPassword(f"“{path.name}”设有密码，请输入密码。")
    return keyring.unlock_with_code(code) if code is not None else keyring.unlock(password or "")
