"""The process that ``test_privacy`` watches and kills: it works on an encrypted file without end.

Run as ``python secret_keeper.py FILE PASSWORD SECRET STICK``. Writes records and proofs with the secret in them, lists and
searches, makes automatic copies and backups; tells one line after each round.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from db import lists, records
from db.backup import back_up, copy_if_changed
from db.drafts import save_draft
from db.evidence import attach
from db.figures import evaluate
from db.ledgers import LEDGERS
from db.periods import Period
from db.workspace import Workspace


def work(path: Path, password: str, secret: str, stick: Path) -> None:
    scan = path.with_name("来源.txt")
    workspace = Workspace.open(path, password=password)
    turn = 0
    while True:
        turn += 1
        with workspace.transaction("新增科室") as session:
            record = records.save(session, LEDGERS["department"], {"name": f"{secret}{turn}", "note": secret * 10})
            attach(session, workspace.evidence, LEDGERS["department"], record, scan)
        with workspace.scratch() as session:
            save_draft(session, "department", None, None, {"name": secret}, datetime(2025, 1, 1))
        with workspace.read() as session:
            lists.page(session, lists.ListQuery(LEDGERS["department"], words=secret[:2]), 0, 50, workspace.words(session))
            evaluate(session, Period.year(2025))
        if turn % 3 == 1:
            copy_if_changed(workspace)
            back_up(workspace, stick)
        if turn % 4 == 3:
            workspace.undo()
        print(turn, flush=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
