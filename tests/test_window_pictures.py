"""Pictures of every screen of the window in ``build/pictures``, at scale 1 and 1.5, for a person to look at."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("scale", ["1", "1.5"])
def test_every_screen_is_drawn(sample_file, scale):
    folder = ROOT / "build" / "pictures"
    command = [sys.executable, "-m", "tests.window_pictures", str(sample_file), str(folder), scale]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for name in ("window-1-start", "tab-bench", "tab-work", "tab-settings", "settings-backup-done", "restore"):
        content = (folder / f"{name}@{scale}.png").read_bytes()
        width = struct.unpack(">I", content[16:20])[0]
        assert abs(width - 1366) <= 2 or name == "restore"  # whole pixels at a scale of 1.5
