"""The hospital's own numbers of a page and its typefaces, as one draft; nothing is stored here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from desktop.reports.style_settings import (FACES, LATIN, MEASURES, OFFERED, PRESETS, SIZES, face_of, measure_of, size_name)
from desktop.widgets.flow import FlowLayout, pairs
from desktop.widgets.steady import steady

_LENGTHS = ("top_mm", "bottom_mm", "left_mm", "right_mm")
_SIZED = ("title_pt", "body_pt", "table_pt", "wide_table_pt", "page_number_pt")
_BOLD = {2: "二级标题", 3: "三级标题", 4: "四级标题"}
_LEAST_LINE, _MOST = 10.0, 99.0  # of what can be typed: what is too much is answered with a sentence
_FILLING = "排满版心"
_LATIN = "数字和字母"
_LONGEST, _EDITOR = "订口（左边距）", 12  # widths: of the labels, and of the editors in characters


class LayoutForm(QObject):
    """The editors of a layout and what they say together. ``edited``: the clerk changed one of them."""

    edited = Signal()

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self._parent = parent
        self.preset = self._named(QComboBox(parent), "layout_preset", "版面尺寸")
        self.preset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for key, (words, _) in PRESETS.items():
            self.preset.addItem(words, key)
        self.preset.activated.connect(self._begin_from_preset)
        self.lengths = {key: self._length(key) for key in (*_LENGTHS, "line_pt")}
        self.lengths["line_pt"].setMinimum(_LEAST_LINE)
        self.lengths["line_pt"].setSpecialValueText(_FILLING)
        self.lengths["line_pt"].setToolTip(f"调到最小就是“{_FILLING}”：每页排满整数行，余下的空白匀在行间。")
        self.sizes = {key: self._size(key) for key in _SIZED}
        self.faces = {key: self._face(key) for key in FACES}
        self.latin = self._combo("layout_latin", _LATIN)
        for key, (words, _) in LATIN.items():
            self.latin.addItem(words, key)
        self.latin.setToolTip("用于正文、楷体和仿宋的标题、表格；标题、黑体和页码不变。")
        self.bold = {level: self._bold(level, words) for level, words in _BOLD.items()}

    # -- the draft ---------------------------------------------------------------------------------------------------

    def show(self, stored: dict[str, Any] | None) -> None:
        """Puts a stored layout into the editors."""
        stored = stored or {}
        row = max(0, self.preset.findData(stored.get("preset", "standard")))
        self.preset.setCurrentIndex(row)
        preset = self._preset_style
        for key, spin in self.lengths.items():
            value = stored.get(key)
            value = measure_of(preset, key) if value is None else value
            with QSignalBlocker(spin):
                spin.setValue(_LEAST_LINE if value is None else value)
        for key, combo in self.sizes.items():
            _select(combo, stored.get(key) or getattr(preset, key), size_name)
        for key, combo in self.faces.items():
            _select(combo, (stored.get("faces") or {}).get(key) or face_of(preset, key).word, str)
        self.latin.setCurrentIndex(max(0, self.latin.findData(stored.get("latin", "chinese"))))
        for level, box in self.bold.items():
            box.setChecked(level in stored.get("bold_levels", ()))

    def draft(self) -> dict[str, Any]:
        """What the editors say, as it is stored: only what differs from the preset."""
        preset = self._preset_style
        found: dict[str, Any] = {} if self.preset.currentIndex() == 0 else {"preset": self.preset.currentData()}
        for key, spin in self.lengths.items():
            value = None if key == "line_pt" and spin.value() == _LEAST_LINE else round(spin.value(), 2)
            if value is not None and value != measure_of(preset, key):
                found[key] = value
        found |= {key: combo.currentData() for key, combo in self.sizes.items()
                  if combo.currentData() != getattr(preset, key)}
        faces = {key: combo.currentData() for key, combo in self.faces.items()
                 if combo.currentData() != face_of(preset, key).word}
        if faces:
            found["faces"] = faces
        if self.latin.currentIndex():
            found["latin"] = self.latin.currentData()
        if bold := [level for level, box in self.bold.items() if box.isChecked()]:
            found["bold_levels"] = bold
        return found

    def reset(self) -> None:
        """Everything as the chosen preset has it."""
        self.show({"preset": self.preset.currentData()})
        self.edited.emit()

    def set_enabled(self, on: bool) -> None:
        for widget in (self.preset, *self.lengths.values(), *self.sizes.values(), *self.faces.values(), self.latin,
                       *self.bold.values()):
            widget.setEnabled(on)

    @property
    def _preset_style(self):
        return PRESETS[self.preset.currentData()][1]

    def _begin_from_preset(self) -> None:
        """Another preset: its margins and lines; sizes and faces stay."""
        kept = self.draft()
        self.show({key: value for key, value in kept.items() if key not in self.lengths})
        self.edited.emit()

    # -- the editors -------------------------------------------------------------------------------------------------

    def numbers(self) -> FlowLayout:
        """Margins, lines and sizes of type."""
        cells = [(MEASURES[key].label, self.lengths[key]) for key in (*_LENGTHS, "line_pt")]
        cells += [(MEASURES[key].label, combo) for key, combo in self.sizes.items()]
        return pairs(cells, _LONGEST, _EDITOR, self._parent)

    def typefaces(self) -> FlowLayout:
        """The faces."""
        cells = [*((FACES[key], combo) for key, combo in self.faces.items()), (_LATIN, self.latin)]
        return pairs(cells, _LONGEST, _EDITOR, self._parent)

    def heavy(self) -> QHBoxLayout:
        """Which headings are set bold."""
        row = QHBoxLayout()
        row.addWidget(QLabel("加粗", self._parent))
        for box in self.bold.values():
            row.addWidget(box)
        row.addStretch(1)
        return row

    def _named(self, widget: QWidget, name: str, words: str) -> Any:
        widget.setObjectName(name)
        widget.setAccessibleName(words)
        steady(widget)
        return widget

    def _length(self, key: str) -> QDoubleSpinBox:
        measure = MEASURES[key]
        spin = self._named(QDoubleSpinBox(self._parent), f"layout_{key}", measure.label)
        spin.setDecimals(2)
        spin.setMaximum(_MOST)
        spin.setSingleStep(0.5)
        spin.setSuffix(f" {measure.unit}")
        spin.setToolTip(f"{measure.least:g}到{measure.most:g}{measure.unit}")
        spin.valueChanged.connect(self.edited)
        return spin

    def _combo(self, name: str, words: str) -> QComboBox:
        combo = self._named(QComboBox(self._parent), name, words)
        combo.activated.connect(self.edited)
        return combo

    def _size(self, key: str) -> QComboBox:
        measure = MEASURES[key]
        combo = self._combo(f"layout_{key}", measure.label)
        for points in SIZES:
            if measure.least <= points <= measure.most:
                combo.addItem(size_name(points), points)
        return combo

    def _face(self, key: str) -> QComboBox:
        combo = self._combo(f"layout_face_{key}", f"{FACES[key]}字体")
        for name in OFFERED:
            combo.addItem(name, name)
        return combo

    def _bold(self, level: int, words: str) -> QCheckBox:
        box = self._named(QCheckBox(words, self._parent), f"layout_bold{level}", f"{words}加粗")
        box.clicked.connect(self.edited)
        return box


def _select(combo: QComboBox, value: Any, words: Callable[[Any], str]) -> None:
    """Chooses a value, also one that the list does not offer."""
    if combo.findData(value) < 0:
        combo.addItem(words(value), value)
    combo.setCurrentIndex(combo.findData(value))
