"""People's names kept out of reports: a name in a record's text becomes 有关人员, and the clerk is told where."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.checks import Finding
from db.ledgers import LEDGERS
from db.ledgers.organisation import Person
from db.names import anywhere
from desktop.reports.slots import plain

_ENDS = "。；;，,.、 "


class Veil:
    """Hides the names of the roster in texts; ``findings`` says where one stood."""

    def __init__(self, session: Session):
        self.findings: list[Finding] = []
        names = {name for name in session.scalars(select(Person.name)) if name and len(name) > 1}
        self._names = anywhere(names)

    def line(self, text: str | None, ledger_key: str, record_id: int) -> str:
        """A text of a record as one harmless line without names; ``record_id`` 0 when it is not known."""
        clean = plain(text)
        if self._names is None or not self._names.search(clean):
            return clean
        finding = Finding("P1", f"{LEDGERS[ledger_key].title}里有一条写了人员姓名，报告里已隐去，请改写原记录。", ledger_key,
                          (record_id,) if record_id else (), True)
        if finding not in self.findings:
            self.findings.append(finding)
        return self._names.sub("有关人员", clean)

    def phrase(self, text: str | None, ledger_key: str, record_id: int) -> str:
        """The same without the mark at its end, to stand inside a sentence."""
        return bare(self.line(text, ledger_key, record_id))

    def sentence(self, text: str | None, ledger_key: str, record_id: int) -> str:
        """The same as a whole sentence; "" for nothing."""
        return sentence(self.line(text, ledger_key, record_id))


def bare(text: str) -> str:
    """Without the mark at its end."""
    return text.rstrip(_ENDS)


def sentence(text: str) -> str:
    """With a full stop at its end."""
    return text if text.endswith(("。", "！", "？", "…")) else f"{bare(text)}。" if bare(text) else ""
