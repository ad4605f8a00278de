"""The character sets the shipped typefaces are cut down to.

`small` is GB2312, the 8105 characters of 通用规范汉字表, Latin letters and the symbols of office documents;
`big` adds GBK, the whole basic block and its extension A, for the faces that must hold rare characters of names.
The table of 8105 characters is a text file with one entry per line that begins with the character.
"""

from pathlib import Path

RARE_IN_NAMES = "㛃䶮𠮷喆堃珺镕㺬鿬鿭"
PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·．％℃①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣ№§×÷±≤≥≈～￥〇□■○●△▲☆★√→←↑↓"
SIGNS = "—–…‰′″℃℉⁂•◆◇▪▫⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩￥㎡㎏㎜㎝㎞㏄㎎"
DIGITS = "0123456789—-– "
ROMAN = "".join(map(chr, range(0x20, 0x7F)))
_BLOCKS = ((0x20, 0x7F), (0xA0, 0x100), (0x2000, 0x2040), (0x3000, 0x3040), (0xFF00, 0xFFF0))


def _range(start: int, end: int) -> set[str]:
    return {chr(code) for code in range(start, end)}


def gb2312(first_row: int, last_row: int) -> set[str]:
    """The characters of some rows of GB2312: 1 to 9 are symbols, 16 to 87 Chinese characters."""
    found = set()
    for row in range(first_row, last_row + 1):
        for place in range(1, 95):
            try:
                found.add(bytes([0xA0 + row, 0xA0 + place]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def gbk_characters() -> set[str]:
    """The Chinese characters of GBK."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                character = bytes([lead, trail]).decode("gbk")
            except UnicodeDecodeError:
                continue
            if len(character) == 1 and ("\u4e00" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"):
                found.add(character)
    return found


def standard_characters(tables: list[Path]) -> set[str]:
    """The characters of 通用规范汉字表 from its text files."""
    lines = (line.strip() for table in tables for line in table.read_text(encoding="utf-8").splitlines())
    return {line[0] for line in lines if line}


def small(tables: list[Path]) -> set[str]:
    """What every face holds, as far as its original does."""
    latin = set().union(*(_range(*block) for block in _BLOCKS))
    return latin | gb2312(1, 9) | gb2312(16, 87) | set(PUNCTUATION) | set(SIGNS) | standard_characters(tables)


def big(tables: list[Path]) -> set[str]:
    """What the body face and the last fallback hold, as far as their originals do."""
    return small(tables) | gbk_characters() | _range(0x3400, 0x4DC0) | _range(0x4E00, 0xA000) | set(RARE_IN_NAMES)
