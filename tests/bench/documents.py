"""How long a ledger of 1,000 rows and 8 columns takes as PDF and as Word, beside the barest ways to write it.

Run: python tests/bench/documents.py [rows] [rounds]. CPU seconds, medians over the rounds, all in one process with the
typefaces loaded before; the ratios are what counts.
"""

import sys
import tempfile
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop.reports.blocks import Document, FormHead, Table
from desktop.reports.docx_writer import write_docx
from desktop.reports.fonts import registered
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD

HEAD = ("序号", "编号", "日期", "事项", "责任科室", "责任人", "时限", "状态")
WIDTHS = (6, 14, 13, 40, 20, 10, 13, 10)
MATTERS = (
    "宣传栏内容更新不及时",
    "科室工作群人员变动后没有及时清理，群主不明确，需逐群核对并重新登记",
    "讲座审批材料不齐",
    "电子屏播放内容未登记",
)
PLACES = ("党委办公室", "内科", "外科", "门诊部", "护理部", "总务科", "人力资源科")
PEOPLE = ("沈若兰", "唐清和", "郑怀远", "罗建章", "周启明")
STATES = ("已销号", "整改中", "待验收")
PDF_GOAL, WORD_GOAL = 1.2, 1.5


def rows_of(count):
    start = date(2025, 1, 1)
    return tuple(
        (
            str(number + 1),
            f"ZG-2025-{number + 1:03}",
            (start + timedelta(number % 365)).isoformat(),
            MATTERS[number % 4],
            PLACES[number % 7],
            PEOPLE[number % 5],
            (start + timedelta(number % 365 + 30)).isoformat(),
            STATES[number % 3],
        )
        for number in range(count)
    )


def bare_pdf(rows, target):
    """reportlab's own table: plain strings, nothing wrapped, no character looked up."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import LongTable, SimpleDocTemplate

    name, size = registered("fangsong"), STANDARD.wide_table_pt
    style = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("FONT", (0, 0), (-1, -1), name, size)]
    wide = [637.8 * share / sum(WIDTHS) for share in WIDTHS]
    SimpleDocTemplate(
        str(target), pagesize=landscape(A4), leftMargin=99, rightMargin=99, topMargin=79, bottomMargin=74
    ).build([LongTable([HEAD, *rows], colWidths=wide, repeatRows=1, style=style)])


def bare_word(rows, target):
    """One lxml tree with nothing but rows, cells and text, packed with the two parts a reader insists on."""
    from lxml import etree

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    tags = {name: f"{{{space}}}{name}" for name in ("document", "body", "tbl", "tr", "tc", "p", "r", "t")}
    root = etree.Element(tags["document"], nsmap={"w": space})
    table = etree.SubElement(etree.SubElement(root, tags["body"]), tags["tbl"])
    for row in (HEAD, *rows):
        line = etree.SubElement(table, tags["tr"])
        for text in row:
            run = etree.SubElement(etree.SubElement(etree.SubElement(line, tags["tc"]), tags["p"]), tags["r"])
            etree.SubElement(run, tags["t"]).text = text
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{kind}" Target="d.xml"/></Relationships>',
        )
        package.writestr("d.xml", etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    rows = rows_of(count)
    document = Document(
        (FormHead("整改台账", "", "", True), Table("", HEAD, rows, WIDTHS, True)),
        "整改台账",
        "",
        "",
        date(2025, 12, 31),
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        ways = {
            "PDF": lambda: write_pdf(document, STANDARD, target / "a.pdf"),
            "PDF, bare reportlab table": lambda: bare_pdf(rows, target / "b.pdf"),
            "Word": lambda: write_docx(document, STANDARD, target / "a.docx"),
            "Word, bare lxml": lambda: bare_word(rows, target / "b.docx"),
        }
        for way in ways.values():
            way()
        taken = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                start = time.process_time()
                way()
                taken[name].append(time.process_time() - start)
        sizes = {path.name: path.stat().st_size // 1024 for path in target.iterdir()}
    medians = {name: median(times) for name, times in taken.items()}
    for name, seconds in medians.items():
        print(f"{name:28} {seconds:.3f} s")
    pdf, word = (
        medians[own] / medians[bare]
        for own, bare in (("PDF", "PDF, bare reportlab table"), ("Word", "Word, bare lxml"))
    )
    print(f"PDF / bare  {pdf:.2f} (goal {PDF_GOAL})   Word / bare  {word:.2f} (goal {WORD_GOAL})   KB {sizes}")
    return 0 if pdf <= PDF_GOAL and word <= WORD_GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
