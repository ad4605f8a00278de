"""The keys of an encrypted file: one random data key, wrapped by the password and by a printed recovery code.

``FILE.keys`` holds only wrapped keys. Changing the password wraps the same data key anew, so no data is rewritten; an old
backup keeps its old ``FILE.keys`` and opens with the old password. Both lost means the data are lost, by design.
Choices and measurements: argon2id 64 MiB, 3 passes, 4 lanes takes about a quarter of a second; the recovery code has
160 random bits and needs no slow derivation.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from db.errors import NotOurs, Refusal

MEMORY_KIB, PASSES, LANES = 65536, 3, 4
SHORTEST = 8
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_LOOKALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


class WrongPassword(Refusal):
    """The password or the recovery code does not open this file."""


@dataclass(frozen=True)
class Keys:
    """What an unlocked file needs: ``master`` opens nothing by itself; the others are derived from it.

    ``vault`` says whose keys they are: copies and backups of a file share its keys, whatever its password was then.
    """

    master: bytes
    vault: str = ""

    @property
    def database(self) -> str:
        """The raw key in the form SQLCipher takes, so that no connection pays for a derivation."""
        return f"x'{derive(self.master, b'database').hex()}'"

    @property
    def evidence(self) -> bytes:
        return derive(self.master, b"evidence")


@dataclass(frozen=True)
class Keyring:
    """The content of ``FILE.keys``. ``vault`` ties it to its file; ``generation`` counts password changes."""

    vault: str
    generation: int
    password: dict[str, Any]
    code: dict[str, Any]

    @classmethod
    def create(cls, password: str, master: bytes | None = None) -> tuple[Keyring, Keys, str]:
        """A new keyring, its keys (``master``: around a key there is already) and the recovery code to print. Raises Refusal for a
        weak password."""
        _must_be_long(password)
        code, vault = new_code(), secrets.token_hex(16)
        keys = Keys(master or secrets.token_bytes(32), vault)
        return cls(vault, 1, _wrap_password(vault, keys, password), _wrap_code(vault, keys, code)), keys, code

    @classmethod
    def from_bytes(cls, content: bytes) -> Keyring:
        """Raises NotOurs for anything that is no keyring."""
        try:
            fields = json.loads(content)
            return cls(str(fields["vault"]), int(fields["generation"]), dict(fields["password"]), dict(fields["code"]))
        except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
            raise NotOurs("密钥文件损坏，打不开台账。请从备份里取回同名的 .keys 文件。") from error

    def to_bytes(self) -> bytes:
        return json.dumps({"version": 1, "vault": self.vault, "generation": self.generation, "password": self.password,
                           "code": self.code}, sort_keys=True).encode()

    def unlock(self, password: str) -> Keys:
        """Raises WrongPassword; takes its time on purpose."""
        slot = self.password
        try:
            limits = int(slot["memory"]), int(slot["passes"]), int(slot["lanes"])
            if not (8 <= limits[0] <= 1 << 20 and 1 <= limits[1] <= 20 and 1 <= limits[2] <= 16):
                raise ValueError
            key = _stretch(password, bytes.fromhex(slot["salt"]), *limits)
            return Keys(_open(key, slot, self._about("password", limits)), self.vault)
        except (ValueError, KeyError, TypeError) as error:
            raise WrongPassword("密码不对，请检查大小写和输入法后再试。") from error

    def unlock_with_code(self, code: str) -> Keys:
        """Raises WrongPassword; a typing error is told apart from a code of another file by the check letters."""
        raw = read_code(code)
        try:
            return Keys(_open(derive(raw, b"recovery"), self.code, self._about("code", ())), self.vault)
        except (ValueError, KeyError, TypeError) as error:
            raise WrongPassword("这个恢复码不属于这份台账，请核对打印的恢复码。") from error

    def with_password(self, keys: Keys, password: str) -> Keyring:
        """The keyring after a password change. The data stay as they are."""
        _must_be_long(password)
        return replace(self, generation=self.generation + 1, password=_wrap_password(self.vault, keys, password))

    def with_new_code(self, keys: Keys) -> tuple[Keyring, str]:
        """The keyring with a new recovery code; the old printed one no longer opens this keyring."""
        code = new_code()
        return replace(self, generation=self.generation + 1, code=_wrap_code(self.vault, keys, code)), code

    def _about(self, slot: str, limits: tuple[int, ...]) -> bytes:
        return _bound(self.vault, slot, limits)


def new_code() -> str:
    """160 random bits as 32 letters and two check letters, in groups of four."""
    raw = secrets.token_bytes(20)
    number = int.from_bytes(raw)
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(155, -1, -5))
    whole = letters + _check(letters)
    return "-".join(whole[start:start + 4] for start in range(0, len(whole), 4))


def read_code(code: str) -> bytes:
    """The bits of a typed recovery code. Raises WrongPassword with what is wrong before anything is tried."""
    letters = "".join(character for character in unicodedata.normalize("NFKC", code).upper() if character.isalnum()).translate(_LOOKALIKE)
    if len(letters) != 34 or any(letter not in _ALPHABET for letter in letters):
        raise WrongPassword(f"恢复码应有 34 个字母和数字，现在是 {len(letters)} 个，请对照打印的恢复码重新输入。")
    if _check(letters[:32]) != letters[32:]:
        raise WrongPassword("恢复码里有一处抄错了，请逐组核对后重新输入。")
    number = 0
    for letter in letters[:32]:
        number = number << 5 | _ALPHABET.index(letter)
    return number.to_bytes(20)


def _check(letters: str) -> str:
    """Two letters that change with every single wrong letter and every swap of neighbours."""
    first = second = 0
    for letter in letters:
        first = (first + _ALPHABET.index(letter) + 1) % 31
        second = (second + first) % 31
    return _ALPHABET[first] + _ALPHABET[second]


def _must_be_long(password: str) -> None:
    if len(unicodedata.normalize("NFKC", password)) < SHORTEST:
        raise Refusal(f"密码至少要 {SHORTEST} 个字符，可以用一句自己记得住的话。")


def _stretch(password: str, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # NFKC: a full-width ！ typed in a Chinese input method equals !
    text = unicodedata.normalize("NFKC", password).encode()
    return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(text)


def derive(secret: bytes, purpose: bytes) -> bytes:
    """32 bytes for one purpose; they tell nothing of the secret nor of those for another purpose."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, None, b"lvze " + purpose).derive(secret)


def _bound(vault: str, slot: str, limits: tuple[int, ...]) -> bytes:
    """What a wrapped key is tied to, so that slots, files and costs cannot be exchanged unnoticed."""
    return json.dumps([vault, slot, list(limits)]).encode()


def _seal(key: bytes, master: bytes, about: bytes) -> dict[str, str]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    return {"nonce": nonce.hex(), "wrapped": AESGCM(key).encrypt(nonce, master, about).hex()}


def _open(key: bytes, slot: dict[str, Any], about: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), about)
    except InvalidTag as error:
        raise ValueError("does not open") from error


def _wrap_password(vault: str, keys: Keys, password: str) -> dict[str, Any]:
    salt, limits = secrets.token_bytes(16), (MEMORY_KIB, PASSES, LANES)
    sealed = _seal(_stretch(password, salt, *limits), keys.master, _bound(vault, "password", limits))
    return {"salt": salt.hex(), "memory": limits[0], "passes": limits[1], "lanes": limits[2]} | sealed


def _wrap_code(vault: str, keys: Keys, code: str) -> dict[str, Any]:
    return _seal(derive(read_code(code), b"recovery"), keys.master, _bound(vault, "code", ()))
