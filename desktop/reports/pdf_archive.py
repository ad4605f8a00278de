"""What keeps a PDF readable in an archive: PDF/A-2b (ISO 19005-2), as far as it can be told without a validator.

Held by hand against the clauses: header and trailer (6.1.2, 6.1.3: an identifier, nothing encrypted), an end of line
before every "endstream" and right lengths (6.1.7), a colour profile for the RGB numbers used (6.2.3, 6.2.4), no
transparency (6.2.10), every face embedded, symbolic with one map and no other encoding (6.2.11), no actions, scripts,
forms or attached files (6.5 to 6.8), the properties as XMP with the version's mark (6.6). The structure is checked by
qpdf; a PDF/A validator has not seen the files. Not tagged, so not level A.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PDF_VERSION = (1, 7)
MARK = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
"""What the XMP says of it, in the namespace MARK_SPACE."""
MARK_SPACE = "http://www.aiim.org/pdfa/ns/id/"

_WHITE = (0.9642, 1.0, 0.8249)  # D50, to which the three colours below are adapted
_COLOURS = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_NAME = "sRGB IEC61966-2.1"
_STEPS = 1024


def prepare(canvas: Canvas) -> None:
    """Give a document the colour space its numbers are meant in."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString, PDFZCompress

    document = canvas._doc
    profile = PDFStream(content=srgb_profile(), filters=[PDFZCompress])
    profile.dictionary["N"] = 3
    intent = PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString(_NAME),
            "Info": PDFString(_NAME),
            "DestOutputProfile": document.Reference(profile, "sRGB"),
        }
    )
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]  # reportlab knows no such entry
    catalog.OutputIntents = PDFArray([intent])


def patch_streams() -> None:
    """Let reportlab end the data of a stream with a line, as the format asks, and list no filters where there are none;
    once per process.
    """
    from reportlab.pdfbase.pdfdoc import PDFStream

    whole, ending = PDFStream.format, b"endstream\n"

    def format_with_line(stream: PDFStream, document: object) -> bytes:
        head, mark, data = whole(stream, document).partition(b"\nstream\n")
        return head.replace(b"/Filter [  ] ", b"") + mark + data.removesuffix(ending) + b"\n" + ending

    PDFStream.format = format_with_line


@cache
def srgb_profile() -> bytes:
    """The colour space of screens and office printers as an ICC profile (version 2), made from its definition."""
    curve = b"curv" + struct.pack(">II", 0, _STEPS)
    curve += struct.pack(f">{_STEPS}H", *(round(_linear(step / (_STEPS - 1)) * 65535) for step in range(_STEPS)))
    name = _NAME.encode("ascii") + b"\0"
    parts = {
        b"desc": b"desc" + struct.pack(">II", 0, len(name)) + name + bytes(8 + 3 + 67),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": _xyz(_WHITE),
        **{tag: _xyz(colour) for tag, colour in _COLOURS.items()},
        **{tag: curve for tag in (b"rTRC", b"gTRC", b"bTRC")},
    }
    at = 128 + 4 + 12 * len(parts)
    table, data, places = struct.pack(">I", len(parts)), b"", {}
    for tag, content in parts.items():
        if content not in places:
            places[content] = at + len(data)
            data += content + bytes(-len(content) % 4)
        table += tag + struct.pack(">II", places[content], len(content))
    head = struct.pack(">I4sI4s4s4s", at + len(data), bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2025, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + _fixed(_WHITE)
    return head.ljust(128, b"\0") + table + data


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _fixed(values: tuple[float, ...]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)
