"""All measures, by id. Ids F… are rows of the figures catalogue (domain.md section 1), Q… are our own.

Each file adds those of the clerk's own ledgers (``db.figures.own``).
"""

from __future__ import annotations

from db.figures import (activities, cares, documents, duties, incidents, lectures, meetings, opinions, own, positions,
                        problems, publications, reviews,
                        risks, studies, supervisions, talks, teams, totals, trainings)
from db.figures.measure import Measure

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for subject in (duties, meetings, studies, activities, talks, risks, problems, supervisions, opinions, positions,
                    reviews, lectures,
                    incidents, publications, trainings, cares, documents, teams, totals)
    for measure in subject.MEASURES}

SAME_AS: dict[str, str] = {row: measure.id for measure in MEASURES.values() for row in measure.also}
"""Rows of the figures catalogue that mean the same as a measure here: row → id."""


def find(figure_id: str) -> Measure | None:
    """The measure of an id, of a catalogue row that means the same, or of a ledger of the clerk's own."""
    return MEASURES.get(SAME_AS.get(figure_id, figure_id)) or own.find(figure_id)
