"""Encrypted files in pieces: AES-256-GCM over 64 KiB at a time, so that a large scan never stands in memory whole.

Layout: ``LVZE1`` · 7 random bytes · pieces. The nonce of a piece is the random bytes, its number and whether it is the
last one, so that a piece that was changed, swapped, repeated or cut off does not open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from db.errors import Missing

MAGIC = b"LVZE1"
_PIECE, _TAG = 65536, 16


def seal(key: bytes, reading: BinaryIO) -> Iterator[bytes]:
    """The encrypted bytes of a file, piece by piece."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, prefix = AESGCM(key), secrets.token_bytes(7)
    yield MAGIC + prefix
    for number, piece, last in _pieces(reading, _PIECE):
        yield cipher.encrypt(_nonce(prefix, number, last), piece, None)


def unseal(key: bytes, reading: BinaryIO) -> Iterator[bytes]:
    """The plain bytes again. Raises Missing when a piece does not open."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = reading.read(len(MAGIC) + 7)
    if not head.startswith(MAGIC):
        raise Missing("这份佐证材料的原件已损坏，请从备份恢复后再打开。")
    cipher, prefix = AESGCM(key), head[len(MAGIC):]
    try:
        for number, piece, last in _pieces(reading, _PIECE + _TAG):
            yield cipher.decrypt(_nonce(prefix, number, last), piece, None)
    except (InvalidTag, ValueError) as error:
        raise Missing("这份佐证材料的原件已损坏，请从备份恢复后再打开。") from error


def _pieces(reading: BinaryIO, size: int) -> Iterable[tuple[int, bytes, bool]]:
    """(number, bytes, is it the last one); an empty file is one empty last piece."""
    number, piece = 0, reading.read(size)
    while True:
        following = reading.read(size)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([last])
