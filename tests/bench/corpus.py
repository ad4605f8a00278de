"""Documents measured: whether LibreOffice makes as many pages of the Word file as the PDF has, and where not, why;
breaches of the breaking rules, lines over the measure, lines of full pages, margins, page numbers.

Run: python tests/bench/corpus.py [documents of each manner]. The documents are made in three manners: generated, dense in
marks and as reports are written (see `document_corpus`), and the program's own of the sample hospital: every kind of report
and period, every form, list and blank form. LibreOffice opens the Word file as it is. What LibreOffice 7.4 reads otherwise
than Word, and a Word file has no means to tell it:
- it ignores "no gap between Chinese and Latin" and widens every such border by a fifth of the type's size;
- it turns "marks may hang over the edge" round: told no, it hangs them;
- it ignores which marks may not begin or end a line and takes its own list, in which the dash is missing, and it never ends
  a line between a closing mark and a number.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.lists import ListQuery, ids
from db.periods import Period
from db.resources import resource
from db.workspace import Workspace
from desktop.reports.composer import compose
from desktop.reports.docx_inspection import inspect_docx
from desktop.reports.docx_writer import write_docx
from desktop.reports.inspection import body_lines, full_pages, inspect_pdf
from desktop.reports.linebreak import CLOSING, NO_START, is_latin
from desktop.reports.papers import blank_papers, list_papers, record_papers
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import MM, STANDARD
from desktop.reports.templates import KINDS
from desktop.sample import build
from tests.document_corpus import corpus

_BATCH = 40
_RECORDS = 12  # of each ledger whose forms may be taken
_TODAY = date(2025, 12, 31)
_PERIODS = [Period.parse(code) for code in ("2025", "2025H1", "2025H2", "2025Q1", "2025Q2", "2025Q3", "2025Q4")]
FACES = {
    "仿宋_GB2312": "Lvze FangSong",
    "楷体_GB2312": "Lvze Kai",
    "黑体": "Lvze Hei",
    "方正小标宋简体": "Lvze Title Song",
    "宋体": "Lvze Song Digits",
}


def own_documents(count, seed=9704):
    """What the program makes of the sample hospital: a random choice of all its reports, forms and lists."""
    with tempfile.TemporaryDirectory() as name, Workspace.create(Path(name) / "sample.lvze") as workspace:
        build(workspace)
        makers = [
            lambda kind=kind, period=period, annex=annex: compose(
                workspace, kind, period, today=_TODAY, annex=annex
            ).document
            for kind, sort in KINDS.items() if sort.built
            for period in _PERIODS if period.kind in sort.periods
            for annex in (False, True)
        ]
        papers = blank_papers()
        for ledger in LEDGERS.values():
            for period in (None, *_PERIODS) if ledger.day else (None,):
                query = ListQuery(ledger, period)
                papers += list_papers(query, [field.name for field in ledger.columns])
            with workspace.read() as session:
                some = list(ids(session, ListQuery(ledger)))[:_RECORDS]
            papers += [paper for each in some for paper in record_papers(workspace, ledger, each)]
        makers += [lambda paper=paper: paper.make(workspace, _TODAY, lambda *_: None) for paper in papers]
        Random(seed).shuffle(makers)
        found = []
        for make in makers:
            try:
                found.append(make())
            except Refusal:  # nothing to list in that period
                continue
            if len(found) == count:
                break
        return found


def measured(documents, missing, folder):
    """Prints what was found in the files of the documents; returns the number of breaches."""
    found, full, pages, lines = Counter(), Counter(), 0, 0
    left = right = top = bottom = 0.0
    for number, document in enumerate(documents):
        for finding in inspect_pdf(folder / f"{number:03}.pdf", STANDARD, missing[number], document.numbered):
            kind = re.sub(r"“.*?”", "“…”", finding.text)
            found[kind] += 1
            if "只剩一个字" not in kind:
                print(f"  {number:03} {finding}")
        for finding in inspect_docx(folder / f"{number:03}.docx", STANDARD, document.numbered):
            found[f"Word: {finding.text}"] += 1
        file = read_pdf(folder / f"{number:03}.pdf")
        full.update(full_pages(file, STANDARD).values())
        pages += len(file.pages)
        for page in file.pages:
            inside = [line for line in page.lines if not page.landscape and line.baseline < 262 * MM + 3]
            lines += len(page.lines)
            for line in inside:
                left = max(left, 28 - line.left / MM)
                right = max(right, line.right / MM - 184)
                top = max(top, 37 - min(glyph.top for glyph in line.glyphs) / MM)
                bottom = max(bottom, max(glyph.bottom for glyph in line.glyphs) / MM - 262)
    lone = sum(found.pop(kind) for kind in list(found) if "只剩一个字" in kind)
    print(f"documents {len(documents)}, pages {pages}, lines {lines}")
    print(f"findings {dict(found) or 'none'}; lone characters at paragraph ends {lone}")
    print(f"lines on full pages {dict(full)}")
    print(f"ink beyond the type area, mm: left {left:.2f} right {right:.2f} top {top:.2f} bottom {bottom:.2f}")
    return sum(found.values()) + sum(count for rows, count in full.items() if rows != STANDARD.rows)


def _converted(folder):
    """LibreOffice's PDF files of the Word files in the folder; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{word}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{shipped}</string></edit></match>'
        for word, shipped in FACES.items()
    )
    config = folder / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{resource("fonts")}</dir>'
        f"<cachedir>{folder / 'cache'}</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    files = sorted(folder.glob("*.docx"))
    for start in range(0, len(files), _BATCH):
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder / "office",
                *files[start : start + _BATCH],
            ],
            env={"FONTCONFIG_FILE": str(config), "HOME": str(folder), "PATH": "/usr/bin:/bin"},
            check=True,
            capture_output=True,
            timeout=1800,
        )
    return folder / "office"


def _texts(page):
    return ["".join(line.text.split()) for line in page.lines if line.text.strip()]


def _ends(file):
    """The running text of upright pages without tables, and where its lines end in it."""
    text, ends = "", []
    for page in file.pages:
        if not page.landscape and not page.rules:
            for line in _texts(page)[: -1 if _texts(page)[-1:] and _texts(page)[-1].startswith("—") else None]:
                text += line
                ends.append(len(text))
    return text, ends


def _reasons(ours, theirs):
    """The lines LibreOffice ends elsewhere by itself, not only because the one before did, counted by reason."""
    found = Counter()
    (text, mine), (other, there) = _ends(ours), _ends(theirs)
    same = next((at for at, (a, b) in enumerate(zip(text, other)) if a != b), min(len(text), len(other)))
    for start in sorted(({0} | set(mine) & set(there))):
        end, else_where = (next((at for at in ends if start < at < same), None) for ends in (mine, there))
        if end is None or else_where is None or end == else_where:
            continue
        line = text[start:else_where]
        if else_where > end:
            found["longer, marks hang" if line[-1] in CLOSING else "longer, its own list of marks"] += 1
        elif text[end - 1] in CLOSING and text[end].isdigit():
            found["shorter, no break between a closing mark and a number"] += 1
        elif any(is_latin(a) != is_latin(b) and not {a, b} & NO_START for a, b in zip(line, text[start + 1 : end])):
            found["shorter, gaps between Chinese and Latin"] += 1
        else:
            found["shorter, otherwise"] += 1
    if ours.pages[-1].landscape or any(page.rules for page in ours.pages):
        rows = [sum(len(_texts(page)) for page in file.pages if page.rules) for file in (ours, theirs)]
        found["lines in tables"] = rows[1] - rows[0]
    return {reason: count for reason, count in found.items() if count}


def compared(documents, folder):
    """Prints in how many documents LibreOffice makes as many pages as the PDF has; returns that number."""
    office = _converted(folder)
    if office is None:
        print("LibreOffice is not here: page counts not compared")
        return 0
    unlike, full, widest, equal, lines = [], Counter(), Counter(), 0, 0
    for number in range(len(documents)):
        ours, theirs = (read_pdf(at / f"{number:03}.pdf") for at in (folder, office))
        full.update(full_pages(theirs, STANDARD).values())
        widest.update(_characters(theirs))
        for mine, other in zip(ours.pages, theirs.pages):
            if not mine.landscape:
                lines += len(_texts(mine))
                equal += len(set(_texts(mine)) & set(_texts(other)))
        if len(theirs.pages) != len(ours.pages):
            unlike.append((number, len(ours.pages), len(theirs.pages), _reasons(ours, theirs)))
    same = len(documents) - len(unlike)
    print(f"page counts of PDF and Word file agree in {same} of {len(documents)} ({100 * same / len(documents):.1f} %)")
    for number, pages, others, reasons in unlike:
        print(f"  {number:03}: PDF {pages} pages, LibreOffice {others}; its lines: {reasons}")
    print(
        f"LibreOffice: full pages {dict(full)}, Chinese characters in its lines without Latin {dict(widest)}; "
        f"lines the same on the same page {100 * equal / lines:.1f} %"
    )
    return same


def _characters(file):
    """How many characters stand in the full lines of nothing but Chinese."""
    for page in file.pages:
        for line in body_lines(page, STANDARD) if not page.landscape and not page.rules else ():
            if abs(line.size - STANDARD.body_pt) < 0.1 and line.right > 183 * MM and line.left < 29 * MM:
                if all(char > "\u2e80" or char in "“”‘’—…·" for char in line.text):
                    yield len(line.glyphs)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    manners = {
        "dense in marks": lambda: corpus(count, True),
        "as reports are written": lambda: corpus(count, False),
        "the program's own": lambda: own_documents(count),
    }
    breaches = same = made = 0
    for manner, make in manners.items():
        print(manner, flush=True)
        documents = make()
        with tempfile.TemporaryDirectory() as name:
            folder, missing = Path(name), []
            for number, document in enumerate(documents):
                missing.append(write_pdf(document, STANDARD, folder / f"{number:03}.pdf").missing)
                write_docx(document, STANDARD, folder / f"{number:03}.docx")
            same += compared(documents, folder)
            breaches += measured(documents, missing, folder)
        made += len(documents)
    print(f"in all {same} of {made} ({100 * same / made:.1f} %)")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
