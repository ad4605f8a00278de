"""Dialogs for files and folders: where they start, what they remember, and the ending of a new file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from desktop.chinese import speak_chinese
from desktop.widgets import file_choice
from desktop.widgets.file_choice import EXCEL, EXPORT, IMPORT, choose_file, choose_folder, choose_target, documents
from tests.desk import answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands for the system's dialogs: ``answer`` is what the clerk picks, ``start`` where the dialog began."""
    seen: dict[str, Any] = {"answer": "", "start": None}

    def files(_: object, __: str, start: str, *___: object) -> tuple[str, str]:
        seen["start"] = Path(start)
        return str(seen["answer"]), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", files)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", files)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *words: files(*words)[0])
    return seen


@pytest.fixture
def window(qtbot: Any) -> QPushButton:
    button = QPushButton()
    qtbot.addWidget(button)
    return button


def test_a_dialog_starts_where_the_last_of_its_purpose_ended(asked: dict[str, Any], window: QPushButton, tmp_path: Path) -> None:
    assert choose_target(window, "导出", "一.xlsx", EXCEL) is None and asked["start"] == documents() / "一.xlsx"
    asked["answer"] = tmp_path / "出" / "一.xlsx"
    asked["answer"].parent.mkdir()
    assert choose_target(window, "导出", "一.xlsx", EXCEL) == asked["answer"]
    choose_folder(window, "导出到哪里", EXPORT)
    assert asked["start"] == tmp_path / "出"
    choose_file(window, "导入", EXCEL, IMPORT)
    assert asked["start"] == documents()


def test_a_folder_gone_with_its_stick_is_not_offered(asked: dict[str, Any], window: QPushButton, tmp_path: Path) -> None:
    file_choice.keep(tmp_path / "拔掉的盘", EXPORT)
    choose_folder(window, "导出到哪里", EXPORT)
    assert asked["start"] == documents()


def test_without_a_folder_for_documents_a_dialog_starts_at_home(
        asked: dict[str, Any], window: QPushButton, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_choice.QStandardPaths, "writableLocation", lambda _: str(tmp_path / "Documents"))
    choose_folder(window, "导出到哪里", EXPORT)
    assert asked["start"] == Path.home()


def test_a_name_without_its_ending_gets_it_and_replaces_nothing_unasked(
        asked: dict[str, Any], window: QPushButton, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "二〇二五.xlsx").write_bytes(b"kept")
    asked["answer"] = tmp_path / "二〇二五"
    said = answer(monkeypatch, "question_no")
    assert choose_target(window, "导出", "一.xlsx", EXCEL) is None
    assert said == ["“二〇二五.xlsx”已经有了，要替换吗？"]
    answer(monkeypatch, "question_yes")
    assert choose_target(window, "导出", "一.xlsx", EXCEL) == tmp_path / "二〇二五.xlsx"
    asked["answer"] = tmp_path / "2025.1 季度.XLSX"
    assert choose_target(window, "导出", "一.xlsx", EXCEL) == asked["answer"]


def test_qts_own_words_are_chinese_and_none_is_blank(qapp: QApplication) -> None:
    speak_chinese(qapp)
    said = [QCoreApplication.translate(*words) for words in (
        ("QFileDialog", "Look in:"), ("QFileSystemModel", "Name"), ("QPlatformTheme", "OK"), ("QPlatformTheme", "Cancel"),
        ("QAbstractFileIconProvider", "Folder", "All other platforms"), ("QWidgetTextControl", "&Copy"))]
    assert said == ["查找范围：", "名称", "确定", "取消", "文件夹", "复制(&C)"]
