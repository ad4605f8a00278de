"""How the window looks: colours, spacing, type, icons. One calm office look; colour never is the only mark of a state.

Stands before the first paint: ``Qt``, whose import alone costs a sixth of a bare start, is imported where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from db.resources import resource

# Spacing in device-independent pixels: everything in the window stands on these steps.
TIGHT, SMALL, MEDIUM, LARGE, HUGE = 4, 8, 12, 20, 32
ROW = 26  # height of a table row

# Type scale in points.
BODY, SMALL_TYPE, HEADING, TITLE, FIGURE = 9.0, 8.5, 11.0, 15.0, 18.0

WINDOW, SURFACE, STRIPE, LINE = "#f4f6f8", "#ffffff", "#f7f9fb", "#cdd5dd"
INK, MUTED = "#1f2933", "#566270"  # MUTED on WINDOW: 5.7 : 1
ACCENT, ACCENT_SOFT = "#245b8f", "#e3edf6"

_FACES = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC",
          "Noto Sans SC", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "SimHei", "SimSun")


@dataclass(frozen=True)
class Tone:
    """Text colour and ground of a state; the pair has a contrast of at least 4.5 : 1, the text also on white."""

    text: str
    ground: str


TONES: dict[str, Tone] = {
    "good": Tone("#17653a", "#e4f3ea"),
    "warn": Tone("#804d00", "#fff1d6"),
    "bad": Tone("#a8201a", "#fde9e7"),
    "calm": Tone("#44505c", "#eaeef2"),
}


def tone(name: str) -> Tone:
    """The tone of a state (``db.fields.State.tone``); unknown names are calm."""
    return TONES.get(name, TONES["calm"])


STYLE = ("-style", "fusion")
"""Arguments for ``QApplication``: choosing the style by a call makes Python wrap QStyle, which takes 15 ms."""


def apply(app: QApplication) -> None:
    """Dresses the application. Call once, before the first window."""
    app.setPalette(_palette())
    app.setFont(_font())
    app.setStyleSheet(_SHEET)


def sized(widget: QWidget, points: float, bold: bool = False) -> None:
    """Gives a widget another step of the type scale."""
    font = widget.font()
    font.setPointSizeF(points)
    font.setBold(bold)
    widget.setFont(font)


def heading(text: str, parent: QWidget | None = None, points: float = HEADING) -> QLabel:
    """A heading of a page or of a group."""
    label = QLabel(text, parent)
    sized(label, points, bold=True)
    return label


def muted(text: str, parent: QWidget | None = None) -> QLabel:
    """A line of explanation, quieter than the rest."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setProperty("quiet", True)
    return label


@lru_cache(maxsize=128)
def icon(name: str, colour: str = MUTED) -> QIcon:
    """One of our own icons (``resources/icons/NAME.svg``) in a colour, sharp at every scale."""
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QPixmap

    source = resource("icons", f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    found = QIcon()
    for side in (16, 20, 24, 32, 48):
        pixmap = QPixmap()
        drawing = source.replace(b'width="16" height="16"', f'width="{side}" height="{side}"'.encode())
        pixmap.loadFromData(QByteArray(drawing), "SVG")
        found.addPixmap(pixmap)
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


def _palette() -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, colour in {
        role.Window: WINDOW, role.Base: SURFACE, role.AlternateBase: STRIPE, role.Button: "#fbfcfd",
        role.ToolTipBase: "#fffdf2", role.WindowText: INK, role.Text: INK, role.ButtonText: INK, role.ToolTipText: INK,
        role.PlaceholderText: "#6a7683", role.Highlight: ACCENT, role.HighlightedText: "#ffffff", role.Link: ACCENT,
        role.LinkVisited: ACCENT, role.Mid: LINE, role.Accent: ACCENT,
    }.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, which, QColor("#8a94a0"))
    return palette


_SHEET = f"""
QLabel[quiet="true"] {{ color: {MUTED}; }}
QToolTip {{ color: {INK}; background: #fffdf2; border: 1px solid {LINE}; padding: 3px; }}
QTabWidget#tabs::pane {{ border: 0; border-top: 1px solid {LINE}; }}
QTabBar#tab_bar {{ background: {WINDOW}; }}
QTabBar#tab_bar::tab {{ padding: 7px 16px; border: 0; border-bottom: 2px solid transparent; color: {INK}; }}
QTabBar#tab_bar::tab:selected {{ color: {ACCENT}; border-bottom: 2px solid {ACCENT}; background: {SURFACE}; }}
QTabBar#tab_bar::tab:hover:!selected {{ background: {ACCENT_SOFT}; }}
QTabBar#tab_bar:focus {{ outline: 1px dotted {ACCENT}; }}
QPushButton {{ padding: 4px 12px; }}
QPushButton[main="true"] {{ background: {ACCENT}; color: #ffffff; border: 1px solid #1b4973; border-radius: 3px; }}
QPushButton[main="true"]:hover {{ background: #1f5080; }}
QPushButton[main="true"]:focus {{ border: 2px solid #0d2b47; }}
QPushButton[main="true"]:disabled {{ background: #d4dbe2; color: #5c6772; border-color: {LINE}; }}
QPushButton[link="true"] {{ border: 0; padding: 2px 4px; color: {ACCENT}; text-align: left; background: transparent; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 1px dotted {ACCENT}; }}
QFrame[card="true"] {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 5px; }}
QListWidget#pages {{ background: {WINDOW}; border: 0; border-right: 1px solid {LINE}; outline: 0; }}
QListWidget#pages::item {{ padding: 7px 10px; border: 0; border-left: 3px solid transparent; }}
QListWidget#pages::item:hover:!selected {{ background: {STRIPE}; }}
QListWidget#pages::item:selected {{ background: {ACCENT_SOFT}; color: {INK}; border-left: 3px solid {ACCENT}; }}
QListWidget#vocabularies::item, QListWidget#terms::item {{ padding: 4px 6px; }}
QStatusBar {{ border-top: 1px solid {LINE}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ padding: 0 8px; }}
""" + "".join(
    f'QLabel[tone="{name}"] {{ color: {pair.text}; background: {pair.ground}; border-radius: 3px; padding: 1px 6px; }}\n'
    for name, pair in TONES.items())


def chip(text: str, tone_name: str, parent: QWidget | None = None) -> QLabel:
    """A small word on a coloured ground: a state."""
    from PySide6.QtCore import Qt

    label = QLabel(text, parent)
    label.setProperty("tone", tone_name if tone_name in TONES else "calm")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def tint(label: QLabel, text: str, tone_name: str) -> None:
    """Gives a chip another word and tone."""
    label.setText(text)
    if label.property("tone") != tone_name:
        label.setProperty("tone", tone_name)
        label.style().unpolish(label)
        label.style().polish(label)
