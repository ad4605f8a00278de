"""Pictures of what comes in and goes out: rosters, workbooks, forms for the departments, handover."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.stage import LONG, Stage
from tests.test_exchange import book

HEAD = ["序号", "会议时间", "会议类别", "议题", "主持人电话", "备注"]


def exchange(stage: Stage) -> None:
    """Every page and dialog of the exchange, with rows that are right and rows that are wrong."""
    _rosters(stage)
    _tables(stage)
    _forms(stage)
    _handover(stage)


def _rosters(stage: Stage) -> None:
    from tests.test_roster import BRANCHES, DEPARTMENTS, PEOPLE
    from tests.test_roster import book as roster_book

    stage.main.show_settings("import")
    page = stage.main.page("settings").show_page("import")
    page.pane.read(roster_book(stage.place / "名册.xlsx", 科室=DEPARTMENTS, 支部=BRANCHES, 人员=PEOPLE))
    stage.draw(stage.main, "roster-read")
    wrong = [PEOPLE[0], ["", "内科", "", "", "", "", ""], [LONG, "没有这个科室", "第九支部", "主任", "", "", ""]]
    page.pane.read(roster_book(stage.place / "错的名册.xlsx", 科室=DEPARTMENTS, 支部=BRANCHES, 人员=wrong))
    stage.draw(stage.main, "roster-wrong")


def _tables(stage: Stage) -> None:
    from db.ledgers import LEDGERS
    from desktop.screens.exchange.import_book import ImportBookDialog
    from desktop.screens.exchange.import_dialog import ImportDialog

    rows = [[1, date(2025, 3, 5), "党委会", "研究意识形态工作", "13800000000", ""],
            [2, "三月底", "党委会", LONG, "13800000001", "略"], [3, "2025.4.1", "不知道什么会", "研究阵地管理", "", "略"]]
    dialog = stage.show(ImportDialog(stage.state, LEDGERS["meeting"], stage.main), "import-begin")
    dialog.read_file(book(stage.place / "会议台账.xlsx", ("会议", [HEAD, *rows * 4])))
    stage.until(lambda: dialog.plan is not None)
    stage.draw(dialog, "import-tried")
    dialog.only_good.setChecked(True)
    stage.draw(dialog, "import-only-good")
    dialog.go.click()
    stage.draw(dialog, "import-done")
    dialog.reject()
    whole = stage.show(ImportBookDialog(stage.state, stage.main), "book-begin")
    from tests.test_import_whole import several

    whole.read_file(several(stage.place))
    stage.until(lambda: whole.plan is not None)
    stage.draw(whole, "book-tried")
    whole.only_good.setChecked(True)
    whole.go.click()
    stage.draw(whole, "book-done")
    whole.reject()


def _forms(stage: Stage) -> None:
    from desktop.exchange import collect_out
    from desktop.exchange.collect_out import Request
    from desktop.screens.exchange.collect_back import CollectBackDialog
    from desktop.screens.exchange.collect_dialog import CollectDialog
    from tests.test_collecting import NAMES, ROW, fill

    window, state, workspace = stage.main, stage.state, stage.state.workspace
    dialog = stage.show(CollectDialog(state, window), "collect-new")
    dialog.due.set_value(date(2025, 1, 1))
    dialog._choose()
    stage.draw(dialog, "collect-new-refused")
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("risk_point"))
    stage.draw(dialog, "collect-new-risk")
    dialog.reject()
    with workspace.read() as session:
        departments = [key for key, _ in workspace.words(session).choices("department", on=state.today())]
    (stage.place / "发").mkdir()
    request = Request("2025年第四季度发稿情况", "publication", NAMES, date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 5), tuple(departments))
    sent = collect_out.send(workspace, request, stage.place / "发", state.today())
    page = window.page("settings").show_page("collect")
    stage.draw(window, "collect-sent")
    row = ["2025-12-03", *ROW[1:]]
    wrong = ["昨天", *ROW[1:]]
    paths = [fill(sent[0], row, wrong), fill(sent[1], row[:4] + [9] + row[5:]), fill(sent[2], nothing=True)]
    strange = stage.place / "别的表.xlsx"
    book(strange, ("表", [["甲"], ["乙"]]))
    page.read_files([*paths, strange])
    stage.settle()
    back = window.findChild(CollectBackDialog)
    stage.draw(back, "collect-back")
    for clash in back.plan.clashes:
        back._settled(clash.key, 0)
        stage.settle()
    stage.draw(back, "collect-back-settled")
    back.go.click()
    stage.draw(window, "collect-taken")


def _handover(stage: Stage) -> None:
    from desktop.operations import handover as operations

    page = stage.main.page("settings").show_page("handover")
    for key, edit in page.edits.items():
        (edit.setText if hasattr(edit, "setText") else edit.setPlainText)(LONG if key == "paper" else "周明")
    words = {key: "周明" for key in page.edits}
    place: Path = operations.make_package(stage.state.workspace, words, stage.place, lambda *_: None)
    page._preview()
    stage.settle()
    from desktop.screens.ledger.paper_dialog import PaperDialog

    for dialog in stage.main.findChildren(PaperDialog):
        if dialog.isVisible():
            stage.draw(dialog, "handover-paper")
            dialog.reject()
    stage.draw(stage.main, "handover-filled")
    page.receive_from(place / "交接数据.json")
    stage.draw(stage.main, "handover-checked")
