"""What stands half typed in a dialog that the lock closes is put by, to be taken up when the same is asked again."""

from __future__ import annotations

from typing import Any

from desktop.state import State


class PutBy:
    """For a dialog whose ``_typed`` tells what stands in it as JSON can hold it; ``_before`` is what stood there at first, ``_what``
    tells dialogs apart."""

    _state: State
    _what: Any
    _before: Any

    def _typed(self) -> Any:
        raise NotImplementedError

    @property
    def half_typed(self) -> bool:
        return self._typed() != self._before

    def keep_draft(self) -> None:
        """The window is about to be locked, which closes every dialog."""
        if self.half_typed:
            self._state.put_by(self._what, self._typed())
