"""What happens when something goes wrong: first the log, then one Chinese sentence. Window and typed text stay.

The log is opened before anything else, so that a failing start can be explained too; Qt is imported only to speak.
"""

from __future__ import annotations

import faulthandler
import re
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

from db.errors import Refusal
from desktop import __version__, log, places

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_open_boxes: set[Any] = set()


def install() -> None:
    """Opens the log and catches everything nobody else catches, in every thread. Call once, first of all."""
    log.open_log()
    log.write("start", f"{__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    try:
        faulthandler.enable((places.log_folder() / "crash.log").open("a", encoding="utf-8"))
    except OSError:
        pass  # without the folder for it there is no trace of a crash, but there still is a program
    sys.excepthook = _unexpected
    threading.excepthook = lambda gone: _unexpected(gone.exc_type, gone.exc_value, gone.exc_traceback)


def report(error: BaseException, parent: QWidget | None = None) -> None:
    """Logs an error; a Refusal is told in its own words, anything else in one sentence that names the log's place."""
    if isinstance(error, Refusal):
        tell(parent, error)
        return
    import traceback

    log.write("error", "".join(traceback.format_exception(error)))
    _say(parent, f"程序遇到了没有预料到的问题，这一步没有完成。已经保存的内容都在，窗口里填写的内容也没有丢，可以接着用。"
                 f"详细情况记在：{places.log_file()}", serious=True)


def tell(parent: QWidget | None, refusal: Refusal | str) -> None:
    """Shows what the program declined to do, in its sentence; or something else that the clerk is to know."""
    cause = getattr(refusal, "__cause__", None)
    told = f"{refusal}" + (f" ({type(cause).__name__}: {cause})" if cause is not None else "")
    # what stands in quotation marks comes from the records (a name, a title): the log lies unencrypted on the disk
    log.write("declined" if isinstance(refusal, Refusal) else "told", re.sub("“[^”]*”", "“…”", told))
    _say(parent, str(refusal), serious=False)


def standing() -> list[str]:
    """What the boxes say that stand open."""
    from shiboken6 import isValid

    return [box.text() for box in _open_boxes if isValid(box) and box.isVisible()]


def qt_message(kind: Any, context: Any, message: str) -> None:
    """Qt's own warnings go into the log instead of a terminal nobody sees."""
    log.write("warning", f"Qt: {message}")


def _unexpected(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    if error is not None:
        report(error)


def _say(parent: QWidget | None, sentence: str, serious: bool) -> None:
    if "PySide6.QtWidgets" not in sys.modules:
        print(sentence, file=sys.stderr)
        return
    from PySide6.QtCore import QCoreApplication, QThread
    from PySide6.QtWidgets import QApplication

    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        print(sentence, file=sys.stderr)
    elif QThread.currentThread() is app.thread():
        _show(parent, sentence, serious)
    else:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, app, lambda: _show(None, sentence, serious))


def _show(parent: QWidget | None, sentence: str, serious: bool) -> None:
    """A box that does not block: an error while painting must not start an event loop inside the painting."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QMessageBox
    from shiboken6 import isValid

    _open_boxes.intersection_update([box for box in _open_boxes if isValid(box)])  # some went with their window
    if serious and any(box.objectName() == "unexpected" for box in _open_boxes):
        return  # a fault that repeats itself fills the log, not the screen
    box = QMessageBox(QMessageBox.Icon.Warning if serious else QMessageBox.Icon.Information, "履责台账", sentence,
                      QMessageBox.StandardButton.NoButton, parent or QApplication.activeWindow())
    box.setObjectName("unexpected" if serious else "told")
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    selectable = Qt.TextInteractionFlag
    box.setTextInteractionFlags(selectable.TextSelectableByMouse | selectable.TextSelectableByKeyboard)
    box.finished.connect(lambda _: (_open_boxes.discard(box), box.deleteLater()))
    _open_boxes.add(box)
    box.open()
