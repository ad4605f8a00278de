"""Measures 查找全部 over 100,000 records: every answer from the words typed to the groups shown, in milliseconds.

    python tests/bench/search.py [RECORDS]

Words are taken from the records themselves: two neighbouring Chinese characters at a random place (frequent words come up
as often as people meet them), the most frequent pairs of all, numbers, initials. Goals: p99 of two-character words at most
30 ms, 50 ms for anything.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

WORDS = 400


def main(records: int = 100_000) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "大台账.lvze"
        subprocess.run([sys.executable, "-m", "desktop", "demo", str(file), "--no-password", "--records", str(records)],
                       cwd=ROOT, check=True)
        return measure(file)


def measure(file: Path) -> int:
    from db.workspace import Workspace

    chance = random.Random(1)
    with Workspace.open(file, read_only=True) as workspace:
        pairs, numbers = sources(workspace, chance)
        common = [pair for pair, _ in Counter(pairs).most_common(50)]
        sets = {"two characters": chance.sample(pairs, min(WORDS, len(pairs))), "the 50 most frequent pairs": common,
                "two words": [f"{chance.choice(pairs)} {chance.choice(common)}" for _ in range(WORDS // 4)],
                "numbers": chance.sample(numbers, min(100, len(numbers))), "initials": ["zj", "lw", "wxm", "nk", "ykb"] * 10}
        slow = False
        for name, words in sets.items():
            taken = sorted(_ask(workspace, word) for word in words)
            p50, p95, p99 = (taken[min(len(taken) - 1, int(len(taken) * share))] for share in (0.5, 0.95, 0.99))
            slow = slow or (p99 > 30 if name == "two characters" else p99 > 50)
            print(f"{name}: {len(words)} searches, p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, longest {taken[-1]:.1f} ms")
    return int(slow)


def sources(workspace, chance: random.Random) -> tuple[list[str], list[str]]:
    """Pairs of neighbouring characters and printed numbers from random records of the big ledgers."""
    from sqlalchemy import func, select

    from db.ledgers import LEDGERS
    from db.search import searchable

    pairs, numbers = [], []
    with workspace.read() as session:
        for key in ("publication", "opinion", "talk", "incident", "meeting"):
            ledger = LEDGERS[key]
            last = session.scalar(select(func.max(ledger.model.id)))
            ids = [chance.randrange(1, last + 1) for _ in range(400)]
            for record in session.scalars(select(ledger.model).where(ledger.model.id.in_(ids))):
                numbers.append(record.number)
                for words in searchable(ledger, record)[1:]:
                    chinese = [place for place in range(len(words) - 1) if all("一" <= one <= "鿿" for one in words[place:place + 2])]
                    pairs += [words[place:place + 2] for place in chance.sample(chinese, min(2, len(chinese)))]
    return pairs, numbers


def _ask(workspace, words: str) -> float:
    from db.find import everything

    start = time.perf_counter()
    with workspace.read() as session:
        everything(session, words)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
