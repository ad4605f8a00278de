"""风险隐患排查表: one round with its points, also a round that found nothing (domain.md 3.3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.risk import RiskPoint, RiskRound
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import DAY_BLANK, LINE_MM, cell, label
from desktop.reports.forms.form import House, day_text, link, shown
from desktop.reports.linebreak import ems

_HEAD = (
    "序\n号",
    "风险领域",
    "风险点及表现",
    "等\n级",
    "涉及\n科室",
    "防控措施",
    "责任\n领导",
    "责任\n科室",
    "责任人",
    "完成时限",
    "化解情况",
)
_WIDTHS = (5, 12, 29, 5, 11, 27, 10, 11, 10, 15, 18)
_BLANK_ROWS = 8
_BESIDE_TITLE = 46  # characters of the line below the title, without "排查范围："


def round_table(session: Session, one: RiskRound | None, words: Words, house: House) -> Document:
    """The table of one round; without a round a blank one for the departments."""
    points: list[RiskPoint] = []
    if one is not None:
        points = list(
            session.scalars(
                select(RiskPoint)
                .where(RiskPoint.round_id == one.id, RiskPoint.voided_at.is_(None))
                .order_by(RiskPoint.id)
            )
        )
    rows = [GridRow(tuple(label(name) for name in _HEAD))]
    rows += [_row(number, point, words) for number, point in enumerate(points, 1)]
    if one is None:
        rows += [
            GridRow((cell(str(number)), *(cell("") for _ in _HEAD[1:])), 11) for number in range(1, _BLANK_ROWS + 1)
        ]
    elif not points:
        rows.append(GridRow((cell("本轮排查未发现风险隐患（零报告）。", "value", len(_HEAD)),), 16, 1))
    told = (one.conclusion or "") if one else ""
    signed = f"填表人签字：　　　　　　　　　　负责人签字：　　　　　　　　{DAY_BLANK}"
    # One box over two rows: conclusion and signatures go to the next page together.
    rows += [
        GridRow((label("研判结论", 2, 2), cell(told, "prose", len(_HEAD) - 2, open=True)), 16, 1),
        GridRow((cell(signed, "sign", len(_HEAD) - 2),), LINE_MM),
    ]
    year, quarter = (one.year, one.quarter) if one else (house.today.year, None)
    title = f"{year}年第{'一二三四'[quarter - 1] if quarter else '　'}季度意识形态领域风险隐患排查表"
    if one is None:
        head = FormHead(title, "填报科室：", f"排查日期：{DAY_BLANK}", landscape=True)
    else:
        scope = shown(LEDGERS["risk_round"], one, words, "scope").replace("\n", " ")
        organiser = link(words, "person", one.organiser_id).split(" ")[0]
        right = f"组织者：{organiser}　排查日期：{day_text(one.day)}"
        most = _BESIDE_TITLE - int(ems(right))
        scope = scope if len(scope) <= most else scope[: most - 1] + "…"
        head = FormHead(title, f"排查范围：{scope}", right, landscape=True)
    return house.document(title, head, Grid(_WIDTHS, tuple(rows), head=1, landscape=True), numbered=True)


def _row(number: int, point: RiskPoint, words: Words) -> GridRow:
    ledger = LEDGERS["risk_point"]

    def value(name: str) -> str:
        text = shown(ledger, point, words, name)
        return text.split(" ")[0] if name in ("leader_id", "person_id") else text

    told = f"{point.point or ''}\n{point.description}" if point.description else point.point or ""
    return GridRow(
        (
            cell(str(number)),
            cell(value("area")),
            cell(told, "left"),
            cell(value("level")),
            cell(value("department_id")),
            cell(point.measure or "", "left"),
            cell(value("leader_id")),
            cell(value("owner_department_id")),
            cell(value("person_id")),
            cell(point.deadline.isoformat() if point.deadline else ""),
            cell(point.outcome or value("state"), "left" if point.outcome else "value"),
        ),
        10,
    )
