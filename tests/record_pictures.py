"""Draws 工作台 and the ledgers in every state they can be in, for a person to look at.

    python -m tests.record_pictures SAMPLE FOLDER STATES [SCALE [COLOURS [SIZE [WIDTHxHEIGHT]]]]

STATES: names of the functions below, separated by commas, or ``all``. BIG in the environment names a file with 100,000
records for the state ``many``; without it that state is left out.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.studio import SCREEN, Studio

LONG_NAME = "云岭市第二人民医院感染性疾病科与呼吸重症监护病区联合党支部暨疑难肺病多学科诊疗协作中心"[:40]
PROSE = ("会议传达学习上级党委关于意识形态工作的部署，逐条对照本院台账，查找存在的问题和差距。" * 60)[:2000]


class Tour:
    """Goes through the window's places with one file open. ``state`` begins the name of every picture."""

    def __init__(self, studio: Studio, window: Any, state: str):
        self.studio, self.window, self.state = studio, window, state

    def settle(self) -> None:
        self.studio.settle()

    def draw(self, name: str, widget: Any = None, settled: bool = True) -> None:
        self.studio.draw(widget or self.window, f"{self.state}-{name}", settled)

    def part(self, tab: str, part: str = "") -> Any:
        self.window.show_tab(tab)
        page = self.window.page(tab)
        return page.show_part(part) if part else page

    def screens(self) -> list[tuple[str, Any]]:
        """Every ledger screen that stands by itself, by the name of its picture."""
        found = [("duty-pledges", lambda: self.part("duty", "pledges")), ("talk-talks", lambda: self.part("talk", "talks")),
                 ("risk-rounds", lambda: self.part("risk", "rounds")), ("rectify-problems", lambda: self.part("rectify", "problems"))]
        from desktop import screens
        for key in (*screens.tops("work"), *screens.tops("own")):
            found.append((f"work-{key}", lambda key=key: self.part("work").show_page(key)))
        if not self.window.state.workspace.inspection.on:  # which has no settings
            for key in ("department", "branch", "person"):
                found.append((f"settings-{key}", lambda key=key: self.part("settings").show_page(key)))
        return found

    def open_first(self, screen: Any) -> bool:
        """Shows the record at the top of a ledger's list."""
        self.settle()
        first = screen.table.ledger_model.id_at(0)
        if first is not None:
            screen.open_record(first)
        return first is not None

    def places(self, opened: bool = True) -> None:
        """Every tab and part, with a record shown where there is one."""
        self.window.show_tab("bench")
        self.draw("bench")
        overview = self.part("duty", "overview")
        self.draw("duty-overview")
        lists = self.part("duty", "lists")
        if opened and lists.list_id is not None:
            self.open_first(lists.screen)
        self.draw("duty-lists")
        if opened and overview.shown is not None and overview.shown.list_id is not None:
            self.part("duty", "overview")
            self.open_item(overview)
            self.draw("duty-item")
        for tab, part in (("talk", "plan"), ("talk", "waiting"), ("risk", "points"), ("rectify", "reconcile")):
            place = self.part(tab, part)
            if opened and part == "points":
                self.open_first(place.screen)
            self.draw(f"{tab}-{part}")
        for name, show in self.screens():
            screen = show()
            if opened:
                self.open_first(screen)
            self.draw(name)

    def open_item(self, overview: Any) -> None:
        from db.ledgers import LEDGERS
        from desktop.state import Target

        with self.window.state.workspace.read() as session:
            item = session.scalar(select(LEDGERS["duty_item"].model.id).limit(1))
        overview.show_target(Target("duty_item", record_id=item))

    def panes(self) -> None:
        """Each pane of the records that have panes of their own."""
        for name, show in self.screens()[:4] + [("work-meeting", lambda: self.part("work").show_page("meeting")),
                                                ("work-position", lambda: self.part("work").show_page("position"))]:
            screen = show()
            if not self.open_first(screen):
                continue
            tabs = screen.record.tabs
            for place in range(tabs.count()):
                tabs.setCurrentIndex(place)
                self.draw(f"{name}-pane{place}")
            tabs.setCurrentIndex(0)

    def close_windows(self) -> None:
        from PySide6.QtWidgets import QDialog, QMenu

        for kind in (QDialog, QMenu):
            for one in self.window.findChildren(kind):
                if one.isVisible():
                    one.done(0) if kind is QDialog else one.close()
        self.settle()


def empty(studio: Studio, sample: Path) -> None:
    """A file in which nothing stands yet."""
    window = studio.window()
    window.begin(None)
    window.state.create(studio.place / "空.lvze")
    window.state.workspace.set_setting("hospital", "某某市第一医院")
    tour = Tour(studio, window, "empty")
    tour.places()
    screen = tour.part("rectify", "problems")
    screen.new_record()
    tour.draw("rectify-new")
    shut(window)


def full(studio: Studio, sample: Path) -> None:
    """The sample hospital."""
    tour = _opened(studio, sample, "full")
    tour.places()
    tour.panes()
    shut(tour.window)


def text(studio: Studio, sample: Path) -> None:
    """Names of 40 characters, texts of 2,000, twenty attachments."""
    copy = shutil.copy(sample, studio.place / f"{LONG_NAME}.lvze")
    _lengthen(Path(copy), studio.place)
    tour = _opened(studio, Path(copy), "text", copied=True)
    tour.places()
    tour.panes()
    screen = tour.part("rectify", "problems")
    screen.table.selectAll()
    screen.many.change()
    tour.draw("bulk", tour.window.findChild(_dialog("BulkDialog")))
    tour.close_windows()
    shut(tour.window)


def many(studio: Studio, sample: Path) -> None:
    """100,000 records, and the moment before they are read."""
    if "BIG" not in os.environ:
        return
    tour = _opened(studio, Path(os.environ["BIG"]), "many")
    tour.window.show_tab("bench")
    tour.draw("bench")
    for key in ("publication", "opinion", "meeting"):
        screen = tour.part("work").show_page(key)
        tour.draw(f"{key}-loading", settled=False)
        tour.open_first(screen)
        tour.draw(key)
    screen = tour.part("work").show_page("publication")
    screen.table.selectAll()
    tour.draw("publication-all")
    shut(tour.window)


def refused(studio: Studio, sample: Path) -> None:
    """What the program says at a field, above a form, above a list, in a dialog."""
    tour = _opened(studio, sample, "refused")
    for name, show in tour.screens():
        screen = show()
        screen.new_record()
        tour.draw(f"{name}-new")
        screen.form.save()
        tour.draw(f"{name}-missing")
        screen.form.discard()
    screen = tour.part("rectify", "problems")
    tour.open_first(screen)
    screen.form.editors["deadline"].input.setText("二月三十")
    screen.form.editors["title"].input.setText("")
    screen.form.save()
    tour.draw("rectify-changed")
    screen.form.discard()
    screen.filters.search.put("没有这样的字")
    screen.filters.changed.emit()
    tour.draw("nothing-found")
    screen.show_all()
    screen.tools.recycled.setChecked(True)
    tour.draw("recycled-empty")
    screen.tools.recycled.setChecked(False)
    tour.open_first(screen)
    screen.many.delete()
    tour.draw("deleted")
    shut(tour.window)


def dialogs(studio: Studio, sample: Path) -> None:
    """Windows and menus that open over the ledgers."""
    from desktop.screens.ledger.own_dialog import OwnDialog
    from desktop.screens.ledger.paper_dialog import show_papers

    tour = _opened(studio, sample, "over")
    window = tour.window

    def over(name: str, dialog: Any) -> None:
        dialog.show()
        tour.draw(name, dialog)
        dialog.done(0)

    for menu in window.menuBar().findChildren(_widget("QMenu")):
        if menu.objectName().startswith("menu_"):
            menu.popup(window.menuBar().mapToGlobal(window.menuBar().rect().bottomLeft()))
            tour.draw(menu.objectName(), menu)
            menu.close()
    lists = tour.part("duty", "lists")
    over("duty-new-list", lists.year_dialog())
    lists.open_list()
    tour.draw("duty-list-info", window.findChild(_dialog("RecordDialog")))
    tour.close_windows()
    overview = tour.part("duty", "overview")
    tour.open_item(overview)
    over("duty-picker", overview.panel.proofs.picker())
    plan = tour.part("talk", "plan")
    plan.plan_more()
    tour.draw("talk-plan", window.findChild(_dialog("PlanDialog")))
    tour.close_windows()
    risk = tour.part("risk", "points")
    over("risk-round", risk.round_dialog())
    screen = tour.part("rectify", "problems")
    tour.open_first(screen)
    for place, action in enumerate(screen.form.view.actions):
        if action.ask:
            dialog = screen.record.dialog(action)
            dialog.show()
            dialog.accept()
            tour.draw(f"rectify-step{place}-refused", dialog)
            dialog.done(0)
    from desktop.screens.rectification.problem_pane import MeasuresPane, TimelinePane
    from desktop.widgets.evidence_pane import EvidencePane
    from desktop.widgets.ties_pane import TiesPane

    over("rectify-measure", screen.record.pane(MeasuresPane).dialog())
    over("rectify-progress", screen.record.pane(TimelinePane).dialog())
    over("tie", screen.record.pane(TiesPane).dialog())
    pane = screen.record.pane(EvidencePane)
    pane.table.selectRow(0)
    if pane._current() is not None:
        over("proof", pane.dialog(pane._current()))
    screen.table.selectAll()
    tour.draw("rectify-all-chosen")
    screen.many.change()
    tour.draw("bulk", window.findChild(_dialog("BulkDialog")))
    tour.close_windows()
    menu = screen.tools.row_menu()
    menu.popup(window.mapToGlobal(window.rect().center()))
    tour.draw("row-menu", menu)
    menu.close()
    menu = screen.table.column_menu()
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    tour.draw("column-menu", menu)
    menu.close()
    for name in ("state", "department_id", "deadline"):
        panel = screen.filters.open_panel(name)
        tour.draw(f"filter-{name}", panel)
        panel.close()
    screen.tools.sheet.trigger()
    tour.draw("sheet", window.findChild(_dialog("EntryDialog")))
    tour.close_windows()
    show_papers(window.state, screen.findChildren(_lists_out())[0].papers(screen.query), window)
    tour.draw("print", window.findChild(_dialog("PaperDialog")))
    tour.close_windows()
    over("own-ledger", OwnDialog(window.state, None, window))
    for place, words in enumerate(("", "整改", "没有这样的字")):
        window.find()
        window._find.line.put(words)
        window._find._ask()
        tour.draw(f"find{place}")
        window._find.finish()
    talks = tour.part("talk", "talks")
    tour.open_first(talks)
    talks.record.content.unfold()
    tour.draw("talk-unfolded")
    shut(window)


def locked(studio: Studio, sample: Path) -> None:
    """What was said in talks under a lock; the whole file locked."""
    from desktop.operations import talk_lock
    from desktop.screens.talks.talk_door import TalkUnlock

    tour = _opened(studio, sample, "locked")
    talk_lock.put_on(tour.window.state.workspace, "di-er-mi-ma-2025", lambda *_: None)
    talks = tour.part("talk", "talks")
    tour.open_first(talks)
    talks.record.content.unfold()
    tour.draw("talk-open")
    tour.window.state.workspace.talk_lock.close()
    talks.record.door._turned()
    talks.record.content.unfold()
    tour.draw("talk-shut")
    talks.new_record()
    tour.draw("talk-new")
    talks.form.discard()
    dialog = TalkUnlock(tour.window.state, tour.window)
    dialog.show()
    dialog.accept()
    tour.draw("talk-unlock", dialog)
    dialog.done(0)
    shut(tour.window)


def inspected(studio: Studio, sample: Path) -> None:
    """迎检模式."""
    from desktop.operations.inspection import Pin

    tour = _opened(studio, sample, "inspected")
    tour.window.inspection.enter(Pin.of("1234", "1234"))
    studio.settle()
    tour.places()
    tour.panes()
    tour.window.inspection.leave("1234")
    shut(tour.window)


def small(studio: Studio, sample: Path) -> None:
    """The window as small as it can be made."""
    tour = _opened(studio, sample, "small")
    tour.window.resize(tour.window.minimumSize())
    tour.places()
    shut(tour.window)


STATES: dict[str, Callable[[Studio, Path], None]] = {
    one.__name__: one for one in (empty, full, text, many, refused, dialogs, locked, inspected, small)}


def main(sample: Path, folder: Path, states: str, *look: str) -> int:
    scale, colours, size, screen = (*look, *("1", "light", "normal", f"{SCREEN[0]}x{SCREEN[1]}")[len(look):])
    wide, high = screen.split("x")
    studio = Studio(folder, scale, colours, size, (int(wide), int(high)))
    for name in STATES if states == "all" else states.split(","):
        STATES[name](studio, sample)
    return 0


def shut(window: Any) -> None:
    window.state.close_file()
    window.hide()
    window.deleteLater()


def _opened(studio: Studio, sample: Path, state: str, copied: bool = False) -> Tour:
    from desktop.screens.window import hints

    window = studio.window()
    window.begin(None)
    hints.set_wanted(window.settings, False)
    path = sample
    if not copied:
        path = studio.place / state / "云岭市第二人民医院.lvze"
        path.parent.mkdir()
        shutil.copy(sample, path)
        if (kept := sample.with_name(f"{sample.name}.files")).is_dir():
            shutil.copytree(kept, path.with_name(f"{path.name}.files"))
    window.open_file(path)
    studio.settle()
    return Tour(studio, window, state)


def _lengthen(path: Path, place: Path) -> None:
    """Makes every text of the newest record of each ledger as long as it may be."""
    from db import evidence
    from db.fields import Prose, Text
    from db.ledgers import LEDGERS
    from db.workspace import Workspace

    with Workspace.open(path) as workspace, workspace.transaction("长文字") as session:
        for ledger in LEDGERS.values():
            newest = select(ledger.model).order_by(ledger.model.id.desc()).limit(60 if ledger.group == "settings" else 3)
            if ledger.day is not None:
                newest = newest.order_by(None).order_by(ledger.day.desc())
            for number, record in enumerate(session.scalars(newest), start=1):
                for field in ledger.fields:
                    if isinstance(field, Prose) and not field.readonly:
                        setattr(record, field.name, PROSE)
                    elif type(field) is Text and not field.readonly and field.name not in ("number", "code", "initials"):
                        setattr(record, field.name, f"{number}{LONG_NAME}"[:min(field.limit, 40)])
            for record in list(session.scalars(newest.limit(1))) if ledger.group != "settings" else []:
                for number in range(1, 21):
                    file = place / f"{number}{LONG_NAME}.txt"
                    file.write_text("佐证", encoding="utf-8")
                    evidence.attach(session, workspace.evidence, ledger, record, file)


def _widget(name: str) -> type:
    from PySide6 import QtWidgets

    return getattr(QtWidgets, name)


def _dialog(name: str) -> type:
    from desktop.screens.ledger import bulk_dialog, paper_dialog
    from desktop.screens.talks import plan_dialog
    from desktop.widgets import entry_dialog, record_dialog

    return next(getattr(module, name) for module in (bulk_dialog, entry_dialog, paper_dialog, plan_dialog, record_dialog)
                if hasattr(module, name))


def _lists_out() -> type:
    from desktop.screens.ledger.lists_out import ListsOut

    return ListsOut


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
