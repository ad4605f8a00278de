"""The measures of 版头, 版记 and a form's head that both writers keep (G24, G25, G27)."""

from __future__ import annotations

from desktop.reports.blocks import Imprint, RedHead
from desktop.reports.closing import chinese_date
from desktop.reports.linebreak import ems
from desktop.reports.style import MM, Style

RED = "E60012"
ISSUER_TOP_MM = 35.0
"""From the top of the type area to the top of 发文机关标志."""
RED_LINE_MM = 4.0
"""From 发文字号 down to the red line."""
RED_LINE_PT = 1.5
BLANK_ROWS = 2
"""Between 发文机关标志 and 发文字号, and between the red line and the title."""
_ISSUER_PT = (26.0, 50.0)

IMPRINT_PT = 14.0
IMPRINT_ROW_PT = 23.0
THICK_MM, THIN_MM = 0.35, 0.25

HEAD_LINE_PT = 12.0
HEAD_LINE_HEIGHT_PT = 22.0


def issuer_size(head: RedHead, style: Style) -> float:
    """Size of 发文机关标志 in points: as large as one line takes, within what looks dignified."""
    least, most = _ISSUER_PT
    return min(most, max(least, int(style.area_width_mm * MM / max(1.0, ems(head.issuer)))))


def red_line_at(head: RedHead, style: Style) -> float:
    """From the top of the type area to the red line, in points."""
    return number_middle(head, style) + style.body_pt / 2 + RED_LINE_MM * MM


def number_middle(head: RedHead, style: Style) -> float:
    """From the top of the type area to the middle of 发文字号, in points."""
    return ISSUER_TOP_MM * MM + issuer_size(head, style) + (BLANK_ROWS + 0.5) * style.pitch_pt


def printed(imprint: Imprint) -> str:
    """印发日期 as it stands at the right of 版记."""
    return f"{chinese_date(imprint.day)}印发"


def copies(imprint: Imprint) -> str:
    """抄送 with its full stop."""
    return f"抄送：{imprint.copies.rstrip('。')}。" if imprint.copies else ""
