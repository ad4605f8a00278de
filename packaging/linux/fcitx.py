"""Qt's input module for fcitx 4 and 5, which Qt's packages do not bring: without it sessions of fcitx 4 (Kylin V10, UOS 20)
could type no Chinese.

The source is that of Debian's ``fcitx-qt5``, whose module is BSD-licensed (``packaging/licences/fcitx-qt5.txt``). A newer
Debian gives it, Qt's own headers (near enough to our Qt: the module loads or refuses by Qt's symbol versions) and the two
tools that write code; it is compiled in the old system, against the Qt that goes into the program.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from bootstrap import say
from systems import System

NAME = "libfcitxplatforminputcontextplugin-qt6.so"
_SUITE = "trixie"
_TOOLS = ("dpkg-dev", "qt6-base-private-dev")
COMPILERS = ("g++", "libxkbcommon-dev", "x11proto-dev")  # wanted in the old system

_WRITE = r"""set -e
rm -rf /root/fcitx /root/fcitx-qt5* && cd /root
apt-get source -q --download-only --tar-only fcitx-qt5
mkdir source && tar xf fcitx-qt5_*.orig.tar.* -C source --strip 1
mv source/qt5/platforminputcontext fcitx && rm -rf source && cd fcitx
for one in InputContext InputContext1 InputMethod InputMethod1; do
    /usr/lib/qt6/bin/qdbusxml2cpp -i fcitxqtdbustypes.h -p $(echo $one | tr A-Z a-z)proxy org.fcitx.Fcitx.$one.xml
done
cp -rL /usr/include/$(dpkg-architecture -qDEB_HOST_MULTIARCH)/qt6 qt
find qt -type d -name QtCore -o -type d -name QtGui -o -type d -name QtDBus | sed 's/^/-I/' > where
find qt/QtCore qt/QtGui -maxdepth 1 -name '[0-9]*' | sed 's/^/-I/' >> where
for one in $(grep -l Q_OBJECT *.h); do /usr/lib/qt6/libexec/moc -I. -Iqt $(cat where) $one -o moc_${one%.h}.cpp; done
"""
_COMPILE = r"""set -e
cd /root/fcitx
ls *.cpp | sed 's/\.cpp$//' | xargs -P 2 -I NAME g++ -std=c++17 -O2 -fPIC -fvisibility=hidden -DQT_NO_KEYWORDS \
    -DQT_NO_DEBUG -DQT_PLUGIN -I. -Iqt $(cat where) -c NAME.cpp -o NAME.o
g++ -shared -s -Wl,--no-undefined -Wl,-rpath,'$ORIGIN/../../lib' -Wl,-rpath-link,{qt} -o {name} *.o \
    {qt}/libQt6Gui.so.6 {qt}/libQt6DBus.so.6 {qt}/libQt6Core.so.6 -l:libxkbcommon.so.0
"""


def make(old: System, qt: Path) -> None:
    """Compiles the module in ``old`` against the Qt in the folder ``qt`` of its build environment, and puts it there."""
    target = qt / "plugins" / "platforminputcontexts" / NAME
    if target.exists():
        return
    say("正在编译 fcitx 输入法模块……")
    newer = System(old.root.with_name("qt"), _SUITE, _SUITE)
    newer.lay(_TOOLS)
    newer.run(["sh", "-c", _WRITE], "fcitx 输入法模块的源代码没有准备好，原因见上面几行。")
    place = old.root / "root" / "fcitx"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(newer.root / "root" / "fcitx", place)
    libraries = Path("/", qt.relative_to(old.root), "lib")
    old.run(["sh", "-c", _COMPILE.format(qt=libraries, name=NAME)], "fcitx 输入法模块没有编译成，原因见上面几行。")
    shutil.copyfile(place / NAME, target)
