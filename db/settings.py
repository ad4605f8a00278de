"""Settings kept in the file itself: hospital name, limits in days, thresholds. JSON values under plain keys."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.record import Setting

DEFAULTS: dict[str, Any] = {
    "hospital": "",  # full name as it stands in a signature
    "party_committee": "",  # 党委 name; empty = 中共<hospital>委员会
    "addressee": "",  # 主送机关 of the reports
    "due_soon_days": 7,  # 临期: deadline within so many days
    "first_reply_hours": 4,  # 舆情: judged and answered within so many hours
    "complaint_days": 10,  # 投诉: closed within so many working days
    "report_days": 10,  # 报告: sealed within so many days after its period (db.overview.REPORT_DAYS)
    "lecture_lead_days": 3,  # 讲座: application so many days before the event
    "lecture_lead_days_abroad": 10,  # the same with a speaker from abroad
    "late_entry_days": 30,  # 补录: entered so many days after the event, a record says why; 0 = never asked
    "talk_keep_years": 3,  # 保存期限 of a ledger's records, see db/retention.py; a ledger not named here is kept for good
    "opinion_keep_years": 5,
    "survey_keep_years": 5,
    "incident_keep_years": 5,
    "care_keep_years": 5,
    "small_group": 3,  # smaller counts are merged in reports
    "backup_every_days": 7,  # 备份: asked for when the last one on a drive is so many days old
}

SAMPLE_DAY = "sample_day"  # only the sample hospital has it: its own today


def read_setting(session: Session, key: str, default: Any = None) -> Any:
    """The stored value, else ``default``, else the program's default."""
    row = session.get(Setting, key)
    if row is not None:
        return json.loads(row.value)
    return DEFAULTS.get(key) if default is None else default


def read_settings(session: Session, keys: Collection[str]) -> dict[str, Any]:
    """Many values in one question, each as ``read_setting`` gives it."""
    stored = {row.key: json.loads(row.value) for row in session.scalars(select(Setting).where(Setting.key.in_(keys)))}
    return {key: stored.get(key, DEFAULTS.get(key)) for key in keys}


def write_setting(session: Session, key: str, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=text))
    else:
        row.value = text
