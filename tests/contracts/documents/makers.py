"""Files as people send them, made here: Word, OpenDocument, PDF."""

import io
import zipfile

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; `numbering`, `footnotes`, `styles`, `header`, `header2` … add parts of that kind."""
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{R}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for i, name in enumerate(parts)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        )
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(*pages: list[str], password: str = "") -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
    out = io.BytesIO()
    drawing = canvas.Canvas(out, encrypt=password or None)
    for lines in pages:
        drawing.setFont("MSung-Light", 12)
        for index, line in enumerate(lines):
            drawing.drawString(60, 800 - 20 * index, line)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
) + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'  # fmt: skip


def odt(body: str, *, styles: str = "", masters: str = "", manifest: str = "", kind: str = "text") -> bytes:
    """An OpenDocument file with this body; `styles` are its styles and list styles, `masters` its master pages."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("META-INF/manifest.xml", f"<manifest:manifest {ODF}>{manifest}</manifest:manifest>")
        package.writestr(
            "content.xml",
            f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        package.writestr(
            "styles.xml",
            f"<office:document-styles {ODF}><office:master-styles>{masters}</office:master-styles></office:document-styles>",
        )
    return out.getvalue()
