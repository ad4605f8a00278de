"""Draws resources/icons/lvze.svg as PNG files and as one Windows icon. Run by build.py with the build's own Python.

    python draw_icons.py FOLDER      writes FOLDER/lvze-16.png … lvze-256.png and FOLDER/lvze.ico
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

SOURCE = Path(__file__).resolve().parent.parent / "resources" / "icons" / "lvze.svg"
SIDES = (16, 24, 32, 48, 64, 128, 256)


def drawn(side: int) -> bytes:
    """The icon as PNG, ``side`` pixels wide."""
    picture = SOURCE.read_bytes().replace(b'width="16" height="16"', f'width="{side}" height="{side}"'.encode())
    image = QImage.fromData(QByteArray(picture), "SVG")
    assert image.width() == side, "the SVG plug-in of Qt is missing"
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def icon(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon file: a directory of 16 bytes for each picture, then the PNG pictures (256 is written as 0)."""
    place = 6 + 16 * len(pictures)
    directory, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for side, picture in pictures.items():
        directory += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), place + len(body))
        body += picture
    return directory + body


def main(folder: Path) -> None:
    pictures = {side: drawn(side) for side in SIDES}
    for side, picture in pictures.items():
        (folder / f"lvze-{side}.png").write_bytes(picture)
    (folder / "lvze.ico").write_bytes(icon(pictures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
