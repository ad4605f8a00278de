"""Builds the sample hospital in a new file."""

from __future__ import annotations

from datetime import date
from random import Random

from db.settings import SAMPLE_DAY
from db.workspace import Workspace
from desktop.sample import (activities, duties, incidents, lectures, meetings, narratives, opinions, own, papers,
                            people, positions,
                            problems, publications, reviews, risks, studies, supports, talks)
from desktop.sample.chronicle import Chronicle, Progress
from desktop.sample.many import add_many

_PLANNERS = (meetings, studies, talks, opinions, risks, lectures, incidents, problems, publications, narratives,
             activities, positions, reviews, supports, papers, own, duties)


def build(workspace: Workspace, year: int = 2025, extra: int = 0, progress: Progress | None = None) -> None:
    """Fills a new, empty file with the invented hospital's ``year``; equal arguments give equal records.

    ``extra`` adds so many plain records in the years before it, so that the sample year's figures stay the same.
    ``progress`` is called with (steps done, steps in all, what is being entered).
    """
    chronicle = Chronicle(year, Random(year))
    people.settle(chronicle)
    chronicle.play(workspace)
    for key, value in (("hospital", people.NAME), ("party_committee", people.COMMITTEE),
        ("addressee", people.ADDRESSEE)):
        workspace.set_setting(key, value)
    cast = people.cast_of(year, chronicle.marks)
    for planner in _PLANNERS:
        chronicle.random = Random(f"{planner.__name__} {year}")  # a change in one planner does not shuffle the others
        planner.plan(chronicle, cast)
    chronicle.play(workspace, progress)
    if extra:
        add_many(workspace, cast, extra, Random(year), date(year, 1, 1), progress)


def build_to_try(workspace: Workspace, extra: int = 0, progress: Progress | None = None) -> None:
    """``build`` for somebody who opens it in the window: it is always the same day there, else all of it would be overdue."""
    build(workspace, extra=extra, progress=progress)
    workspace.set_setting(SAMPLE_DAY, "2025-12-26")
