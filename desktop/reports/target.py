"""Putting a finished file in its place, whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from db.errors import Refusal

Step = Callable[[int, int, str], None]
"""Told (done, in all, what is being done); it may raise to stop, and then nothing half-written stays."""


def replace_file(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make the file beside the target, then put it in the target's place.

    Nothing half-written stays and an existing file is untouched until the new one is complete.
    Raises Refusal, naming the file and the remedy, when the place cannot be written.
    """
    part = target.with_name(target.name + ".part")
    try:
        write(part)
        os.replace(part, target)
    except OSError as error:
        raise Refusal(_sentence(error, target)) from error
    finally:
        try:
            part.unlink(missing_ok=True)
        except OSError:
            pass  # the refusal under way says more than a left-over could


def _sentence(error: OSError, target: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘空间不足，“{target.name}”没有保存，请清理磁盘或换一个位置后再试。"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"文件夹“{target.parent}”不存在，“{target.name}”没有保存，请换一个位置后再试。"
    if error.errno == errno.EROFS:
        return f"文件夹“{target.parent}”是只读的，“{target.name}”没有保存，请换一个位置后再试。"
    if isinstance(error, PermissionError | IsADirectoryError):
        return f"“{target.name}”不能写入，可能正在 Word、WPS 等程序中打开，或者没有写入权限，请关闭该文件或换一个位置后再试。"
    return f"“{target.name}”没有保存成功，请检查存放位置是否可用，或换一个位置后再试。"
