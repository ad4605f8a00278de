"""Figures in the text field are solid: they can be moved and removed, never typed into."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from desktop.reports.blocks import FigureWords, Words
from desktop.widgets.block_editor import BlockEditor
from desktop.widgets.span_edit import SpanEdit

SPANS = (Words("全院发稿"), FigureWords("153篇", "F15"), Words("，其中被采用"), FigureWords("12篇", "F16"), Words("。"))


@pytest.fixture
def field(qtbot: QtBot) -> SpanEdit:
    widget = SpanEdit()
    qtbot.addWidget(widget)
    widget.set_paragraphs([SPANS])
    widget.show()
    return widget


def at(field: SpanEdit, place: int) -> None:
    cursor = field.textCursor()
    cursor.setPosition(place)
    field.setTextCursor(cursor)


def test_what_was_put_in_comes_out(field: SpanEdit) -> None:
    assert field.paragraphs() == (SPANS,)


@pytest.mark.parametrize("place", range(13))
def test_typing_anywhere_leaves_every_figure_as_it_is(qtbot: QtBot, field: SpanEdit, place: int) -> None:
    at(field, place)
    qtbot.keyClicks(field, "9x")
    spans = field.paragraphs()[0]
    assert [span for span in spans if isinstance(span, FigureWords)] == [SPANS[1], SPANS[3]]
    assert "9x" in "".join(span.text for span in spans if isinstance(span, Words))


def test_a_figure_is_removed_whole_and_comes_back_with_undo(qtbot: QtBot, field: SpanEdit) -> None:
    at(field, 5)
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert field.figure_ids() == ["F16"]
    field.undo()
    assert field.paragraphs() == (SPANS,)


def test_a_figure_moves_by_cut_and_paste(field: SpanEdit) -> None:
    at(field, 4)
    field.moveCursor(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
    data = field.createMimeDataFromSelection()
    field.textCursor().removeSelectedText()
    field.moveCursor(QTextCursor.MoveOperation.End)
    field.insertFromMimeData(data)
    assert data.text() == "153篇"
    assert field.paragraphs() == ((Words("全院发稿，其中被采用"), SPANS[3], Words("。"), SPANS[1]),)


def test_pasted_text_is_plain(field: SpanEdit) -> None:
    data = QMimeData()
    data.setHtml("<b>粗体</b>")
    data.setText("粗体\ufffc")
    field.moveCursor(QTextCursor.MoveOperation.End)
    field.insertFromMimeData(data)
    assert field.paragraphs()[0][-1] == Words("。粗体")


def test_a_figure_can_be_put_in_and_a_paragraph_divided(qtbot: QtBot, field: SpanEdit) -> None:
    field.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.insert_figure("3次", "F20")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.paragraphs() == (SPANS, (FigureWords("3次", "F20"),))


def test_neighbouring_figures_stay_two(field: SpanEdit) -> None:
    field.set_paragraphs([(SPANS[1], SPANS[1], SPANS[3])])
    assert field.paragraphs() == ((SPANS[1], SPANS[1], SPANS[3]),)


def test_showing_another_paragraph_cannot_be_undone_into(field: SpanEdit) -> None:
    field.set_paragraphs([(Words("另一段。"),)])
    field.undo()
    assert field.paragraphs() == ((Words("另一段。"),),)


def test_a_long_heading_or_typing_does_not_push_the_columns_beside_the_panel(qtbot: QtBot) -> None:
    editor = BlockEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.open_block("开头", [(Words("院党委"),)], {}, changed=False)
    narrow = editor.minimumSizeHint().width()
    editor.open_block("标题：（一）带头学习，站稳政治立场，压实主体责任", [(Words("院党委"),)], {}, changed=False)
    editor.field.insertPlainText("新的半句")
    editor.layout().activate()
    assert editor.dirty and editor.minimumSizeHint().width() < narrow + editor.fontMetrics().horizontalAdvance("标题")
