"""The hospital's own letterhead (.docx) as the base of a report's Word file.

What stands in its header and in its body (a logo, a red head) is kept and the report follows it, in the report's own
styles, page and page numbers. The styles of the letterhead keep their look under names of their own, because both files
have a "Normal" and they differ. Nothing is taken that could run, load something from outside or break the page.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from db.errors import Refusal

if TYPE_CHECKING:
    from xml.dom.minidom import Document, Element

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "word/document.xml"
MOST_BYTES = 5_000_000
_MOST_UNPACKED = 60_000_000
_MOST_PARTS = 400
BASE = "base-"
"""Before every name taken over from the letterhead."""
_REPLACED = ("styles", "stylesWithEffects", "settings", "fontTable", "webSettings", "glossaryDocument")
_TEXTS = ("header", "footer", "footnotes", "endnotes", "comments", "numbering")
_A4 = (11906, 16838)
_SLACK = 57  # twips, a millimetre


class Letterhead:
    """A letterhead, opened and found fit; `name` is what the clerk calls it. Raises Refusal, saying what is wrong."""

    def __init__(self, content: bytes, name: str = "所选文件") -> None:
        self.name = name
        self.parts = self._unpacked(content)
        self._refuse_what_runs()
        self.relations = self._relations("word/_rels/document.xml.rels")
        self._refuse_links()
        self.document = self._parsed(_MAIN)
        root = self.document.documentElement
        if root.tagName != "w:document" or root.namespaceURI != _W:
            raise Refusal(f"“{name}”不是普通的 Word 文档，请在 Word 或 WPS 里另存为 .docx 后再选。")
        self.section = self._only_section()

    def _unpacked(self, content: bytes) -> dict[str, bytes]:
        if len(content) > MOST_BYTES:
            raise Refusal(f"“{self.name}”超过5兆，请把里面的图片压缩后再选。")
        try:
            with zipfile.ZipFile(BytesIO(content)) as package:
                entries = package.infolist()
                if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                    raise Refusal(f"“{self.name}”里的内容太多，不能作底稿，请只留下版头。")
                parts = {entry.filename: package.read(entry) for entry in entries if not entry.is_dir()}
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
            raise Refusal(f"“{self.name}”不是 Word 文档，请在 Word 或 WPS 里另存为 .docx 后再选。") from error
        if _MAIN not in parts or "[Content_Types].xml" not in parts or "_rels/.rels" not in parts:
            raise Refusal(f"“{self.name}”不是 Word 文档，请在 Word 或 WPS 里另存为 .docx 后再选。")
        return parts

    def _refuse_what_runs(self) -> None:
        kinds = self.parts["[Content_Types].xml"].lower()
        if b"macroenabled" in kinds or b"vbaproject" in kinds or any("vba" in name.lower() for name in self.parts):
            raise Refusal(f"“{self.name}”里有宏，请在 Word 里另存为不含宏的 .docx 后再选。")
        if any(part in name.lower() for name in self.parts for part in ("embeddings/", "activex/", "afchunk")):
            raise Refusal(f"“{self.name}”里嵌有别的文件或控件，请删去后再选。")

    def _refuse_links(self) -> None:
        for part in self.parts:
            if not part.endswith(".rels") or part.endswith("settings.xml.rels"):
                continue  # the file a document was once made from is not loaded by ours
            for relation in self._parsed(part).getElementsByTagName("Relationship"):
                if relation.getAttribute("TargetMode") == "External":
                    raise Refusal(
                        f"“{self.name}”链接了外部的文件或网址，请把链接的图片改为插入、取消超链接后再选。"
                    )

    def _parsed(self, part: str) -> Document:
        from xml.dom.minidom import parseString

        content = self.parts[part]
        try:
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise ExpatError("a document type")
            return parseString(content)
        except (ExpatError, ValueError, LookupError) as error:
            raise Refusal(f"“{self.name}”的内容已损坏，请在 Word 或 WPS 里打开、另存后再选。") from error

    def _relations(self, part: str) -> Document:
        if part not in self.parts:
            raise Refusal(f"“{self.name}”的内容不全，请在 Word 或 WPS 里打开、另存后再选。")
        return self._parsed(part)

    def _only_section(self) -> Element:
        sections = self.document.getElementsByTagName("w:sectPr")
        if not sections:
            raise Refusal(f"“{self.name}”没有页面设置（节），请在 Word 或 WPS 里打开、另存后再选。")
        if len(sections) > 1:
            raise Refusal(f"“{self.name}”分成了几节，不知道哪一节是版头，请只留一节。")
        sizes = sections[0].getElementsByTagName("w:pgSz")
        try:
            size = tuple(round(float(sizes[0].getAttribute(f"w:{side}"))) for side in "wh") if sizes else (0, 0)
        except ValueError:
            size = (0, 0)
        if any(abs(edge - wanted) > _SLACK for edge, wanted in zip(size, _A4)):
            raise Refusal(f"“{self.name}”的纸张不是竖放的 A4，请改好页面设置后再选。")
        return sections[0]

    def package(self, document: str, named: dict[str, str], core: str, media: dict[str, bytes]) -> dict[str, bytes]:
        """The parts of a Word file: the letterhead with the report in it. `named` and `media` are parts the report's
        relationships call by those names, `named` with the name of their kind first: "footer:footer1".
        """
        from xml.dom.minidom import parseString

        folder = next(f"report{number or ''}" for number in range(99) if not self._holds(f"word/report{number or ''}/"))
        report = parseString(document.encode("utf-8"))
        kinds = {name.partition(":")[2]: name.partition(":")[0] for name in named}
        parts = {name: content for name, content in self.parts.items() if name != "word/_rels/settings.xml.rels"}
        self._take_out(parts)
        default = self._default_style()
        for relation in self.relations.getElementsByTagName("Relationship"):
            relation.setAttribute("Id", BASE + relation.getAttribute("Id"))
            part = f"word/{relation.getAttribute('Target').removeprefix('/word/')}"
            if relation.getAttribute("Type").rpartition("/")[2] in _TEXTS and part in parts:
                text = self._parsed(part)
                _restyle(text, default)
                parts[part] = text.toxml(encoding="UTF-8")
        self._join(report, default)
        parts[_MAIN] = self.document.toxml(encoding="UTF-8")
        for name, content in named.items():
            kind, _, part = name.partition(":")
            parts[f"word/{folder}/{part}.xml"] = (
                self._styles(content, default) if kind == "styles" else content.encode("utf-8")
            )
            self._relate(part, kind, f"{folder}/{part}.xml")
        for name, content in media.items():
            parts[f"word/{folder}/{name}.png"] = content
            self._relate(name, "image", f"{folder}/{name}.png")
        parts["docProps/core.xml"] = core.encode("utf-8")
        parts["word/_rels/document.xml.rels"] = self.relations.toxml(encoding="UTF-8")
        overrides = {f"/word/{folder}/{part}.xml": kind for part, kind in kinds.items()}
        parts["[Content_Types].xml"] = self._content_types(parts, overrides)
        return parts

    def _holds(self, folder: str) -> bool:
        return any(name.startswith(folder) for name in self.parts)

    def _take_out(self, parts: dict[str, bytes]) -> None:
        """Drop what the report brings itself, and the letterhead's own properties."""
        for relation in list(self.relations.getElementsByTagName("Relationship")):
            if relation.getAttribute("Type").rpartition("/")[2] in _REPLACED:
                target = relation.getAttribute("Target")
                parts.pop(f"word/{target.removeprefix('/word/')}", None)
                relation.parentNode.removeChild(relation)
        packing = self._parsed("_rels/.rels")
        root = packing.documentElement
        for relation in list(packing.getElementsByTagName("Relationship")):
            if relation.getAttribute("Type").endswith(("/core-properties", "/thumbnail", "/extended-properties")):
                parts.pop(relation.getAttribute("Target").removeprefix("/"), None)
                root.removeChild(relation)
        core = packing.createElement("Relationship")
        core.setAttribute("Id", "report-core")
        core.setAttribute("Target", "docProps/core.xml")
        core.setAttribute("Type", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties")
        root.appendChild(core)
        parts["_rels/.rels"] = packing.toxml(encoding="UTF-8")

    def _relate(self, name: str, kind: str, target: str) -> None:
        relation = self.relations.createElement("Relationship")
        relation.setAttribute("Id", name)
        relation.setAttribute("Type", f"{_R}/{kind}")
        relation.setAttribute("Target", target)
        self.relations.documentElement.appendChild(relation)

    def _styles_part(self) -> Document | None:
        return self._parsed("word/styles.xml") if "word/styles.xml" in self.parts else None

    def _default_style(self) -> str:
        styles = self._styles_part()
        for each in styles.getElementsByTagName("w:style") if styles else ():
            if each.getAttribute("w:type") == "paragraph" and each.getAttribute("w:default") in ("1", "true", "on"):
                return each.getAttribute("w:styleId")
        return "Defaults"

    def _styles(self, ours: str, default: str) -> bytes:
        """The report's style sheet with the letterhead's styles after it, under names of their own."""
        from xml.dom.minidom import parseString

        sheet = parseString(ours.encode("utf-8"))
        root, theirs = sheet.documentElement, self._styles_part()
        base = sheet.createElement("w:style")
        for name, value in (("w:type", "paragraph"), ("w:customStyle", "1"), ("w:styleId", f"{BASE}Defaults")):
            base.setAttribute(name, value)
        base.appendChild(_valued(sheet, "w:name", "版头 默认"))
        for kind in ("w:pPr", "w:rPr"):
            found = theirs.getElementsByTagName(f"{kind}Default") if theirs else ()
            inner = found[0].getElementsByTagName(kind) if found else ()
            copied = sheet.importNode(inner[0], True) if inner else sheet.createElement(kind)
            if kind == "w:rPr" and not copied.getElementsByTagName("w:sz"):
                copied.appendChild(_valued(sheet, "w:sz", "20"))
            base.appendChild(copied)
        root.appendChild(base)
        for style in theirs.getElementsByTagName("w:style") if theirs else ():
            copied = sheet.importNode(style, True)
            identity = copied.getAttribute("w:styleId")
            copied.setAttribute("w:styleId", BASE + identity)
            copied.setAttribute("w:customStyle", "1")
            if copied.hasAttribute("w:default"):
                copied.removeAttribute("w:default")
            for name in copied.getElementsByTagName("w:name"):
                name.setAttribute("w:val", f"版头 {name.getAttribute('w:val')}")
                if identity == default and not copied.getElementsByTagName("w:basedOn"):
                    copied.insertBefore(_valued(sheet, "w:basedOn", "Defaults"), name.nextSibling)
            for alias in list(copied.getElementsByTagName("w:aliases")):
                copied.removeChild(alias)
            for reference in ("w:basedOn", "w:next", "w:link"):
                for element in copied.getElementsByTagName(reference):
                    element.setAttribute("w:val", BASE + element.getAttribute("w:val"))
            root.appendChild(copied)
        if theirs is not None:
            _declare(root, theirs.documentElement)
        return sheet.toxml(encoding="UTF-8")

    def _join(self, report: Document, default: str) -> None:
        """Put the report's body behind the letterhead's, and its header into the report's first section."""
        _restyle(self.document, default)
        for element in self.document.getElementsByTagName("*"):
            for number in range(element.attributes.length):
                attribute = element.attributes.item(number)
                if attribute.namespaceURI == _R:
                    attribute.value = BASE + attribute.value
        _declare(self.document.documentElement, report.documentElement)
        body = self.document.getElementsByTagName("w:body")[0]
        self.section.parentNode.removeChild(self.section)
        if not _shows(body):
            for child in list(body.childNodes):
                body.removeChild(child)
        for child in list(report.getElementsByTagName("w:body")[0].childNodes):
            body.appendChild(self.document.importNode(child, True))
        self._head(self.document.getElementsByTagName("w:sectPr")[0])

    def _head(self, section: Element) -> None:
        first = bool(self.section.getElementsByTagName("w:titlePg"))
        headers = {each.getAttribute("w:type"): each for each in self.section.getElementsByTagName("w:headerReference")}
        settings = b"".join(content for name, content in self.parts.items() if name.endswith("settings.xml"))
        if "default" in headers and b"evenAndOddHeaders" not in settings:
            # The report tells odd from even pages; what the letterhead shows on all of them is to stay on all.
            headers["even"] = headers["default"].cloneNode(True)
            headers["even"].setAttribute("w:type", "even")
        if first:
            odd = next(
                each for each in section.getElementsByTagName("w:footerReference")
                if each.getAttribute("w:type") == "default"
            ).cloneNode(True)
            odd.setAttribute("w:type", "first")
            section.insertBefore(odd, section.firstChild)
            section.insertBefore(
                self.document.createElement("w:titlePg"), section.getElementsByTagName("w:docGrid")[0]
            )
        for header in headers.values():
            section.insertBefore(header, section.firstChild)
        theirs, ours = (each.getElementsByTagName("w:pgMar") for each in (self.section, section))
        if theirs and theirs[0].hasAttribute("w:header"):
            ours[0].setAttribute("w:header", theirs[0].getAttribute("w:header"))

    def _content_types(self, parts: dict[str, bytes], added: dict[str, str]) -> bytes:
        types = self._parsed("[Content_Types].xml")
        root = types.documentElement
        for each in list(types.getElementsByTagName("Override")):
            name = each.getAttribute("PartName").removeprefix("/")
            if name not in parts or name == "docProps/core.xml":
                root.removeChild(each)
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        kinds = {name: f"{word}.{kind}+xml" for name, kind in added.items()}
        kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
        for name, kind in kinds.items():
            override = types.createElement("Override")
            override.setAttribute("PartName", name)
            override.setAttribute("ContentType", kind)
            root.appendChild(override)
        if not any(each.getAttribute("Extension").lower() == "png" for each in types.getElementsByTagName("Default")):
            png = types.createElement("Default")
            png.setAttribute("Extension", "png")
            png.setAttribute("ContentType", "image/png")
            root.insertBefore(png, root.firstChild)
        return types.toxml(encoding="UTF-8")


def _valued(document: Document, name: str, value: str) -> Element:
    element = document.createElement(name)
    element.setAttribute("w:val", value)
    return element


def _declare(root: Element, other: Element) -> None:
    """Let a root know the namespace prefixes that another one knows."""
    for name, value in other.attributes.items():
        if name.startswith("xmlns:") and not root.hasAttribute(name):
            root.setAttribute(name, value)


def _restyle(text: Document, default: str) -> None:
    """Call the styles by the names they have in the report; what has none has the letterhead's default."""
    for paragraph in text.getElementsByTagName("w:p"):
        own = [each for each in paragraph.childNodes if each.nodeName == "w:pPr"]
        if not own:
            own = [text.createElement("w:pPr")]
            paragraph.insertBefore(own[0], paragraph.firstChild)
        if not any(each.nodeName == "w:pStyle" for each in own[0].childNodes):
            own[0].insertBefore(_valued(text, "w:pStyle", default), own[0].firstChild)
    for name in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:styleLink", "w:numStyleLink"):
        for element in text.getElementsByTagName(name):
            element.setAttribute("w:val", BASE + element.getAttribute("w:val"))


def _shows(body: Element) -> bool:
    """Whether anything of a letterhead's body can be seen."""
    visible = ("w:t", "w:drawing", "w:pict", "w:tbl", "w:sym", "w:pBdr")
    return any(body.getElementsByTagName(name) for name in visible)
