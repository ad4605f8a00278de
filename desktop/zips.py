"""What reading a damaged or encrypted ZIP archive may end in, besides OSError: Python has no one exception for it."""

from __future__ import annotations

import zlib
from zipfile import BadZipFile

DAMAGED = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, UnicodeError, ValueError)
