"""责任书: the letter of responsibility between two parties for a year, with the duties of its level (domain.md 3.1)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers.duty import Duty, DutyList, Pledge
from db.ledgers.organisation import Person
from db.vocabulary import Words
from desktop.reports.blocks import Block, Document, Grid, GridRow, Heading, Paragraph, Title
from desktop.reports.blocks import Words as Said
from desktop.reports.forms.cells import DAY_BLANK, cell
from desktop.reports.forms.form import House, day_text
from desktop.reports.style import MM

_TIERS = {
    "committee-branch": ("branch",),
    "committee-department": ("department",),
    "branch-department": ("department",),
    "committee-member": ("direct", "dual"),
}
_BESIDE = 4
"""Characters of a name for which there is room beside the place to sign; a longer one is named with the parties."""
_DUTIES = (
    "把意识形态工作纳入本单位年度计划，与业务工作一同安排、一同检查。",
    "掌握职工思想动态，有针对性地开展谈心谈话，做好思想引导工作。",
    "管好本单位的工作群、宣传栏等阵地，发布内容按规定审核。",
    "举办讲座、论坛、培训等活动，事先报批，事后备案。",
    "发现风险隐患和舆情及时报告，配合做好处置。",
)
_DEMANDS = (
    "乙方对责任范围内的意识形态工作负责，逐项落实，做到有记录、可核查；甲方加强指导和督促，提供必要条件。",
    "责任落实情况作为年度考核和述职的内容。工作不力、造成不良影响的，按照有关规定处理。",
)


def pledge_letter(session: Session, pledge: Pledge | None, words: Words, house: House) -> Document:
    """The letter of one pledge, or one with the parties left open."""
    year = (pledge.year if pledge else None) or house.today.year
    duties = _duties(session, year, pledge.level if pledge else None)
    first, second = (pledge.party_a or "", pledge.party_b or "") if pledge else ("", "")
    signer = session.get(Person, pledge.signer_id) if pledge and pledge.signer_id else None
    short = signer is not None and len(signer.name or "") <= _BESIDE
    blocks: list[Block] = [
        Title(f"{year}年度意识形态工作责任书"),
        _said(f"甲方：{first}"),
        _said(f"乙方：{second}"),
        *([_said(f"签订人：{signer.name}")] if signer and not short else []),
        _said("为落实意识形态工作责任制，明确职责，层层压实责任，甲乙双方签订本责任书。"),
        Heading(1, (Said("一、乙方责任"),)),
    ]
    blocks += [_said(f"{number}．{text}") for number, text in enumerate(duties, 1)]
    blocks.append(Heading(1, (Said("二、工作要求"),)))
    blocks += [_said(f"{number}．{text}") for number, text in enumerate(_DEMANDS, 1)]
    blocks += [
        Heading(1, (Said("三、责任期限"),)),
        _said(f"本责任书自签订之日起至{year}年12月31日止，一式两份，双方各执一份。责任人有变动的，由接任者继续履行。"),
    ]
    day = day_text(pledge.signed_on) if pledge and pledge.signed_on else DAY_BLANK
    named = f"签订人（{signer.name}）签字：" if signer and short else "签订人签字："
    row_mm = house.style.pitch_pt / MM  # so that the places to sign stay on the grid of the letter
    blank = GridRow((cell("", "left"), cell("", "left")), row_mm)
    sign = Grid(
        (1, 1),
        (
            blank,
            GridRow((cell("　　甲方（盖章）：", "left"), cell("　　乙方（盖章）：", "left")), row_mm),
            blank,
            GridRow((cell("　　负责人签字：", "left"), cell(f"　　{named}", "left")), row_mm),
            blank,
            GridRow((cell(f"　　{day}", "left"), cell(f"　　{day}", "left")), row_mm),
        ),
        ruled=False,
    )
    return house.document(f"{year}年度意识形态工作责任书", *blocks, sign, numbered=True, subject="责任书")


def _duties(session: Session, year: int, level: str | None) -> list[str]:
    """The tasks of the level in the year's list in force, without repeating, and the general ones."""
    newest = session.scalars(
        select(DutyList.id)
        .where(DutyList.year == year, DutyList.state == "issued", DutyList.voided_at.is_(None))
        .order_by(DutyList.version.desc())
    ).first()
    tiers = _TIERS.get(level or "", ())
    if newest is None or not tiers:
        return list(_DUTIES)
    duties = session.scalars(
        select(Duty).where(Duty.list_id == newest, Duty.tier.in_(tiers), Duty.voided_at.is_(None)).order_by(Duty.id)
    )
    found = dict.fromkeys(f"{(duty.content or '').rstrip('。')}：{(duty.task or '').rstrip('。')}。" for duty in duties)
    return [*found, *_DUTIES]


def _said(text: str) -> Paragraph:
    return Paragraph((Said(text),))
