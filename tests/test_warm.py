"""The program's own modules are loaded ahead one by one, never one with all that it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_LOAD = """
import sys
from desktop import warm

for name in warm.names(warm.PLAIN):
    warm.import_module(name)
for name in warm.in_order(warm.names(warm.PICTURED)):
    before = set(sys.modules)
    warm.import_module(name)
    print(len([new for new in sys.modules.keys() - before if new.startswith(warm.PICTURED)]), name)
print(all(name in sys.modules for name in warm.names(warm.PICTURED)))
"""


def test_hardly_a_module_brings_another_with_it() -> None:
    root = Path(__file__).resolve().parents[1]
    said = subprocess.run([sys.executable, "-c", _LOAD], cwd=root, check=True, capture_output=True, text=True).stdout.splitlines()
    assert said.pop() == "True"  # nothing is left out
    loaded = [(int(number), name) for number, name in (line.split() for line in said)]
    assert len(loaded) > 150
    assert [name for number, name in loaded if number > 2] == []
