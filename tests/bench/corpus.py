"""Generated documents measured: breaches of the breaking rules, lines over the measure, lines of full pages, margins,
page numbers; and whether LibreOffice makes as many pages of the Word file as the PDF has, and where not, why.

Run: python tests/bench/corpus.py [documents of each manner]. The documents are made in two manners, see
`document_corpus`. LibreOffice 7.4 does not take over everything a Word file says, so it converts in two steps and what
it dropped is put right in between, in the open-document file:
- it ignores "no gap between Chinese and Latin" (and widens every such border by a quarter character);
- it turns "marks may hang over the edge" round: told no, it hangs them;
- it ignores which marks may not begin or end a line, and takes its own list;
- it never divides a paragraph that stays with the next, which Word does.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from db.resources import resource
from desktop.reports.docx_inspection import inspect_docx
from desktop.reports.docx_writer import write_docx
from desktop.reports.inspection import body_lines, full_pages, inspect_pdf
from desktop.reports.linebreak import CLOSING, NO_END, NO_START
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import MM, STANDARD
from tests.document_corpus import corpus

# A body paragraph that stays with the signature below it is divided by Word all the same, by LibreOffice not.
_KEPT_BODY = re.compile(
    r'(style:parent-style-name="Text_20_body"[^>]*>\s*<style:paragraph-properties[^>]*?) fo:keep-with-next="always"'
)
_BATCH = 40
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
    lone = sum(found.pop(kind) for kind in list(found) if "只剩一个字" in kind)
    print(f"documents {len(documents)}, pages {sum(pages)}, lines {lines}")
    print(f"findings {dict(found) or 'none'}; lone characters at paragraph ends {lone}")
    print(f"lines on full pages {dict(full)}")
    print(f"ink beyond the type area, mm: left {left:.2f} right {right:.2f} top {top:.2f} bottom {bottom:.2f}")
    return pages, sum(found.values()) + sum(count for rows, count in full.items() if rows != STANDARD.rows)


def _as_word_has_it(text):
    """The open-document file with what LibreOffice dropped from the Word file."""
    marks = {"Language": "zh", "Country": "CN", "Variant": "", "BeginLine": NO_START, "EndLine": NO_END}
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="string">{escape("".join(sorted(value)) if isinstance(value, frozenset) else value)}'
        "</config:config-item>"
        for name, value in marks.items()
    )
    settings = '<config:config-item-set config:name="ooo:configuration-settings">'
    text = text.replace(
        settings,
        f'{settings}<config:config-item-map-indexed config:name="ForbiddenCharacters"><config:config-item-map-entry>'
        f"{items}</config:config-item-map-entry></config:config-item-map-indexed>",
    )
    text = text.replace('style:punctuation-wrap="hanging"', 'style:punctuation-wrap="simple"')
    text = text.replace('style:text-autospace="ideograph-alpha"', 'style:text-autospace="none"')
    text = re.sub(
        r"<style:paragraph-properties(?![^>]*text-autospace)",
        '<style:paragraph-properties style:text-autospace="none"',
        text,
    )
    return _KEPT_BODY.sub(r"\1", text)


def _texts(page):
    return ["".join(line.text.split()) for line in page.lines if line.text.strip()]


def _parted(ours, theirs):
    """Why LibreOffice makes another number of pages, told from the first page whose contents differ."""
    for number, (mine, other) in enumerate(zip(ours.pages, theirs.pages), 1):
        if abs(len("".join(_texts(mine)[:-1])) - len("".join(_texts(other)[:-1]))) < 20:
            continue
        if not _texts(other) or _texts(other)[0].startswith("—"):
            return f"page {number}: the table before fills its page to the point, LibreOffice begins another after it"
        if mine.rules or other.rules:
            return f"page {number}: another number of table rows ({len(_texts(mine))} and {len(_texts(other))} lines)"
        return _line_that_differs(ours, theirs, number)
    return "the same on every page, then another one"


def _line_that_differs(ours, theirs, last):
    """The first line that ends elsewhere, on the pages up to `last`, and why LibreOffice ended it there."""
    for number, (mine, other) in enumerate(zip(ours.pages[:last], theirs.pages), 1):
        lines = _texts(mine)
        for line, there, after in zip(lines, _texts(other), [*lines[1:], ""]):
            if line == there:
                continue
            if line[-1] in CLOSING and after[:1].isdigit():
                return f"LibreOffice does not end a line between “{line[-1]}” and a number (page {number})"
            if line.startswith(there):
                return f"“{line[len(there):]}” fits within half a point, LibreOffice rounds it into the next line (page {number})"
            return f"LibreOffice ends a line with “{there[-4:]}”, the PDF with “{line[-4:]}” (page {number})"
    return f"{len(_texts(ours.pages[last - 1]))} and {len(_texts(theirs.pages[last - 1]))} lines"


def compared(documents, pages, folder):
    """Counts the pages LibreOffice makes of the Word files."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is not here: page counts not compared")
        return
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
        for start in range(0, len(files), _BATCH):
            subprocess.run(
                [
                    office,
                    f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                    "--headless",
                    "--convert-to",
                    kind,
                    "--outdir",
                    out,
                    *files[start : start + _BATCH],
                ],
                env={"FONTCONFIG_FILE": str(config), "HOME": str(folder), "PATH": "/usr/bin:/bin"},
                check=True,
                capture_output=True,
                timeout=900,
            )

    convert("fodt", sorted(folder.glob("*.docx")), folder / "flat")
    for flat in (folder / "flat").glob("*.fodt"):
        flat.write_text(_as_word_has_it(flat.read_text(encoding="utf-8")), encoding="utf-8")
    convert("pdf", sorted((folder / "flat").glob("*.fodt")), folder / "office")
    same, full, widest, equal, lines = 0, Counter(), Counter(), 0, 0
    for number in range(len(documents)):
        ours, theirs = (read_pdf(at / f"{number:03}.pdf") for at in (folder, folder / "office"))
        full.update(full_pages(theirs, STANDARD).values())
        widest.update(_characters(theirs))
        for mine, other in zip(ours.pages, theirs.pages):
            if not mine.landscape:
                lines += len(_texts(mine))
                equal += len(set(_texts(mine)) & set(_texts(other)))
        if len(theirs.pages) == pages[number]:
            same += 1
        else:
            print(f"  {number:03}: PDF {pages[number]} pages, LibreOffice {len(theirs.pages)}; {_parted(ours, theirs)}")
    print(
        f"page counts agree in {same} of {len(documents)} ({100 * same / len(documents):.1f} %); "
        f"LibreOffice's full pages {dict(full)}, Chinese characters in its lines without Latin {dict(widest)}; "
        f"lines the same on the same page {100 * equal / lines:.1f} %"
    )


def _characters(file):
    """How many characters stand in the full lines of nothing but Chinese."""
    for page in file.pages:
        for line in body_lines(page, STANDARD) if not page.landscape and not page.rules else ():
            if abs(line.size - STANDARD.body_pt) < 0.1 and line.right > 183 * MM and line.left < 29 * MM:
                if all(char > "\u2e80" or char in "“”‘’—…·" for char in line.text):
                    yield len(line.glyphs)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    breaches = 0
    for dense in (True, False):
        print("dense in marks" if dense else "\nas reports are written")
        documents = corpus(count, dense)
        with tempfile.TemporaryDirectory() as name:
            pages, wrong = measured(documents, Path(name))
            compared(documents, pages, Path(name))
            breaches += wrong
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
