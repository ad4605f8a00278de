"""Texts a report takes from records: shortcomings, plans, open problems, duties, papers. Never a person's name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from db import wording
from db.ledgers import LEDGERS
from db.ledgers.document import DOCUMENTS
from db.ledgers.narrative import NARRATIVES
from db.ledgers.rectification import PROBLEMS
from db.periods import Period
from db.report_data import problems, texts
from db.vocabulary import Words
from desktop.reports.veil import Veil

_MOST_PROBLEMS = 5
_MOST_DUTIES = 4
_PROGRESS = {"new": "已列入整改台账", "doing": "正在整改", "check": "整改已提交验收", "done": "整改已通过验收、待销号", "closed": "整改已销号"}


@dataclass(frozen=True)
class Text:
    """A paragraph the clerk wrote for reports."""

    heading: str
    text: str


@dataclass(frozen=True)
class OpenProblem:
    """A rectification item that is still open: in which respect, what, and how far it is."""

    aspect: str
    title: str
    progress: str


class Material:
    """Reads texts for one period; ``actor_id`` narrows open problems to those this person leads."""

    def __init__(self, session: Session, period: Period, veil: Veil, actor_id: int | None = None):
        self._session, self._period, self._veil, self._actor = session, period, veil, actor_id
        self.words = Words(session, LEDGERS)

    def texts(self, kind: str) -> list[Text]:
        """The narrative blocks of one kind in the clerk's order. Shortcomings and plans of a long period are those of
        its last quarter that has any; practices are all of them."""
        found = texts.texts_of(self._session, self._period, kind)
        chosen = found if kind == "practice" else texts.latest(found)
        return [Text(self._veil.phrase(one.heading, NARRATIVES.key, one.id),
                     self._veil.sentence(one.text, NARRATIVES.key, one.id)) for one in chosen]

    def problems(self) -> list[OpenProblem]:
        """The items open at the period's end, the important and the oldest first."""
        rows = problems.items_of(self._session, self._period, leader_id=self._actor, still_open=True,
                                 limit=_MOST_PROBLEMS)
        return [OpenProblem(self.aspect(row), self._veil.phrase(row.title, PROBLEMS.key, row.id),
                            _PROGRESS.get(row.state, "正在整改")) for row in rows]

    def aspect(self, row: problems.Item) -> str:
        """In which respect an item is wanting: as the clerk wrote it, else after its nature."""
        written = self._veil.phrase(row.aspect, PROBLEMS.key, row.id)
        aspect = written or (self.words.term("issue_kind", row.nature) if row.nature else "工作落实")
        return aspect if aspect.endswith(("方面", "上")) else f"{aspect}方面"

    def duties(self) -> str:
        """What the list of duties asks for in the next period of the same kind: a few tasks by name."""
        tasks = [self._veil.phrase(task, "duty", 0) for task in texts.tasks_ahead(self._session, self._period)]
        return wording.listing(tasks[:_MOST_DUTIES], _MOST_DUTIES)

    def papers(self, *kinds: str, most: int = 6) -> str:
        """The titles of the period's papers of some kinds: 《工作要点》《责任清单》."""
        titles = texts.papers_of(self._session, self._period, *kinds)
        return quoted([self._veil.phrase(one, DOCUMENTS.key, 0) for one in titles], most)


def quoted(titles: list[str], most: int = 6) -> str:
    """Titles in 《》, each once; 等 when some are left out. A title that has its marks keeps them."""
    known = list(dict.fromkeys(title for title in titles if title))
    named = [title if title.startswith("《") else f"《{title}》" for title in known[:most]]
    return "".join(named) + ("等" if len(known) > most else "")


