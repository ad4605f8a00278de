"""Draws the pictures of the manual (resources/help/pictures) from the sample hospital. Run it when a screen has changed.

    python packaging/help_pictures.py [FOLDER]

Needs no display. Pictures are 960 pixels wide; a test keeps all of them together below 3 MB.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 960, 560
DAY = datetime(2025, 12, 31, 17, 0)  # the day of the sample hospital's last record: an earlier one would be called a wrong clock


def main(folder: Path) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {"LVZE_HOME": tempfile.mkdtemp(), "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1"}
    from PySide6.QtCore import QThreadPool
    from PySide6.QtWidgets import QApplication, QWidget

    from db.workspace import Workspace
    from desktop.chinese import speak_chinese
    from desktop.operations.inspection import Pin
    from desktop.sample import build
    from desktop import slices
    from desktop.screens.window import hints
    from desktop.screens.window.main_window import MainWindow
    from desktop.settings import WindowSettings
    from desktop.state import State
    from desktop.widgets import theme

    app = QApplication(["lvze", *theme.STYLE])
    theme.apply(app)
    speak_chinese(app)
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(), "云岭市第二人民医院.lvze")
    with Workspace.create(place, clock=lambda: DAY) as made:
        build(made)
        made.set_setting("backups", {"u-pan": {"at": "2025-12-26T16:30:00", "label": "U盘", "name": "备份"}})

    def settle() -> None:
        for _ in range(8):
            app.processEvents()
            slices.finish()
            QThreadPool.globalInstance().waitForDone()

    def draw(widget: QWidget, name: str, height: int = HEIGHT) -> None:
        settle()
        save(widget.grab().toImage().copy(0, 0, widget.width(), min(height, widget.height())), folder / f"{name}.png")

    state = State(clock=lambda: DAY)
    settings = WindowSettings()
    hints.set_wanted(settings, False)
    window = MainWindow(state, settings)
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.begin(None)
    draw(window, "start")
    window.open_file(place)
    settle()
    window.resize(WIDTH, 760)
    draw(window, "bench", 760)
    window.resize(WIDTH, HEIGHT)
    window.show_tab("duty")
    draw(window, "duty")
    for key in ("talk", "rectify"):
        window.show_tab(key)
        settle()
        screen = window.page(key).part({"talk": "talks", "rectify": "problems"}[key])
        screen.open_record(screen.table.ledger_model.id_at(5))
        draw(window, key)
    window.show_tab("risk")
    draw(window, "risk")
    window.show_tab("work")
    draw(window, "work")
    screen = window.page("work").show_page("meeting")
    screen.open_record(screen.table.ledger_model.id_at(2))
    draw(window, "entry")
    window.show_tab("report")
    settle()
    window.page("report").compose()
    draw(window, "report")
    window.show_tab("settings")
    for key, name in (("hospital", "settings"), ("security", "security"), ("backup", "backup"), ("handover", "handover")):
        window.page("settings").show_page(key)
        draw(window, name)
    window.inspection.enter(Pin.of("5566", "5566"))
    window.show_tab("talk")
    draw(window, "inspection")
    jobs_done(window, state)


def save(image: object, target: Path) -> None:
    """Writes a picture with a thin frame."""
    from PySide6.QtGui import QColor, QImage, QPainter

    painter = QPainter(image)
    painter.setPen(QColor("#b9c2cc"))
    painter.drawRect(0, 0, image.width() - 1, image.height() - 1)
    painter.end()
    image.convertToFormat(QImage.Format.Format_RGB32).save(str(target), "PNG", 0)  # 0: packed as small as it goes


def jobs_done(window: object, state: object) -> None:
    from desktop import jobs

    jobs.finish_all()
    state.close_file()
    window.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "help" / "pictures")
