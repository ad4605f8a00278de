"""讲座论坛活动审批表: applied for, checked, approved before it is held (domain.md 3.6, L11)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.lecture import Lecture
from db.vocabulary import Words, terms_of
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label, line, opinion, pairs, sign_line, ticks, wide, yes_or_no
from desktop.reports.forms.form import House, day_text, shown

_NOTES = ("注：活动名称、主讲人、主要内容有变动的，须重新申报；未经批准不得举办。活动结束后及时登记备案。",)


def approval_form(session: Session, one: Lecture | None, words: Words, house: House) -> Document:
    """The form of one application, or a blank one."""

    def value(name: str) -> str:
        return shown(LEDGERS["lecture"], one, words, name)

    known = one is not None
    kinds = ticks(terms_of(session, "lecture_kind"), (one.kind,) if one and one.kind else None, 4)
    approved = bool(one and one.approved_on)
    checked = "主讲人背景和讲授内容已审核，未发现问题。" if approved else ""
    decided = (
        (one.remark or "同意举办。")
        if one and approved
        else (one.remark or "" if one and one.state == "refused" else "")
    )
    held = ""
    if one and one.held_on:
        people = f"实到{one.people}人，" if one.people is not None else ""
        held = f"{day_text(one.held_on)}举办，{people}{'出现导向问题，已另行登记。' if one.problem else '未出现导向问题。'}"
        held += f"{day_text(one.filed_on)}备案。" if one.filed_on else ""
    rows = [
        line("活动名称", value("title"), 5, 12),
        GridRow((label("活动类别"), cell(kinds, "left", 5)), 14),
        pairs(
            ("申请日期", value("applied_on"), 1),
            ("主办科室", value("department_id"), 1),
            ("承办方式", value("role"), 1),
        ),
        pairs(
            ("举办日期", value("event_on"), 1),
            ("地　　点", value("place"), 1),
            ("预计人数", value("expected") + "人" if one and one.expected else "", 1),
        ),
        pairs(
            ("主 讲 人", value("speaker"), 1),
            ("职务职称", value("speaker_post"), 1),
            ("境外人员", yes_or_no(one.abroad if one else None, known), 1),
        ),
        GridRow(
            (
                label("主 讲 人\n单　　位"),
                cell(value("speaker_unit"), "left", 3),
                label("安全预案"),
                cell(yes_or_no(one.safety_plan if one else None, known)),
            ),
            LINE_MM,
        ),
        line("听众范围", value("audience"), 5),
        wide("内容提要", value("summary"), 5, 20, 3),
        *opinion("主办科室\n意　　见", "", sign_line("负责人签字："), 5, 10),
        *opinion(
            "党委办公室\n审核意见",
            checked,
            sign_line("审核人签字：", "", day_text(one.approved_on) if one else ""),
            5,
            10,
        ),
        *opinion("院领导\n审批意见", decided, sign_line("签字：", "", day_text(one.approved_on) if one else ""), 5, 10),
        line("举办及\n备案情况", held, 5, 12),
    ]
    head = FormHead("讲座论坛活动审批表", f"编号：{one.number or '' if one else ''}", f"{house.hospital}")
    return house.document("讲座论坛活动审批表", head, Grid((54, 80, 42, 68, 42, 52), tuple(rows), notes=_NOTES))
