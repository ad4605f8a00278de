"""What the clerk must see first: what is due, what is late, how much was done in the period. For the 工作台.

Plain SQL over the driver, on a reading connection of its own: the first page of the program is filled from here before
SQLAlchemy is loaded, whose import alone takes longer than everything else. The words late and due mean the same as in
``db.ledgers.duty.item_state`` and ``db.ledgers.rectification.due_state``; a test compares them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlcipher

from db.errors import Missing, NotOurs
from db.giving_way import give_way
from db.periods import Period
from db.place import can_write, frozen_address
from db.sticks import BACKUPS, DRILLS, EVERY_DAYS, KnownStick, sticks_in

if TYPE_CHECKING:
    from db.inspection import Names
    from db.keyring import Keys


REPORT_DAYS = 10  # a report is to be sealed so many days after its period, unless the setting report_days says otherwise


@dataclass(frozen=True)
class Due:
    """One thing to do: what kind, which record, until when. ``day`` None = no deadline was set."""

    kind: str
    ledger_key: str
    record_id: int
    title: str
    day: date | None
    who: str = ""  # the department or post that answers for it
    code: str = ""  # of a report that is not sealed: its kind and period, "quarterly 2025Q3"

    def days(self, today: date) -> int | None:
        """Days left; negative = overdue."""
        return None if self.day is None else (self.day - today).days


@dataclass(frozen=True)
class Group:
    """The things due of one stretch of time. ``shown`` are the first of them, ``ids`` all: ledger key → record ids."""

    shown: tuple[Due, ...]
    ids: dict[str, frozenset[int]]

    @property
    def total(self) -> int:
        return sum(len(ids) for ids in self.ids.values())


@dataclass(frozen=True)
class Tier:
    """The duties of one level of responsibility (责任层级) in a quarter: how many are due and done, which are open."""

    label: str
    total: int
    done: int
    open_ids: frozenset[int]
    ids: frozenset[int]


@dataclass(frozen=True)
class Month:
    """Rectification items of one month: newly found, closed, and left open at its end."""

    period: Period
    new: int
    closed: int
    left: int


@dataclass(frozen=True)
class Overview:
    """Everything the 工作台 shows, read at one moment."""

    hospital: str
    today: date
    period: Period
    late: Group
    week: Group
    quarter: Group
    due_today: int  # how many of ``week`` are due today or wait for a decision
    tiers: tuple[Tier, ...]  # the levels of responsibility in this quarter, in the order of their vocabulary
    counts: dict[str, int]  # ledger key → records of the period, as many as its list shows
    months: tuple[Month, ...]  # the months of the period's year, up to today
    people: int
    issued: bool  # a duty list of this year is in force
    saved_at: datetime | None  # the last step in the journal
    sticks: tuple[KnownStick, ...]  # the drives with backups, the one used last first
    backup_every: int  # days
    drilled_at: datetime | None  # the last rehearsal of a restore
    records: int  # records in the ledgers counted above, whatever their period

    @property
    def backup_at(self) -> datetime | None:
        """The last backup that is sound."""
        return max((stick.made_at for stick in self.sticks if stick.sound), default=None)


_PROBLEM = "coalesce(t.number, '') || '　' || coalesce(t.title, '')"
_OPINION = "coalesce(t.number, '') || '　' || replace(coalesce(t.content, ''), char(10), ' ')"
_NO_LINE = "replace({}, char(10), ' ')"
_DEPARTMENT = "LEFT JOIN department o ON o.id = t."
# (kind, ledger, deadline, title, who answers for it, joins, condition). Every deadline has an index or belongs to a state that has one.
_SOURCES = (
    ("应办事项", "duty_item", "t.due_on",
     "coalesce(d.party, '') || iif(d.times > 1, '（第' || t.turn || '次）', '') || '：' || coalesce(d.task, '')", "d.party",
     "JOIN duty d ON d.id = t.duty_id JOIN duty_list l ON l.id = d.list_id",
     "t.done_on IS NULL AND t.excused IS NULL AND l.state = 'issued' AND l.voided_at IS NULL AND d.voided_at IS NULL"
     " AND (t.starts_on <= :today OR t.due_on <= :today)"),
    ("责任书未签", "pledge", "t.due_on", "coalesce(t.party_b, '') || '（与' || coalesce(t.party_a, '') || '）'", "t.party_b", "",
     "t.signed_on IS NULL"),
    ("计划谈话", "talk", "t.planned_on", "coalesce(t.number, '') || coalesce('　谈话人 ' || p.name, '')", "p.name",
     "LEFT JOIN person p ON p.id = t.speaker_id", "t.state = 'plan'"),
    ("谈话跟进", "talk", "t.follow_by", "coalesce(t.number, '') || coalesce('　跟进人 ' || p.name, '')", "p.name",
     "LEFT JOIN person p ON p.id = t.follower_id", "t.state = 'follow'"),
    ("风险防控", "risk_point", "t.deadline", "coalesce(t.number, '') || '　' || coalesce(t.point, '')", "o.name",
     _DEPARTMENT + "owner_department_id",  # taken over by a later round, a point is followed up there
     "t.state IN ('found', 'control', 'watch')"
     " AND NOT EXISTS (SELECT 1 FROM risk_point n WHERE n.carried_from_id = t.id AND n.voided_at IS NULL)"),
    ("整改", "problem", "t.deadline", _PROBLEM, "o.name", _DEPARTMENT + "department_id", "t.state IN ('new', 'doing')"),
    ("待验收", "problem", "t.submitted_on", _PROBLEM, "o.name", _DEPARTMENT + "department_id", "t.state = 'check'"),
    ("待销号", "problem", "t.accepted_on", _PROBLEM, "o.name", _DEPARTMENT + "department_id", "t.state = 'done'"),
    ("回头看", "problem", "t.review_on", _PROBLEM, "o.name", _DEPARTMENT + "department_id",
     "t.state = 'closed' AND t.review_on IS NOT NULL"),
    ("意见待答复", "opinion", "t.reply_by", _OPINION, "o.name", _DEPARTMENT + "owner_department_id", "t.state = 'open'"),
    ("讲座待审批", "lecture", "t.event_on", "coalesce(t.title, '')", "o.name", _DEPARTMENT + "department_id", "t.state = 'applied'"),
    ("投诉办结", "incident", "t.close_by", "coalesce(t.number, '') || '　' || " + _NO_LINE.format("coalesce(t.summary, '')"),
     "o.name", _DEPARTMENT + "owner_department_id", "t.closed_at IS NULL AND t.close_by IS NOT NULL"),
    ("材料上报", "document", "t.submit_by", "coalesce(t.title, '') || coalesce('　报' || t.submit_to, '')", "o.name",
     _DEPARTMENT + "department_id", "t.submitted_on IS NULL AND t.submit_by IS NOT NULL"),
)
_REPORTS = (("quarterly", "quarter", "意识形态工作情况报告"), ("half-year", "half", "意识形态工作情况报告"),
            ("annual", "year", "意识形态工作总结"))
"""The reports every hospital hands in: kind, period, name without its period."""
REPORT = "report"  # stands for a ledger in ``Due``: the report of a period that is over and not sealed
_WAITING = {"待验收", "待销号"}  # their date is when the waiting began: never overdue, always now

_COUNTED = (
    ("talk", '"on"'), ("meeting", "day"), ("study", "day"), ("risk_round", "day"), ("risk_point", "day"),
    ("problem", "found_on"), ("opinion", "day"), ("survey", "day"), ("lecture", "event_on"), ("incident", "found_at"),
    ("publication", "day"))


def due_until(path: Path, today: date, until: date, keys: Keys | None = None, names: Names | None = None) -> list[Due]:
    """Everything that is late or due up to a day, the oldest first; ``names`` are hidden. Raises like ``look``."""
    with _told(path), _reading(path, keys, names) as connection:
        return _Look(connection, today, Period.of("quarter", today), 0).due(until)


def look(path: Path, today: date, period: Period, shown: int = 8, keys: Keys | None = None,
         names: Names | None = None) -> Overview:
    """Reads the overview of a file of the present version; ``names`` are hidden in it. Raises Missing, or NotOurs when it cannot be read."""
    with _told(path), _reading(path, keys, names) as connection:
        return _Look(connection, today, period, shown).all()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlcipher.Error as error:
        raise NotOurs(f"“{path.name}”里的内容读不出来，请从备份恢复；原文件没有改动。") from error


@contextmanager
def _reading(path: Path, keys: Keys | None, names: Names | None = None) -> Iterator[Any]:
    if not path.is_file():  # connecting would make an empty file
        raise Missing(f"找不到台账文件“{path}”，请检查位置，或从备份恢复。")
    connection = _connected(str(path), keys)
    try:
        try:
            connection.execute("PRAGMA schema_version")
        except sqlcipher.OperationalError:
            if can_write(path.parent):
                raise
            connection.close()
            connection = _connected(frozen_address(path), keys)
        connection.execute("PRAGMA query_only=ON")
        connection.execute("BEGIN")
        connection.text_factory = names or str
        yield connection
    finally:
        connection.close()


def _connected(address: str, keys: Keys | None) -> Any:
    connection = sqlcipher.connect(address, timeout=5, uri=address.startswith("file:"))
    if keys is not None:
        from db.engine import unlock

        unlock(connection.cursor(), keys)
    return connection


class _Look:
    def __init__(self, connection: Any, today: date, period: Period, shown: int):
        self._connection, self._today, self._period, self._shown = connection, today, period, shown

    def all(self) -> Overview:
        week_end = self._today + timedelta(days=6 - self._today.weekday())
        quarter_end = Period.of("quarter", self._today).end
        due = self.due(max(week_end, quarter_end))
        late = [one for one in due if one.day is not None and one.day < self._today and one.kind not in _WAITING]
        passed = set(late)
        rest = [one for one in due if one not in passed]
        week = [one for one in rest if one.kind in _WAITING or (one.day is not None and one.day <= week_end)]
        first = set(week)
        later = [one for one in rest if one not in first]
        saved = self._value("SELECT max(at) FROM step")
        return Overview(
            hospital=self._setting("hospital") or "", today=self._today, period=self._period,
            late=self._group(late), week=self._group(week), quarter=self._group(later),
            due_today=sum(one.kind in _WAITING or one.day == self._today for one in week),
            tiers=tuple(self._tiers(Period.of("quarter", self._today))),
            counts={table: self._count(table, column, self._period) for table, column in _COUNTED}, months=tuple(self._months()),
            people=self._value("SELECT count(*) FROM person WHERE voided_at IS NULL"),
            issued=bool(self._value(
                "SELECT count(*) FROM duty_list WHERE state = 'issued' AND voided_at IS NULL AND year = ?", self._today.year)),
            saved_at=_moment(saved),
            sticks=sticks_in(self._setting(BACKUPS)), backup_every=self._setting(EVERY_DAYS) or 7,
            drilled_at=_moment(next((drill["at"] for drill in self._setting(DRILLS) or ()), None)),
            records=sum(self._value(f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE voided_at IS NULL LIMIT 1)")
                        for table, _ in _COUNTED))

    def due(self, until: date) -> list[Due]:
        found = list(self._reports(until))
        for kind, table, day, words, who, joins, condition in _SOURCES:
            give_way()
            rows = self._connection.execute(
                f"SELECT t.id, {words}, {day}, {who} FROM {table} t {joins} WHERE t.voided_at IS NULL AND {condition} "
                f"AND ({day} IS NULL OR {day} <= :until)",
                {"today": self._today.isoformat(), "until": until.isoformat()})
            found += [Due(kind, table, record_id, title.strip("：　 "), date.fromisoformat(due) if due else None, who or "")
                      for record_id, title, due, who in rows]
        return sorted(found, key=lambda one: (one.day or date.max, one.kind, one.record_id))

    def _reports(self, until: date) -> Iterator[Due]:
        """The reports of the periods last ended that are not sealed, where anything was recorded then."""
        grace = timedelta(self._setting("report_days") or REPORT_DAYS)
        for place, (kind, span, name) in enumerate(_REPORTS):
            period = Period.of(span, self._today).previous()
            sealed = self._value("SELECT 1 FROM report WHERE voided_at IS NULL AND state = 'final' AND kind = ? AND period_code = ?",
                                 kind, period.code)
            if not sealed and period.end + grace <= until and any(
                    self._count(table, column, period) for table, column in _COUNTED):
                yield Due("报告未定稿", REPORT, place, period.label + name, period.end + grace, code=f"{kind} {period.code}")

    def _tiers(self, quarter: Period) -> Iterator[Tier]:
        rows = self._connection.execute(
            "SELECT coalesce(v.label, ''), t.id, t.done_on IS NOT NULL FROM duty_item t JOIN duty d ON d.id = t.duty_id"
            " JOIN duty_list l ON l.id = d.list_id"
            " LEFT JOIN vocabulary_term v ON v.vocabulary = 'duty_tier' AND v.code = d.tier"
            " WHERE t.voided_at IS NULL AND d.voided_at IS NULL AND l.voided_at IS NULL AND l.state = 'issued'"
            " AND t.excused IS NULL AND t.due_on BETWEEN ? AND ? ORDER BY v.position, v.id",
            (quarter.start.isoformat(), quarter.end.isoformat())).fetchall()
        for label in dict.fromkeys(row[0] for row in rows):
            members = [(record_id, done) for name, record_id, done in rows if name == label]
            yield Tier(label, len(members), sum(done for _, done in members),
                       frozenset(one for one, done in members if not done), frozenset(one for one, _ in members))

    def _group(self, due: list[Due]) -> Group:
        give_way()
        ids: dict[str, set[int]] = {}
        for one in due:
            ids.setdefault(one.ledger_key, set()).add(one.record_id)
        return Group(tuple(due[:self._shown]), {key: frozenset(found) for key, found in ids.items()})

    def _count(self, table: str, column: str, period: Period) -> int:
        # A time of day sorts behind its date as text, so the day after the period bounds both kinds of columns.
        after = period.end + timedelta(days=1)
        return self._value(f"SELECT count(*) FROM {table} WHERE voided_at IS NULL AND {column} >= ? AND {column} < ?",
                           period.start.isoformat(), after.isoformat())

    def _months(self) -> Iterator[Month]:
        year = Period.year(self._period.start.year)
        new = self._per_month("found_on", year)
        closed = self._per_month("closed_on", year)
        left = self._value("SELECT count(*) FROM problem WHERE voided_at IS NULL AND found_on < :start"
                           " AND (closed_on IS NULL OR closed_on >= :start)", {"start": year.start.isoformat()})
        for month in year.parts("month"):
            if month.start > self._today:
                return
            key = f"{month.start:%Y-%m}"
            left += new.get(key, 0) - closed.get(key, 0)
            yield Month(month, new.get(key, 0), closed.get(key, 0), left)

    def _per_month(self, column: str, year: Period) -> dict[str, int]:
        return dict(self._connection.execute(
            f"SELECT substr({column}, 1, 7), count(*) FROM problem "
            f"WHERE voided_at IS NULL AND {column} BETWEEN ? AND ? GROUP BY 1",
            (year.start.isoformat(), year.end.isoformat())).fetchall())

    def _setting(self, key: str) -> Any:
        value = self._value("SELECT value FROM setting WHERE key = ?", key)
        return json.loads(value) if value else None

    def _value(self, statement: str, *arguments: Any) -> Any:
        give_way()
        binds = arguments[0] if arguments and isinstance(arguments[0], dict) else arguments
        row = self._connection.execute(statement, binds).fetchone()
        return row[0] if row else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
