"""Typefaces installed on the computer: the standard's are used where they are, shipped ones stand in where not, and the
clerk is told which. The installed files are shipped ones under other names.
"""

import struct
from datetime import date

from db.resources import resource
from desktop.reports import fonts
from desktop.reports.blocks import Document, Paragraph, Title, Words
from desktop.reports.installed import notice, stand_ins, with_installed
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD

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
