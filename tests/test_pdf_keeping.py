"""PDF files made for keeping: they say what they are as archives read it, and a stranger's checker finds them clean."""

import re
import shutil
import subprocess
from datetime import date
from xml.etree import ElementTree

import pytest

from desktop.reports.blocks import Document, Heading, Paragraph, Title, Words
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from tests.document_corpus import corpus

DOCUMENT = Document(
    (Title("关于<甲&乙>的报告"), Heading(1, (Words("一、情况"),)), Paragraph((Words("王㛃、𠮷田。"),))),
    "关于<甲&乙>的报告",
    "党委办公室",
    "工作报告",
    date(2025, 7, 5),
)


def test_the_properties_stand_in_the_file_as_xmp_that_can_be_read_without_unpacking(tmp_path):
    write_pdf(DOCUMENT, STANDARD, tmp_path / "a.pdf")
    packet = re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", (tmp_path / "a.pdf").read_bytes(), re.S)
    texts = [part.text for part in ElementTree.fromstring(packet[0]).iter() if part.text and part.text.strip()]
    assert {"关于<甲&乙>的报告", "党委办公室", "工作报告", "zh-CN", "2025-07-05T00:00:00+00:00"} <= set(texts)


@pytest.mark.parametrize("number", range(0, 24, 3))
def test_a_checker_finds_no_fault(tmp_path, number):
    checker = shutil.which("qpdf")
    if checker is None:
        pytest.skip("qpdf is not installed, so nobody else checks the files here")
    write_pdf(corpus(24)[number], STANDARD, tmp_path / "a.pdf")
    done = subprocess.run([checker, "--check", tmp_path / "a.pdf"], capture_output=True, text=True)
    assert done.returncode == 0 and "WARNING" not in done.stdout + done.stderr
