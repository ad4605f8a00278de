"""What a PDF says about itself: the document's properties and the same again as XMP, as archives read it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from desktop.reports.blocks import Document
from desktop.reports.pdf_archive import MARK, MARK_SPACE

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PROGRAM = "履责台账"
_PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'


def describe(canvas: Canvas, document: Document) -> None:
    """Title, author, subject, language and the document's own day; no other date, so that files stay the same."""
    from reportlab.pdfbase.pdfdoc import PDFName, PDFStream

    canvas.setTitle(document.title)
    canvas.setAuthor(document.author)
    canvas.setSubject(document.subject)
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    # reportlab dates a reproducible file 1 January 2000 and has no call to say otherwise;
    # the document's own day is as reproducible.
    day = document.made_on
    canvas._doc._timeStamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
    packet = PDFStream(content=_xmp(document), filters=[])  # readable without unpacking
    packet.dictionary["Type"] = PDFName("Metadata")
    packet.dictionary["Subtype"] = PDFName("XML")
    canvas._doc.Catalog.Metadata = canvas._doc.Reference(packet, "xmp")


def _xmp(document: Document) -> bytes:
    def alternative(name: str, text: str) -> str:
        return f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></dc:{name}>'

    stamp = f"{document.made_on.isoformat()}T00:00:00+00:00"
    body = (
        f"{alternative('title', document.title)}{alternative('description', document.subject)}"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(document.author)}</rdf:li></rdf:Seq></dc:creator>"
        "<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language><dc:format>application/pdf</dc:format>"
        f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool><pdf:Producer>{PROGRAM}</pdf:Producer>{MARK}"
    )
    return (
        f'{_PACKET}<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        f'xmlns:pdfaid="{MARK_SPACE}">'
        f'{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
