"""What stands beside some fields of a form and spares typing: phrases, numbers from a list of names."""

from __future__ import annotations

from db.ledger import Ledger
from desktop.state import State
from desktop.widgets.chain_dialog import ChainButton
from desktop.widgets.editor import Editor
from desktop.widgets.editors import ProseEditor
from desktop.widgets.phrases import PhraseButton


def help_typing(state: State, ledger: Ledger, editor: Editor, editors: dict[str, Editor]) -> None:
    """Puts its helper beside an editor. ``editors`` are those of the whole form, also the ones still to be made."""
    if isinstance(editor, ProseEditor):
        PhraseButton(state, ledger, editor)
    elif editor.field.name == "attended":
        ChainButton(state, editor, editors, ledger.day.key if ledger.day is not None else "")
