"""Third-party notices of the program folder: every licence of what is inside, and one page that names it all.

The licence texts come from the installed packages themselves; four packages carry none, so theirs stand in
``packaging/licences``. Raises Failure when anything inside has no licence text.
"""

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from bootstrap import Failure

OURS = Path(__file__).resolve().parent / "licences"
ROOT = Path(__file__).resolve().parent.parent
PAGE, FOLDER = "第三方软件声明.txt", "licences"

# Installed for the build or for tests, not inside the program.
_ABSENT = {"altgraph", "macholib", "packaging", "pefile", "pip", "pycparser", "pyinstaller-hooks-contrib",
           "pywin32-ctypes", "setuptools", "typing-extensions", "wheel"}
# Texts that the package itself does not carry, or that belong to code built into it.
_ADDED = {"pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"), "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
          "sqlcipher3": ("SQLCipher.txt", "Apache-2.0.txt"), "chinesecalendar": ("chinesecalendar-MIT.txt",)}
_TEXT = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)

_HEAD = """履责台账使用的第三方软件

本程序自己的代码按 MIT 许可发布（见 licences 文件夹中的 LICENSE）。程序里还有下列软件和字体，各按自己的许可使用，
许可全文都在 licences 文件夹中。

关于 Qt、PySide6 和 Shiboken（LGPL 第 3 版）：
  本程序以动态链接方式使用未经修改的 Qt {qt} 和 PySide6 {qt}，它们是 lib 文件夹 PySide6、shiboken6 中的独立文件，您可以用自己
  编译的兼容版本替换；允许为调试这种替换而进行反向工程。它们的源代码由 Qt 项目公开发布，也可以向本程序的提供者索取。
  Qt 中还含有 FreeType、HarfBuzz、ICU、libjpeg、libpng、PCRE2、zlib 等组件，其许可在 Qt 的源代码中列明；
  其中 ICU 的语言数据在 Linux 版里只保留了中文和英文。

关于仿宋字体 fangsong.ttf（GPL 第 3 版，附字体嵌入例外）：
  由 FandolFang 改制，原件在 lib/resources/fonts/sources 中，改制方法见 lib/resources/fonts/README.md。

名称　版本　许可
"""


def write(folder: Path, site: Path, python_licence: Path, python_version: str) -> None:
    """Fills ``folder/licences`` and writes the page; ``site`` is the site-packages folder of the build."""
    target = folder / FOLDER
    target.mkdir()
    shutil.copy(ROOT / "LICENSE", target)
    lines, qt = [], ""
    for found in sorted(metadata.distributions(path=[str(site)]), key=lambda found: found.name.lower()):
        name = re.sub(r"[-_.]+", "-", found.name).lower()
        if name in _ABSENT:
            continue
        _copy(name, _texts(found, name), target / f"{name}-{found.version}")
        lines.append(f"{found.name}　{found.version}　{_licence(found)}\n")
        qt = found.version if name == "pyside6-essentials" else qt
    _copy("python", [python_licence], target / "python")
    lines.append(f"Python　{python_version}　Python Software Foundation License\n")
    for package, copyright_file in _system_packages(folder):
        _copy(package, [copyright_file], target / package)
        lines.append(f"{package}　系统组件　见 licences/{package}\n")
    if any(folder.rglob("libfcitx*.so")):
        _copy("fcitx-qt5", [OURS / "fcitx-qt5.txt"], target / "fcitx-qt5")
        lines.append("fcitx-qt5 输入法模块　1.2.7　BSD-3-Clause\n")
    if any(folder.rglob("*.dll")):
        lines.append("Microsoft Visual C++ 运行库　随程序分发　按微软的再分发条款使用\n")
    shutil.copytree(ROOT / "resources" / "fonts" / "licences", target / "fonts")
    lines += ["字体：仿宋 FandolFang（GPL 3，附字体嵌入例外）；思源宋体、思源黑体、霞鹜文楷、Liberation Serif（SIL OFL 1.1）　见 licences/fonts\n"]
    (folder / PAGE).write_text(_HEAD.format(qt=qt) + "".join(lines), encoding="utf-8")


def _texts(found: metadata.Distribution, name: str) -> list[Path]:
    own = [Path(found.locate_file(file)) for file in found.files or ()
           if ".dist-info" in file.parts[0] and _TEXT.search("/".join(file.parts[1:]))]
    return own + [OURS / text for text in _ADDED.get(name, ())]


def _licence(found: metadata.Distribution) -> str:
    """The short name of the licence, as the package says it."""
    words = found.metadata["License-Expression"] or found.metadata["License"] or ""
    classes = [line.split(" :: ")[-1] for line in found.metadata.get_all("Classifier") or () if "License ::" in line]
    return words if words and "\n" not in words and len(words) < 80 else "、".join(classes) or "见许可全文"


def _copy(name: str, texts: list[Path], target: Path) -> None:
    if not texts:
        raise Failure(f"组件 {name} 没有许可全文，不能发布。请补到 packaging/licences。")
    target.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        place = target / text.name
        shutil.copy(text, place if not place.exists() else target / f"{number}-{text.name}")


def _system_packages(folder: Path) -> list[tuple[str, Path]]:
    """Debian packages whose libraries were copied into the bundle, each with its copyright file."""
    found = {}
    for library in sorted((folder / "lib").glob("lib*.so*")) if sys.platform == "linux" else ():
        if library.name.startswith("libpython"):
            continue
        asked = subprocess.run(["dpkg-query", "-S", f"*/{library.name}"], capture_output=True, text=True)
        packages = [line.partition(":")[0] for line in asked.stdout.splitlines()]
        if not packages:
            raise Failure(f"不知道系统组件 {library.name} 属于哪个软件包，找不到它的许可。")
        found[packages[0]] = Path("/usr/share/doc") / packages[0] / "copyright"
    return sorted(found.items())
