"""The Windows packages of the program folder: a portable .zip and an installer for one user (makensis, NSIS 3).

Used by build.py on Windows and by build_wine.py on Debian; makensis and zip files are the same on both.
"""

import shutil
import subprocess
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
_LONGEST = 140  # characters below the installation folder, which itself takes about 60 of Windows' 260


def make(folder: Path, version: str, made: Path, dist: Path) -> list[Path]:
    """Both packages in ``dist``; ``made`` holds the icon. Raises ValueError for names that Windows cannot hold."""
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*"))
    _examine(names)
    return [portable(folder, dist / f"{folder.name}.zip"), installer(folder, names, version, made, dist)]


def portable(folder: Path, target: Path) -> Path:
    """The folder as it is; it runs from a stick that cannot be written to."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder.parent).as_posix())
    return target


def installer(folder: Path, names: list[str], version: str, made: Path, dist: Path) -> Path:
    target, files = dist / f"履责台账-{version}-安装.exe", made / "files.nsh"
    is_folder = {name: (folder / name).is_dir() for name in names}
    lines = [f'Delete "$INSTDIR\\{_windows(name)}"' for name in names if not is_folder[name]]
    lines += [f'RMDir "$INSTDIR\\{_windows(name)}"' for name in reversed(names) if is_folder[name]]
    files.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    given = {"VERSION": version, "FOLDER": folder, "OUT": target, "ICON": made / "lvze.ico", "FILES": files}
    subprocess.run([makensis, "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in given.items()),
                    str(HERE / "installer.nsi")], check=True)
    return target


def _windows(name: str) -> str:
    return name.replace("/", "\\").replace("$", "$$")


def _examine(names: list[str]) -> None:
    """Two names that differ only in case are one file on Windows; long paths fail in old tools."""
    bad = [name for name in names if len(name) > _LONGEST or any(character in name for character in '<>:"|?*')]
    bad += [name for name in names if [other.lower() for other in names].count(name.lower()) > 1]
    if bad:
        raise ValueError(f"names that Windows cannot hold: {bad}")
