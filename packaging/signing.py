"""Signing what is handed out (Ed25519), with the build's own environment:

    build/freeze/venv/bin/python packaging/signing.py new KEY            a new private key, kept off this machine
    build/freeze/venv/bin/python packaging/signing.py public KEY FOLDER  FOLDER/update-key.txt, put into the program
    build/freeze/venv/bin/python packaging/signing.py sign KEY LIST      LIST.sig beside the list of checksums

``build.py`` calls the last two when LVZE_SIGNING_KEY names the key. A program built with a key takes only updates signed
with it; one built without compares checksums, and the clerk compares them with the paper.
"""

import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PUBLIC, SIGNATURE = "update-key.txt", ".sig"


def new(key: Path) -> None:
    """Never writes over a key: what was signed with it could not be followed by anything."""
    private = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with key.open("xb") as file:
        key.chmod(0o600)
        file.write(private)


def public(key: Path, folder: Path) -> None:
    raw = _read(key).public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    (folder / PUBLIC).write_text(raw.hex() + "\n", encoding="ascii")


def sign(key: Path, listed: Path) -> None:
    signature = _read(key).sign(listed.read_bytes())
    listed.with_name(listed.name + SIGNATURE).write_text(signature.hex() + "\n", encoding="ascii")


def _read(key: Path) -> Ed25519PrivateKey:
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise SystemExit(f"{key}: not an Ed25519 key")
    return private


if __name__ == "__main__":
    {"new": new, "public": public, "sign": sign}[sys.argv[1]](*map(Path, sys.argv[2:]))
