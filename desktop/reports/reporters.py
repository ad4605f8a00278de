"""述职: who reports, and what this person did by name. A person is an actor here and told by the post, never by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.errors import Refusal
from db.fields import gapless
from db.ledgers.activity import ACTIVITIES
from db.ledgers.study import STUDIES
from db.periods import Period
from db.report_data.texts import possible_reporters, reporter_of, titles_by
from desktop.reports.material import quoted
from desktop.reports.veil import Veil


@dataclass(frozen=True)
class Deeds:
    """Titles in 《》 of what a person did; "" when there is nothing."""

    lectures: str = ""
    visits: str = ""
    topics: str = ""


@dataclass(frozen=True)
class Reporter:
    """Who reports; id 0 is nobody, for a file without a roster."""

    id: int
    post: str
    secretary: bool

    def deeds(self, session: Session, period: Period, veil: Veil) -> Deeds:
        """What this person did by name in the period."""
        titles = titles_by(session, period, self.id)
        keys = {"lecture": ACTIVITIES.key, "site": ACTIVITIES.key, "study": STUDIES.key}
        return Deeds(*(quoted([veil.phrase(title, keys[what], 0) for title in titles[what]], most=4)
                       for what in ("lecture", "site", "study")))


NOBODY = Reporter(0, "", True)


def reporter(session: Session, person_id: int | None) -> Reporter:
    """The person asked for, else the party secretary. Raises Refusal when it is not clear who reports."""
    if person_id is None:
        known = possible_reporters(session)
        secretaries = [row for row in known if row[3] == "secretary"]
        if not known:
            return NOBODY
        if len(secretaries) != 1:
            raise Refusal("名册里没有唯一的党委书记，请写明由谁述职（命令行加 --person 姓名）。")
        person_id = secretaries[0][0]
    found = reporter_of(session, person_id)
    if found is None:
        raise Refusal("名册里没有这个人，请重新选择述职人。")
    return Reporter(found.id, found.post, found.secretary)


def person_called(session: Session, name: str) -> int:
    """The id of the person of this name. Raises Refusal when there is none, or more than one."""
    found = [row[0] for row in possible_reporters(session) if gapless(row[1]) == gapless(name)]
    if len(found) == 1:
        return found[0]
    raise Refusal(f"名册里{'有不止一个' if found else '没有'}“{name}”，请写名册里的姓名，或先在名册里区分开。")
