"""Making a rename durable."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Makes a rename in ``folder`` durable. Windows has no such call for folders and orders it itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
