"""个人信息查阅复制件: what the file holds about one person, for that person (domain.md P-11; 个人信息保护法 art. 45-47)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.held import Held, Named, Told, held_about
from db.ledgers.talk import TALKS
from db.retention import years_of
from db.vocabulary import Words as Labels
from desktop.reports.blocks import Block, Document, FormHead, Grid, GridRow, Heading, Paragraph, Table, Words
from desktop.reports.forms.cells import cell, label, line, pairs, sign_line
from desktop.reports.forms.form import House, day_text

TITLE = "个人信息查阅复制件"
_LEFT_OUT = ("您只是以工作身份出现的记录，内容涉及其他人和其他事项，只列出编号；谈话内容里提到的其他人，姓名已略去；"
             "统计和报告只用数量，里面没有您的姓名。")
_RIGHTS = ("内容不准确、不完整的，请指出，核实后更正，更正前后的内容和时间都留有记录；已经定稿的谈话，更正写在“跟进”里。"
           "不同意继续保存的，可以要求删除；法律、法规或者上级规定要求保存的，会说明理由。")


def person_copy(session: Session, person_id: int, asked_on: date, words: Labels, house: House) -> Document:
    """The copy for one person, who asked for it on a day. Raises Missing."""
    held = held_about(session, person_id, words)
    years = years_of(session, TALKS)
    keeping = f"谈话记录保存{years}年，期满销毁。" if years else "谈话记录按本院归档规定保存。"
    head = FormHead(TITLE, f"处理者：{house.hospital}", f"制作日期：{day_text(house.today)}")
    blocks: list[Block] = [
        head,
        Grid((5, 10, 5, 10), (pairs(("申 请 人", held.name, 1), ("申请日期", day_text(asked_on), 1)),
                              pairs(("谈话记录", f"{len(held.talks)}次", 1), ("履责记录", f"{len(held.acted)}条", 1)))),
        _heading("一、名册里的登记"), _in_full(held.roster),
        _heading("二、以您为谈话对象的记录"), *_talks(held),
        _heading("三、您以工作身份出现的记录"), *_list(held.acted, "没有。", "身份"),
        _heading("四、文字里提到您姓名的记录"), *_list(held.mentioned, "没有。", "在哪里"),
        _heading("五、说明"), _paragraph(_LEFT_OUT), _paragraph(keeping + _RIGHTS),
        Grid((4, 11, 4, 11), (GridRow((label("制 作 人"), cell(sign_line(), "left"), label("本人签收"), cell(sign_line(), "left")), 16),)),
    ]
    return house.document(TITLE, *blocks, numbered=True)


def _talks(held: Held) -> list[Block]:
    if not held.talks:
        return [_paragraph("没有。")]
    found: list[Block] = []
    for talk in held.talks:
        found.append(_in_full(talk))
    return found


def _in_full(told: Told) -> Grid:
    rows = [(one.label, one.text) for one in told.lines]
    if told.corrected:
        days = [f"{day}" for day in told.corrected[-6:]]
        rows.append(("修改时间", f"{'、'.join(days)}（共{len(told.corrected)}天）" if len(told.corrected) > 6 else "、".join(days)))
    return Grid((7, 23), (GridRow((label(told.title, 2),)), *(line(name, text, 1) for name, text in rows)), head=1)


def _list(named: tuple[Named, ...], nothing: str, part: str) -> list[Block]:
    if not named:
        return [_paragraph(nothing)]
    rows = tuple((one.ledger, one.number, one.day, one.part) for one in named)
    return [Table("", ("台账", "编号", "日期", part), rows, (24, 26, 18, 32))]


def _heading(text: str) -> Heading:
    return Heading(1, (Words(text),))


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Words(text),))
