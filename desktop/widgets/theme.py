"""How the window looks: colours, spacing, type, icons. One calm office look; colour never is the only mark of a state.

Stands before the first paint: ``Qt``, whose import alone costs a sixth of a bare start, is imported where it is used.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from db.resources import resource
from desktop.widgets.scheme import LIGHT, Scheme, Tone

# Spacing in device-independent pixels: everything in the window stands on these steps.
TIGHT, SMALL, MEDIUM, LARGE, HUGE = 4, 8, 12, 20, 32
# Set by ``wear``; a window takes them when it is built.
ROW: int  # height of a table row
ICON: int  # side of an icon, in pixels
BODY: float  # the type scale, in points
SMALL_TYPE: float
HEADING: float
TITLE: float
FIGURE: float
WINDOW: str
SURFACE: str
STRIPE: str
LINE: str
INK: str
MUTED: str
FAINT: str
FIXED: str
ACCENT: str
ACCENT_SOFT: str
STRONG: str
ON_STRONG: str
BARS: tuple[str, str, str]  # new, closed, left
TONES: dict[str, Tone]

_worn = LIGHT
_FIELDS = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QAbstractSpinBox", "QComboBox", "QCheckBox", "QRadioButton")
_FACES = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC",
          "Noto Sans SC", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "SimHei", "SimSun")


def wear(scheme: Scheme = LIGHT, size: float = 1.0) -> None:
    """Takes colours and a type size (1 = standard) into use, for windows built from now on."""
    names = globals()
    for name in ("window", "surface", "stripe", "line", "ink", "muted", "faint", "fixed", "accent", "accent_soft", "strong",
                 "on_strong", "bars", "tones"):
        names[name.upper()] = getattr(scheme, name)
    for name, points in (("BODY", 9.0), ("SMALL_TYPE", 8.5), ("HEADING", 11.0), ("TITLE", 15.0), ("FIGURE", 18.0)):
        names[name] = points * size
    names["ROW"], names["ICON"] = round(26 * size), round(16 * size)
    names["_worn"] = scheme


def tone(name: str) -> Tone:
    """The tone of a state (``db.fields.State.tone``); unknown names are calm."""
    return TONES.get(name, TONES["calm"])


STYLE = ("-style", "fusion")
"""Arguments for ``QApplication``: choosing the style by a call makes Python wrap QStyle, which takes 15 ms."""


def apply(app: QApplication) -> None:
    """Dresses the application in what is worn. Call before a window is built."""
    palette = _palette(_worn)
    app.setPalette(palette)
    role = QPalette.ColorRole
    palette.setColor(role.Window, QColor(_worn.edge).lighter(140))  # the style makes edges of it, darker
    palette.setColor(QPalette.ColorGroup.Disabled, role.Window, QColor(_pale(_worn)).lighter(140))
    for kind in ("QAbstractItemView", "QPushButton", "QToolButton"):
        app.setPalette(palette, kind)
    palette.setColor(role.Highlight, QColor(_worn.accent_soft))  # on which the icon of a chosen command is seen too
    palette.setColor(role.HighlightedText, QColor(_worn.ink))
    app.setPalette(palette, "QMenu")
    palette.setColor(role.Highlight, QColor(_worn.accent))  # and of this the edge of what has the keyboard
    palette.setColor(role.HighlightedText, QColor(_worn.surface))
    for kind in _FIELDS:
        app.setPalette(palette, kind)
    app.setFont(_font())
    app.setStyleSheet(_sheet(_worn))


def scaled(pixels: int) -> int:
    """A width chosen beside type of the standard size, for the size that is worn."""
    return round(pixels * BODY / 9)


def sized(widget: QWidget, points: float, bold: bool = False) -> None:
    """Gives a widget another step of the type scale."""
    font = widget.font()
    font.setPointSizeF(points)
    font.setBold(bold)
    widget.setFont(font)


def heading(text: str, parent: QWidget | None = None, points: float = 0) -> QLabel:
    """A heading of a page or of a group (0 = the group's size)."""
    label = QLabel(text, parent)
    sized(label, points or HEADING, bold=True)
    return label


def muted(text: str, parent: QWidget | None = None) -> QLabel:
    """A line of explanation, quieter than the rest."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setProperty("quiet", True)
    return label


def make_main(button: QPushButton) -> None:
    """Dresses a button as the one its place is for; also one that a button box has dressed already."""
    button.setProperty("main", True)
    button.style().polish(button)


def dress_whole(widget: QWidget) -> None:
    """Dresses a widget and all in it ahead: else all of them are dressed at once when they are first seen."""
    for one in (widget, *widget.findChildren(QWidget)):
        one.ensurePolished()


def icon(name: str, colour: str = "") -> QIcon:
    """One of our own icons (``resources/icons/NAME.svg``) in a colour ("" = muted), sharp at every scale; faint where disabled."""
    return _icon(name, colour or MUTED, ICON)


@lru_cache(maxsize=128)
def _icon(name: str, colour: str, usual: int) -> QIcon:
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QPixmap

    source = resource("icons", f"{name}.svg").read_bytes()
    found = QIcon()
    inks = (QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, FAINT)
    sides = (usual, usual * 5 // 4, usual * 3 // 2, usual * 2, usual * 3)  # at the scales of screens
    for side in sides if b"currentColor" in source else (*sides, usual * 6):  # the program's own sign is shown large
        drawing = source.replace(b'width="16" height="16"', f'width="{side}" height="{side}"'.encode())
        for mode, ink in inks if b"currentColor" in source and colour == ON_STRONG else inks[:1]:
            pixmap = QPixmap()
            pixmap.loadFromData(QByteArray(drawing.replace(b"currentColor", ink.encode())), "SVG")
            found.addPixmap(pixmap, mode)
    return found


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    wanted = QColor(colour)
    return 0.2126 * linear(wanted.redF()) + 0.7152 * linear(wanted.greenF()) + 0.0722 * linear(wanted.blueF())


def _font() -> QFont:
    """The system's own Chinese face; the shipped one only on a computer that has none."""
    families = set(QFontDatabase.families())
    face = next((face for face in _FACES if face in families), None)
    if face is None:
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        face = chinese[0] if chinese else None
    if face is None:
        number = QFontDatabase.addApplicationFont(str(resource("fonts", "hei.ttf")))
        shipped = QFontDatabase.applicationFontFamilies(number)
        face = shipped[0] if shipped else ""
    font = QFont(face)
    font.setPointSizeF(BODY)
    return font


def _palette(scheme: Scheme) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    ground = QColor(scheme.window)
    palette = QPalette(ground, ground)  # lights and shadows follow from it; given once, Python makes Qt's great class of names: 15 ms
    for which, colour in {
        role.Window: scheme.window, role.Base: scheme.surface, role.AlternateBase: scheme.stripe, role.Button: scheme.surface,
        role.ToolTipBase: scheme.tip, role.WindowText: scheme.ink, role.Text: scheme.ink, role.ButtonText: scheme.ink,
        role.ToolTipText: scheme.ink, role.PlaceholderText: scheme.muted, role.Highlight: scheme.strong,
        role.HighlightedText: scheme.on_strong, role.Link: scheme.accent, role.LinkVisited: scheme.accent,
        role.Mid: scheme.line, role.Accent: scheme.accent,
    }.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, which, QColor(scheme.faint))
    palette.setColor(group.Disabled, role.Base, QColor(scheme.fixed))  # an empty field has no text to be faint
    return palette


def _pale(scheme: Scheme) -> str:
    """The edge of what cannot be used: half-way to the surface."""
    edge, surface = QColor(scheme.edge), QColor(scheme.surface)
    return QColor(*((one + other) // 2 for one, other in zip(edge.getRgb()[:3], surface.getRgb()[:3]))).name()


def _grip(scheme: Scheme, across: int, down: int) -> str:
    """The short line by which the border of two panes is taken hold of; the style's own dots are lost on white."""
    stops = "".join(f", stop: {at} {colour}" for at, colour in (
        (0, "transparent"), (0.459, "transparent"), (0.46, scheme.edge), (0.54, scheme.edge), (0.541, "transparent"), (1, "transparent")))
    return f"qlineargradient(x1: 0, y1: 0, x2: {across}, y2: {down}{stops})"


def _sheet(scheme: Scheme) -> str:
    """The little that the style's palette cannot say, and the edges of boxes, lists and tables: the style's own lie half outside them
    at a scale of 1.25, where some sides are not seen."""
    tones = "".join(
        f'QLabel[tone="{name}"] {{ color: {pair.text}; background: {pair.ground}; border-radius: 3px; padding: 1px 6px; }}\n'
        for name, pair in scheme.tones.items())
    return tones + _sizes(scheme) + f"""
QLabel[sentence="true"] {{ padding: 6px 9px; }}
QLabel[quiet="true"] {{ color: {scheme.muted}; }}
QLabel[quiet="true"]:disabled {{ color: {scheme.faint}; }}
QToolTip {{ color: {scheme.ink}; background: {scheme.tip}; border: 1px solid {scheme.line}; padding: 3px; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {scheme.line}; }}
QTabBar {{ outline: 0; qproperty-drawBase: 0; }}
QTabBar::tab {{ padding: 4px 11px 5px; border: 1px solid transparent; border-bottom-width: 2px; color: {scheme.ink}; background: transparent; }}
QTabBar::tab:selected {{ color: {scheme.accent}; border-bottom-color: {scheme.accent}; }}
QTabBar::tab:selected:focus {{ border: 1px dotted {scheme.accent}; border-bottom: 2px solid {scheme.accent}; }}
QTabBar::tab:hover:!selected {{ background: {scheme.accent_soft}; }}
QTabBar#tab_bar {{ background: {scheme.window}; }}
QTabBar#tab_bar::tab {{ padding: 6px 15px 7px; }}
QTabBar#tab_bar::tab:selected {{ background: {scheme.surface}; }}
QPushButton {{ padding: 4px 12px; }}
QPushButton[quick="true"]:checked {{ background: {scheme.accent_soft}; color: {scheme.accent}; border: 1px solid {scheme.accent};
    border-radius: 3px; }}
QPushButton[main="true"] {{ background: {scheme.strong}; color: {scheme.on_strong}; border: 1px solid {scheme.strong_edge};
    border-radius: 3px; }}
QPushButton[main="true"]:hover {{ border: 2px solid {scheme.strong_edge}; }}
QPushButton[main="true"]:focus {{ border: 2px solid {scheme.strong_edge}; }}
QPushButton[main="true"]:disabled {{ background: {scheme.stripe}; color: {scheme.faint}; border-color: {_pale(scheme)}; }}
QPushButton[link="true"] {{ border: 0; padding: 2px 4px 2px 0; color: {scheme.accent}; text-align: left; background: transparent; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 1px dotted {scheme.accent}; }}
QPushButton[link="true"]:disabled {{ color: {scheme.faint}; }}
QAbstractScrollArea[frameShape="StyledPanel"] {{ border: 1px solid {scheme.line}; }}
QListWidget[frameShape="StyledPanel"], QPlainTextEdit[frameShape="StyledPanel"], QTextEdit[frameShape="StyledPanel"] {{
    border-color: {scheme.edge}; }}
QPlainTextEdit:focus, QTextEdit:focus {{ border-color: {scheme.accent}; }}
QListWidget[frameShape="StyledPanel"]:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {{ border-color: {_pale(scheme)}; }}
QAbstractScrollArea::corner {{ background: {scheme.window}; }}
QScrollBar {{ background: {scheme.window}; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {scheme.edge}; border-radius: 4px; margin: 3px; min-width: 28px; min-height: 28px; }}
QScrollBar::handle:hover {{ background: {scheme.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QSplitter::handle:horizontal {{ margin: 0 1px; background: {_grip(scheme, 0, 1)}; }}
QSplitter::handle:vertical {{ margin: 1px 0; background: {_grip(scheme, 1, 0)}; }}
QMenu::separator {{ height: 1px; margin: 3px 6px; background: {scheme.line}; }}
QMenuBar {{ border-bottom: 1px solid {scheme.line}; }}
QToolButton#find_button {{ margin: 1px 6px 1px 0; }}
QFrame[card="true"] {{ background: {scheme.surface}; border: 1px solid {scheme.line}; border-radius: 5px; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QFrame#find_box {{ border: 2px solid {scheme.edge}; }}
QListWidget#pages {{ background: {scheme.window}; border: 0; border-right: 1px solid {scheme.line}; outline: 0; }}
QListWidget#report_sections {{ border: 0; border-right: 1px solid {scheme.line}; }}
QListWidget#pages::item {{ padding: 7px 10px; border: 0; border-left: 3px solid transparent; }}
QListWidget#pages::item:hover:!selected {{ background: {scheme.stripe}; }}
QListWidget#pages::item:selected {{ background: {scheme.accent_soft}; color: {scheme.ink}; border-left: 3px solid {scheme.accent}; }}
QHeaderView {{ background: {scheme.window}; }}
QHeaderView::section {{ background: {scheme.window}; color: {scheme.ink}; border: 0; border-right: 1px solid {scheme.line};
    border-bottom: 1px solid {scheme.line}; padding: 3px 6px; }}
QTableCornerButton::section {{ background: {scheme.window}; border: 0; border-right: 1px solid {scheme.line};
    border-bottom: 1px solid {scheme.line}; }}
QComboBox QAbstractItemView {{ background: {scheme.surface}; border: 1px solid {scheme.edge}; }}
QTableView {{ gridline-color: {scheme.line}; }}
QTableView::item {{ padding: 0 4px; }}
QCalendarWidget QTableView::item {{ padding: 0; }}
QTreeView::item {{ padding: 0 4px; min-height: {ROW - 6}px; }}
QListWidget[lines="true"]::item {{ padding: 0 6px; }}
QStatusBar {{ border-top: 1px solid {scheme.line}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ padding: 0 8px; }}
"""


def _sizes(scheme: Scheme) -> str:
    """What the style leaves small beside large type, and a field for a number beside other fields. The icons of a menu grow only when
    its lines are drawn by this sheet, which then has to draw the ticks, too."""
    numbers = f"QAbstractSpinBox {{ min-height: {ICON + 5}px; }}\n"
    return numbers if ICON == 16 else numbers + f"""
QAbstractButton, QAbstractItemView, QMenu {{ icon-size: {ICON}px; }}
QMenu::item {{ padding: 4px 24px 4px 12px; border: 1px solid transparent; }}
QMenu::item:selected {{ background: {scheme.accent_soft}; border-color: {scheme.edge}; }}
QMenu::icon {{ left: 6px; }}
QMenu::indicator {{ width: {ICON - 5}px; height: {ICON - 5}px; left: 6px; border: 1px solid {scheme.edge}; }}
QMenu::indicator:exclusive {{ border-radius: {(ICON - 5) // 2}px; }}
QMenu::indicator:checked {{ image: url("{resource("icons", "tick.svg").as_posix()}"); }}
QMenu::right-arrow {{ right: 4px; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{ width: {ICON - 3}px; height: {ICON - 3}px; }}
"""


def chip(text: str, tone_name: str, parent: QWidget | None = None) -> QLabel:
    """A small word on a coloured ground: a state."""
    from PySide6.QtCore import Qt

    label = QLabel(text, parent)
    label.setProperty("tone", tone_name if tone_name in TONES else "calm")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def sentence(text: str, tone_name: str, parent: QWidget | None = None) -> QLabel:
    """A sentence on a coloured ground: what to know before going on, or how a step ended. ``tint`` gives it other words."""
    from PySide6.QtCore import Qt

    label = chip(text, tone_name, parent)
    label.setProperty("sentence", True)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label


def tint(label: QLabel, text: str, tone_name: str) -> None:
    """Gives a chip another word and tone."""
    label.setText(text)
    if label.property("tone") != tone_name:
        label.setProperty("tone", tone_name)
        label.style().unpolish(label)
        label.style().polish(label)


wear()
