"""Writes of the 责任清单: template, next version, proofs of what was due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db import duties, links, records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.workspace import Workspace


def draw_up(workspace: Workspace, list_id: int, today: date) -> int:
    """Fills a draft from the shipped template; returns how many duties were added. Raises Refusal once issued."""
    with workspace.transaction("套用责任清单模板") as session:
        duty_list = records.get(session, LEDGERS["duty_list"], list_id)
        if duty_list.state != "draft":
            raise Refusal("这一版清单已经印发，不能再套用模板；请先“新建下一版”，改好后再印发。")
        return duties.draw_up(session, duty_list, today)


def new_list(workspace: Workspace, year: int, today: date) -> int:
    """A draft for ``year`` filled from the template. Raises Refusal when the year has a list already."""
    with workspace.transaction(f"新建{year}年责任清单") as session:
        values = {"year": year, "version": 1, "title": f"{year}年意识形态工作责任清单"}
        duty_list = records.save(session, LEDGERS["duty_list"], values, today=today)
        duties.draw_up(session, duty_list, today)
        return duty_list.id


def next_version(workspace: Workspace, list_id: int, today: date) -> int:
    """A draft of the next version with all duties of a list; returns its id."""
    with workspace.transaction("新建责任清单下一版") as session:
        return duties.next_version(session, records.get(session, LEDGERS["duty_list"], list_id), today).id


def link_proofs(workspace: Workspace, item_id: int, ledger_key: str, record_ids: Sequence[int]) -> None:
    """Ties records to a due item as its proofs, all in one step."""
    if not record_ids:
        raise Refusal("没有选中记录，请先选一条。")
    with workspace.transaction(f"关联{LEDGERS[ledger_key].title}作为佐证") as session:
        item = records.get(session, LEDGERS["duty_item"], item_id)
        for record_id in record_ids:
            links.tie(session, "proof", item, records.get(session, LEDGERS[ledger_key], record_id))
