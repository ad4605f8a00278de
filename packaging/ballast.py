"""What the frozen program goes without: modules never imported, and files PyInstaller collects that nothing here uses.

Read by ``lvze.spec``. What is left out wrongly shows in the frozen self-test or in the log of the first window.
"""

# Optional parts of our libraries, and tools of developers.
MODULES = (
    "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSql",
    "numpy", "MySQLdb", "psycopg2", "pysqlite2", "sqlite3", "ssl", "_ssl",
    "PIL.AvifImagePlugin", "PIL._avif", "PIL.ImageCms", "PIL._imagingcms", "PIL.ImageTk", "PIL.ImageQt",
    "PIL.WebPImagePlugin", "PIL._webp", "sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.oracle", "sqlalchemy.dialects.postgresql",
    "pypdfium2_cli", "pypinyin.runner", "setuptools", "pkg_resources",
    "doctest", "idlelib", "lib2to3", "multiprocessing", "pdb", "pydoc", "tkinter", "turtle", "unittest",
)

# Of the system's own libraries only these travel with the Linux program: small ones that an office PC may lack. All
# others every desktop has, in the version that its settings, drivers and C library expect.
_TRAVELLING = (
    "libxcb-cursor.", "libxcb-icccm.", "libxcb-image.", "libxcb-keysyms.", "libxcb-render-util.", "libxcb-util.",
    "libxcb-xkb.", "libxkbcommon", "libpython", "libcrypto.", "libffi.", "libbz2.", "liblzma.", "libuuid.",
)

# Parts of Qt, each the beginning of a file's name: other display systems, web, PDF and QML parts, software OpenGL.
_QT = (
    "libqt6eglfs", "libqt6network", "libqt6opengl", "libqt6pdf", "libqt6qml", "libqt6quick", "libqt6virtualkeyboard",
    "libqt6wl", "libqt6wayland", "libqeglfs", "libqgtk3", "libqlinuxfb", "libqminimal", "libqpdf", "libqtuiotouch",
    "libqtvirtualkeyboard", "libqvkkhr", "libqvnc", "libqwayland", "libqevdev", "libqtiff", "libqicns",
    "libqtga", "libqwbmp", "libavif", "libqwebp", "libwebp", "libsharpyuv", "liblcms2",
    "qt6network", "qt6opengl", "qt6pdf", "qt6qml", "qt6quick", "qt6virtualkeyboard", "qdirect2d", "qminimal", "qpdf",
    "qtuiotouch", "qtvirtualkeyboard", "qtiff", "qicns", "qtga", "qwbmp", "qwebp", "opengl32sw",
    "d3dcompiler", "dxcompiler", "dxil",
)
_FOLDERS = ("/tls/", "/networkinformation/", "/egldeviceintegrations/", "/wayland-", "/qmltooling/", "/generic/")
_TRANSLATION = "qtbase_zh_cn"  # of Qt's own words only these are ever loaded


def is_ballast(place: str, kind: str) -> bool:
    """Whether a file is left out. ``place``: its path inside the bundle; ``kind``: what PyInstaller calls it."""
    path = "/" + place.replace("\\", "/").lower()
    name = path.rpartition("/")[2]
    if "/translations/" in path and "/pyside6/" in path:
        return not name.startswith(_TRANSLATION)
    if kind == "SYMLINK" or any(folder in path for folder in _FOLDERS) or name.startswith(_QT):
        return True  # links: Qt's files find each other without them, and a stick's file system has none
    of_the_system = path.count("/") == 1 and name.startswith("lib") and ".so" in name
    return of_the_system and not name.startswith(_TRAVELLING)
