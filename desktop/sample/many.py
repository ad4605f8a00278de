"""Many plain records in the years before the sample year, for benchmarks: how does the program behave with 100,000?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from db import records, search
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.sample import opinions, publications, talks
from desktop.sample.chronicle import Progress
from desktop.sample.people import Cast

_YEARS = 9
_BATCH = 5000
_SHARES = {"publication": 62, "opinion": 14, "talk": 10, "incident": 8, "meeting": 6}  # of a hundred records
_MEETING_TOPICS = ("研究意识形态工作安排", "研究网络舆情处置", "研究阵地管理", "听取支部工作汇报", "研究讲座论坛审批", "研究整改事项")
_SUMMARIES = ("网友询问门诊安排", "来电反映候诊时间长", "留言询问报销政策", "反映停车不便", "询问体检预约", "反映窗口排队")


def add_many(workspace: Workspace, cast: Cast, count: int, random: Random, before: date,
    progress: Progress | None = None) -> None:
    """Adds ``count`` records dated in the nine years before ``before``, spread over five ledgers.

    This is the one place that writes records past the journal: a hundred thousand journalled steps would measure the
    journal and take minutes. The rows satisfy every rule of their ledger, are numbered by the same counters and stand
    in the search index, so that lists, figures and search treat them like all others. They have no history.
    """
    makers = {"publication": _publications, "opinion": _opinions, "talk": _talks, "incident": _incidents,
        "meeting": _meetings}
    done = 0
    for place, (key, share) in enumerate(_SHARES.items()):
        wanted = count - done if place == len(_SHARES) - 1 else count * share // 100
        days = _days(random, wanted, before)
        rows = makers[key](random, cast, days)
        done = _insert(workspace, LEDGERS[key], rows, random, done, count, progress)
    workspace.log(f"加入{count}条往年演示记录")


def _days(random: Random, count: int, before: date) -> list[date]:
    """Days of the past years in order, so that numbers rise with dates."""
    first = date(before.year - _YEARS, 1, 1)
    span = (before - first).days - 60  # everything that starts is over by the year's end
    return sorted(first + timedelta(days=random.randrange(span)) for _ in range(count))


def _publications(random: Random, cast: Cast, days: list[date]) -> Iterator[dict[str, Any]]:
    titles = publications.Titles(random)
    for day in days:
        yield publications.one(random, titles, day, cast)


def _opinions(random: Random, cast: Cast, days: list[date]) -> Iterator[dict[str, Any]]:
    for day in days:
        replied = random.random() < 0.97
        yield opinions.plain(random, cast, day) | (
            {"reply": "已办理并告知提出科室。", "replied_on": day + timedelta(days=random.randint(1, 20)), "state": "replied"}
            if replied else {})


def _talks(random: Random, cast: Cast, days: list[date]) -> Iterator[dict[str, Any]]:
    for day in days:
        topics, gist, opinion, _ = random.choice(talks.WITH_STAFF)
        speaker, partner = random.sample(cast.people, 2)
        yield dict(planned_on=day, held_on=day, on=day, place="党委办公室", speaker_id=speaker.id, person_id=partner.id,
            people=1, form="one",
                   department_id=cast.department(partner.department, day), post=partner.post, kind="heart",
                   topics=topics, content=gist,
                   opinion=opinion, informed_on=day, finalised_at=datetime.combine(day, time(17)), state="done")


def _incidents(random: Random, cast: Cast, days: list[date]) -> Iterator[dict[str, Any]]:
    for day in days:
        found = datetime.combine(day, time(random.randint(8, 16), random.randint(0, 59)))
        judged = found + timedelta(minutes=random.randint(10, 200))
        handled = judged + timedelta(hours=random.randint(1, 40))
        replied = handled + timedelta(hours=random.randint(1, 20))
        place = cast.department(random.choice(cast.people).department, day)
        yield dict(found_at=found, type=random.choice(("consult", "opinion", "complaint")),
            channel=random.choice(("wechat", "12345", "phone")),
                   category=random.choice(("service", "process", "fee")),
                   level=random.choice(("light", "light", "general")), department_id=place,
                   owner_department_id=place, summary=f"{random.choice(_SUMMARIES)}。", judged_at=judged,
                   judgement="由责任科室办理。", handled_at=handled,
                   handling="已向来电来访人说明。", replied_at=replied,
                   closed_at=replied + timedelta(hours=random.randint(0, 30)), state="closed")


def _meetings(random: Random, cast: Cast, days: list[date]) -> Iterator[dict[str, Any]]:
    for day in days:
        expected = random.randint(7, 12)
        yield dict(day=day, kind=random.choice(("committee", "group", "branch")), topic=random.choice(_MEETING_TOPICS),
            host_id=cast.secretary.id,
                   expected=expected, attended=expected - random.randint(0, 2), conclusion="同意，按会议要求落实。")


def _insert(workspace: Workspace, ledger: Ledger, rows: Iterator[dict[str, Any]], random: Random, done: int, total: int,
            progress: Progress | None) -> int:
    """Writes the rows of one ledger in batches; returns how many records of all ledgers are done."""
    while batch := list(islice(rows, _BATCH)):
        with workspace.transaction(f"往年{ledger.title}") as session:
            _write(session, ledger, [_whole(session, ledger, values, random) for values in batch])
        done += len(batch)
        if progress is not None:
            progress(done, total, f"往年{ledger.title}")
    return done


def _whole(session: Session, ledger: Ledger, values: dict[str, Any], random: Random) -> dict[str, Any]:
    """A whole table row: defaults under the values, number and bookkeeping as on the record's day."""
    day = values[ledger.day.key]
    at = day if isinstance(day, datetime) else datetime.combine(day, time(16, 30))
    return records.initial(ledger, values) | {
        "uid": UUID(int=random.getrandbits(128)).hex, "number": records.next_number(session, ledger, values,
        at.date()), "revision": 1,
        "created_at": at, "changed_at": at}


def _write(session: Session, ledger: Ledger, rows: list[dict[str, Any]]) -> None:
    connection = session.connection()
    table = ledger.model.__table__
    first = (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
    place = (connection.execute(text("SELECT max(id) FROM search_row")).scalar() or 0) + 1
    connection.execute(insert(table), [row | {"id": first + offset} for offset, row in enumerate(rows)])
    connection.execute(text("INSERT INTO search_row (id, ledger, record_id) VALUES (:id, :ledger, :record)"), [
        {"id": place + offset, "ledger": ledger.key, "record": first + offset} for offset in range(len(rows))])
    connection.execute(text("INSERT INTO search_text (rowid, body) VALUES (:id, :body)"), [
        {"id": place + offset, "body": search.body(ledger, ledger.model(**row))} for offset, row in enumerate(rows)])
