"""How a document ends: dates, the places of signature and date, the attachment note. Shared by both writers."""

from __future__ import annotations

from datetime import date

from desktop.reports.style import Style


def chinese_date(day: date) -> str:
    """The date as a document states it, without leading zeros (G19): 2025年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def signature_rights(organisation: float, day: float, sealed: bool, style: Style) -> tuple[float, float]:
    """Space left free to the right of 署名 and of the date, given their widths; everything in characters.

    Without a stamp (G17) the date begins two characters to the right of the beginning of 署名; when the date is the
    longer of the two it keeps the free space instead and 署名 moves left. With a stamp (G18) 署名 stands centred above the
    date.
    """
    if sealed:
        middle = style.sealed_date_right + day / 2
        return max(0.0, middle - organisation / 2), float(style.sealed_date_right)
    right = float(style.signature_right)
    if day > organisation:
        return right + day + 2 - organisation, right
    return right, right + organisation - 2 - day


def attachment_lines(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The lines of 附件说明 as (number, name); a single attachment has no number (G16)."""
    if len(names) == 1:
        return (("", names[0]),)
    return tuple((f"{number}.", name) for number, name in enumerate(names, 1))


def number_width(names: tuple[str, ...]) -> float:
    """Characters kept free for the number before a name, so that all names begin below one another."""
    return 0.0 if len(names) == 1 else 1.5 if len(names) < 10 else 2.0


def attachment_label(number: int | None) -> str:
    """附件 with its number, as on the first line of its page (G22)."""
    return "附件" if number is None else f"附件{number}"
