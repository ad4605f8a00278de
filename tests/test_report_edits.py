"""The clerk's wording stays when figures are fetched again, and takes the new figures."""

from __future__ import annotations

from datetime import date

from desktop.reports import edits
from desktop.reports.blocks import Block, Document, FigureWords, Heading, Paragraph, Span, Title, Words


def heading(text: str) -> Heading:
    return Heading(1, (Words(text),))


def talks(count: int) -> Paragraph:
    return Paragraph((Words("本季度共开展谈心谈话"), FigureWords(f"{count}人次", "F1"), Words("，做到应谈尽谈。")))


def articles(count: int) -> Paragraph:
    return Paragraph((Words("官网官微发稿"), FigureWords(f"{count}篇", "F2"), Words("，宣传一线职工。")))


def document(*blocks: Block) -> Document:
    return Document((Title("报告"), *blocks), "报告", "党委办公室", "", date(2025, 12, 31))


def said(edited: edits.Edited) -> list[str]:
    return ["".join(span.text for span in block.spans) for block in edited.document.blocks if isinstance(block, Paragraph)]


BEFORE = document(heading("一、谈心谈话"), talks(12), heading("二、宣传"), articles(30))


def edit(number: int, *paragraphs: tuple[Span, ...]) -> edits.Edit:
    found = edits.edit_of(edits.spots_of(BEFORE)[number], paragraphs)
    assert found is not None
    return found


def test_an_edit_replaces_its_block() -> None:
    own = edit(2, (Words("谈了"), FigureWords("12人次", "F1"), Words("。")))
    edited = edits.apply(BEFORE, [own], {})
    assert said(edited) == ["谈了12人次。", "官网官微发稿30篇，宣传一线职工。"]
    assert edited.sources == (0, 1, 2, 3, 4) and set(edited.kept) == {2}


def test_fresh_figures_reach_the_clerks_sentence() -> None:
    own = edit(2, (Words("谈了"), FigureWords("12人次", "F1"), Words("，发稿"), FigureWords("30篇", "F2"), Words("。")))
    after = document(heading("一、谈心谈话"), talks(15), heading("二、宣传"), articles(41))
    assert said(edits.apply(after, [own], {"F1": "15人次", "F2": "41篇"}))[0] == "谈了15人次，发稿41篇。"


def test_a_figure_that_became_nothing_is_not_left_as_it_was() -> None:
    own = edit(4, (Words("发稿"), FigureWords("30篇", "F2"), Words("。")))
    after = document(heading("一、谈心谈话"), talks(15), heading("二、宣传"), Paragraph((Words("官网官微未发稿，宣传一线职工。"),)))
    assert said(edits.apply(after, [own], {"F1": "15人次", "F2": "无"}))[1] == "发稿无。"


def test_the_same_figure_said_in_two_ways_keeps_both() -> None:
    def block(share: str, number: str) -> Paragraph:
        return Paragraph((Words("问题"), FigureWords(share, "F9"), Words("化解，共"), FigureWords(number, "F9"), Words("。")))

    before, after = document(heading("一、整改"), block("均", "9件")), document(heading("一、整改"), block("98%以上", "11件"))
    own = edits.edit_of(edits.spots_of(before)[2], ((Words("共"), FigureWords("9件", "F9"), Words("，"), FigureWords("均", "F9"), Words("已化解。")),))
    assert own is not None
    assert said(edits.apply(after, [own], {"F9": "98%以上"})) == ["共11件，98%以上已化解。"]


def test_an_item_takes_the_number_it_has_now() -> None:
    before = document(heading("一、工作"), Paragraph((Words("一是抓学习。"),)), Paragraph((Words("二是抓整改。"),)))
    after = document(heading("一、工作"), Paragraph((Words("一是抓整改。"),)))
    own = edits.edit_of(edits.spots_of(before)[3], ((Words("二是抓整改落实。"),),))
    assert own is not None
    assert said(edits.apply(after, [own], {})) == ["一是抓整改落实。"]


def test_an_edit_follows_its_words_when_sections_are_renumbered_and_paragraphs_come_before_it() -> None:
    own = edit(4, (Words("发稿"), FigureWords("30篇", "F2")))
    after = document(heading("一、宣传"), Paragraph((Words("本季度召开一次宣传工作会。"),)), articles(8), heading("二、谈心谈话"), talks(3))
    edited = edits.apply(after, [own], {})
    assert said(edited) == ["本季度召开一次宣传工作会。", "发稿8篇", "本季度共开展谈心谈话3人次，做到应谈尽谈。"]


def test_an_edit_whose_paragraph_is_gone_is_told_and_replaces_nothing() -> None:
    own = edit(4, (Words("发稿"), FigureWords("30篇", "F2")))
    after = document(heading("一、谈心谈话"), talks(3), heading("二、宣传"), Paragraph((Words("另有安排，见附件。"),)))
    edited = edits.apply(after, [own], {})
    assert edited.lost == (own,) and said(edited)[1] == "另有安排，见附件。"


def test_a_block_can_become_two_or_none() -> None:
    two = edits.apply(BEFORE, [edit(2, (Words("甲。"),), (Words("乙。"),))], {})
    assert said(two)[:2] == ["甲。", "乙。"] and two.sources == (0, 1, 2, 2, 3, 4)
    assert said(edits.apply(BEFORE, [edit(2)], {})) == ["官网官微发稿30篇，宣传一线职工。"]


def test_the_composed_wording_is_no_edit() -> None:
    spot = edits.spots_of(BEFORE)[2]
    assert isinstance(spot.block, Paragraph) and edits.edit_of(spot, (spot.block.spans,)) is None


def test_edits_survive_storing() -> None:
    some = (edit(2, (Words("谈了"), FigureWords("12人次", "F1"))), edit(4))
    assert edits.from_json(edits.to_json(some)) == some
