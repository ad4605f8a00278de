"""信息发布三审三校审核单: six names before release (domain.md 3.6, L10)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label, line, opinion, pairs, sign_line, wide, yes_or_no
from desktop.reports.forms.form import House, day_text, shown

_ROUNDS = (
    ("review1", "初　审"),
    ("proof1", "一　校"),
    ("review2", "复　审"),
    ("proof2", "二　校"),
    ("review3", "终　审"),
    ("proof3", "三　校"),
)
_LOOKS = {
    "review1": "政治方向、事实依据、保密要求",
    "proof1": "错别字、标点、单位名称、数字",
    "review2": "导向、表述、图文一致",
    "proof2": "人名职务、引文出处、版面",
    "review3": "总体把关、是否发布",
    "proof3": "修改落实、发布样稿",
}
_PASSED = ("passed", "released")
"""States in which every step let the manuscript through; before that the opinion is left to the pen."""
_NOTES = ("注：任何两个环节不得由同一人担任；六个环节签字齐全后方可发布。含诊疗内容的，加医务科审核。",)


def review_form(session: Session, one: Any | None, words: Words, house: House) -> Document:
    """The form of one manuscript, or a blank one."""
    ledger = LEDGERS["review"]

    def value(name: str) -> str:
        return shown(ledger, one, words, name)

    rows = [
        line("稿件标题", value("title"), 5, 12),
        pairs(("来稿科室", value("department_id"), 1), ("作　　者", value("author"), 1), ("送审日期", value("day"), 1)),
        GridRow(
            (label("拟发渠道"), cell(value("channels"), "left", 3), label("稿件类别"), cell(value("category"))), LINE_MM
        ),
        pairs(
            ("条　　数", value("pieces"), 1),
            ("诊疗内容", yes_or_no(one.medical if one else None, one is not None), 1),
            ("状　　态", value("state"), 1),
        ),
        GridRow(
            (label("环　　节"), label("审核校对重点", 2), label("意　　见"), label("审 校 人"), label("日　　期")),
            LINE_MM,
        ),
    ]
    for step, name in _ROUNDS:
        passed = one is not None and one.state in _PASSED
        rows.append(
            GridRow(
                (
                    label(name),
                    cell(_LOOKS[step], "left", 2),
                    cell("通过" if passed else "□通过 □修改"),
                    cell(value(f"{step}_id").split(" ")[0]),
                    cell(value(f"{step}_on")),
                ),
                12,
                1,
            )
        )
    released = f"{day_text(one.released_on)}发布。" if one is not None and one.released_on else ""
    rows += [
        *opinion("医务科\n审　核", "", sign_line(), 5, 8, 0),
        wide("审核意见", value("opinion"), 5, 16, 1),
        line("发布情况", released, 5, 12),
    ]
    head = FormHead("信息发布三审三校审核单", f"编号：{one.number or '' if one else ''}", house.hospital)
    return house.document("信息发布三审三校审核单", head, Grid((42, 56, 42, 66, 44, 92), tuple(rows), notes=_NOTES))
