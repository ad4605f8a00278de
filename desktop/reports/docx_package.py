"""The envelope of a Word file: which part is what, which part needs which, packed the same way every time."""

from __future__ import annotations

import zipfile
from pathlib import Path

from desktop.reports.docx_parts import DECLARATION, FOOTERS
from desktop.reports.letterhead import Letterhead

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMED_PARTS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    **{name: "footer" for name in FOOTERS},
}


def _content_types() -> str:
    kinds = {"/word/document.xml": f"{_WORD}.document.main+xml"}
    kinds |= {f"/word/{name}.xml": f"{_WORD}.{kind}+xml" for name, kind in _NAMED_PARTS.items()}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(entries: dict[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in entries.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def write_package(
    target: Path,
    document: str,
    named: dict[str, str],
    core: str,
    pictures: dict[str, bytes],
    letterhead: Letterhead | None = None,
) -> None:
    """Write the parts to one file. `named` holds styles, settings, fontTable and the footers; a footer's name is its
    relationship id, and so is the name of a picture (PNG). With a `letterhead` the file is that one with these parts.
    """
    if letterhead is not None:
        kinds = {f"{kind}:{name}": named[name] for name, kind in _NAMED_PARTS.items()}
        parts = letterhead.package(document, kinds, core, pictures)
    else:
        parts = _alone(document, named, core, pictures)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            _put(package, name, content)


def _alone(document: str, named: dict[str, str], core: str, pictures: dict[str, bytes]) -> dict[str, bytes]:
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {
                "document": (f"{_OFFICE}/officeDocument", "word/document.xml"),
                "core": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "docProps/core.xml": core,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relationships(
            {name: (f"{_OFFICE}/{kind}", f"{name}.xml") for name, kind in _NAMED_PARTS.items()}
            | {name: (f"{_OFFICE}/image", f"media/{name}.png") for name in pictures}
        ),
        **{f"word/{name}.xml": named[name] for name in _NAMED_PARTS},
    }
    parts = {name: text.encode("utf-8") for name, text in texts.items()}
    return parts | {f"word/media/{name}.png": png for name, png in pictures.items()}


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # dated 1980, as every entry of a reproducible archive
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
    entry.create_system = 0
    package.writestr(entry, content)
