"""The Word files against the schema of ECMA-376: which elements may stand in which, in what order and how often, and the
package around them. The orders below are the schema's own sequences, shortened by what no file here could need.
"""

import posixpath
import zipfile
from datetime import date

import pytest
from lxml import etree

from desktop.reports.blocks import Document, EditedWords, Heading, Line, Paragraph, RaisedWords, Remark, Title, Words
from desktop.reports.docx_writer import write_docx
from desktop.reports.style import STANDARD, Style
from desktop.reports.style_settings import style_of, with_letterhead
from tests.document_corpus import corpus
from tests.test_docx_writer import FULL
from tests.test_letterhead import a_letterhead, report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath",
    "sectPr": "headerReference* footerReference* footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top left bottom right insideH insideV tl2br tr2bl",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "pBdr": "top left bottom right between bar",
    "tblGrid": "gridCol*",
    "tbl": "tblPr tblGrid tr*",
    "tr": "tblPrEx trPr tc*",
    "settings": "writeProtection view zoom mirrorMargins defaultTabStop autoHyphenation evenAndOddHeaders "
    "drawingGridHorizontalSpacing noPunctuationKerning characterSpacingControl noLineBreaksAfter noLineBreaksBefore "
    "hdrShapeDefaults footnotePr endnotePr compat rsids themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal rsid pPr rPr tblPr trPr tcPr tblStylePr*",
    "styles": "docDefaults latentStyles style*",
    "docDefaults": "rPrDefault pPrDefault",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular",
}
CHOICES = {
    "body": "p tbl sectPr",
    "hdr": "p tbl",
    "ftr": "p tbl",
    "tc": "tcPr p tbl",
    "p": "pPr r bookmarkStart bookmarkEnd hyperlink",
    "r": "rPr t tab br fldChar instrText drawing pict",
    "trPr": "cantSplit trHeight tblHeader jc",
    "tabs": "tab",
    "fonts": "font",
}
KINDS = {  # of values that may be only one of a few
    "jc": {"left", "center", "right", "both", "start", "end"},
    "vAlign": {"top", "center", "both", "bottom"},
    "lineRule": {"auto", "exact", "atLeast"},
    "hRule": {"auto", "exact", "atLeast"},
}
MARKED = Document(
    (
        Title("关于情况的报告\n（修改稿）", "党委书记　某某"),
        Line((Words("送审稿"),), "right"),
        Line((Words("一览"),), "centre", titled=True),
        Heading(1, (Words("一、情况"),)),
        Paragraph((EditedWords("删去", "deleted"), EditedWords("增加\t的\n话", "added"), Words("共3件"), RaisedWords("[1]"))),
        Remark("此件公开发布"),
    ),
    "题", "甲", "乙", date(2025, 3, 31),
)
CASES = {
    "full": (FULL, STANDARD),
    "marked": (MARKED, Style(bold_levels=(2, 3))),
    "on a letterhead": (report(), style_of(with_letterhead(None, a_letterhead(first_page=True), "底稿.docx"))),
    **{f"corpus {number}": (each, STANDARD) for number, each in enumerate(corpus(24, True)) if number % 3 == 0},
}


@pytest.fixture(params=CASES, scope="module")
def package(request, tmp_path_factory):
    target = tmp_path_factory.mktemp("schema") / "a.docx"
    write_docx(*CASES[request.param], target)
    with zipfile.ZipFile(target) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _name(element):
    return etree.QName(element).localname


def _of_ours(parts):
    """The roots of the parts this program makes; of a letterhead's own styles its maker answers for the insides."""
    for name, content in parts.items():
        if name.startswith("word/") and name.endswith(".xml") and "theme" not in name:
            root = etree.fromstring(content)
            if root.tag.startswith(W):
                yield name, root


def test_elements_stand_where_the_schema_wants_them_and_no_more_often(package):
    checked = 0
    for part, root in _of_ours(package):
        theirs = {
            each
            for style in root.iter(f"{W}style")
            if style.get(f"{W}styleId", "").startswith("base-")
            for each in style.iter()
        }
        for element in root.iter(f"{W}*"):
            name = _name(element)
            if name in SEQUENCES and element not in theirs:
                order = [each.rstrip("*") for each in SEQUENCES[name].split()]
                several = {each.rstrip("*") for each in SEQUENCES[name].split() if each.endswith("*")}
                found = [_name(child) for child in element if child.tag.startswith(W)]
                assert set(found) <= set(order), (part, name, set(found) - set(order))
                assert [order.index(each) for each in found] == sorted(order.index(each) for each in found), (part, name)
                assert all(found.count(each) == 1 or each in several for each in found), (part, name, found)
                checked += 1
            elif name in CHOICES and not part.endswith(("comments.xml", "footnotes.xml")):
                assert {_name(child) for child in element} <= set(CHOICES[name].split()), (part, name)
    assert checked > 60


def test_cells_end_with_a_paragraph_and_rows_fill_their_grid(package):
    for _, root in _of_ours(package):
        for table in root.iter(f"{W}tbl"):
            columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            for row in table.iterchildren(f"{W}tr"):
                spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterchildren(f"{W}tc")]
                assert sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) == columns
                assert all(_name(cell[-1]) == "p" for cell in row.iterchildren(f"{W}tc"))
        body = root.find(f"{W}body")
        assert body is None or _name(body[-1]) == "sectPr"


def test_values_are_of_their_kind(package):
    for part, root in _of_ours(package):
        for element in root.iter(f"{W}*"):
            name = _name(element)
            assert all(key.startswith("{") for key in element.attrib), (part, name, dict(element.attrib))
            if name in KINDS:
                assert element.get(f"{W}val") in KINDS[name]
            for key in ("lineRule", "hRule"):
                assert element.get(f"{W}{key}") is None or element.get(f"{W}{key}") in KINDS[key]
            if name in ("sz", "szCs", "outlineLvl", "gridSpan"):
                assert element.get(f"{W}val").isdigit(), (part, name)
            if name in ("spacing", "ind", "pgSz", "pgMar", "tblW", "tcW", "gridCol", "trHeight"):
                numbers = [value for key, value in element.attrib.items() if _name_of(key) not in _WORDS]
                assert all(value.lstrip("-").isdigit() for value in numbers), (part, name, dict(element.attrib))


_WORDS = {"lineRule", "hRule", "orient", "type"}


def _name_of(key):
    return etree.QName(key).localname


def test_styles_named_are_there_and_named_once(package):
    roots = dict(_of_ours(package))
    (sheet,) = (root for name, root in roots.items() if name.endswith("/styles.xml"))
    styles = {each.get(f"{W}styleId"): each for each in sheet.iter(f"{W}style")}
    names = [each.find(f"{W}name").get(f"{W}val") for each in sheet.iter(f"{W}style")]
    assert len(styles) == len(names) == len(set(names))
    for name, root in roots.items():
        for reference in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            for element in root.iter(f"{W}{reference}"):
                assert element.get(f"{W}val") in styles, (name, reference, element.get(f"{W}val"))
    defaults = [each.get(f"{W}type") for each in styles.values() if each.get(f"{W}default") == "1"]
    assert len(defaults) == len(set(defaults))


def test_every_part_has_its_kind_and_every_relationship_its_part(package):
    kinds = etree.fromstring(package["[Content_Types].xml"])
    named = [each.get("PartName") for each in kinds if each.tag.endswith("Override")]
    endings = {each.get("Extension").lower() for each in kinds if each.tag.endswith("Default")}
    assert len(named) == len(set(named)) and all(name.removeprefix("/") in package for name in named)
    for name in package:
        assert f"/{name}" in named or name.rpartition(".")[2].lower() in endings or name == "[Content_Types].xml", name
    for name, content in package.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        relations = {each.get("Id"): each.get("Target") for each in etree.fromstring(content)}
        assert len(relations) == len(etree.fromstring(content))
        for target in relations.values():
            path = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            assert path in package, (name, target)
        owner = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        if owner in package:
            used = [value for each in etree.fromstring(package[owner]).iter() for key, value in each.attrib.items() if key.startswith(R)]
            assert set(used) <= set(relations), (owner, set(used) - set(relations))


def test_drawings_have_numbers_of_their_own(package):
    document = etree.fromstring(package["word/document.xml"])
    numbers = [each.get("id") for each in document.iter() if _name(each) == "docPr"]
    assert len(numbers) == len(set(numbers))
