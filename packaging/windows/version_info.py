"""Writes the version resources that Windows shows under 属性 → 详细信息, in the form PyInstaller reads.

    python version_info.py VERSION FOLDER      writes one FOLDER/<program>.version.txt for each program
"""

import sys
from pathlib import Path

PROGRAMS = {"履责台账": "履责台账", "lvze": "履责台账（命令行）"}  # file name without .exe → what it is

_FORM = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0),
  kids=[
    StringFileInfo([StringTable('080404b0', [
      StringStruct('CompanyName', '履责台账'),
      StringStruct('FileDescription', {what!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {name!r}),
      StringStruct('LegalCopyright', 'MIT'),
      StringStruct('OriginalFilename', {file!r}),
      StringStruct('ProductName', '履责台账'),
      StringStruct('ProductVersion', {version!r})])]),
    VarFileInfo([VarStruct('Translation', [0x0804, 1200])])
  ])
"""


def main(version: str, folder: Path) -> None:
    numbers = tuple([*map(int, version.split(".")), 0, 0, 0][:4])
    for name, what in PROGRAMS.items():
        text = _FORM.format(numbers=numbers, what=what, version=version, name=name, file=f"{name}.exe")
        (folder / f"{name}.version.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
