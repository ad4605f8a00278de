"""The layout numbers of an official document, GB/T 9704-2012 as read in domain.md section 4 (G01-G29).

Lengths in millimetres end in `_mm`, in points `_pt`; sizes of type are points (3号 16, 2号 22, 4号 14, 小4 12, 5号 10.5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor

MM = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: its name in Word, the name of the one Word should take where that is not installed, and the shipped
    files the PDF takes it from, first choice first. `latin` is the face of its letters, digits and Western marks, where
    that is another.
    """

    word: str
    word_instead: str
    files: tuple[str, ...]
    latin: Face | None = None


FANGSONG = Face("仿宋_GB2312", "仿宋", ("fangsong", "song-light", "kai"))
KAI = Face("楷体_GB2312", "楷体", ("kai", "song-light"))
HEI = Face("黑体", "微软雅黑", ("hei", "kai"))
TITLE_SONG = Face("方正小标宋简体", "华文中宋", ("title-song", "kai"))
SONG = Face("宋体", "新宋体", ("digits-song", "song-light"))
TIMES = Face("Times New Roman", "Times", ("roman",))


_PARTS = ("title", "body", "byline", "caption", "table", "table_head", "attachment_label", "page_number")


@dataclass(frozen=True, slots=True)
class Style:
    """Everything both writers need to know about the page; the defaults are the standard's."""

    page_width_mm: float = 210  # G01
    page_height_mm: float = 297
    top_mm: float = 37  # G02
    left_mm: float = 28  # G03
    area_width_mm: float = 156  # G04, so 26 mm to the right and 35 mm below (G05)
    area_height_mm: float = 225
    columns: int = 28  # G06
    rows: int = 22
    line_pt: float | None = None  # distance of lines; None fills the type area exactly

    body_pt: float = 16  # G08
    title_pt: float = 22  # G09
    page_number_pt: float = 14  # G23
    page_number_gap_mm: float = 7  # from the lower edge of the type area to the dash
    caption_pt: float = 14
    table_pt: float = 12
    wide_table_pt: float = 10.5  # landscape tables carry more columns
    small_table_pt: float = 9  # and those with very many; smaller is not read any more

    indent: int = 2  # characters before a paragraph's first line, G11
    signature_right: int = 2  # characters free on the right, G17
    sealed_date_right: int = 4  # G18
    sealed_rows: int = 3  # blank rows in which the upper part of the stamp stands

    body: Face = FANGSONG
    title: Face = TITLE_SONG
    byline: Face = KAI
    headings: tuple[Face, Face, Face, Face] = (HEI, KAI, FANGSONG, FANGSONG)  # G13-G15
    caption: Face = HEI
    table: Face = FANGSONG
    table_head: Face = HEI
    attachment_label: Face = HEI  # G22
    page_number: Face = SONG
    bold_levels: tuple[int, ...] = ()  # some offices set 2nd to 4th level headings bold
    letterhead: bytes = field(default=b"", repr=False)  # a .docx the Word files of reports are put into

    @property
    def cell_pt(self) -> float:
        """Width of one character cell of the body."""
        return self.area_width_mm * MM / self.columns

    @property
    def tracking_pt(self) -> float:
        """What is added to every body character, in points and in Word's unit of a twentieth. The measure ends halfway
        between the last character of a full line and half a character more, so that no program, however it rounds,
        loses the one or takes in the other.
        """
        return floor((self.area_width_mm * MM / (self.columns + 0.25) - self.body_pt) * 20) / 20

    @property
    def pitch_pt(self) -> float:
        """Distance between two baselines of the body."""
        return self.line_pt or self.area_height_mm * MM / self.rows

    @property
    def parts(self) -> dict[str, Face]:
        """The faces of all parts of a document but its headings, by their names here."""
        return {part: getattr(self, part) for part in _PARTS}

    def heading(self, level: int) -> Face:
        """The face of a heading of level 1 to 4."""
        return self.headings[level - 1]


STANDARD = Style()

EDGES = Style(
    top_mm=34.58, area_height_mm=297 - 34.58 - 32.58, line_pt=29.45, page_number_gap_mm=7 - (297 - 32.58 - 262)
)
"""The reading of GB/T 33476.2-2016: 37 and 35 mm are the white above the first and below the last characters, so the
margins are smaller by half of what a line has beside its characters. The page number stays where it is.
"""
