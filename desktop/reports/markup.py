"""From a template's rendered lines to blocks.

    # 标题          副题：题下一行      主送：机关          落款：单位
    ## 一级标题      ### 二级标题       #### 三级标题      (numbers are added: 一、 （一） 1.)
    * 分条的主题句    (an item with a topic and sentences below it; it drops when all of these drop)
    - 分条           (an item that stands by itself)
    + 段首句          (a paragraph with a topic and sentences below it; like * without a number)
    普通一句          (lines without a blank line between them make one paragraph)
    > 引语            (a paragraph that stands only when something other than a lead follows under the same heading)
    | 另一句        (stands in for the line before it when that one dropped)

Items are numbered 一是、二是 …, closing up when one drops; a single item gets no number. A line in which figures are
printed and all of them are zero drops out, and a heading with the last of its paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from db import wording
from desktop.reports.blocks import Addressee, Block, FigureWords, Heading, Paragraph, Signature, Span, Title, Words
from desktop.reports.slots import BREAK, MARK, NUMBER, ZERO

_HEADING = re.compile(r"(#{1,4})\s*(.+)")
_NAMED = re.compile(r"(副题|主送|落款)：\s*(.*)")


@dataclass
class _Entry:
    """A heading (level 1 to 3), a numbered item (0), a paragraph (-1) or a lead (-2) while it is put together."""

    level: int
    lines: list[str] = field(default_factory=list)
    topic: bool = False  # the first line states no figure and needs a sentence after it


def parse(text: str, made_on: date) -> tuple[Block, ...]:
    """The blocks of a rendered template. ``made_on`` is the date under the signature."""
    head: list[Block] = []
    tail: list[Block] = []
    byline = ""
    entries: list[_Entry] = []
    current: _Entry | None = None
    dropped = False
    for raw in text.splitlines():
        line = raw.strip()
        if line == BREAK:
            current, dropped = None, False
        if line in ("", BREAK):
            continue
        if found := _NAMED.fullmatch(line):
            current = None
            name = _bare(found[2])
            if found[1] == "副题":
                byline = name
            elif name and found[1] == "主送":
                head.append(Addressee(name.rstrip("：:") + "："))
            elif name:
                tail.append(Signature(name, made_on))
            continue
        if found := _HEADING.fullmatch(line):
            current = None
            if len(found[1]) == 1:
                head.insert(0, Title(_bare(found[2])))
            else:
                entries.append(_Entry(len(found[1]) - 1, [found[2]]))
            continue
        instead = line.startswith("|")
        if instead and not dropped:
            continue
        if line[0] in "*-+":
            level, topic, line = -1 if line[0] == "+" else 0, line[0] != "-", line[1:].strip()
            current = _Entry(level, topic=topic and not MARK.search(line))
            entries.append(current)
        elif current is None or line[0] == ">":
            current = _Entry(-2 if line[0] == ">" else -1)
            line = line.lstrip(">").strip()
            entries.append(current)
        line = line.lstrip("|").strip()
        dropped = _all_zero(line)
        if line and not dropped:
            current.lines.append(line)
    if byline and head and isinstance(head[0], Title):
        head[0] = Title(head[0].text, byline)
    return tuple(head + _numbered(_standing(entries)) + tail)


def _all_zero(line: str) -> bool:
    kinds = [found[2] for found in MARK.finditer(line)]
    return ZERO in kinds and NUMBER not in kinds


def _standing(entries: list[_Entry]) -> list[_Entry]:
    """The entries that still say something; a heading needs a text before the next heading of its level or above."""
    kept: list[_Entry] = []
    for entry in reversed(entries):
        if entry.level == -2:
            if entry.lines and kept and kept[-1].level <= 0:
                kept.append(entry)
        elif entry.level <= 0:
            if entry.lines and not (entry.topic and len(entry.lines) == 1):
                kept.append(entry)
        elif kept and (kept[-1].level <= 0 or kept[-1].level > entry.level):
            kept.append(entry)
    return kept[::-1]


def _numbered(entries: list[_Entry]) -> list[Block]:
    blocks: list[Block] = []
    counters = [0, 0, 0, 0]
    for place, entry in enumerate(entries):
        if entry.level > 0:
            counters[entry.level] += 1
            counters[entry.level + 1:] = [0] * (3 - entry.level)
            counters[0] = 0
            blocks.append(Heading(entry.level, spans_of(_number(entry.level, counters[entry.level]) + entry.lines[0])))
        elif entry.level == 0:
            counters[0] += 1
            alone = counters[0] == 1 and not _item_follows(entries[place + 1:])
            prefix = "" if alone else f"{wording.chinese(counters[0])}是"
            blocks.append(Paragraph(spans_of(prefix + "".join(entry.lines))))
        else:
            blocks.append(Paragraph(spans_of("".join(entry.lines))))
    return blocks


def _item_follows(entries: list[_Entry]) -> bool:
    for entry in entries:
        if entry.level > 0:
            return False
        if entry.level == 0:
            return True
    return False


def _number(level: int, number: int) -> str:
    return (f"{wording.chinese(number)}、", f"（{wording.chinese(number)}）", f"{number}.")[level - 1]


def spans_of(marked: str) -> tuple[Span, ...]:
    """Words and figures of a marked line, neighbouring words joined."""
    spans: list[Span] = []
    place = 0
    for found in MARK.finditer(marked):
        if found.start() > place:
            spans.append(Words(marked[place:found.start()]))
        spans.append(FigureWords(found[3], found[1]))
        place = found.end()
    if place < len(marked):
        spans.append(Words(marked[place:]))
    return tuple(spans)


def _bare(text: str) -> str:
    return MARK.sub(lambda found: found[3], text).strip()
