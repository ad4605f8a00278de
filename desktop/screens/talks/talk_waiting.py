"""待跟进: talks whose follow-up is open, the nearest deadline first. What was said does not stand here."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.talk_plan import read_waiting
from desktop.screens.parts import Part
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.plain_table import Cell, PlainTable
from desktop.widgets.tally_bar import Tally, TallyBar

_HEAD = ("编号", "谈话日期", "谈话对象", "跟进人", "跟进期限", "剩余时间", "已跟进")
_WORDS = {"all": "待跟进", "late": "跟进逾期", "soon": "七天内到期"}


class TalkWaitingPart(Part):
    """Enter or a double click opens the talk, in whose form follow-ups are written and the talk is settled (办结)."""

    watched: ClassVar[frozenset[str]] = frozenset({"talk", "talk_follow_up", "person"})

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(state, parent)
        self.setObjectName("talk_waiting")
        self.tallies = TallyBar("waiting_tally", parent=self)
        self.table = PlainTable("waiting_talks", "待跟进的谈话", _HEAD, self, stretch=2, empty="没有待跟进的谈话。")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        column.addWidget(self.tallies)
        column.addWidget(self.table, 1)
        self.hint = theme.muted("", self)
        column.addWidget(self.hint)
        self.table.opened.connect(self._open)
        self.tallies.chosen.connect(self._show_tally)

    def refresh(self) -> None:
        with self.state.workspace.read() as session:
            waiting = read_waiting(session, self.state.workspace.words(session))
        self.hint.setText("双击或按回车打开谈话" + "，在“跟进”里写明做了什么，再点“办结”" * self.state.writable + "。")
        today = self.state.today()
        tones = {one.id: one.left(today)[1] for one in waiting}
        self._ids = {"all": frozenset(tones), "late": frozenset(key for key, tone in tones.items() if tone == "bad"),
                     "soon": frozenset(key for key, tone in tones.items() if tone == "warn")}
        self.tallies.show_tallies([Tally(key, label, len(self._ids[key]), tone)
                                   for (key, label), tone in zip(_WORDS.items(), ("calm", "bad", "warn"))])
        self.table.show_rows([(one.id, [
            Cell(one.number), Cell(one.held_on.isoformat() if one.held_on else ""), Cell(one.whom), Cell(one.follower),
            Cell(one.follow_by.isoformat() if one.follow_by else "未定"), Cell(*one.left(today)),
            Cell(f"{one.entries} 次" if one.entries else "还没有")]) for one in waiting])

    @Slot(int)
    def _open(self, talk_id: int) -> None:
        self.state.go(Target("talk", record_id=talk_id))

    @Slot(str)
    def _show_tally(self, key: str) -> None:
        self.state.go(Target("talk", ids=self._ids[key], note=f"{_WORDS[key]}的谈话 {len(self._ids[key])} 次"))
