"""Every ledger's definition, and every field type, in one go."""

from typing import Any

import pytest
from hypothesis import given, strategies

from db import lists, records
from db.errors import Refusal
from db.fields import FIELD_TYPES, Choice, Derived, Field, Link, Number, State, Term, Terms, pack, unpack
from db.ledger import Ledger
from db.ledgers import LEDGERS, MODELS
from db.record import Base, Record
from db.vocabulary import shipped, terms_of
from db.workspace import Workspace

each_ledger = pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)


@each_ledger
def test_the_definition_has_no_contradiction(ledger: Ledger) -> None:
    assert ledger.problems() == []
    assert ledger.key == ledger.model.__tablename__
    assert ledger.title and ledger.columns and ledger.title_of
    for field in ledger.fields:
        assert field.label and field.name
        if isinstance(field, (Term, Terms)):
            assert field.vocabulary in shipped()
        if isinstance(field, Link):
            assert field.target in LEDGERS


@each_ledger
def test_names_in_actions_are_distinct(ledger: Ledger) -> None:
    assert len({action.key for action in ledger.actions}) == len(ledger.actions)
    for action in ledger.actions:
        assert all(field.name for field in action.ask) and len({field.name for field in action.ask}) == len(action.ask)


def test_no_table_is_without_a_home() -> None:
    mapped = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)}
    assert set(MODELS) == {table for table in mapped if table in MODELS or not table.startswith("own_")}
    assert set(LEDGERS) <= set(MODELS)


def test_no_field_could_score_or_trace_a_person() -> None:
    """domain.md section 5, P-01 and N-2: such columns do not exist."""
    forbidden = ("身份证", "手机", "电话号码", "住址", "工资", "病历", "评分", "得分", "排名", "重点人", "风险人员", "积分")
    for ledger in LEDGERS.values():
        for field in ledger.fields:
            assert not [word for word in forbidden if word in field.label]


@pytest.mark.parametrize("kind", FIELD_TYPES, ids=lambda kind: kind.__name__)
def test_what_a_field_shows_it_reads_again(kind: type[Field]) -> None:
    field = kind("标签", states=(State("a", "甲"), State("b", "乙"))) if kind is Choice else kind("标签")
    value: Any = "b" if kind is Choice else field.sample
    assert value is not None
    assert field.parse(field.display(value)) == value
    assert field.from_cell(field.to_cell(value)) == value
    assert field.parse("  ") is None and field.display(None) == "" and field.from_cell(None) is None
    assert kind("标签", required=True).check(None) == "请填写“标签”。"


@given(strategies.text(max_size=30))
def test_no_text_breaks_a_number(text: str) -> None:
    try:
        value = Number("数", unit="人").parse(text)
    except Refusal:
        return
    assert value is None or isinstance(value, int)


@pytest.mark.parametrize(("text", "value"), [("12人", 12), ("1,200", 1200), ("1.2万", 12000), ("68万", 680000), ("0", 0)])
def test_numbers_are_read_with_their_units(text: str, value: int) -> None:
    assert Number("数", unit="人").parse(text) == value


@pytest.mark.parametrize("pasted", ["\u200b王芳", "王\x07芳\ufeff", "\u202a王芳\u202c", "王芳\x00", "\u2060王\xad芳 "])
def test_what_nobody_can_see_does_not_make_another_name(pasted: str, workspace: Workspace) -> None:
    assert LEDGERS["person"].field("name").parse(pasted) == "王芳"
    assert LEDGERS["talk"].field("content").parse(f"一、{pasted.strip()}\x0b二、👨‍👩‍👧") == "一、王芳\n二、👨‍👩‍👧"
    with workspace.transaction("新增人员") as session:
        kept = records.save(session, LEDGERS["person"], {"name": "王芳"}).id
        assert LEDGERS["talk"].field("speaker_id").parse(pasted, workspace.words(session)) == kept


def test_several_terms_survive_packing() -> None:
    assert unpack(pack(["a", "b"])) == ["a", "b"] and pack([]) is None and unpack(None) == []


def test_vocabularies_are_in_a_new_file(workspace: Workspace) -> None:
    with workspace.read() as session:
        for vocabulary, (title, terms) in shipped().items():
            assert title and terms_of(session, vocabulary) == terms


@each_ledger
def test_an_empty_ledger_lists_sorts_and_filters(workspace: Workspace, ledger: Ledger) -> None:
    with workspace.read() as session:
        words = workspace.words(session)
        for field in ledger.listed:
            for descending in (True, False):
                query = lists.ListQuery(ledger, words="整改", order=field.name, descending=descending)
                assert lists.page(session, query, 0, 10, words) == [] and lists.count(session, query) == 0
        for field in ledger.listed:
            wanted: Any = True if field.column_type.__name__ == "Boolean" else "字"
            if isinstance(field, (Term, Terms, Choice, Link, Derived)):
                wanted = {"x"} if not isinstance(field, Link) else {1}
            elif field.column_type.__name__ in ("Date", "DateTime", "Integer"):
                wanted = (None, None)
            assert lists.count(session, lists.ListQuery(ledger, filters={field.name: wanted})) == 0


def test_required_fields_are_named_one_by_one(workspace: Workspace) -> None:
    with workspace.read() as session:
        found = records.problems(session, LEDGERS["meeting"], {"day": None, "kind": None, "topic": " " and None})
    assert found == {"day": "请填写“会议日期”。", "kind": "请填写“会议类别”。", "topic": "请填写“议题”。"}
