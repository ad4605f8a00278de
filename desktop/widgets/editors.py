"""One editor per field type (``EDITORS``). Typing editors stand here, choosing ones in ``choosers``.

To add a field type: 1 write its ``Editor`` subclass; 2 name it in ``EDITORS``; the tests go over ``FIELD_TYPES``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QFrame,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from db.fields import Choice, Day, Field, Flag, Link, Moment, Number, Prose, Term, Terms, Text
from desktop.widgets import theme
from desktop.widgets.choosers import ChoiceEditor, LinkEditor, TermEditor, TermsEditor
from desktop.widgets.composing import ComposingLine, ProseBox
from desktop.widgets.editor import Editor
from desktop.widgets.lookup import Lookup

_MOST_LINES = 10


class LineEditor(Editor):
    """One line of text that the field parses."""

    def __init__(self, field: Field, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)
        self.line = ComposingLine(self)
        self.take_input(self.line)
        self.line.settled.connect(self._settled)
        self.line.returnPressed.connect(self.moved_on)

    def value(self) -> Any:
        return self.field.parse(self.line.text())

    def set_value(self, value: Any) -> None:
        self.line.put(self.field.display(value))

    def typed(self) -> Any:
        return self.line.text()

    def set_typed(self, typed: Any) -> None:
        self.line.put(typed)

    def _hold(self, longest: str) -> None:
        """Makes the line as wide as its longest text, whatever the type size; the row's other room stays free."""
        self.line.setMaximumWidth(self.line.fontMetrics().horizontalAdvance(longest) + theme.LARGE)
        self._row.addStretch()

    @Slot(str)
    def _settled(self, _: str) -> None:
        self.edited.emit()

    def tidy(self) -> None:
        try:
            wanted = self.field.display(self.value())
        except Refusal:
            return
        if wanted != self.line.text():
            self.line.put(wanted)
            self.edited.emit()


class NumberEditor(LineEditor):
    """A whole number; 1.2万 and 1,200 are read."""

    def __init__(self, field: Number, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)
        self._row.addWidget(QLabel(field.unit, self))
        self._hold("1,234,567,890")


class ProseEditor(Editor):
    """Several lines; grows with the text. Tab goes on to the next field."""

    def __init__(self, field: Prose, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)
        self.box = ProseBox(self)
        self.box.setTabChangesFocus(True)
        self.box.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.take_input(self.box)
        self._silent = False
        self.box.textChanged.connect(self._changed)
        self.box.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.box.wrapped_anew.connect(self._grow)
        self._grow()

    def value(self) -> Any:
        return self.field.parse(self.box.toPlainText())

    def set_value(self, value: Any) -> None:
        self.set_typed(self.field.display(value))

    def typed(self) -> Any:
        return self.box.toPlainText()

    def set_typed(self, typed: Any) -> None:
        self._silent = True
        self.box.setPlainText(typed)
        self._silent = False
        self._grow()

    @Slot()
    def _changed(self) -> None:
        if not self._silent:
            self.edited.emit()

    @Slot()
    def _grow(self) -> None:
        lines = min(_MOST_LINES, max(self.field.lines, self.box.lines(_MOST_LINES)))
        margins = 2 * (self.box.frameWidth() + int(self.box.document().documentMargin()))
        self.box.setFixedHeight(lines * self.box.fontMetrics().lineSpacing() + margins + 4)


class CalendarFrame(QFrame):
    """A month to click in, under the line."""

    def __init__(self, owner: QWidget):
        super().__init__(owner, Qt.WindowType.Popup)
        self.setObjectName("calendar_frame")
        self.setFrameShape(QFrame.Shape.Box)
        self.calendar = QCalendarWidget(self)
        self.calendar.setObjectName("calendar")
        self.calendar.setAccessibleName("日历")
        self._put_year_first()
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        weekend = QTextCharFormat()
        weekend.setForeground(self.palette().text())  # Qt's red would say that something is wrong
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, weekend)
        for name, icon, words in (
            ("qt_calendar_prevmonth", "back", "上个月"),
            ("qt_calendar_nextmonth", "forward", "下个月"),
        ):
            button = self.calendar.findChild(QToolButton, name)  # Qt's own names; its icons are of another style
            if button is not None:
                button.setIcon(theme.icon(icon, theme.ON_STRONG))
                button.setAccessibleName(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.calendar)

    def _put_year_first(self) -> None:
        """2025年 十二月: Qt has the month first. Before the locale, with which Qt writes both anew."""
        bar, month, year, typed = (self.calendar.findChild(QWidget, f"qt_calendar_{name}")  # Qt's own names
                                   for name in ("navigationbar", "monthbutton", "yearbutton", "yearedit"))
        typed.setSuffix("年")
        for one in (year, typed):
            bar.layout().removeWidget(one)
            bar.layout().insertWidget(bar.layout().indexOf(month), one)

    def drop_from(self, line: QWidget) -> None:
        self.adjustSize()
        place, screen = line.mapToGlobal(QPoint(0, line.height())), line.screen().availableGeometry()
        if place.y() + self.height() > screen.bottom():
            place.setY(line.mapToGlobal(QPoint(0, -self.height())).y())
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()
        self.calendar.setFocus()


class DayEditor(LineEditor):
    """A day as people type it (3.5, 2025年3月5日, 昨天), or picked from a calendar. Up and Down go a day on or back."""

    def __init__(self, field: Field, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)
        self.line.setPlaceholderText("如 3.5 或 昨天" if getattr(field, "past", False) else "如 3.5 或 明天")
        self.button = QToolButton(self)
        self.button.setIcon(theme.icon("today"))
        self.button.setObjectName(f"calendar_{field.name}")
        self.button.setAccessibleName(f"{field.label}：打开日历")
        self.button.setToolTip("打开日历")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open_calendar)
        self._row.addWidget(self.button)
        self._hold("2025年12月31日 14:30")
        self._frame: CalendarFrame | None = None

    def value(self) -> Any:
        return self.field.parse(self.line.text(), self.lookup)  # which only has to know what day it is

    @Slot()
    def open_calendar(self) -> None:
        if not self.writable:
            return
        if self._frame is None:
            self._frame = CalendarFrame(self)
            self._frame.calendar.clicked.connect(self._picked)
            self._frame.calendar.activated.connect(self._picked)
        day = self._day() or self.lookup.today()
        self._frame.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._frame.drop_from(self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if (
                event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
                and not event.modifiers() & Qt.KeyboardModifier.AltModifier
            ):
                self._step(1 if event.key() == Qt.Key.Key_Up else -1)
                return True
            if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    @Slot(QDate)
    def _picked(self, picked: QDate) -> None:
        self._frame.hide()
        self._put(date(picked.year(), picked.month(), picked.day()))
        self.line.setFocus()
        self.left.emit()

    def _step(self, days: int) -> None:
        if not self.writable:
            return
        day = self._day()
        self._put(day + timedelta(days=days) if day else self.lookup.today())

    def _day(self) -> date | None:
        """The day that stands here, None when it is empty or cannot be read."""
        try:
            return self.value()
        except Refusal:
            return None

    def _put(self, day: date) -> None:
        self.line.put(self.field.display(day))
        self.edited.emit()


class MomentEditor(DayEditor):
    """A day and a time of day; the calendar keeps the time that stands here."""

    def __init__(self, field: Moment, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)
        self.line.setPlaceholderText("如 3.5 14:30")

    def _day(self) -> date | None:
        try:
            moment = self.value()
        except Refusal:
            return None
        return moment.date() if moment else None

    def _put(self, day: date) -> None:
        try:
            before = self.value()
        except Refusal:
            before = None
        super()._put(datetime.combine(day, before.time() if before else datetime.min.time()))


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Flag, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(field, lookup, parent)
        self.box = QCheckBox("是", self)
        self.take_input(self.box)
        self.box.toggled.connect(self._toggled)

    def value(self) -> Any:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)

    def typed(self) -> Any:
        return self.box.isChecked()

    set_typed = set_value

    @Slot(bool)
    def _toggled(self, _: bool) -> None:
        self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.moved_on.emit()
                return True
        return super().eventFilter(watched, event)


EDITORS: dict[type[Field], type[Editor]] = {
    Text: LineEditor, Prose: ProseEditor, Number: NumberEditor, Day: DayEditor, Moment: MomentEditor, Flag: FlagEditor,
    Term: TermEditor, Terms: TermsEditor, Choice: ChoiceEditor, Link: LinkEditor,
}


def editor_for(field: Field, lookup: Lookup, parent: QWidget | None = None) -> Editor:
    """The editor of a field, empty."""
    return EDITORS[type(field)](field, lookup, parent)
