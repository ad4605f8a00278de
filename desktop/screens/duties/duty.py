"""The tab 责任清单: what is due, the lists it comes from, the letters of responsibility."""

from __future__ import annotations

from desktop.screens.parts import PartPlan, PartsPage


class DutyPage(PartsPage):
    group = "duty"
    hand_made = (PartPlan("overview", "应办一览", "desktop.screens.duties.duty_overview:DutyOverview"),
                 PartPlan("lists", "清单与事项", "desktop.screens.duties.duty_lists:DutyListsPart"),
                 PartPlan("pledges", "责任书", "ledger:pledge"))
    homes = {"duty_item": "overview", "duty_list": "lists", "duty": "lists", "pledge": "pledges"}
