"""设置: the hospital, its departments, branches and people, words, backups, the log of operations."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtWidgets import QWidget

from db.ledgers import LEDGERS
from desktop import screens, slices
from desktop.screens.side_page import Place, SidePage
from desktop.state import State, Target

_OWN = (  # key, title, "module:Class" called with the state
    ("words", "词汇", "desktop.screens.settings.words:WordsPage"),
    ("import", "导入名册", "desktop.screens.exchange.import_roster:ImportPage"),
    ("import_tables", "导入台账", "desktop.screens.exchange.import_page:ImportTablesPage"),
    ("export_all", "导出全部台账", "desktop.screens.exchange.export_page:ExportPage"),
    ("collect", "收集表", "desktop.screens.exchange.collect_page:CollectPage"),
    ("layout", "版式", "desktop.screens.settings.layout:LayoutPage"),
    ("security", "安全", "desktop.screens.settings.security:SecurityPage"),
    ("rights", "个人信息", "desktop.screens.settings.rights:RightsPage"),
    ("retention", "保存期限", "desktop.screens.settings.retention:RetentionPage"),
    ("backup", "备份与恢复", "desktop.screens.safety.backup:BackupPage"),
    ("journal", "操作日志", "desktop.screens.settings.journal:JournalPage"),
    ("handover", "交接", "desktop.screens.exchange.handover:HandoverPage"),
    ("help", "使用帮助", "desktop.screens.settings.help_settings:HelpPage"),
)


class SettingsPage(SidePage):
    """Pages and ledgers side by side."""

    def __init__(self, state: State, parent: QWidget | None = None):
        first = Place("hospital", "单位与期限", partial(_make, "desktop.screens.settings.hospital:HospitalForm", state))
        ledgers = [Place(key, LEDGERS[key].title, partial(screens.build, state, LEDGERS[key]))
                   for key in screens.tops("settings")]
        own = [Place(key, title, partial(_make, place, state)) for key, title, place in _OWN]
        super().__init__("settings", [first, *ledgers, *own], parent)

    def show_target(self, target: Target) -> None:
        slices.at_once(self.bring_target(target))

    def bring_target(self, target: Target) -> slices.Job:
        """``show_target`` in slices."""
        yield from screens.bring_target(self.bring(target.ledger_key), target)

    def new_record(self, key: str) -> None:
        self.show_page(key).new_record()


def _make(place: str, state: State, parent: QWidget) -> Any:
    module, name = place.split(":")
    return getattr(import_module(module), name)(state, parent)
