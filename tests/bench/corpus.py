"""Two hundred generated documents measured: breaches of the breaking rules, lines over the measure, lines of full
pages, margins, page numbers; and for a sample, whether LibreOffice makes as many pages of the Word file as the PDF has.

Run: python tests/bench/corpus.py [documents] [sample for LibreOffice]. The documents are made in two manners, see
`document_corpus`. LibreOffice knows no "no gap between Chinese and Latin" in Word files (it widens every such border by
a quarter character, Word does not), and it never divides a paragraph that stays with the next; both are put right on the
way, in the open-document file it makes first. What remains: it gives neighbouring marks their full width and hangs a
mark over the edge instead of squeezing, so that a page of many marks comes out up to half a line longer.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from db.resources import resource
from desktop.reports.docx_inspection import inspect_docx
from desktop.reports.docx_writer import write_docx
from desktop.reports.inspection import full_pages, inspect_pdf
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import MM, STANDARD
from tests.document_corpus import corpus

# A body paragraph that stays with the signature below it is divided by Word all the same, by LibreOffice not.
_KEPT_BODY = re.compile(
    r'(style:parent-style-name="Text_20_body"[^>]*>\s*<style:paragraph-properties[^>]*?) fo:keep-with-next="always"'
)
FACES = {
    "仿宋_GB2312": "Lvze FangSong",
    "楷体_GB2312": "Lvze Kai",
    "黑体": "Lvze Hei",
    "方正小标宋简体": "Lvze Title Song",
    "宋体": "Lvze Song Digits",
}


def measured(documents, folder):
    """Writes every document as PDF and Word and prints what was found; returns the pages of each PDF."""
    found, full, pages, lines, lone = Counter(), Counter(), [], 0, 0
    left = right = top = bottom = 0.0
    for number, document in enumerate(documents):
        result = write_pdf(document, STANDARD, folder / f"{number:03}.pdf")
        write_docx(document, STANDARD, folder / f"{number:03}.docx")
        for finding in inspect_pdf(folder / f"{number:03}.pdf", STANDARD, result.missing):
            kind = re.sub(r"“.*?”", "“…”", finding.text)
            found[kind] += 1
            if "只剩一个字" not in kind:
                print(f"  {number:03} {finding}")
        for finding in inspect_docx(folder / f"{number:03}.docx", STANDARD):
            found[f"Word: {finding.text}"] += 1
        file = read_pdf(folder / f"{number:03}.pdf")
        full.update(full_pages(file, STANDARD).values())
        pages.append(len(file.pages))
        for page in file.pages:
            inside = [line for line in page.lines if not page.landscape and line.baseline < 262 * MM + 3]
            lines += len(page.lines)
            for line in inside:
                left = max(left, 28 - line.left / MM)
                right = max(right, line.right / MM - 184)
                top = max(top, 37 - min(glyph.top for glyph in line.glyphs) / MM)
                bottom = max(bottom, max(glyph.bottom for glyph in line.glyphs) / MM - 262)
    lone = found.pop("段末只剩一个字“…”。", 0)
    print(f"documents {len(documents)}, pages {sum(pages)}, lines {lines}")
    print(f"findings {dict(found) or 'none'}; lone characters at paragraph ends {lone}")
    print(f"lines on full pages {dict(full)}")
    print(f"ink beyond the type area, mm: left {left:.2f} right {right:.2f} top {top:.2f} bottom {bottom:.2f}")
    return pages, sum(found.values()) + sum(count for rows, count in full.items() if rows != STANDARD.rows)


def compared(documents, pages, sample, folder):
    """Counts the pages LibreOffice makes of the Word files."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is not here: page counts not compared")
        return
    step = max(1, len(documents) // sample)
    chosen = list(range(0, len(documents), step))[:sample]
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

    def convert(kind, files, out):
        out.mkdir(exist_ok=True)
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                out,
                *files,
            ],
            env={"FONTCONFIG_FILE": str(config), "HOME": str(folder), "PATH": "/usr/bin:/bin"},
            check=True,
            capture_output=True,
            timeout=900,
        )

    convert("fodt", [folder / f"{number:03}.docx" for number in chosen], folder / "flat")
    for flat in (folder / "flat").glob("*.fodt"):
        text = flat.read_text(encoding="utf-8")
        text = text.replace('style:text-autospace="ideograph-alpha"', 'style:text-autospace="none"')
        text = re.sub(
            r"<style:paragraph-properties(?![^>]*text-autospace)",
            '<style:paragraph-properties style:text-autospace="none"',
            text,
        )
        text = _KEPT_BODY.sub(r"\1", text)
        flat.write_text(text, encoding="utf-8")
    convert("pdf", sorted((folder / "flat").glob("*.fodt")), folder / "office")
    same, ragged = 0, Counter()
    for number in chosen:
        theirs = read_pdf(folder / "office" / f"{number:03}.pdf")
        ragged.update(full_pages(theirs, STANDARD).values())
        if len(theirs.pages) == pages[number]:
            same += 1
        else:
            print(f"  {number:03}: PDF {pages[number]} pages, LibreOffice {len(theirs.pages)}")
    print(
        f"page counts agree in {same} of {len(chosen)} ({100 * same / len(chosen):.0f} %); "
        f"LibreOffice's full pages {dict(ragged)}"
    )


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    sample = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    breaches = 0
    for dense in (True, False):
        print("dense in marks" if dense else "\nas reports are written")
        documents = corpus(count, dense)
        with tempfile.TemporaryDirectory() as name:
            pages, wrong = measured(documents, Path(name))
            compared(documents, pages, sample, Path(name))
            breaches += wrong
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
