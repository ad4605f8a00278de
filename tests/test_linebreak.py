"""Breaking text into lines: nothing is lost, nothing overhangs, and no line begins or ends with a mark that must not
stand there.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports.blocks import FigureWords, Words
from desktop.reports.linebreak import (
    NO_END,
    NO_START,
    break_lines,
    itemise,
    may_break,
    natural_width,
    place,
)
from desktop.reports.title import title_lines

CELL = 10.0


class Square:
    """A face in which Chinese characters are one cell wide and all others half of one."""

    def file(self, character, files):
        return files[0]

    def width(self, text, file, size):
        return sum(CELL / 2 if character < "\u0250" else CELL for character in text)


def broken(spans, columns=28, indent=2):
    spans = (Words(spans),) if isinstance(spans, str) else spans
    items = itemise(spans, ("any",), CELL, Square(), CELL, (columns - indent) * CELL)
    return break_lines(items, columns * CELL, indent * CELL)


def texts(lines):
    return ["".join(item.text for item in line.items) for line in lines]


def right_edge(line):
    last = place(line)[-1]
    return last.left + last.width


def test_a_full_line_holds_28_characters_and_the_first_two_fewer():
    assert [len(text) for text in texts(broken("国" * 26 + "家" * 28 + "事" * 10))] == [26, 28, 10]


def test_a_character_is_pushed_out_with_its_full_stop_and_no_mark_is_squeezed():
    lines = broken("甲乙，" + "国" * 23 + "。" + "家" * 9)
    assert texts(lines)[0] == "甲乙，" + "国" * 22
    lines = broken("国" * 26 + "。" + "家" * 9)
    assert texts(lines)[0] == "国" * 25
    assert texts(lines)[1].startswith("国。")
    assert abs(right_edge(lines[0]) - 26 * CELL) < 0.01


def test_numbers_and_latin_words_are_never_cut():
    lines = texts(broken("国" * 24 + "2024年占比15.5%以上HIS系统"))
    assert lines[0] == "国" * 24 + "2024"
    assert any("15.5%" in line for line in lines)


def test_a_word_longer_than_the_line_is_cut_rather_than_overhanging():
    lines = broken("A" * 200)
    assert "".join(texts(lines)) == "A" * 200
    assert all(natural_width(line.items) <= line.measure + 0.01 for line in lines)


def test_dash_pairs_and_ellipses_stay_whole():
    for filler in range(20, 30):
        for pair in ("——", "……"):
            assert any(pair in line for line in texts(broken("国" * filler + pair + "家" * 30)))


def test_every_mark_has_a_whole_cell():
    (line,) = broken("他说“好。”好？”")
    assert natural_width(line.items) == 9 * CELL
    assert [each.left for each in place(line)] == [number * CELL for number in range(9)]


def test_latin_letters_are_as_much_closer_as_the_cells_are():
    items = itemise((Words("国家A1"),), ("any",), CELL, Square(), CELL - 0.25, 28 * CELL)
    assert natural_width(items) == 2 * (CELL - 0.25) + 2 * (CELL / 2 - 0.25)


def test_a_line_may_end_after_a_hyphen_but_not_before():
    assert texts(broken("国" * 23 + "OA-2025-017号")) == ["国" * 23 + "OA-", "2025-017号"]
    assert texts(broken("国" * 25 + "-5度，零下")) == ["国" * 25 + "-5", "度，零下"]


def test_a_word_as_long_as_the_line_is_cut_before_a_mark_begins_the_next():
    assert texts(broken("www.ylsdeyy.cn/party，另", columns=10, indent=0)) == ["www.ylsdeyy.cn/", "party，另"]


def test_no_paragraph_ends_with_a_line_of_one_character():
    lines = texts(broken("国" * 26 + "家" * 28 + "事。"))
    assert lines[-1] == "家事。"


def test_a_figure_broken_over_two_lines_is_known_on_both():
    lines = broken((Words("国" * 24), FigureWords("三十三个方面", "a"), Words("。")))
    found = [[item.text for item in line.items if item.figure_id == "a"] for line in lines]
    assert found == [["三", "十"], ["三", "个", "方", "面"]]


def test_a_number_cut_into_two_spans_is_still_one_word():
    lines = texts(broken((Words("国" * 24 + "20"), FigureWords("24", "y"), Words("年上半年"))))
    assert lines[0] == "国" * 24 + "2024"
    lines = texts(broken((Words("国" * 25 + "20"), FigureWords("24", "y"), Words("年"))))
    assert lines == ["国" * 25, "2024年"]  # 27 cells in all, and the line holds 26


def test_spaces_at_the_end_of_a_line_are_dropped_and_never_begin_the_next():
    lines = texts(broken("国" * 25 + "AB CD " + "家" * 10))
    assert lines == ["国" * 25 + "AB", "CD " + "家" * 10]


WORDS = st.one_of(
    st.text("一国家医院工作情况二三", min_size=1, max_size=9),
    st.from_regex(r"[A-Z]{1,5}|[0-9]{1,6}(\.[0-9]{1,2})?%?", fullmatch=True),
    st.sampled_from(
        (
            "“安全”",
            "（试行）",
            "《办法》",
            "——",
            "……",
            "2024年3月4日",
            "8:00—11:30",
            "‘三审三校’",
            "；",
            "，",
            "。",
            "、",
            "？",
            "！",
            "：",
        )
    ),
)


@st.composite
def sentences(draw):
    """Prose in which no more than two marks follow one another, as in any real sentence."""
    text = ""
    for piece in draw(st.lists(WORDS, min_size=1, max_size=60)):
        crowded = text and text[-1] in NO_START | NO_END and piece[0] in NO_START | NO_END
        text += "事" + piece if crowded or not text or (text[-1].isascii() and piece[0].isascii()) else piece
    return text


@settings(max_examples=300, deadline=None)
@given(sentences(), st.integers(12, 40), st.integers(0, 2), st.integers(0, 5))
def test_text_survives_fits_and_breaks_only_where_it_may(text, columns, indent, figures):
    step = max(1, len(text) // (figures + 1))
    spans = tuple(
        FigureWords(text[start : start + step], "f") if start // step % 2 else Words(text[start : start + step])
        for start in range(0, len(text), step)
    )
    lines = broken(spans, columns, indent)
    assert "".join(texts(lines)) == text
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]
    for number, line in enumerate(lines):
        assert line.measure == (columns - (0 if number else indent)) * CELL
        assert right_edge(line) <= line.measure + 0.02
    for upper, lower in zip(lines, lines[1:]):
        assert may_break(upper.items[-1], lower.items[0])
        assert texts([lower])[0][0] not in NO_START
        assert texts([upper])[0][-1] not in NO_END


def test_titles_break_between_words_into_even_lines():
    assert title_lines("关于开展物资盘点工作的通知", 20) == ("关于开展物资盘点工作的通知",)
    lines = title_lines("某某市人民医院党委关于2024年上半年意识形态工作责任制落实情况的报告", 20)
    assert lines == ("某某市人民医院党委关于2024年上半年", "意识形态工作责任制落实情况的报告")


def test_a_title_keeps_the_breaks_its_author_made():
    assert title_lines("某某医院\n工作报告", 20) == ("某某医院", "工作报告")


@settings(max_examples=80, deadline=None)
@given(st.text("某市人民医院党委关于意识形态工作情况的报告0123456789年（）", min_size=1, max_size=60))
def test_no_line_of_a_title_is_too_long_and_none_of_it_is_lost(text):
    from desktop.reports.linebreak import ems

    lines = title_lines(text, 20)
    assert "".join(lines) == text
    assert all(ems(line) <= 20 for line in lines)
