"""The clerk's eighteen jobs (domain.md section 6), each done in the window through real widgets, with keys and clicks counted.

The Excel way beside each is counted from its plain steps, letters of the text left out: a file opened 2, a sheet chosen 1, the
next free row 2, a cell entered 1, saved 1; a place in a Word paper found and overwritten 2, a copy saved under a new name 3,
printed 2; a list filtered 4; a number looked up and carried into a report 6. No job may take more; the five commonest (marked)
less than half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from db.conversion import encrypt
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.workspace import Workspace
from desktop import jobs
from desktop.chinese import speak_chinese
from desktop.screens.window.main_window import MainWindow
from desktop.settings import WindowSettings
from desktop.state import State
from desktop.widgets import theme
from tests.hands import Ctrl, Hands, Key
from tests.shell import home  # noqa: F401

NOW = datetime(2025, 12, 30, 9, 0)
PICTURES = Path(__file__).resolve().parent.parent / "build" / "pictures" / "jobs"
ROW = 2 + 1 + 2 + 1  # open the workbook, its sheet, the next free row, save
PAPER = 2 + 3  # open last time's Word paper, save it under a new name
LOOKED_UP = 6

# number: (what, the Excel way, one of the five commonest)
EXCEL = {
    1: ("记党委会、中心组", ROW + 10 + PAPER + 8 * 2 + 2 + LOOKED_UP, True),  # row, minutes, and the year's recount
    2: ("排本月谈话计划，打记录表", ROW + 3 * 6 + 3 * (PAPER + 4 * 2 + 2), False),
    3: ("谈话材料保密", 3 * 6, False),  # a password on each of three files
    4: ("谈话意见转交办理", 2 * (ROW + 8), True),  # typed again in two sheets
    5: ("三审三校", ROW + 9 + PAPER + 9 * 2 + 2, False),
    6: ("讲座审批", ROW + 8 + PAPER + 8 * 2 + 2, False),
    7: ("阵地巡查", ROW + 6 + PAPER + 4 * 2 + 2, False),
    8: ("统计发稿", 2 + 8 * 4 + 7 * 2, True),  # by four channels, three levels, in total
    9: ("登记舆情", ROW + 12 + 4, False),
    10: ("季度风险排查", 20 * 7 + PAPER + 10 * 2, False),  # tables of twenty departments merged, the report
    11: ("逾期整改逐项催办", 2 + 4 + PAPER + 10 * 2 + 2, True),
    12: ("季度报告", 60 * LOOKED_UP + PAPER, False),
    13: ("书记述职报告", 25 * LOOKED_UP + PAPER, False),
    14: ("备督查佐证材料", 24 * 6 + PAPER + 24 * 2, False),
    15: ("责任书谁没签", 2 + 1 + 4, False),
    16: ("现在该办什么", 5 * (2 + 4), True),
    17: ("换电脑、移交", 6 + PAPER + 20 * 2, False),
    18: ("旧表五百行录入", 2 * 2 + 10 * 5, False),
}


@pytest.fixture
def hands(home: Path, sample: Workspace, qapp: QApplication, qtbot: Any) -> Iterator[Hands]:  # noqa: F811
    """The sample hospital on the clerk's screen, on the last but one day of the year."""
    speak_chinese(qapp)
    plain = qapp.font(), qapp.palette(), qapp.styleSheet()
    theme.apply(qapp)
    sample.close()
    state = State(clock=lambda: NOW)
    window = MainWindow(state, WindowSettings())
    qtbot.addWidget(window, before_close_func=lambda _: state.close_file())
    with qtbot.waitSignal(window.painted):
        window.show()
    window.resize(1366, 768)
    window.activateWindow()
    window.begin(sample.path)
    made = Hands(window, PICTURES)
    made.wait(lambda: state.workspace is not None)
    made.settle()
    made.keys = made.clicks = 0
    yield made
    jobs.finish_all()
    state.close_file()
    qapp.setFont(plain[0])
    qapp.setPalette(plain[1])
    qapp.setStyleSheet(plain[2])


@pytest.fixture
def done(hands: Hands, capsys: pytest.CaptureFixture[str]) -> Callable[[int], None]:
    """Says what a job took and holds it against the Excel way."""
    def tell(number: int) -> None:
        what, excel, common = EXCEL[number]
        took = hands.keys + hands.clicks
        with capsys.disabled():
            print(f"\n{number:2d} {what}：按键 {hands.keys} 次，点击 {hands.clicks} 次；Excel 的做法 {excel} 次", end="")
        assert took <= excel and (not common or took < excel / 2), (what, took, excel)

    return tell


def newest(hands: Hands, key: str) -> Any:
    with hands.window.state.workspace.read() as session:
        model = LEDGERS[key].model
        return session.query(model).order_by(model.id.desc()).first()


def total(hands: Hands, key: str) -> int:
    with hands.window.state.workspace.read() as session:
        return count(session, ListQuery(LEDGERS[key]))


def to_ledger(hands: Hands, key: str) -> Any:
    """The screen of a supporting ledger: Ctrl+6, then one click in the list of ledgers."""
    hands.press((Ctrl, Key.Key_6))
    work = hands.window.page("work")
    hands.settle()
    row = list(work._places).index(key)
    item = next(work.list.item(place) for place in range(work.list.count())
                if work.list.item(place).data(256) == key) if work.shown != key else None
    if item is not None:
        work.list.scrollToItem(item)
        hands.click(work.list.viewport(), work.list.visualItemRect(item).center())
    hands.settle()
    assert work.shown == key, row
    return work.place(key)


def menu(hands: Hands, name: str) -> None:
    """A menu opened and its line taken: two clicks."""
    hands.clicks += 2
    hands.window.findChild(QAction, name).trigger()
    hands.settle()


def on_paper(hands: Hands, folder: Path, title: str) -> Path:
    """Ctrl+P, the Word button, a folder: the form of the record in front."""
    hands.press((Ctrl, Key.Key_P))
    dialog = hands.wait(lambda: hands.front if hands.front.objectName() == "paper_dialog" else None)
    hands.wait(lambda: dialog.ready)
    assert title in dialog.paper.title, dialog.paper.title
    hands.during(lambda: hands.click("paper_word"), hands.choose_file(folder / "表.docx"))
    made = hands.wait(lambda: next(iter(folder.glob("*.docx")), None))
    hands.press(Key.Key_Escape)
    return made


def export(hands: Hands, folder: Path, findings: bool = True) -> list[Path]:
    """The report in front as Word and PDF: the menu, its line, and yes to what is to be known before."""
    reports = hands.window.page("report")
    hands.wait(lambda: reports.work is not None and reports.panes.view.store.kept)
    hands.clicks += 2
    answers: list[Callable[[QWidget], Any]] = [lambda box: hands.click("question_yes")] if reports.work.findings or findings else []
    hands.during(reports.panes.bar.exports[0].trigger, *answers, hands.choose_file(folder))
    return hands.wait(lambda: sorted(folder.iterdir()) if len(list(folder.iterdir())) == 2 else None)


def test_01_a_meeting(hands: Hands, done: Callable[[int], None]) -> None:
    screen = to_ledger(hands, "meeting")
    hands.press((Ctrl, Key.Key_N))
    hands.fill(screen.form, day="12.29", kind="党委会", topic="专题研究全年意识形态工作", judgement=" ", host_id="周启", expected="9", attended="8",
               conclusion="同意年度报告，责任科室抓紧整改。")
    made = newest(hands, "meeting")
    assert (made.day, made.judgement, made.attended) == (date(2025, 12, 29), True, 8)
    done(1)


def test_03_talks_kept_safe(hands: Hands, done: Callable[[int], None]) -> None:
    """With a password set once, leaving the desk is one shortcut, and coming back the password."""
    window = hands.window
    path = window.state.workspace.path
    window.state.close_file()
    encrypt(path, "chuntian-zhongshu", NOW)
    window.open_file(path)
    unlock(hands)
    hands.keys = hands.clicks = 0
    hands.press((Ctrl, Key.Key_L))
    hands.wait(lambda: window.state.workspace is None)
    assert not window.tabs.isVisible()
    unlock(hands)
    assert window.state.workspace is not None
    done(3)


def test_04_an_opinion_from_a_talk(hands: Hands, done: Callable[[int], None]) -> None:
    screen = hands.window.page("talk").part("talks")
    with hands.window.state.workspace.read() as session:
        model = LEDGERS["talk"].model
        talk = session.query(model).filter(model.opinion.isnot(None), model.state != "plan").order_by(model.id.desc()).first().id
    hands.press((Ctrl, Key.Key_3))
    hands.settle()
    screen.open_record(talk)
    hands.clicks += 1  # its row
    hands.settle()
    before = total(hands, "opinion")
    hands.during(lambda: hands.click("action_opinion"), lambda dialog: hands.click("ask_yes"))
    assert total(hands, "opinion") == before + 1 and newest(hands, "opinion").source == "talk"
    done(4)


def test_02_the_months_talks_planned_and_a_form_for_each(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    hands.press((Ctrl, Key.Key_3))
    page = hands.window.page("talk")
    to_part(hands, page, "plan")
    hands.click("plan_add")
    dialog = hands.wait(lambda: hands.front if hands.front.objectName() == "plan_dialog" else None)
    dialog.speaker.setFocus()
    hands.type("周启")
    hands.press(Key.Key_Tab)
    before = total(hands, "talk")
    for place in range(3):
        group = dialog.people.tree.topLevelItem(place)
        if not group.isExpanded():
            group.setExpanded(True)
            hands.clicks += 1
        rectangle = dialog.people.tree.visualItemRect(group.child(0))
        hands.click(dialog.people.tree.viewport(), QPoint(rectangle.left() + 8, rectangle.center().y()))
    hands.click("plan_take")
    hands.settle()
    assert total(hands, "talk") == before + 3
    hands.press((Ctrl, Key.Key_P))
    papers = hands.wait(lambda: hands.front if hands.front.objectName() == "paper_dialog" else None)
    hands.wait(lambda: papers.ready)
    hands.press(Key.Key_Down)
    hands.wait(lambda: papers.ready and "记录表" in papers.paper.title)
    papers.write([tmp_path / "记录表.docx"])
    hands.clicks, hands.keys = hands.clicks + 1, hands.keys + 2  # Word, what for, the name of the file
    hands.wait(lambda: list(tmp_path.glob("*.docx")))
    hands.press(Key.Key_Escape)
    done(2)


def test_05_three_reviews(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    screen = to_ledger(hands, "review")
    hands.press((Ctrl, Key.Key_N))
    hands.fill(screen.form, day="12.28", title="冬季流感防护提醒", department_id="护理部", channels="微信公众号")
    assert newest(hands, "review").title == "冬季流感防护提醒"
    on_paper(hands, tmp_path, "审核单")
    done(5)


def test_06_a_lecture(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    screen = to_ledger(hands, "lecture")
    hands.press((Ctrl, Key.Key_N))
    hands.fill(screen.form, applied_on="12.29", kind="健康讲座", title="冬春传染病防控", department_id="呼吸", speaker="外请专家",
               event_on="2026.1.12", place="报告厅")
    assert newest(hands, "lecture").state == "applied"
    on_paper(hands, tmp_path, "讲座")
    done(6)


def test_07_a_patrol(hands: Hands, done: Callable[[int], None]) -> None:
    """A walk past every place in use, on which nothing was found."""
    screen = to_ledger(hands, "position")
    before = total(hands, "patrol")
    hands.click(screen.table.viewport(), screen.table.visualRect(screen.table.ledger_model.index(0, 1)).center())
    hands.press((Ctrl, Key.Key_A))
    hands.settle()

    def answer(_: QWidget) -> None:
        hands.press(Key.Key_Return)
        hands.type("周启")
        hands.press(Key.Key_Return)

    hands.during(lambda: hands.click("tool_patrol_many_position"), answer)
    assert total(hands, "patrol") > before + 20 and newest(hands, "patrol").day == NOW.date()
    done(7)


def test_09_an_incident(hands: Hands, done: Callable[[int], None]) -> None:
    screen = to_ledger(hands, "incident")
    hands.press((Ctrl, Key.Key_N))
    hands.fill(screen.form, found_at="12.29 9:30", type="网络咨询", channel="微信", category="就医流程", level="一般",
               summary="询问春节门诊安排。")
    assert newest(hands, "incident").found_at == datetime(2025, 12, 29, 9, 30)
    done(9)


def test_08_articles_by_outlet_and_level(hands: Hands, done: Callable[[int], None]) -> None:
    to_ledger(hands, "publication")
    hands.press((Ctrl, Key.Key_P))
    papers = hands.wait(lambda: hands.front if hands.front.objectName() == "paper_dialog" else None)
    hands.wait(lambda: papers.ready)
    hands.press(Key.Key_Down)
    hands.wait(lambda: papers.ready and papers.paper.title == "宣传发稿统计表")
    hands.press(Key.Key_Escape)
    done(8)


def test_10_the_quarters_risks(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    hands.press((Ctrl, Key.Key_4))
    hands.settle()
    before = total(hands, "risk_round")
    hands.click("round_new")
    dialog = hands.wait(lambda: hands.front if hands.front is not hands.window else None)
    hands.fill(dialog.form, organiser_id="周启", scope="全院各科室。")
    hands.settle()
    if dialog.isVisible():
        hands.press(Key.Key_Escape)
    hands.click("round_copy")
    hands.settle()
    assert total(hands, "risk_round") == before + 1
    hands.press((Ctrl, Key.Key_7))
    choose_kind(hands, "risk-review")
    compose(hands)
    export(hands, _folder(tmp_path))
    done(10)


def test_11_late_items(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    hands.press((Ctrl, Key.Key_5))
    screen = hands.window.page("rectify").part("problems")
    hands.settle()
    hands.click(screen.quick.buttons["late"] if hasattr(screen.quick, "buttons") else hands.find("quick_late"))
    hands.settle()
    rows = screen.table.ledger_model.rowCount()
    assert 0 < rows < total(hands, "problem")
    hands.click(screen.table.viewport(), screen.table.visualRect(screen.table.ledger_model.index(0, 1)).center())
    hands.settle()
    on_paper(hands, tmp_path, "整改")
    done(11)


def test_12_the_quarterly_report(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    hands.press((Ctrl, Key.Key_7))
    compose(hands)
    word, pdf = export(hands, _folder(tmp_path))
    assert word.suffix == ".docx" and pdf.suffix == ".pdf"
    done(12)


def test_13_the_secretary_reports(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    hands.press((Ctrl, Key.Key_7))
    choose_kind(hands, "accountability")
    compose(hands)
    export(hands, _folder(tmp_path))
    done(13)


def test_14_proof_for_an_inspection(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    hands.press((Ctrl, Key.Key_7))
    target = _folder(tmp_path)
    hands.during(lambda: menu(hands, "evidence_pack"), lambda dialog: hands.click("pack_make"), hands.choose_file(target),
                 lambda box: hands.press(Key.Key_Return))
    made = hands.wait(lambda: next(iter(target.iterdir()), None))
    hands.settle()
    assert any(made.rglob("*.docx"))
    done(14)


def test_15_who_has_not_signed(hands: Hands, done: Callable[[int], None]) -> None:
    hands.press((Ctrl, Key.Key_1))
    hands.settle()
    hands.click("all_pledge")
    hands.settle()
    screen = hands.window.page("duty").part("pledges")
    assert screen.isVisible() and screen.table.ledger_model.rowCount() == 2
    done(15)


def test_16_what_is_due(hands: Hands, done: Callable[[int], None]) -> None:
    hands.press((Ctrl, Key.Key_5))
    hands.settle()
    hands.keys = 0
    hands.press((Ctrl, Key.Key_1))
    bench = hands.wait(lambda: hands.window.workbench() if hands.window.workbench().overview else None)
    assert bench.isVisible() and bench.overview.late.total > 0 and bench.overview.week.total > 0
    done(16)


def test_17_a_new_computer(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    hands.press((Ctrl, Key.Key_8))
    settings = hands.window.page("settings")
    stick = tmp_path / "U盘"
    stick.mkdir()
    settings.show_page("backup")
    hands.clicks += 1
    backup = settings.place("backup")
    hands.settle()
    hands.during(lambda: hands.click("choose_folder"), hands.choose_file(stick))
    hands.click("back_up")
    hands.wait(lambda: "备份完成" in backup.said.text())
    settings.show_page("handover")
    hands.clicks += 1
    hands.settle()
    hands.during(lambda: hands.click("handover_make"), hands.choose_file(_folder(tmp_path)))
    made = hands.wait(lambda: list((tmp_path / "交出去").rglob("*.docx")))
    assert made and list((tmp_path / "交出去").rglob("*.json"))
    done(17)


def test_18_an_old_workbook(hands: Hands, done: Callable[[int], None], tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "会议台账"
    book.active.append(["云岭市第二人民医院会议台账"])
    book.active.append(["序号", "会议日期", "会议类别", "议题", "应到", "实到"])
    for number in range(500):
        day = date(2024, 1, 1 + number % 28)
        book.active.append([number + 1, f"{day.year}.{day.month}.{day.day}", "党委会", f"研究事项{number}", 9, 8])
    book.save(tmp_path / "旧台账.xlsx")
    before = total(hands, "meeting")
    screen = to_ledger(hands, "meeting")
    hands.during(lambda: hands.click("tool_take_in_meeting"), lambda dialog: _take_in(hands, tmp_path / "旧台账.xlsx"))
    hands.wait(lambda: total(hands, "meeting") == before + 500)
    assert screen.isVisible()
    done(18)


def unlock(hands: Hands) -> None:
    line = hands.wait(lambda: next((one for one in hands.window.findChildren(QLineEdit, "unlock_password") if one.isVisible()), None))
    line.setFocus()
    hands.type("chuntian-zhongshu")
    hands.press(Key.Key_Return)
    hands.wait(lambda: hands.window.state.workspace is not None)
    hands.settle()


def to_part(hands: Hands, page: Any, key: str) -> None:
    """Clicks the tab of a part within a page."""
    hands.settle()
    place = [plan.key for plan in page.plans].index(key)
    hands.click(page.bar, page.bar.tabRect(place).center())
    hands.settle()


def choose_kind(hands: Hands, kind: str) -> None:
    """The box of kinds opened and a line taken: two clicks."""
    box = hands.find("report_kind")
    hands.clicks += 2
    box.setCurrentIndex(box.findData(kind))
    hands.settle()


def compose(hands: Hands) -> None:
    button = hands.wait(lambda: next((one for one in hands.window.findChildren(QWidget, "compose_first") if one.isVisible()), None))
    hands.click(button)


def _take_in(hands: Hands, path: Path) -> None:
    dialog = hands.front
    hands.during(lambda: hands.click("import_choose"), hands.choose_file(path))
    hands.wait(lambda: dialog.plan is not None)
    hands.click("import_go")
    hands.wait(lambda: dialog.leave.text() == "完成" or not dialog.isVisible())
    if dialog.isVisible():
        hands.press(Key.Key_Escape)


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "交出去"
    folder.mkdir()
    return folder
