"""Typefaces installed on the computer: the standard's are used where they are, shipped ones stand in where not, and the
clerk is told which. The installed files are shipped ones under other names.
"""

import re
import struct
import zipfile
from datetime import date

from db.resources import resource
from desktop.reports import fonts
from desktop.reports.blocks import Document, Heading, Paragraph, Table, Title, Words
from desktop.reports.export import measured, write_files
from desktop.reports.installed import notice, stand_ins, with_installed
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from desktop.reports.style_settings import style_of

WORDS = "王㛃、李䶮、𠮷田三人参加2025年的学习——共97次。"


def tables(content):
    (count,) = struct.unpack_from(">H", content, 4)
    return {bytes(content[at : at + 4]): at for at in range(12, 12 + 16 * count, 16)}


def renamed(shipped, *names, rights=0):
    """A shipped file that says it is the family of these names, with its maker's terms of embedding."""
    content = bytearray(resource("fonts", f"{shipped}.ttf").read_bytes())
    strings = [name.encode("utf-16-be") for name in (*names, f"PS-{shipped}")]
    records, offset = b"", 0
    for kind, language, text in zip([1] * len(names) + [6], [0x804] * len(names) + [0x409], strings):
        records += struct.pack(">6H", 3, 1, language, kind, len(text), offset)
        offset += len(text)
    table = struct.pack(">HHH", 0, len(strings), 6 + len(records)) + records + b"".join(strings)
    entry = tables(content)[b"name"]
    struct.pack_into(">II", content, entry + 8, len(content), len(table))
    (os2,) = struct.unpack_from(">I", content, tables(content)[b"OS/2"] + 8)
    struct.pack_into(">H", content, os2 + 8, rights)
    return bytes(content + table)


def pdf(tmp_path, style):
    document = Document((Title("学习情况"), Paragraph((Words(WORDS),))), "题", "甲", "乙", date(2025, 3, 31))
    result = write_pdf(document, style, tmp_path / "a.pdf")
    return result, read_pdf(tmp_path / "a.pdf")


def faces_of(file):
    return {glyph.text: glyph.face for page in file.pages for line in page.lines for glyph in line.glyphs}


def test_an_installed_face_is_used_and_rare_characters_come_from_one_that_has_them(tmp_path):
    (tmp_path / "simfang.ttf").write_bytes(renamed("hei", "FangSong", "仿宋"))
    style = with_installed(STANDARD, (tmp_path,))
    result, file = pdf(tmp_path, style)
    faces = faces_of(file)
    assert result.missing == () and "".join(line.text for page in file.pages for line in page.lines).count("𠮷") == 1
    assert "PS-hei" in faces["参"]
    assert faces["𠮷"] != faces["参"] and "Kai" in faces["𠮷"]
    assert all(file.faces.values())  # embedded


def test_the_standards_name_comes_before_one_of_the_same_design(tmp_path):
    (tmp_path / "a.ttf").write_bytes(renamed("digits-song", "仿宋"))
    (tmp_path / "b.ttf").write_bytes(renamed("digits-song", "仿宋_GB2312"))
    assert with_installed(STANDARD, (tmp_path,)).body.files[0] == f"{tmp_path / 'b.ttf'}#0"


def test_a_collection_is_read_too_and_a_face_without_a_character_lends_only_what_it_has(tmp_path):
    one = renamed("digits-song", "仿宋_GB2312")
    head = b"ttcf" + struct.pack(">III", 0x00010000, 1, 16)
    moved = bytearray(one)
    for entry in tables(one).values():
        (offset,) = struct.unpack_from(">I", one, entry + 8)
        struct.pack_into(">I", moved, entry + 8, offset + 16)
    (tmp_path / "two.ttc").write_bytes(head + moved)
    _, file = pdf(tmp_path, with_installed(STANDARD, (tmp_path,)))
    faces = faces_of(file)
    assert "PS-" in faces["9"] and "FangSong" in faces["参"]


def test_what_may_not_be_embedded_or_cannot_be_read_is_not_used(tmp_path):
    for number, rights in enumerate((0x0002, 0x0100)):
        (tmp_path / f"{number}.ttf").write_bytes(renamed("digits-song", "黑体", rights=rights))
    (tmp_path / "cut.ttf").write_bytes(renamed("digits-song", "宋体")[:300])
    (tmp_path / "words.ttf").write_bytes("不是字体".encode())
    assert with_installed(STANDARD, (tmp_path, tmp_path / "none")) == STANDARD


def test_a_file_that_breaks_only_when_it_is_drawn_from_is_passed_over(tmp_path):
    broken = bytearray(renamed("digits-song", "仿宋_GB2312"))
    (start,) = struct.unpack_from(">I", broken, tables(broken)[b"cmap"] + 8)
    broken[start : start + 40] = b"\xff" * 40
    (tmp_path / "broken.ttf").write_bytes(broken)
    result, file = pdf(tmp_path, with_installed(STANDARD, (tmp_path,)))
    assert result.missing == () and "FangSong" in faces_of(file)["参"]


def test_the_middle_and_the_dash_of_an_installed_face_are_measured(tmp_path):
    (tmp_path / "simhei.ttf").write_bytes(renamed("hei", "黑体"))
    file = with_installed(STANDARD, (tmp_path,)).headings[0].files[0]
    assert abs(fonts.middle(file) - fonts.middle("hei")) < 0.02
    assert all(abs(a - b) < 0.005 for a, b in zip(fonts.dash_ink(file), fonts.dash_ink("hei")))


def test_the_clerk_is_told_which_faces_are_missing_and_what_stands_in(tmp_path):
    assert stand_ins(STANDARD) == {
        "方正小标宋简体": "粗宋体", "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "黑体": "黑体", "宋体": "宋体",
    }
    for number, name in enumerate(("方正小标宋简体", "仿宋", "楷体", "黑体")):
        (tmp_path / f"{number}.ttf").write_bytes(renamed("digits-song", name))
    told = notice(with_installed(STANDARD, (tmp_path,)))
    assert "宋体（用自带宋体）" in told and "仿宋" not in told and told.endswith("。")
    (tmp_path / "simsun.ttf").write_bytes(renamed("digits-song", "SimSun", "宋体"))
    all_there = tmp_path / "all"
    all_there.mkdir()
    for path in tmp_path.glob("*.ttf"):
        path.rename(all_there / path.name)
    assert notice(with_installed(STANDARD, (all_there,))) == ""


def western(tmp_path, folders=()):
    """What is set in which face when numbers are to be Times New Roman, and the measured page."""
    style = with_installed(style_of({"latin": "times"}), folders)
    blocks = (Title("2025年报告"), Heading(1, (Words("一、1季度"),)), Heading(2, (Words("（二）2季度"),)),
              Heading(3, (Words("3．题"),)), Paragraph((Words("占“4567”比多，A类"),)), Table("", ("89",), (("乙8",),)))
    document = Document(blocks, "题", "甲", "乙", date(2025, 3, 31))
    files = [tmp_path / "a.pdf", tmp_path / "a.docx"]
    written = write_files(document, files, lambda *_: None, style)
    assert measured(written, document, style, lambda *_: None).findings == ()
    lines = {line.text.replace(" ", ""): line.glyphs for line in read_pdf(files[0]).pages[0].lines}
    return lines, lambda text, character: next(glyph.face for glyph in lines[text] if glyph.text == character)


def test_numbers_may_be_times_new_roman_beside_every_face_but_the_heavy_ones_and_the_page_number(tmp_path):
    (tmp_path / "times.ttf").write_bytes(renamed("digits-song", "Times New Roman"))
    for folders, roman in (((), "Roman"), ((tmp_path,), "PS-digits-song")):
        lines, face = western(tmp_path, folders)
        assert roman in face("（二）2季度", "2") and "Kai" in face("（二）2季度", "季")
        assert roman in face("3．题", "3") and roman in face("占“4567”比多，A类", "4") and roman in face("乙8", "8")
        assert "Hei" in face("一、1季度", "1") and "Hei" in face("89", "8") and "Title" in face("2025年报告", "2")
        assert not any("Roman" in glyph.face for glyph in lines["—1—"])


def test_a_closing_quote_after_western_numbers_keeps_its_chinese_face_and_width(tmp_path):
    lines, face = western(tmp_path)
    glyphs = lines["占“4567”比多，A类"]
    seven, quote, after = glyphs[5:8]
    assert (seven.text, quote.text, after.text) == ("7", "”", "比") and "FangSong" in quote.face
    assert abs(after.x - seven.x - (8 + 16 + 2 * STANDARD.tracking_pt)) < 0.2


def test_word_is_told_the_western_face_for_latin_letters_only_and_keeps_marks_chinese(tmp_path):
    western(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        sheet, text, table = (package.read(f"word/{part}.xml").decode() for part in ("styles", "document", "fontTable"))
    named = {}
    for each in sheet.split("<w:style ")[1:]:
        if found := re.search(r'rFonts w:hint="eastAsia" w:ascii="([^"]*)" w:hAnsi="([^"]*)" w:eastAsia="([^"]*)"', each):
            named[re.search('w:styleId="([^"]*)"', each)[1]] = found.groups()
    for style, chinese in (("BodyText", "仿宋_GB2312"), ("Heading2", "楷体_GB2312"), ("TableText", "仿宋_GB2312")):
        assert named[style] == ("Times New Roman", "Times New Roman", chinese)
    for style in ("Title", "Heading1", "TableHead", "Footer"):
        assert len(set(named[style])) == 1
    runs = re.findall(r"<w:r>.*?</w:r>", text)
    assert runs and all('<w:rFonts w:hint="eastAsia"/>' in run for run in runs)
    assert re.search(r'w:name="Times New Roman"><w:altName w:val="[^"]+"/><w:charset w:val="00"/>', table)
    assert "Times New Roman（用自带罗马体）" in notice(with_installed(style_of({"latin": "times"}), ()))
