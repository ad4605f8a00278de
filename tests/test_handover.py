"""交接: the package states what the file holds; on arrival the same file fits, any other one says what differs."""

import json
from datetime import date, datetime

import pytest

from db import handing_over, handover
from db.errors import Refusal
from db.workspace import Workspace
from desktop.operations import handover as operations
from tests.shell import home, new_file, open_sample, press, state, told, window  # noqa: F401

STEP = lambda *_: None  # noqa: E731
WORDS = {"giver": "周明", "taker": "吴芳", "witness": "郑书记", "keeper": "甲盘在党办保险柜", "paper": "档案室三柜"}


def text_of(document) -> str:
    return document.to_json()


def copy_of(workspace: Workspace, tmp_path, name: str = "新电脑.lvze") -> Workspace:
    target = tmp_path / name
    workspace.copy_to(target)
    return Workspace.open(target)


def test_the_file_that_was_handed_over_fits_and_the_result_is_kept(sample, tmp_path):
    place = operations.make_package(sample, WORDS, tmp_path, STEP)
    assert {file.name for file in place.iterdir()} == {"交接清单.docx", "交接清单.pdf", "交接数据.json"}
    with copy_of(sample, tmp_path) as here:
        check = operations.receive(here, place / "交接数据.json", STEP)
        assert check.fits and all(line.same for line in check.lines)
        assert here.setting(handover.CHECKS)[0]["problems"] == []
        assert operations.receive(here, place / "交接数据.json", STEP).fits  # what the check itself wrote does not count
        assert "逐项相符" in text_of(operations.receipt(here, check, WORDS))


def test_an_older_copy_is_found_out(sample, tmp_path):
    with copy_of(sample, tmp_path) as old:
        place = operations.make_package(sample, WORDS, tmp_path, STEP)
        check = operations.receive(old, place / "交接数据.json", STEP)
    assert not check.fits and "比交接包旧" in check.problems[0]


def test_a_change_after_the_handover_is_named(sample, tmp_path):
    from db import records
    from db.ledgers import LEDGERS

    place = operations.make_package(sample, WORDS, tmp_path, STEP)
    with copy_of(sample, tmp_path) as here:
        with here.transaction("新增会议研究") as session:
            records.save(session, LEDGERS["meeting"], {"kind": "committee", "topic": "研究", "day": date(2025, 11, 17)})
        check = operations.receive(here, place / "交接数据.json", STEP)
        line = next(line for line in check.lines if line.words == "会议研究")
        assert not line.same and "会议研究（交接时" in check.problems[0] and "又有 1 步操作" in check.problems[0]
        assert "不符" in text_of(operations.receipt(here, check, WORDS))


def test_another_file_and_a_changed_log_are_found_out(sample, workspace, tmp_path):
    place = operations.make_package(sample, WORDS, tmp_path, STEP)
    assert "不是交接的那个台账" in operations.receive(workspace, place / "交接数据.json", STEP).problems[0]
    with sample._engine.connect() as connection:
        connection.exec_driver_sql("UPDATE step SET at = '2020-01-01 00:00:00.000000' WHERE id = 3")
        connection.commit()
    assert any("从第 3 步起对不上" in problem for problem in operations.receive(sample, place / "交接数据.json", STEP).problems)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"kind": "别的"}', '{"kind": "履责台账交接数据", "at": "x"}', "\0"])
def test_what_is_no_package_is_refused(workspace, tmp_path, content):
    file = tmp_path / "交接数据.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Refusal, match="交接数据"):
        operations.receive(workspace, file, STEP)


def test_the_numbers_survive_being_written(sample):
    with sample.read() as session:
        numbers = handover.count(session, datetime(2025, 12, 30, 9, 0))
    assert handover.Numbers.from_json(numbers.to_json()) == numbers
    assert json.loads(numbers.to_json())["counts"]["talk"] > 0


def test_the_sheet_tells_what_is_open_and_never_what_was_said(sample):
    from sqlalchemy import select

    from db.ledgers.opinion import Opinion
    from db.ledgers.talk import Talk

    now = handing_over.situation(sample, datetime(2025, 11, 18, 9, 0))
    assert now.open and now.promised and now.next and now.until == date(2026, 2, 28)
    assert all(due.day > date(2025, 11, 18) for due in now.next)
    assert "quarterly 2025Q3" in [due.code for due in now.open]
    document, numbers = operations.sheet(sample, WORDS)
    text = text_of(document)
    with sample.read() as session:
        said = [line for column in (Talk.content, Opinion.content) for line in session.scalars(select(column)) if line]
    assert said and not [words for words in said if words[:12] in text]
    for words in ("没有办完的事", "移交人", "接收人", "监交人", "周明", "甲盘在党办保险柜", numbers.tip[:16]):
        assert words in text
    assert all(due.title.split("　")[0] in text for due in handing_over.situation(sample, sample.clock()).promised)


def test_a_package_is_logged_and_its_words_are_kept(sample, tmp_path):
    from db import step_list

    operations.make_package(sample, WORDS, tmp_path, STEP)
    assert sample.setting(handover.FORM) == WORDS
    with sample.read() as session:
        assert any("生成交接包" in line.label for line in step_list.steps(session, limit=3))


def test_a_folder_that_cannot_be_written_is_said(sample, tmp_path):
    (tmp_path / "文件").write_text("")
    with pytest.raises(Refusal, match="不能在"):
        operations.make_package(sample, WORDS, tmp_path / "文件", STEP)


def test_handing_over_and_receiving_in_the_window(window, open_sample, tmp_path, qtbot):  # noqa: F811
    open_sample()
    window.show_tab("settings")
    page = window.page("settings").show_page("handover")
    page.edits["taker"].setText("吴芳")
    page.make_package(tmp_path)
    qtbot.waitUntil(lambda: "交接包已生成" in page.note.text, timeout=20_000)
    data = next(tmp_path.glob("交接包*")) / "交接数据.json"
    page.receive_from(data)
    qtbot.waitUntil(lambda: "核对相符" in page.note.text, timeout=20_000)
    assert "相符" in page.past.text() and told() == []
    data.write_text(data.read_text(encoding="utf-8").replace('"meeting": ', '"meeting": 9', 1), encoding="utf-8")
    page.receive_from(data)
    qtbot.waitUntil(lambda: "核对不相符" in page.note.text, timeout=20_000)
    assert "会议研究" in page.note.text
