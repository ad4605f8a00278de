"""Passwords on the command line: from a file or asked for on the terminal, never an argument."""

from __future__ import annotations

import sys
from argparse import Namespace
from getpass import getpass
from pathlib import Path

from db.errors import Refusal
from db.keyfile import has_password


def password_for(options: Namespace) -> str | None:
    """The password of the file a command opens; None for a file without one. Raises Refusal."""
    if not has_password(options.file):
        return None
    if options.password_file is not None:
        return _read(options.password_file)
    if not _terminal():
        raise Refusal(f"“{options.file.name}”设有密码，请用 --password-file 写明密码文件。")
    return getpass("密码：")


def backup_password(options: Namespace, locked: bool, may_skip: bool = False) -> str | None:
    """The password of a backup when it is ``locked``. ``may_skip``: none is an answer too. Raises Refusal."""
    if not locked:
        return None
    if options.password_file is not None:
        return _read(options.password_file)
    if _terminal():
        return getpass("备份的密码（直接回车则只核对文件，不看内容）：" if may_skip else "备份的密码：") or None
    if may_skip:
        return None
    raise Refusal("这份备份设有密码，请用 --password-file 写明密码文件。")


def new_password(options: Namespace) -> str | None:
    """The password of a file to be made; None only when it was openly declined. Raises Refusal."""
    if options.no_password:
        if options.password_file is not None:
            raise Refusal("--no-password 和 --password-file 只能用一个，请去掉一个。")
        return None
    if options.password_file is not None:
        return _read(options.password_file)
    if not _terminal():
        raise Refusal("请用 --password-file 写明密码文件；不设密码的，请写上 --no-password。")
    password = getpass("设置密码：")
    if getpass("再输一遍：") != password:
        raise Refusal("两遍输入的密码不一样，请重新运行命令。")
    return password


def _read(path: Path) -> str:
    """The first line of a password file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"读不出密码文件“{path}”，请检查位置和读取权限。") from error
    if not lines or not lines[0]:
        raise Refusal(f"密码文件“{path}”的第一行是空的，请把密码写在第一行。")
    return lines[0]


def _terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
