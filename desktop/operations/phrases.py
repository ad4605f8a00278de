"""常用语: the clerk's own phrases for each text field, kept in the file."""

from __future__ import annotations

from collections.abc import Iterable

from db.errors import Refusal
from db.ledger import Ledger
from db.workspace import Workspace

MOST, LONGEST = 50, 500  # phrases of a field, characters of a phrase


def phrases_of(workspace: Workspace, ledger: Ledger, field_name: str) -> list[str]:
    """The phrases of one field in the clerk's order."""
    return list(workspace.setting(_key(ledger, field_name), []))


def keep_phrases(workspace: Workspace, ledger: Ledger, field_name: str, phrases: Iterable[str]) -> list[str]:
    """Puts these phrases in place of the earlier ones, each once and without blank ones. Raises Refusal."""
    wanted = list(dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip()))
    if len(wanted) > MOST:
        raise Refusal(f"每个栏目最多存 {MOST} 条常用语，请先删去几条不用的。")
    if long := next((phrase for phrase in wanted if len(phrase) > LONGEST), None):
        raise Refusal(f"常用语最多 {LONGEST} 个字，“{long[:12]}…”有 {len(long)} 个字，请分成几条。")
    if wanted != phrases_of(workspace, ledger, field_name):
        workspace.set_setting(_key(ledger, field_name), wanted)
    return wanted


def _key(ledger: Ledger, field_name: str) -> str:
    return f"phrases/{ledger.key}/{field_name}"
