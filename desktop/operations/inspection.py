"""The PIN of an inspection: kept in memory only, never as it was typed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from db.errors import Refusal

SHORTEST = 4


@dataclass(frozen=True)
class Pin:
    """What leads out of 迎检模式."""

    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, typed: str, again: str) -> Pin:
        """Raises Refusal when it is too short or was typed differently the second time."""
        if len(typed) < SHORTEST:
            raise Refusal(f"口令至少 {SHORTEST} 个字，请重新填写。")
        if typed != again:
            raise Refusal("两次填写的口令不一样，请重新填写。")
        salt = secrets.token_bytes(16)
        return cls(salt, _digest(typed, salt))

    def fits(self, typed: str) -> bool:
        return hmac.compare_digest(self.digest, _digest(typed, self.salt))


def _digest(typed: str, salt: bytes) -> bytes:
    return hashlib.scrypt(typed.encode(), salt=salt, n=2**13, r=8, p=1)
