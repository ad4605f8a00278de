"""Ledgers the clerk defines: they behave like all others, in this file and after reopening it."""

from datetime import date

import pytest

from db import lists, own_ledgers, records, search
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.own_ledgers import Wish
from db.workspace import Workspace

WISHES = [Wish("主讲人", "text"), Wish("场地", "term", ("报告厅", "门诊大厅")), Wish("作品数", "number"), Wish("负责科室", "department")]


@pytest.fixture
def hall(workspace, hospital) -> str:
    with workspace.transaction("建立台账：健康大讲堂") as session:
        return own_ledgers.key_of(own_ledgers.define(session, "健康大讲堂", "期", WISHES))


def fields(key: str) -> dict[str, str]:
    return {field.label: field.name for field in LEDGERS[key].fields}


def test_it_takes_records_and_finds_them(workspace, hospital, hall, add) -> None:
    names = fields(hall)
    add(hall, day=date(2025, 5, 6), title="春季养生", people=120, **{names["主讲人"]: "刘老师", names["负责科室"]: hospital["内科"]})
    with workspace.read() as session:
        words = workspace.words(session)
        [row] = lists.page(session, lists.ListQuery(LEDGERS[hall], words="养生"), 0, 9, words)
        assert search.find(session, "刘老师") == [(hall, row.id)]
    assert row.shown[1:7] == ("2025-05-06", "春季养生", "1", "120", "刘老师", "") and "内科" in row.shown


def test_it_is_there_after_reopening_and_gone_in_another_file(workspace, hall, add, tmp_path) -> None:
    add(hall, day=date(2025, 5, 6), title="春季养生")
    workspace.close()
    with Workspace.create(tmp_path / "另一个.lvze"):
        assert hall not in LEDGERS
    with Workspace.open(workspace.path) as again, again.read() as session:
        assert LEDGERS[hall].title == "健康大讲堂" and lists.count(session, lists.ListQuery(LEDGERS[hall])) == 1


def test_a_field_can_be_added_later(workspace, hospital, hall, add, fetch) -> None:
    first = add(hall, day=date(2025, 5, 6), title="春季养生")
    with workspace.transaction("增加栏目") as session:
        definition = session.query(own_ledgers.OwnLedger).one()
        own_ledgers.add_field(session, definition, Wish("播放量", "number"))
    second = add(hall, day=date(2025, 6, 6), title="夏季养生", **{fields(hall)["播放量"]: 5000})
    name = fields(hall)["播放量"]
    assert (getattr(fetch(hall, first), name), getattr(fetch(hall, second), name)) == (None, 5000)


def test_taking_the_definition_back_hides_the_ledger(workspace, hall) -> None:
    workspace.undo()
    assert hall not in LEDGERS
    workspace.redo()
    assert LEDGERS[hall].problems() == []


@pytest.mark.parametrize(("title", "unit", "wishes", "sentence"), [
    ("谈心谈话", "次", [], "已经有"), ("", "次", [], "台账名称"), ("新台账", "", [], "计量单位"),
    ("新台账", "次", [Wish("身份证号", "text")], "个人信息"), ("新台账", "次", [Wish("思想评分", "number")], "评价"),
    ("新台账", "次", [Wish("场地", "term")], "选项"), ("新台账", "次", [Wish("甲", "text"), Wish("甲", "text")], "重复"),
    ("新台账", "次", [Wish(f"栏{n}", "text") for n in range(13)], "最多")])
def test_what_makes_no_sense_is_refused_whole(workspace, title, unit, wishes, sentence) -> None:
    before = set(LEDGERS)
    with pytest.raises(Refusal, match=sentence), workspace.transaction("建立台账") as session:
        own_ledgers.define(session, title, unit, wishes)
    assert set(LEDGERS) == before


def definition_of(session, key):
    return own_ledgers.find(session, key)


def test_a_field_is_renamed_hidden_and_shown_again_with_its_values(workspace, hospital, hall, add, fetch) -> None:
    names = fields(hall)
    first = add(hall, day=date(2025, 5, 6), title="春季养生", **{names["主讲人"]: "刘老师"})
    with workspace.transaction("修改台账") as session:
        definition = definition_of(session, hall)
        wishes = own_ledgers.wishes_of(session, definition)
        changed = [Wish("主讲专家", "text", name=wishes[0].name, hidden=True), *wishes[1:]]
        own_ledgers.redefine(session, definition, "大讲堂", "场", changed)
    ledger = LEDGERS[hall]
    assert (ledger.title, ledger.field("quantity").unit) == ("大讲堂", "场")
    assert "主讲专家" not in [field.label for field in ledger.form_fields()] and ledger.problems() == []
    workspace.undo()
    assert LEDGERS[hall].title == "健康大讲堂" and "主讲人" in [field.label for field in LEDGERS[hall].form_fields()]
    assert not LEDGERS[hall].field(names["主讲人"]).readonly and getattr(fetch(hall, first), names["主讲人"]) == "刘老师"


def test_options_are_reworded_in_the_order_given(workspace, hall) -> None:
    with workspace.transaction("修改台账") as session:
        definition = definition_of(session, hall)
        wishes = own_ledgers.wishes_of(session, definition)
        place = next(wish for wish in wishes if wish.label == "场地")
        wishes[wishes.index(place)] = Wish("场地", "term", ("门诊大厅", "会议室"), place.name)
        own_ledgers.redefine(session, definition, definition.title, definition.unit, wishes)
    with workspace.read() as session:
        assert own_ledgers.wishes_of(session, definition_of(session, hall))[1].choices == ("门诊大厅", "会议室")


def test_a_label_may_be_used_again_after_its_field_was_taken_back(workspace, hall) -> None:
    for _ in range(2):
        with workspace.transaction("增加栏目") as session:
            own_ledgers.add_field(session, definition_of(session, hall), Wish("播放量", "number"))
        workspace.undo()
    assert "播放量" not in [field.label for field in LEDGERS[hall].form_fields()]
