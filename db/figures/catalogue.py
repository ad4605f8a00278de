"""All measures, by id. Ids F… are rows of the figures catalogue (domain.md section 1), Q… are our own."""

from __future__ import annotations

from db.figures import duties, incidents, lectures, meetings, opinions, problems, publications, risks, studies, talks
from db.figures.measure import Measure

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for subject in (duties, meetings, studies, talks, risks, problems, opinions, lectures, incidents, publications)
    for measure in subject.MEASURES}

SAME_AS: dict[str, str] = {row: measure.id for measure in MEASURES.values() for row in measure.also}
"""Rows of the figures catalogue that mean the same as a measure here: row → id."""


def find(figure_id: str) -> Measure | None:
    """The measure of an id or of a catalogue row that means the same."""
    return MEASURES.get(SAME_AS.get(figure_id, figure_id))
