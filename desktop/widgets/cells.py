"""Blocks of cells on the clipboard, as Excel and WPS write them: tabs, line ends, quotes around what holds these."""

from __future__ import annotations

import re

_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)|([^\t\r\n]*)')
_END = re.compile(r"\r\n|\r|\n")


def read_cells(text: str) -> list[list[str]]:
    """The rows of a pasted block. A quote only counts where it begins a cell and its partner ends it."""
    rows: list[list[str]] = [[]]
    place = 0
    while place <= len(text):
        found = _CELL.match(text, place)
        quoted = found[1]
        rows[-1].append(_plain(quoted.replace('""', '"') if quoted is not None else found[2]))
        place = found.end()
        if text[place:place + 1] == "\t":
            place += 1
        elif end := _END.match(text, place):
            place = end.end()
            if place == len(text):
                break
            rows.append([])
        else:
            break
    return rows


def write_cells(rows: list[list[str]]) -> str:
    """A block for the clipboard."""
    return "\n".join("\t".join(map(_quoted, row)) for row in rows)


def _plain(text: str) -> str:
    return "\n".join(_END.split(text.replace("\u3000", " ").replace("\xa0", " "))).strip()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '\t\n"') else text
