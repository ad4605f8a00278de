"""Whatever was typed comes back from Excel as it was: a property over several ledgers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from db import records
from db.errors import Refusal
from db.fields import Day, Field, Flag, Number, Prose, Text
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.workspace import Workspace
from desktop.exchange import workbook_in, workbook_out

_PLAIN = strategies.characters(codec="gb18030", exclude_categories=["C", "Zs", "Zl", "Zp"])
_LINE = strategies.lists(strategies.text(_PLAIN, min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)


def drawn(field: Field) -> strategies.SearchStrategy[Any] | None:
    if isinstance(field, Prose):
        return strategies.lists(_LINE, min_size=1, max_size=3).map("\n".join)
    if isinstance(field, Text):
        return _LINE.map(lambda text: text[: field.limit])
    if isinstance(field, Number):
        return strategies.integers(max(field.least, 0), min(field.most, 999_999))
    if isinstance(field, Day):
        return strategies.dates(date(1990, 1, 1), date(2025, 12, 31))
    return strategies.booleans() if isinstance(field, Flag) else None


@pytest.mark.parametrize("key", ["meeting", "publication", "opinion", "activity", "document", "narrative"])
def test_whatever_was_typed_comes_back_from_excel_unchanged(sample_file: Path, tmp_path: Path, key: str) -> None:
    """Export, then import of the same workbook: no row is new, changed or wrong."""
    (tmp_path / "示例.lvze").write_bytes(sample_file.read_bytes())
    ledger = LEDGERS[key]
    fields = {field.name: made for field in ledger.fields if not field.readonly and (made := drawn(field)) is not None}
    with Workspace.open(tmp_path / "示例.lvze") as opened:
        with opened.read() as session:
            whole = records.values_of(ledger, session.query(ledger.model).first())

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        @given(strategies.lists(strategies.fixed_dictionaries(fields), min_size=1, max_size=3))
        def there_and_back(many: list[dict[str, Any]]) -> None:
            ids = []
            with opened.transaction("试") as session:
                for values in many:
                    try:
                        ids.append(records.save(session, ledger, whole | values).id)
                    except Refusal:
                        continue  # the ledger's own rules do not like it
            workbook_out.write_list(
                opened, ListQuery(ledger, ids=frozenset(ids)), tmp_path / "表.xlsx", ["number", *fields]
            )
            planned = workbook_in.plan(opened, tmp_path / "表.xlsx", key)
            assert [row.verdict for row in planned.tables[0].rows] == ["same"] * len(ids), planned.errors

        there_and_back()
