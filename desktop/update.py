"""A new version of the program from a stick: found, checked, put beside the old one. No network and no Qt.

The stick holds packages as they are handed out and their list ``SHA256SUMS`` (``<sha256>  <file name>`` in each line).
A program that was built with a signing key takes only a list signed with it (Ed25519, ``SHA256SUMS.sig``).
Every version has a folder of its own; the one before stays for going back, older ones are cleared away once the new one
has opened the clerk's file.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from db.errors import Refusal
from db.resources import resource
from desktop import __version__, program_folder
from desktop.program_folder import LIST, MACHINE, Progress, listed

Version = tuple[int, ...]

_PACKAGES = {  # how this program came here → what the package of a new version is called
    "installer": re.compile(r"履责台账-(\d+(?:\.\d+)+)-安装\.exe"),
    "folder": re.compile(rf"lvze-(\d+(?:\.\d+)+)-linux-{MACHINE}\.tar\.xz"),
    "deb": re.compile(rf"lvze_(\d+(?:\.\d+)+)_{'amd64' if MACHINE == 'x86_64' else 'arm64'}\.deb")}
_BESIDE = {  # the folder of one version, beside those of others
    "installer": re.compile(r"(\d+(?:\.\d+)+)"),
    "folder": re.compile(r"lvze-(\d+(?:\.\d+)+)-linux-\w+")}


@dataclass(frozen=True)
class Running:
    """The program that runs now: its version, its folder, and how it came here (a key of ``_PACKAGES``)."""

    version: Version
    folder: Path
    kind: str


@dataclass(frozen=True)
class Package:
    """A package on the stick, not checked yet."""

    path: Path
    version: Version
    digest: str

    @property
    def number(self) -> str:
        return ".".join(map(str, self.version))


def running() -> Running:
    """This program. Raises Refusal when it is not an installed one."""
    if not getattr(sys, "frozen", False):
        raise Refusal("当前是从源代码运行的程序，不能用这个办法更新。")
    folder = Path(sys.executable).resolve().parent
    kind = "installer" if sys.platform == "win32" else "deb" if folder.is_relative_to("/opt") else "folder"
    return Running(_version(__version__), folder, kind)


def newest(stick: Path, now: Running) -> Package:
    """The newest package for this system in a folder. Raises Refusal: no list, nothing for it, or nothing newer."""
    if not (stick / LIST).is_file():
        raise Refusal(f"“{stick}”里没有更新包的校验清单（{LIST}），请选择存放更新包的文件夹。")
    _must_be_signed(stick)
    found = []
    for digest, name in listed(stick):
        if (match := _PACKAGES[now.kind].fullmatch(name)) and (stick / name).is_file():
            found.append(Package(stick / name, _version(match[1]), digest))
    if not found:
        raise Refusal(f"“{stick}”里没有适合这台电脑的更新包，请核对更新包是不是给这种系统的。")
    best = max(found, key=lambda package: package.version)
    if best.version <= now.version:
        raise Refusal(f"“{stick}”里的版本是 {best.number}，现在用的是 {'.'.join(map(str, now.version))}，不需要更新。")
    return best


def needs_signature() -> bool:
    """Whether this program was built with a key; without one the clerk compares the checksum with the paper."""
    return _key().is_file()


def _key() -> Path:
    return resource("update-key.txt")


def _must_be_signed(stick: Path) -> None:
    if not needs_signature():
        return
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(_key().read_text(encoding="ascii")))
    try:
        signature = bytes.fromhex((stick / f"{LIST}.sig").read_text(encoding="ascii"))
        key.verify(signature, (stick / LIST).read_bytes())
    except FileNotFoundError as error:
        raise Refusal(f"更新包没有签名（缺少 {LIST}.sig），不能确认是谁做的，没有更新；请向提供者要完整的更新包。") from error
    except (InvalidSignature, ValueError) as error:
        raise Refusal("更新包的签名不对，可能被人改动过，没有更新；请不要使用，并告诉提供者。") from error


def check(package: Package, progress: Progress = lambda *_: None) -> None:
    """Compares the package with the list. Raises Refusal when it was changed or did not arrive whole."""
    try:
        digest = program_folder.digest_of(package.path, progress, "正在核对更新包")
    except OSError as error:
        raise Refusal(f"更新包“{package.path.name}”读不出来，U 盘可能有损坏，请换一个 U 盘重新拷贝。") from error
    if digest != package.digest:
        raise Refusal(f"更新包“{package.path.name}”和校验清单不符，可能没有拷贝完整或被改动过，请重新拷贝；程序没有改动。")


def put_in_place(package: Package, now: Running, progress: Progress = lambda *_: None) -> str:
    """Puts a checked package beside the running program and returns the sentence that says how to go on.

    The clerk's file must have been backed up before. Raises Refusal; then everything is as it was.
    """
    if now.kind == "installer":
        subprocess.Popen([package.path])  # asks its own questions; both versions stand side by side afterwards
        return "安装程序已经打开，请按提示装完新版本，再关闭现在这个程序，从桌面重新打开履责台账。"
    if now.kind == "deb":
        return f"更新包完好。请系统管理员运行：sudo apt install “{package.path}”，装好后重新打开履责台账。"
    target = now.folder.with_name(package.path.name.removesuffix(".tar.xz"))
    program_folder.lay(package.path, target, progress)
    return f"新版本已放在“{target}”，请关闭现在这个程序，打开里面的 lvze。旧版本还在原处。"


def tidy(now: Running) -> list[Path]:
    """Clears away versions older than the one before this. Call after this version has opened the clerk's file.

    Only files that a version's own list names are deleted. Returns the folders that are gone.
    """
    if now.kind not in _BESIDE:
        return []
    older = []
    for folder in now.folder.parent.iterdir():
        match = _BESIDE[now.kind].fullmatch(folder.name)
        if match and (folder / LIST).is_file() and _version(match[1]) < now.version:
            older.append((_version(match[1]), folder))
    gone = [folder for _, folder in sorted(older)[:-1]]
    for folder in gone:
        program_folder.remove(folder)
    return gone


def _version(number: str) -> Version:
    return tuple(map(int, number.split(".")))
