"""Says what a new form took over from the records before, and takes it out again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.widgets.editor import Editor
from desktop.widgets.note_bar import NoteBar


class UsualNote(NoteBar):
    """``cleared`` gives the names of the fields that were emptied: those in which nothing was typed since."""

    cleared = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__("usual_note", parent)
        self._shown: dict[Editor, Any] = {}
        self.pressed.connect(self._clear)

    def offer(self, editors: Sequence[Editor]) -> None:
        """Names the fields that were filled in; nothing to say when there are none."""
        self._shown = {editor: editor.typed() for editor in editors}
        if editors:
            labels = "、".join(editor.field.label for editor in editors)
            self.say(f"已照前面的记录填写：{labels}。不对请改。", "calm", ("clear_usual", "清空这几项"))
        else:
            self.clear()

    @Slot(str)
    def _clear(self, _: str) -> None:
        self.clear()
        untouched = [editor for editor, typed in self._shown.items() if editor.typed() == typed]
        for editor in untouched:
            editor.set_value(editor.field.initial(editor.lookup.today()))
        self.cleared.emit([editor.field.name for editor in untouched])
