"""阵地登记表 of one place and 阵地巡查表: a patrol as it was, or the sheet to take along (domain.md 3.5).

A work group is a name, an owner and a number: never its members (section 5, N-4).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import (
    DAY_BLANK,
    LINE_MM,
    cell,
    label,
    line,
    opinion,
    pairs,
    sign_line,
    ticks,
    wide,
    yes_or_no,
)
from desktop.reports.forms.form import House, day_text, link, shown

_LAST_PATROLS = 6
_BLANK_ROWS = 12
_CHECKS = (("a", "导向正确"), ("b", "内容更新"), ("c", "无错别字"), ("d", "完好整洁"))


def register_form(session: Session, one: Any | None, words: Words, house: House) -> Document:
    """The form of one place with its latest patrols, or a blank one."""
    ledger = LEDGERS["position"]

    def value(name: str) -> str:
        text = shown(ledger, one, words, name)
        return text.split(" ")[0] if name in ("person_id", "keeper_id", "reviewer_id") else text

    known = one is not None
    people = (
        f"{one.people}人" + (f"\n（截至{value('people_on')}）" if one.people_on else "")
        if one is not None and one.people is not None
        else ""
    )
    rows = [
        line("阵地名称", value("name"), 3, 11),
        pairs(("阵地类别", value("kind"), 1), ("平　　台", value("platform"), 1)),
        pairs(("主管科室", value("department_id"), 1), ("责 任 人", value("person_id"), 1)),
        pairs(("管理员或\n群　　主", value("keeper_id"), 1), ("审 核 人", value("reviewer_id"), 1)),
        pairs(("启用日期", value("opened_on"), 1), ("停用日期", value("closed_on"), 1)),
        pairs(("备 案 号", value("filing_no"), 1), ("责任书或\n承诺书日期", value("letter_on"), 1)),
        pairs(("粉　丝　或\n成　员　数", people, 1), ("状　　态", value("state"), 1)),
        pairs(
            ("成员全部\n实　　名", yes_or_no(one.real_names if one else None, known), 1),
            ("落　　实\n三审三校", yes_or_no(one.three_reviews if one else None, known), 1),
        ),
        line("位　　置", value("place"), 3),
        wide("近期巡查", _patrols(session, one, words), 3, 40, 3),
        *opinion("主管科室\n意　　见", "", sign_line("负责人签字："), 3, 12, 1),
        *opinion("党委办公室\n备案意见", "", sign_line(), 3, 12, 1),
    ]
    head = FormHead("意识形态阵地登记表", f"编号：{one.number or '' if one else ''}", house.hospital)
    notes = ("注：工作群只登记群名、群主和人数，不登记成员名单和聊天内容。",)
    return house.document("意识形态阵地登记表", head, Grid((5, 10, 5, 10), tuple(rows), notes=notes))


def _patrols(session: Session, one: Any | None, words: Words) -> str:
    if one is None:
        return ""
    ledger = LEDGERS["patrol"]
    model = ledger.model
    steps = session.scalars(
        select(model)
        .where(model.position_id == one.id, model.voided_at.is_(None))
        .order_by(model.day.desc())
        .limit(_LAST_PATROLS)
    )
    lines = []
    for step in steps:
        finding = shown(ledger, step, words, "finding") or "未发现问题"
        handled = f"（{step.handled}）" if step.handled else ""
        lines.append(f"{day_text(step.day)}：{finding}。{step.text or ''}{handled}")
    return "\n".join(lines)


def patrol_form(session: Session, one: Any | None, words: Words, house: House) -> Document:
    """One patrol; without one the sheet with every place in use, to be ticked on the way."""
    if one is None:
        return _patrol_sheet(session, words, house)
    ledger = LEDGERS["patrol"]

    def value(name: str) -> str:
        return shown(ledger, one, words, name)

    rows = [
        line("阵　　地", link(words, "position", one.position_id), 3, 11),
        pairs(("巡查日期", value("day"), 1), ("检 查 人", value("person_id").split(" ")[0], 1)),
        pairs(("发现问题", value("finding"), 1), ("更新展板", f"{one.boards}块" if one.boards else "", 1)),
        wide("具体情况", value("text"), 3, 40, 3),
        wide("处理情况", value("handled"), 3, 26, 2),
        pairs(("处理日期", value("handled_on"), 1), ("检 查 人\n签　　字", "", 1), least_mm=14),
    ]
    head = FormHead("意识形态阵地巡查表", f"编号：{one.number or ''}", house.hospital)
    return house.document("意识形态阵地巡查表", head, Grid((5, 10, 5, 10), tuple(rows)))


def _patrol_sheet(session: Session, words: Words, house: House) -> Document:
    model = LEDGERS["position"].model
    places = session.scalars(
        select(model).where(model.voided_at.is_(None), model.state != "closed").order_by(model.kind, model.id)
    ).all()
    titles = ("序号", "阵地名称", "责任人", "检查内容", "发现的问题\n及处理", "检查人")
    rows = [GridRow(tuple(label(name) for name in titles), LINE_MM)]
    for number in range(1, max(len(places), _BLANK_ROWS) + 1):
        place = places[number - 1] if number <= len(places) else None
        keeper = link(words, "person", place.person_id).split(" ")[0] if place else ""
        rows.append(
            GridRow(
                (
                    cell(str(number)),
                    cell((place.name or "") if place else "", "left"),
                    cell(keeper),
                    cell(ticks(_CHECKS, None, 2).replace("　", " "), "left"),
                    cell("", "left"),
                    cell(""),
                ),
                13,
            )
        )
    head = FormHead("意识形态阵地巡查表", f"巡查部门：{house.office}", f"巡查日期：{DAY_BLANK}")
    notes = ("注：逐个巡查，符合的打“√”；没有发现问题也要填写并签字。发现的问题当日登记，需要整改的转入整改台账。",)
    return house.document(
        "意识形态阵地巡查表",
        head,
        Grid((28, 74, 40, 122, 86, 40), tuple(rows), head=1, notes=notes),
        numbered=len(rows) > 17,
    )
