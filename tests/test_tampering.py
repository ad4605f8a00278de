"""Any row changed, added or removed behind the program's back is found, with its place. Source: domain.md section 5."""

from __future__ import annotations

from datetime import date
from random import Random

from sqlalchemy import text

from db import tampering
from db.checks import check
from db.journal import broken_at
from db.ledgers import LEDGERS, MODELS
from db.periods import Period
from db.workspace import Workspace

UNTOLD = {"id", "revision", "created_at", "changed_at", "object", "object_size"}


def test_the_sample_is_what_its_journal_says(sample: Workspace) -> None:
    with sample.read() as session:
        assert list(tampering.strays(session)) == []


def test_a_change_to_any_column_of_any_table_is_found(sample: Workspace) -> None:
    """One row of every table, and in it every column in turn; all of them are found in one reading."""
    chance, wanted = Random(5), set()
    with sample.read() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table, model in MODELS.items():
            ids = [row.id for row in session.execute(text(f'SELECT id FROM "{table}"'))]
            columns = [column.name for column in model.__table__.columns if column.name not in UNTOLD]
            for column, record_id in zip(columns, chance.sample(ids, min(len(ids), len(columns)))):
                was = session.execute(text(f'SELECT "{column}" FROM "{table}" WHERE id = {record_id}')).scalar()
                python = model.__table__.c[column].type.python_type.__name__
                new = {"int": "7777", "float": "7777.5", "bool": str(int(not was)), "date": "'2001-02-03'",
                       "datetime": "'2001-02-03 04:05:06.000000'"}.get(python, "'改动'")
                session.execute(text(f'UPDATE "{table}" SET "{column}" = {new} WHERE id = {record_id}'))
                wanted.add((table, record_id, column))
        found = {(one.table, one.record_id, column) for one in tampering.strays(session) for column in one.columns}
        session.rollback()
    assert len(wanted) > 300 and wanted <= found


def test_a_row_removed_or_slipped_in_is_found(sample: Workspace) -> None:
    with sample.read() as session:
        session.execute(text("DELETE FROM opinion WHERE id = 5"))
        columns = ", ".join(column.name for column in MODELS["meeting"].__table__.columns if column.name not in ("id", "uid"))
        session.execute(text(f"INSERT INTO meeting (id, uid, {columns}) SELECT 9999, 'x', {columns} FROM meeting WHERE id = 3"))
        found = {(one.table, one.record_id, one.missing) for one in tampering.strays(session)}
        said = [one for one in check(session, Period.parse("2025"), date(2025, 12, 31)) if one.code == "J3"]
        session.rollback()
    assert found == {("opinion", 5, True), ("meeting", 9999, False)}
    assert {(one.ledger_key, one.record_ids) for one in said} == {("opinion", ()), ("meeting", (9999,))}
    assert all(one.serious and LEDGERS[one.ledger_key].title in one.sentence for one in said)


def test_a_change_to_any_line_of_the_log_is_found(sample: Workspace) -> None:
    chance = Random(3)
    for table, columns in (("step", ("at", "label", "kind", "target", "hash")), ("change", ("ledger", "record_id", "before", "after", "mark"))):
        for column in columns:
            with sample.read() as session:
                ids = session.execute(text(f'SELECT id FROM "{table}"')).scalars().all()
                record_id = chance.choice(ids[:400])
                session.execute(text(f"""UPDATE "{table}" SET "{column}" = CASE "{column}" WHEN '1' THEN '2' ELSE '1' END WHERE id = {record_id}""")
                                if column != "at" else text(f"UPDATE step SET at = '2001-02-03 04:05:06.000000' WHERE id = {record_id}"))
                assert broken_at(session) is not None, (table, column, record_id)
                session.rollback()
