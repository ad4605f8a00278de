"""The clerk's first day, from the first start to a backup that is restored, through real widgets and mostly by keyboard."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget, QWizard

from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.periods import Period
from db.workspace import Workspace
from desktop import jobs
from desktop.chinese import speak_chinese
from desktop.exchange import roster
from desktop.screens.window.main_window import MainWindow
from desktop.settings import WindowSettings
from desktop.state import State
from desktop.widgets import theme
from tests.hands import Ctrl, Hands, Key
from tests.shell import home  # noqa: F401

PICTURES = Path(__file__).resolve().parent.parent / "build" / "pictures"
TODAY = date.today()
QUARTER = Period.of("quarter", TODAY)
HOSPITAL = "清河县人民医院"
PEOPLE = (("周书记", "党委办公室", "第一支部", "党委书记"), ("吴院长", "党委办公室", "第一支部", "院长"),
          ("郑主任", "内科", "第二支部", "科主任"), ("王护士长", "护理部", "第二支部", "护士长"),
          ("冯干事", "党委办公室", "第一支部", "党办干事"), ("陈医生", "内科", "第二支部", "医师"))


@pytest.fixture
def hands(home: Path, qapp: QApplication, qtbot: Any, request: pytest.FixtureRequest) -> Any:  # noqa: F811
    """The window as it stands on the clerk's small screen, with nobody's file open yet."""
    speak_chinese(qapp)
    plain = qapp.font(), qapp.palette(), qapp.styleSheet()
    theme.apply(qapp)
    state = State()
    window = MainWindow(state, WindowSettings())
    qtbot.addWidget(window, before_close_func=lambda _: state.close_file())
    with qtbot.waitSignal(window.painted):
        window.show()
    window.resize(1366, 768)
    window.activateWindow()
    window.begin(None)
    yield Hands(window, PICTURES / request.node.name)
    jobs.finish_all()
    state.close_file()
    qapp.setFont(plain[0])
    qapp.setPalette(plain[1])
    qapp.setStyleSheet(plain[2])


def short(day: date) -> str:
    """A day as people type it: 3.5"""
    return f"{day.month}.{day.day}"


def ago(days: int) -> date:
    """So many days back, but in this quarter."""
    return max(QUARTER.start, TODAY - timedelta(days=days))


def roster_file(path: Path) -> Path:
    import openpyxl

    roster.write_template(path)
    book = openpyxl.load_workbook(path)
    for sheet, rows in (("科室", [("党委办公室",), ("内科",), ("护理部",)]), ("支部", [("第一支部",), ("第二支部",)])):
        for row in rows:
            book[sheet].append(row)
    head = [cell.value.rstrip("*＊") if cell.value else "" for cell in book["人员"][1]]
    for person in PEOPLE:
        row = dict(zip(("姓名", "科室", "所在支部", "职务"), person, strict=True))
        book["人员"].append([row.get(name) for name in head])
    book.save(path)
    return path


def counts(workspace: Workspace) -> dict[str, int]:
    with workspace.read() as session:
        return {key: count(session, ListQuery(ledger)) for key, ledger in LEDGERS.items()}


def newest(workspace: Workspace, key: str) -> Any:
    with workspace.read() as session:
        ledger = LEDGERS[key]
        return session.query(ledger.model).order_by(ledger.model.id.desc()).first()


def test_the_first_day(hands: Hands, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begin(hands, tmp_path)
    issue_the_duty_list(hands)
    keep_ten_records(hands)
    check_risks(hands)
    rectify(hands, tmp_path)
    opinion_of_a_talk(hands)
    report(hands, tmp_path)
    back_up_and_restore(hands, tmp_path)
    with capsys.disabled():
        print(f"\n第一天：按键 {hands.keys} 次（不算录入的文字），点击 {hands.clicks} 次")


def begin(hands: Hands, folder: Path) -> None:
    """First start: notice, names, roster, the year's list."""
    hands.picture("start")
    hands.click("start_new")
    wizard: QWizard = hands.wait(lambda: hands.window.findChild(QWizard, "start_wizard"))
    hands.picture("notice")
    hands.click("accept_notice")
    _next(hands, wizard)
    hands.find("hospital_name").setFocus()
    hands.type(HOSPITAL)
    place = hands.find("file_place")
    place.setFocus()
    hands.press((Ctrl, Key.Key_A))
    hands.type(str(folder / "台账" / "清河.lvze"))
    hands.picture("hospital")
    _next(hands, wizard)
    if (declined := hands.front.findChild(QRadioButton, "without_password")) is not None:
        hands.picture("password")
        hands.click(declined)
        _next(hands, wizard)
    hands.during(lambda: hands.click("choose_roster"), hands.choose_file(roster_file(folder / "名册.xlsx")))
    hands.wait(lambda: wizard.roster.pane.plan is not None)
    hands.picture("roster")
    _next(hands, wizard)
    hands.picture("ready")
    hands.click(wizard.button(QWizard.WizardButton.FinishButton))
    hands.wait(lambda: hands.window.state.workspace is not None)
    hands.wait(lambda: hands.window.workbench().overview is not None)
    hands.picture("workbench")
    assert counts(hands.window.state.workspace)["person"] == len(PEOPLE)


def _next(hands: Hands, wizard: QWizard) -> None:
    hands.click(wizard.button(QWizard.WizardButton.NextButton))
    hands.settle()


def issue_the_duty_list(hands: Hands) -> None:
    """The list drawn up by the first start is looked through and issued."""
    hands.press((Ctrl, Key.Key_2))
    page = hands.window.page("duty")
    hands.settle()
    hands.picture("duties")
    bar = page.bar
    hands.click(bar, bar.tabRect([plan.key for plan in page.plans].index("lists")).center())
    hands.settle()
    hands.picture("duty-list")
    hands.click("list_issue")
    hands.settle()
    hands.picture("issue")
    hands.click("ask_yes")
    hands.settle()
    hands.picture("issued")
    assert newest(hands.window.state.workspace, "duty_list").state == "issued"
    assert counts(hands.window.state.workspace)["duty_item"] > 10


def record(hands: Hands, key: str, **texts: str) -> Any:
    """Goes to a ledger by keyboard, Ctrl+N, fills the form, Ctrl+S."""
    window = hands.window
    if key == "talk":
        hands.press((Ctrl, Key.Key_3))
        screen = window.page("talk").part("talks")
    else:
        hands.press((Ctrl, Key.Key_6))
        work = window.page("work")
        while work.shown != key:
            hands.press(Key.Key_Down if _below(work, key) else Key.Key_Up)
        screen = work.place(key)
    hands.settle()
    hands.press((Ctrl, Key.Key_N))
    hands.fill(screen.form, **texts)
    hands.settle()
    made = newest(window.state.workspace, key)
    assert screen.table.selected_ids() == [made.id], "the record just saved, and no other, is marked"
    return made


def _below(work: Any, key: str) -> bool:
    return list(work._places).index(key) > work.list.currentRow()


def keep_ten_records(hands: Hands) -> None:
    """Ten records in five ledgers, with days and people as one types them; one step back and forth in between."""
    workspace = hands.window.state.workspace
    meeting = record(hands, "meeting", day=short(ago(20)), kind="党委会", topic="专题研究第四季度意识形态工作",
                     judgement=" ", host_id="周书", expected="9", attended="8", conclusion="同意方案，责任科室月底前落实。")
    hands.picture("meeting")
    assert (meeting.day, meeting.judgement, meeting.attended) == (ago(20), True, 8) and meeting.host_id is not None
    record(hands, "meeting", day=short(ago(12)), kind="党委会", topic="听取舆情处置情况汇报", expected="9", attended="9")
    for back, topic, there in ((18, "第一议题学习", "11"), (6, "中心组专题研讨", "12")):
        study = record(hands, "study", day=short(ago(back)), kind="中心组", topic=topic, expected="12", attended=there)
        assert study.day == ago(back)
    hands.picture("study")
    for title, reads in (("义诊进乡村", "1,200"), ("医生节主题宣传", "1.2万")):
        piece = record(hands, "publication", day="昨天" if ago(1) < TODAY else "今天", title=title, channel="微信公众号",
                       category="科普", reads=reads)
    assert piece.reads == 12000
    hands.picture("publication")
    first = record(hands, "training", day=short(ago(9)), kind="专题", title="网络舆情应急处置培训", attended="46")
    why = {"late_reason": "培训签到表存在科教科，现在补登"} if not (3, 5) <= (TODAY.month, TODAY.day) <= (4, 4) else {}
    old = record(hands, "training", day="3.5", **why, kind="专题", title="新员工意识形态教育", attended="30")
    assert old.day <= TODAY and (old.day.month, old.day.day) == (3, 5)
    hands.press((Ctrl, Key.Key_Z))
    hands.settle()
    hands.picture("undone")
    assert counts(workspace)["training"] == 1
    hands.press((Ctrl, Key.Key_Y))
    hands.settle()
    assert counts(workspace)["training"] == 2 and first.id != old.id
    hands.picture("redone")
    talk = record(hands, "talk", held_on=short(ago(5)), place="党办", speaker_id="周书", person_id="陈医",
                  content="了解近期工作和思想情况。", opinion="希望错峰安排夜班后的学习。")
    assert talk.state == "held" and talk.department_id is not None
    record(hands, "talk", held_on=short(ago(4)), speaker_id="吴院", person_id="王护", content="谈护理队伍稳定。")
    hands.picture("talk")


def check_risks(hands: Hands) -> None:
    """A round of the quarter with one finding."""
    hands.press((Ctrl, Key.Key_4))
    part = hands.window.page("risk").part("points")
    hands.settle()
    hands.picture("risk-gap")
    hands.click("round_new")
    dialog = hands.wait(lambda: hands.front if hands.front is not hands.window else None)
    hands.fill(dialog.form, organiser_id="冯干", scope="全院各科室，重点是新媒体账号和讲座论坛。")
    hands.settle()
    hands.picture("round")
    if dialog.isVisible():
        hands.click("close_dialog")
    hands.settle()
    hands.press((Ctrl, Key.Key_N))
    hands.fill(part.screen.form, area="网络舆", point="科室公众号停更后无人值守", level="中", department_id="护理部",
               measure="停用或移交，设专人每日巡查。", leader_id="吴院", person_id="王护")
    hands.settle()
    hands.picture("risk-point")


def rectify(hands: Hands, folder: Path) -> None:
    """The finding becomes an item with one click, and the item goes through every gate."""
    def deadline(dialog: Any) -> None:
        hands.type((TODAY + timedelta(days=10)).isoformat())
        hands.picture("to-rectify")
        hands.click("ask_yes")

    hands.during(lambda: hands.click("action_rectify"), deadline)
    hands.picture("rectified")
    item = newest(hands.window.state.workspace, "problem")
    assert (item.title, item.state) == ("科室公众号停更后无人值守", "new")
    hands.press((Ctrl, Key.Key_5))
    screen = hands.window.page("rectify").part("problems")
    hands.settle()
    table = screen.table
    hands.click(table.viewport(), table.visualRect(table.ledger_model.index(0, 1)).center())
    hands.settle()
    hands.picture("item")
    step(hands, "start", state="doing")
    refused = step(hands, "submit", result="已停用并移交。", refused=True)
    assert "佐证" in refused
    proof = folder / "停用截图.png"
    hands.window.grab().save(str(proof))
    hands.tab(screen.record.tabs, "佐证")
    hands.during(lambda: hands.click("add_proof"), hands.choose_file(proof))
    hands.picture("proof")
    step(hands, "submit", result="已停用并移交，专人巡查。", state="check")
    refused = step(hands, "pass", verifier="王护", text="现场查看。", refused=True)
    assert "不能是责任人" in refused
    step(hands, "pass", verifier="冯干", text="现场查看，情况属实。", state="done")
    step(hands, "close", approver="周书", state="closed")
    hands.tab(screen.record.tabs, "经过")
    hands.picture("closed")


def step(hands: Hands, key: str, state: str = "", refused: bool = False, **texts: str) -> str:
    """Presses a step's button and answers what it asks, field after field with Tab; returns what a gate said."""
    said: list[str] = []

    def answer(dialog: Any) -> None:
        left = dict(texts)
        for _ in range(len(dialog.editors) + 1):
            name = next((name for name, one in dialog.editors.items() if one.isAncestorOf(hands.focus)), None)
            if name in left:
                hands.type(left.pop(name))
            if not left:
                break
            hands.press(Key.Key_Tab)
        assert not left, left
        hands.click("ask_yes")
        hands.picture(f"{key}-refused" if refused else key)
        if dialog.isVisible():
            said.append(dialog.note.text)
            hands.during(lambda: hands.press(Key.Key_Escape), lambda box: hands.click("question_yes"))

    hands.during(lambda: hands.click(f"action_{key}"), answer)
    if state:
        assert newest(hands.window.state.workspace, "problem").state == state
    return "".join(said)


def opinion_of_a_talk(hands: Hands) -> None:
    """What was raised in a talk becomes an opinion without the name."""
    hands.press((Ctrl, Key.Key_3))
    screen = hands.window.page("talk").part("talks")
    workspace = hands.window.state.workspace
    hands.settle()
    row = next(row for row in range(screen.table.ledger_model.rowCount())
               if screen.table.ledger_model.id_at(row) == newest(workspace, "talk").id - 1)
    hands.click(screen.table.viewport(), screen.table.visualRect(screen.table.ledger_model.index(row, 0)).center())
    hands.settle()

    def answer(dialog: Any) -> None:
        hands.picture("opinion")
        assert dialog.editors["content"].value() == "希望错峰安排夜班后的学习。", "what was raised stands there already"
        hands.click("ask_yes")

    hands.during(lambda: hands.click("action_opinion"), answer)
    hands.picture("opinion-made")
    opinion = newest(workspace, "opinion")
    assert opinion.source == "talk" and "陈医生" not in opinion.content


def report(hands: Hands, folder: Path) -> None:
    """The quarter's report: drafted, exported, opened again, a figure followed to its records."""
    import docx
    import pypdfium2

    hands.press((Ctrl, Key.Key_7))
    reports = hands.window.page("report")
    hands.wait(lambda: reports.panes.nothing.isVisible())
    hands.picture("report-none")
    hands.click("compose_first")
    hands.wait(lambda: reports.work is not None and reports.panes.view.store.kept)
    hands.picture("report")
    out = folder / "报告"
    out.mkdir()
    export = reports.panes.bar.exports[0]
    hands.clicks += 2  # the menu and its line
    hands.during(export.trigger, lambda box: (hands.picture("findings"), hands.click("question_yes")), hands.choose_file(out))
    word, pdf = hands.wait(lambda: sorted(out.iterdir()) if len(list(out.iterdir())) == 2 else None)
    hands.picture("exported")
    with_tables = docx.Document(str(word))
    text = "".join(part.text for part in with_tables.paragraphs)
    text += "".join(cell.text for table in with_tables.tables for row in table.rows for cell in row.cells)
    opened = pypdfium2.PdfDocument(str(pdf))
    pages = "".join(opened[number].get_textpage().get_text_bounded() for number in range(len(opened)))
    plain = "".join(pages.split())
    opened.close()
    assert HOSPITAL in text and HOSPITAL in plain
    counted = [figure for one in reports.work.used
               if (figure := reports.work.figures[one]).value and figure.unit != "%" and not figure.parts]
    assert len(counted) > 8
    for figure in counted:  # nothing, all of it and groups are said in words
        assert figure.text in text and "".join(figure.text.split()) in plain, figure
    figure = next(figure for figure in counted if figure.ledger_key == "talk")
    assert figure.value == 2
    view = reports.panes.view
    view.show_figure(figure.id)
    hands.settle()
    spot = next(spot for spot in view.places.figures if spot.figure_id == figure.id)
    hands.click(view.viewport(), view.rectangle(spot).center().toPoint())
    hands.settle()
    hands.picture("records-of-a-figure")
    screen = hands.window.page("talk").part("talks")
    assert screen.isVisible() and screen.table.ledger_model.rowCount() == len(figure.record_ids)


def back_up_and_restore(hands: Hands, folder: Path) -> None:
    """A backup to a stick, and everything again on an empty computer."""
    state = hands.window.state
    before = counts(state.workspace)
    stick = folder / "U盘"
    stick.mkdir()
    hands.press((Ctrl, Key.Key_8))
    settings = hands.window.page("settings")
    while settings.shown != "backup":
        hands.press(Key.Key_Down)
    backup = settings.place("backup")
    hands.settle()
    hands.picture("backup")
    hands.during(lambda: hands.click("choose_folder"), hands.choose_file(stick))
    hands.settle()
    hands.click("back_up")
    hands.wait(lambda: "备份完成" in backup.said.text())
    hands.picture("backed-up")
    state.close_file()
    hands.window.show_start()
    hands.settle()
    hands.click("start_restore")
    dialog = hands.wait(lambda: hands.front if hands.front is not hands.window else None)
    hands.during(lambda: hands.click("restore_choose"), hands.choose_file(stick))
    hands.settle()
    target = hands.find("restore_target")
    target.setFocus()
    hands.press((Ctrl, Key.Key_A))
    hands.type(str(folder / "新电脑" / "清河.lvze"))
    hands.settle()
    hands.picture("restore")
    hands.click("restore_go")
    hands.wait(lambda: state.workspace is not None)
    hands.settle()
    hands.picture("restored")
    assert state.workspace.path == folder / "新电脑" / "清河.lvze"
    assert counts(state.workspace) == before
    hands.press((Ctrl, Key.Key_5))
    hands.settle()
    hands.picture("rectified-there")


def test_the_first_report_takes_less_than_forty_keys_and_clicks(
    hands: Hands, sample: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """First start, roster, the year's ledgers from one workbook, and the quarter's report as Word and PDF."""
    from desktop.exchange.workbook_out import write_all

    write_all(sample, tmp_path / "旧台账.xlsx", with_talks=True)
    sample.close()
    begin(hands, tmp_path)
    hands.press((Ctrl, Key.Key_8))
    settings = hands.window.page("settings")
    settings.show_page("import_tables")
    hands.clicks += 1  # its line in the list
    hands.settle()
    hands.click("import_whole")
    dialog = hands.wait(lambda: hands.front if hands.front is not hands.window else None)
    hands.during(lambda: hands.click("book_choose"), hands.choose_file(tmp_path / "旧台账.xlsx"))
    hands.wait(lambda: dialog.go.isEnabled() or dialog.only_good.isVisible())
    if not dialog.go.isEnabled():
        hands.click("book_only_good")
    hands.click("book_go")
    hands.wait(lambda: counts(hands.window.state.workspace)["meeting"] > 10)
    hands.wait(lambda: dialog.leave.text() == "完成")
    hands.click("book_leave")
    assert hands.front is hands.window
    hands.press((Ctrl, Key.Key_7))
    while hands.window.state.period.end > date(2025, 12, 31):  # the last quarter of the old ledgers
        hands.click("period_back")
    hands.settle()
    reports = hands.window.page("report")
    button = hands.wait(lambda: next((one for one in hands.window.findChildren(QWidget, "compose_first") if one.isVisible()), None))
    hands.click(button)
    hands.wait(lambda: reports.work is not None and reports.panes.view.store.kept)
    out = tmp_path / "报告"
    out.mkdir()
    hands.clicks += 2  # the menu and its line
    hands.during(reports.panes.bar.exports[0].trigger, lambda box: hands.click("question_yes"), hands.choose_file(out))
    hands.wait(lambda: len(list(out.iterdir())) == 2)
    with capsys.disabled():
        print(f"\n第一份报告：按键 {hands.keys} 次，点击 {hands.clicks} 次")
    assert hands.keys + hands.clicks < 40

