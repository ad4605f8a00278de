"""First start: the notice, the file, the roster, all or nothing; the start page and the sample hospital."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWizard

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop import drives
from desktop.exchange import roster
from desktop.operations.founding import Founding, found
from desktop.screens.opening.start_wizard import StartWizard
from desktop.screens.window.main_window import MainWindow
from desktop.settings import WindowSettings
from tests.shell import dismiss, home, open_sample, press, state, told, type_in, window  # noqa: F401

TODAY = date(2025, 11, 18)


def filled_roster(path, rows, departments=("内科", "党委办公室")):
    """A roster as a clerk fills it, on the empty one that the program writes."""
    import openpyxl

    roster.write_template(path)
    book = openpyxl.load_workbook(path)
    for name in departments:
        book["科室"].append([name])
    book["支部"].append(["第一支部"])
    sheet = book["人员"]
    head = [cell.value.rstrip("*＊") if cell.value else "" for cell in sheet[1]]
    for row in rows:
        sheet.append([row.get(name) for name in head])
    book.save(path)
    return path


@pytest.fixture
def wizard(window, tmp_path, qtbot):
    window.begin(None)
    made = StartWizard(window.state, window, documents=tmp_path / "文档")
    made.open()
    yield made


def next_page(wizard) -> None:
    wizard.button(QWizard.WizardButton.NextButton).click()


def test_nothing_goes_on_before_the_notice_is_accepted(wizard):
    assert not wizard.button(QWizard.WizardButton.NextButton).isEnabled()
    wizard.welcome.accepted.click()
    assert wizard.button(QWizard.WizardButton.NextButton).isEnabled()


def test_a_new_hospital_from_notice_to_first_page(wizard, window, tmp_path, qtbot):
    wizard.welcome.accepted.click()
    next_page(wizard)
    assert not wizard.button(QWizard.WizardButton.NextButton).isEnabled()
    type_in(wizard.hospital.name, "某某市第一医院")
    assert wizard.hospital.path() == tmp_path / "文档" / "履责台账" / "某某市第一医院.lvze"
    next_page(wizard)
    assert not wizard.button(QWizard.WizardButton.NextButton).isEnabled()
    qtbot.waitUntil(lambda: wizard.focusWidget() is wizard.password.new.first)  # it can be typed at once
    wizard.password.declined.click()
    next_page(wizard)
    wizard.roster.pane.read(filled_roster(tmp_path / "名册.xlsx", [
        {"姓名": "林书记", "科室": "党委办公室", "所在支部": "第一支部", "职务": "党委书记"}, {"姓名": "钱医生", "科室": "内科"}]))
    qtbot.waitUntil(lambda: wizard.roster.pane.plan is not None)
    assert wizard.roster.pane.summary() == "名册：科室 2 个、支部 1 个、人员 2 人"
    assert wizard.roster.pane.table.rowCount() == 5
    next_page(wizard)
    assert "中共某某市第一医院委员会" in wizard.last.summary.text() and "人员 2 人" in wizard.last.summary.text()
    wizard.button(QWizard.WizardButton.FinishButton).click()
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    workspace = window.state.workspace
    assert (workspace.hospital, workspace.setting("party_committee")) == ("某某市第一医院", "中共某某市第一医院委员会")
    with workspace.read() as session:
        assert len(session.query(LEDGERS["person"].model).all()) == 2
        assert session.query(LEDGERS["duty_list"].model).one().year == 2025
        assert len(session.query(LEDGERS["duty"].model).all()) > 10
    assert window.places.currentWidget() is window.tabs
    assert WindowSettings().last_file == workspace.path


def test_one_wrong_row_keeps_the_whole_roster_out(wizard, tmp_path, qtbot):
    wizard.roster.pane.read(filled_roster(tmp_path / "名册.xlsx", [{"姓名": "钱医生", "科室": "没有的科"}, {"姓名": "林书记"}]))
    qtbot.waitUntil(lambda: wizard.roster.pane.has_errors)
    pane = wizard.roster.pane
    assert pane.plan is None and not wizard.roster.isComplete()
    row = [pane.table.item(0, column).text() for column in range(4)]
    assert row[:2] == ["人员", "2"] and "没有的科" in row[3]
    press(qtbot, pane, "drop_roster")
    assert wizard.roster.isComplete() and pane.plan is None


def test_a_file_that_is_no_roster_is_declined(wizard, tmp_path, qtbot):
    (tmp_path / "别的.xlsx").write_bytes(b"no workbook")
    wizard.roster.pane.read(tmp_path / "别的.xlsx")
    qtbot.waitUntil(lambda: bool(told()))
    dismiss()
    assert wizard.roster.isComplete()


def test_a_place_that_a_cloud_program_copies_away_is_warned_of(wizard):
    wizard.hospital.place.setText("/home/某/OneDrive/台账.lvze")
    assert "网盘" in wizard.hospital.warning.text() and wizard.hospital.warning.isVisibleTo(wizard.hospital)
    assert drives.kind_of(wizard.hospital.path().parent) == "cloud"


def test_an_existing_file_is_never_taken_for_a_new_one(wizard, tmp_path):
    (tmp_path / "在.lvze").write_bytes(b"kept")
    wizard.hospital.place.setText(str(tmp_path / "在.lvze"))
    assert not wizard.hospital.validatePage()
    assert "已经存在" in told()[0]
    dismiss()
    assert (tmp_path / "在.lvze").read_bytes() == b"kept"


def test_founding_is_all_or_nothing(tmp_path):
    plan = roster.read(filled_roster(tmp_path / "名册.xlsx", [{"姓名": "钱医生", "科室": "没有的科"}]))
    with pytest.raises(Refusal, match="名册里有"):
        found(Founding(tmp_path / "新" / "新.lvze", "某医院", roster=plan), TODAY)
    assert list((tmp_path / "新").iterdir()) == []


def test_the_start_page_offers_four_ways(window):
    window.begin(None)
    page = window.places.currentWidget()
    assert [page.findChild(QPushButton, f"start_{key}").text() for key in ("new", "open", "restore", "sample")] == [
        "新建台账", "打开已有台账", "从备份恢复", "看看示例医院"]


def test_enter_presses_the_first_way_and_the_window_is_no_wider_than_a_small_screen(window, state, qtbot):
    window.begin(None)
    window.activateWindow()
    new = window.findChild(QPushButton, "start_new")
    qtbot.waitUntil(new.hasFocus)
    qtbot.keyClick(new, Qt.Key.Key_Return)
    wizard = window.findChild(QWizard)
    assert wizard is not None and wizard.isVisible()
    wizard.done(0)
    fresh = MainWindow(state, WindowSettings())
    qtbot.addWidget(fresh)
    assert fresh.width() <= max(fresh.minimumWidth(), fresh.screen().availableSize().width())


def test_the_sample_hospital_opens_from_the_start_page_and_lives_in_its_own_year(window, home, qtbot, tmp_path):
    now = window.state.today(), window.state.period
    window.begin(None)
    press(qtbot, window, "start_sample")
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=60_000)
    assert window.state.workspace.hospital == "云岭市第二人民医院"
    assert window.state.workspace.path.parent == home
    assert window.state.today() == date(2025, 12, 26) and window.state.period.label == "2025年第四季度"
    bench = window.workbench()
    qtbot.waitUntil(lambda: bench.overview is not None and "星期五（示例台账里的“今天”固定在这一天）" in bench.subtitle.text())
    assert bench.overview.counts["talk"] > 5 and bench.overview.quarter.total > 0, "a year that is still going on"
    assert not [path for path in home.iterdir() if "正在生成" in path.name]
    window.state.create(tmp_path / "自己的.lvze")
    assert (window.state.today(), window.state.period) == now


def test_a_forgotten_file_leads_back_to_the_start_page(window, tmp_path, qtbot):
    settings = WindowSettings()
    gone = tmp_path / "没有了.lvze"
    settings.opened(gone)
    window.begin(gone)
    qtbot.waitUntil(lambda: bool(told()), timeout=20_000)
    assert told()[0].startswith("找不到台账文件")
    dismiss()
    assert window.places.currentWidget().objectName() == "start_page"
    assert gone not in WindowSettings().recent


def test_recent_files_are_offered_newest_first(home, tmp_path):
    settings = WindowSettings()
    for name in "甲乙甲":
        Workspace.create(tmp_path / f"{name}.lvze").close() if not (tmp_path / f"{name}.lvze").exists() else None
        settings.opened(tmp_path / f"{name}.lvze")
    assert [path.stem for path in WindowSettings().recent] == ["甲", "乙"]
    assert settings.last_file == tmp_path / "甲.lvze"
