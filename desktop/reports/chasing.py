"""催办单: which departments have not handed a collection form in, on one sheet to print and pass on."""

from __future__ import annotations

from datetime import date

from db import collecting
from db.errors import Refusal
from db.workspace import Workspace
from desktop.reports.blocks import Document, Paragraph, Signature, Table, Title, Words
from desktop.reports.forms.form import House


def chasing(workspace: Workspace, collection_id: int, today: date) -> Document:
    """The list of one collection. Raises Refusal when all have answered."""
    with workspace.read() as session:
        one = collecting.get(session, collection_id)
        copies = collecting.copies(session, collection_id)
        house = House.of(session, today)
    waiting = [copy for copy in copies if copy.answered_on is None]
    if not waiting:
        raise Refusal(f"“{one.title}”已经全部交齐，不用催办。")
    late = (today - one.due_on).days
    state = f"现已超过期限{late}天" if late > 0 else "期限就在今天" if late == 0 else f"距期限还有{-late}天"
    opening = (
        f"“{one.title}”收集表于{_day(one.issued_on)}发出，应于{_day(one.due_on)}前交回，{state}。共发{len(copies)}个科室，"
        f"已交{len(copies) - len(waiting)}个，下列{len(waiting)}个科室尚未交回，请尽快填报；本期没有可填内容的，请在表上填“无”后交回。"
    )
    rows = tuple((str(place), copy.department, "", "") for place, copy in enumerate(waiting, start=1))
    table = Table(f"尚未交回的科室（{len(waiting)}个）", ("序号", "科室", "催办时间", "签收"), rows, (2, 8, 5, 5))
    return house.document(
        f"{one.title}催办单",
        Title(f"{one.title}催办单"),
        Paragraph((Words(opening),)),
        table,
        Signature(house.office, today),
        subject="催办单",
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
