"""Numbered steps that bring an older file up to today's tables, each run with a verified copy made first.

To add a step: 1 write ``mNNNN_<what>.py`` with ``run(connection)``, using SQLAlchemy Core or SQL only (a step must mean
the same in five years, so it never imports today's models); 2 append it to ``STEPS``; 3 keep a sample file of the
version before it in ``tests/data`` - ``tests/test_migrations.py`` opens them all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from db.errors import NewerFile, NotOurs, Refusal
from db.keyfile import copy_keys, remove_with_keys

APPLICATION_ID = 0x4C565A45  # "LVZE"
STEPS: tuple[Callable[[Connection], None], ...] = ()
NEWEST = 1 + len(STEPS)
_KEEP_COPIES = 3


def stamp(connection: Connection) -> None:
    """Marks a new file as ours and of today's version."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={NEWEST}")


def version_of(connection: Connection, name: str) -> int:
    """The file's version. Raises NotOurs or NewerFile before anything was written to it."""
    owner = connection.exec_driver_sql("PRAGMA application_id").scalar()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
    if owner != APPLICATION_ID or version < 1:
        raise NotOurs(f"“{name}”不是履责台账的文件，请选择扩展名为 .lvze 的台账文件。")
    if version > NEWEST:
        raise NewerFile(f"“{name}”是用更新版本的程序保存的（文件版本 {version}，本程序认识到 {NEWEST}），请先更新程序；文件没有改动。")
    return version


def migrate(engine: Engine, path: Path, now: datetime) -> None:
    """Runs the missing steps in one transaction. On any failure the file is as it was. Raises Refusal."""
    with engine.connect() as connection:
        version = version_of(connection, path.name)
    copy = path.with_name(f"{path.stem}.v{version}-{now:%Y%m%d-%H%M%S}.升级前{path.suffix}")
    copy_keys(path, copy)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            for step in STEPS[version - 1:]:
                step(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={NEWEST}")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() or (
                    connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok"):
                raise RuntimeError("check after migration failed")
    except Exception as error:
        raise Refusal(f"“{path.name}”升级到新版本没有成功，文件保持原样；升级前的副本在“{copy.name}”。") from error
    engine.dispose()  # connections made before have foreign keys switched off
    for old in sorted(path.parent.glob(f"{path.stem}.v*升级前{path.suffix}"))[:-_KEEP_COPIES]:
        remove_with_keys(old)
