"""A text field in which figures are solid pieces: they can be moved, removed and put in, but not typed into."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor, QFontMetricsF, QHelpEvent, QPainter, QPen, QPyTextObject, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from desktop.reports.blocks import FigureWords, Span, Words
from desktop.widgets import theme

_KIND = QTextFormat.ObjectTypes.UserObject + 1
_TEXT, _ID = QTextFormat.Property.UserProperty + 1, QTextFormat.Property.UserProperty + 2
_OBJECT = "\ufffc"
_MIME = "application/x-lvze-spans"
_PAD, _ABOVE = 4.0, 6.0  # beside the words of a figure, and free above its line, in device-independent pixels

Paragraphs = tuple[tuple[Span, ...], ...]


class SpanEdit(QTextEdit):
    """Edits one or more paragraphs of spans. Each figure is one character to the cursor, to deleting and to undoing."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._chip = _Chip(self)
        self.labels: Mapping[str, str] = {}  # what a figure is, for the tooltip
        self.document().documentLayout().registerHandler(_KIND, self._chip)
        self.textChanged.connect(self.edited)

    def set_paragraphs(self, paragraphs: Sequence[Sequence[Span]]) -> None:
        """Shows these paragraphs; what was typed before is gone and cannot be undone into."""
        blocked = self.blockSignals(True)
        self.clear()
        cursor = self.textCursor()
        for number, spans in enumerate(paragraphs):
            if number:
                cursor.insertBlock()
            self._put(cursor, spans)
        self.document().clearUndoRedoStacks()
        self.document().setModified(False)
        self.blockSignals(blocked)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def replace_all(self, paragraphs: Sequence[Sequence[Span]]) -> None:
        """Puts other paragraphs in place of everything, as a step that can be undone."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for number, spans in enumerate(paragraphs):
            if number:
                cursor.insertBlock()
            self._put(cursor, spans)
        cursor.endEditBlock()

    def paragraphs(self) -> Paragraphs:
        """What stands in the field now; paragraphs without any text are left out."""
        return _read(self.document())

    def insert_figure(self, text: str, figure_id: str) -> None:
        """Puts a figure at the cursor."""
        self._put(self.textCursor(), (FigureWords(text, figure_id),))
        self.setFocus()

    def figure_ids(self) -> list[str]:
        """The figures that stand in the field, in order."""
        return [span.figure_id for spans in self.paragraphs() for span in spans if isinstance(span, FigureWords)]

    def _put(self, cursor: QTextCursor, spans: Sequence[Span]) -> None:
        for span in spans:
            if isinstance(span, FigureWords):
                shape = QTextCharFormat()
                shape.setObjectType(_KIND)
                shape.setProperty(_TEXT, span.text)
                shape.setProperty(_ID, span.figure_id)
                cursor.insertText(_OBJECT, shape)
            else:
                cursor.insertText(span.text, QTextCharFormat())

    # -- cut, copy, paste, drag: figures stay figures ---------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt
        part = QTextDocument()
        QTextCursor(part).insertFragment(self.textCursor().selection())
        paragraphs = _read(part)
        # Qt's own object is filled, not a new one: the program would end with a fault while the clipboard holds one made in Python.
        data = super().createMimeDataFromSelection()
        data.text()  # makes Qt write its formats now, not over ours later
        data.clear()
        data.setText("\n".join("".join(span.text for span in spans) for spans in paragraphs))
        plain = [[[span.text, span.figure_id if isinstance(span, FigureWords) else ""] for span in spans] for spans in paragraphs]
        data.setData(_MIME, json.dumps(plain).encode())
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt
        return source.hasFormat(_MIME) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt
        if not source.hasFormat(_MIME):
            self.textCursor().insertText(source.text().replace(_OBJECT, ""), QTextCharFormat())
            return
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for number, spans in enumerate(json.loads(bytes(source.data(_MIME).data()))):
            if number:
                cursor.insertBlock()
            self._put(cursor, [FigureWords(text, figure) if figure else Words(text) for text, figure in spans])
        cursor.endEditBlock()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            figure_id = self._figure_at(event)
            QToolTip.showText(event.globalPos(), self.labels.get(figure_id, "") if figure_id else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def _figure_at(self, event: QHelpEvent) -> str:
        cursor = self.cursorForPosition(event.pos())
        for step in (QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveOperation.PreviousCharacter):
            beside = QTextCursor(cursor)
            beside.movePosition(step, QTextCursor.MoveMode.KeepAnchor)
            after = QTextCursor(self.document())
            after.setPosition(max(beside.position(), beside.anchor()))
            if beside.selectedText() == _OBJECT and self.cursorRect(cursor).adjusted(-200, 0, 200, 0).contains(event.pos()):
                return str(after.charFormat().property(_ID) or "")
        return ""


class _Chip(QPyTextObject):
    """Draws a figure as a word on a coloured, framed ground."""

    def intrinsicSize(self, document: QTextDocument, position: int, shape: QTextFormat) -> QSizeF:  # noqa: N802 - Qt
        metrics = QFontMetricsF(document.defaultFont())
        return QSizeF(metrics.horizontalAdvance(str(shape.property(_TEXT))) + 2 * _PAD + 2, metrics.ascent() + _ABOVE)

    def drawObject(self, painter: QPainter, rectangle: QRectF, document: QTextDocument, position: int,  # noqa: N802 - Qt
                   shape: QTextFormat) -> None:
        metrics = QFontMetricsF(document.defaultFont())
        ground = QRectF(rectangle.left() + 1, rectangle.top() + _ABOVE - 2, rectangle.width() - 2, metrics.height() + 1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ACCENT), 0.8))
        painter.setBrush(QColor(theme.ACCENT_SOFT))
        painter.drawRoundedRect(ground, 3, 3)
        painter.setPen(QColor(theme.ACCENT))
        painter.setFont(document.defaultFont())
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, str(shape.property(_TEXT)))
        painter.restore()


def _read(document: QTextDocument) -> Paragraphs:
    found = []
    block = document.begin()
    while block.isValid():
        spans: list[Span] = []
        at = block.begin()
        while not at.atEnd():
            piece = at.fragment()
            shape = piece.charFormat()
            if shape.objectType() == _KIND:
                # Equal neighbours share one fragment: a figure put twice in a row is two characters of it.
                figure = FigureWords(str(shape.property(_TEXT)), str(shape.property(_ID)))
                spans += [figure] * len(piece.text())
            elif piece.text():
                spans.append(Words(piece.text().replace("\u2028", "").replace(_OBJECT, "")))
            at += 1
        if "".join(span.text for span in spans).strip():
            found.append(_joined(spans))
        block = block.next()
    return tuple(found)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbouring plain words as one, without blanks at the paragraph's ends."""
    result: list[Span] = []
    for span in spans:
        if isinstance(span, Words) and result and isinstance(result[-1], Words):
            result[-1] = Words(result[-1].text + span.text)
        else:
            result.append(span)
    if result and isinstance(result[0], Words):
        result[0] = Words(result[0].text.lstrip())
    if result and isinstance(result[-1], Words):
        result[-1] = Words(result[-1].text.rstrip())
    return tuple(span for span in result if span.text)
