"""PDF files made for keeping: they say what they are as archives read it, and a stranger's checker finds them clean."""

import re
import shutil
import struct
import subprocess
import zlib
from datetime import date
from xml.etree import ElementTree

import pytest

from desktop.reports.blocks import Document, Heading, Paragraph, Title, Words
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from tests.document_corpus import corpus
from tests.test_docx_writer import FULL

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


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The bytes of a file with every kind of page, and its objects by number."""
    target = tmp_path_factory.mktemp("kept") / "a.pdf"
    write_pdf(FULL, STANDARD, target)
    content = target.read_bytes()
    return content, {
        int(number): body for number, body in re.findall(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj\n", content, re.S)
    }


def test_the_file_says_which_standard_of_keeping_it_follows(kept):
    packet = re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", kept[0], re.S)[0]
    space = "{http://www.aiim.org/pdfa/ns/id/}"
    root = ElementTree.fromstring(packet)
    assert [root.find(f".//{space}{name}").text for name in ("part", "conformance")] == ["2", "B"]
    assert kept[0].startswith(b"%PDF-1.7\n%") and all(byte > 127 for byte in kept[0][10:14])
    assert kept[0].endswith(b"%%EOF\n") and b"/ID" in kept[0][kept[0].rindex(b"trailer") :]


def test_every_stream_ends_with_a_line_and_is_as_long_as_it_says(kept):
    streams = [body for body in kept[1].values() if b"\nstream\n" in body]
    assert len(streams) > 10
    for body in streams:
        head, _, data = body.partition(b"\nstream\n")
        assert data.endswith(b"\nendstream")
        assert int(re.search(rb"/Length (\d+)", head)[1]) == len(data) - len(b"\nendstream")
        assert b"LZW" not in head and b"/Filter [  ]" not in head


def test_colours_have_a_profile_and_nothing_is_transparent_or_active(kept):
    content, objects = kept
    intent = re.search(rb"/OutputIntents \[(.*?)\]", content, re.S)[1]
    assert b"/GTS_PDFA1" in intent
    profile = objects[int(re.search(rb"/DestOutputProfile (\d+) 0 R", intent)[1])]
    data = zlib.decompress(profile.partition(b"\nstream\n")[2].removesuffix(b"\nendstream"))
    assert struct.unpack(">I", data[:4])[0] == len(data) and data[12:24] == b"mntrRGB XYZ " and data[36:40] == b"acsp"
    heads = b"".join(body.partition(b"\nstream\n")[0] for body in objects.values())
    for forbidden in (b"/Encrypt", b"/JavaScript", b"/JS", b"/OpenAction", b"/AA ", b"/SMask", b"/ca ", b"/CA ", b"/AcroForm",
                      b"/EmbeddedFile", b"/Launch", b"/URI", b"/PresSteps", b"/DeviceCMYK"):
        assert forbidden not in heads, forbidden


def test_every_face_is_embedded_as_a_symbolic_one_with_a_single_map(kept):
    _, objects = kept
    fonts = [body for body in objects.values() if b"/Subtype /TrueType" in body]
    assert sum(b"/Type /Font " in body or b"/Type /Font\n" in body for body in objects.values()) == len(fonts)
    assert len(fonts) >= 5
    for body in fonts:
        assert b"/Encoding" not in body and b"/ToUnicode" in body
        descriptor = objects[int(re.search(rb"/FontDescriptor (\d+) 0 R", body)[1])]
        assert int(re.search(rb"/Flags (\d+)", descriptor)[1]) & 4
        program = objects[int(re.search(rb"/FontFile2 (\d+) 0 R", descriptor)[1])]
        data = zlib.decompress(program.partition(b"\nstream\n")[2].removesuffix(b"\nendstream"))
        tables = {data[at : at + 4]: at for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)}
        (start,) = struct.unpack_from(">I", data, tables[b"cmap"] + 8)
        assert struct.unpack_from(">H", data, start + 2) == (1,)


@pytest.mark.parametrize("number", range(0, 24, 3))
def test_a_checker_finds_no_fault(tmp_path, number):
    checker = shutil.which("qpdf")
    if checker is None:
        pytest.skip("qpdf is not installed, so nobody else checks the files here")
    write_pdf(corpus(24)[number], STANDARD, tmp_path / "a.pdf")
    done = subprocess.run([checker, "--check", tmp_path / "a.pdf"], capture_output=True, text=True)
    assert done.returncode == 0 and "WARNING" not in done.stdout + done.stderr
