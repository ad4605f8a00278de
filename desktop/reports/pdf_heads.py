"""版头, 版记 and the line below a form's name as strips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.reports.blocks import FormHead, Imprint, RedHead, Words
from desktop.reports.heads import (
    HEAD_LINE_HEIGHT_PT,
    HEAD_LINE_PT,
    IMPRINT_PT,
    IMPRINT_ROW_PT,
    ISSUER_TOP_MM,
    RED,
    RED_LINE_PT,
    THICK_MM,
    THIN_MM,
    copies,
    issuer_size,
    number_middle,
    printed,
    red_line_at,
)
from desktop.reports.linebreak import Line, break_lines, natural_width
from desktop.reports.pdf_strips import Rule, Strip, Text
from desktop.reports.style import MM, Face

if TYPE_CHECKING:
    from desktop.reports.pdf_compose import Composer


def red_head_strip(head: RedHead, composer: Composer) -> Strip:
    """发文机关标志, 发文字号 (and 签发人) and the red line."""
    style, measure = composer.style, composer.measure
    size, cell = issuer_size(head, style), composer.style.cell_pt
    texts = [_set(composer, head.issuer, style.title, size, ISSUER_TOP_MM * MM + size / 2, "centre", colour=RED)]
    if head.urgency:
        texts.append(_set(composer, head.urgency, style.headings[0], style.body_pt, style.pitch_pt / 2, "left"))
    middle = number_middle(head, style)
    if head.signer:
        texts.append(_set(composer, head.number, style.body, style.body_pt, middle, "left", cell))
        name = _set(composer, head.signer, style.byline, style.body_pt, middle, "right", cell)
        gap = measure - name.left
        texts += [name, _set(composer, "签发人：", style.body, style.body_pt, middle, "right", gap)]
    else:
        texts.append(_set(composer, head.number, style.body, style.body_pt, middle, "centre"))
    line = red_line_at(head, style)
    rules = (Rule(0, line, measure, line, RED_LINE_PT, RED),)
    return Strip(line + RED_LINE_PT, tuple(text for text in texts if text.line.items), rules, keep=True)


def imprint_strip(imprint: Imprint, composer: Composer) -> Strip:
    """抄送, 印发机关 and 印发日期 between their three rules."""
    style, measure = composer.style, composer.measure
    texts: list[Text] = []
    rules = [Rule(0, 0, measure, 0, THICK_MM * MM)]
    at = 0.0
    if imprint.copies:
        items = composer.items((Words(copies(imprint)),), style.body, IMPRINT_PT, measure)
        room = measure - 2 * IMPRINT_PT
        for number, line in enumerate(break_lines(items, room, hanging=3 * IMPRINT_PT)):
            left = IMPRINT_PT * (4 if number else 1)
            texts.append(Text(line, left, at + IMPRINT_ROW_PT / 2, IMPRINT_PT))
            at += IMPRINT_ROW_PT
        rules.append(Rule(0, at, measure, at, THIN_MM * MM))
    middle = at + IMPRINT_ROW_PT / 2
    texts.append(_set(composer, imprint.organisation, style.body, IMPRINT_PT, middle, "left", IMPRINT_PT))
    texts.append(_set(composer, printed(imprint), style.body, IMPRINT_PT, middle, "right", IMPRINT_PT))
    at += IMPRINT_ROW_PT
    rules.append(Rule(0, at, measure, at, THICK_MM * MM))
    return Strip(at, tuple(texts), tuple(rules), on_grid=False)


def form_head_strips(head: FormHead, composer: Composer) -> list[Strip]:
    """The line below a form's name; without words a little space."""
    style, middle = composer.style, HEAD_LINE_HEIGHT_PT / 2
    sides = (("left", head.left), ("right", head.right))
    texts = tuple(_set(composer, words, style.table, HEAD_LINE_PT, middle, side) for side, words in sides if words)
    return [Strip(HEAD_LINE_HEIGHT_PT if texts else HEAD_LINE_HEIGHT_PT / 2, texts, keep=True, on_grid=False)]


def _set(
    composer: Composer,
    words: str,
    face: Face,
    size: float,
    middle: float,
    side: str,
    away: float = 0.0,
    colour: str = "",
) -> Text:
    """One line in the middle of the measure or so many points away from its left or right edge."""
    items = composer.items((Words(words),), face, size, composer.measure)
    slack = composer.measure - natural_width(items)
    left = {"left": away, "centre": slack / 2, "right": slack - away}[side]
    return Text(
        Line(tuple(items), composer.measure, True), max(0.0, left), middle, size, justified=False, colour=colour
    )
