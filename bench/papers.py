"""Files: contracts read and checked, SBOMs validated and graded, spreadsheets written and read."""

import io
import resource
import tempfile
import time
import zipfile
from pathlib import Path

import orjson

from bench.measuring import Series, median_of
from core.excel.lists import write_list
from core.excel.reading import read_rows
from core.web.listing import Column, Kind

ARTICLE = (
    "第{n}條　服務水準\n乙方應於甲方通知後{n}小時內完成修復，每月可用率不得低於百分之九十九點九；未達成者，每逾一小時按月費千分之五計罰。\n"
    "乙方知悉資通安全事件後，應於一小時內通報甲方，並於七十二小時內提出處理報告。雙方對於因本合約知悉之營業秘密，於合約終止後三年內仍負保密義務。\n"
)
ARTICLES_A_PAGE = 7


def measure() -> list[Series]:
    return [_contracts(), _zips(), _sboms(), *_sheets()]


def _contracts() -> Series:
    from contracts.clauses.rulebooks import load
    from contracts.clauses.rules import check
    from contracts.documents.reading import read

    rulebook = load("cc19000")
    series = Series("reading and checking a contract against 17 clauses", "pages")
    for pages in (5, 20, 80):
        articles = (ARTICLE.format(n=n) for n in range(1, pages * ARTICLES_A_PAGE))
        data = ("資訊系統維護合約\n" + "".join(articles)).encode()
        series.points.append((pages, median_of(lambda d=data: check(read(d, "c.txt"), rulebook), runs=3)))
    return series


def pdf(pages: int) -> bytes:
    """A contract of our own making as a text PDF."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
    handle = io.BytesIO()
    canvas = Canvas(handle)
    for page in range(pages):
        canvas.setFont("MSung-Light", 10)
        articles = "".join(ARTICLE.format(n=page * ARTICLES_A_PAGE + n + 1) for n in range(ARTICLES_A_PAGE))
        lines = (line[at : at + 48] for line in articles.splitlines() for at in range(0, len(line), 48))
        for number, line in enumerate(lines):
            canvas.drawString(50, 800 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return handle.getvalue()


def _zips() -> Series:
    """A zip of 10-page PDFs, opened, read and checked by the crew: processor time of all its processes together."""
    from contracts.clauses.crew import HANDS, File, check_all
    from contracts.clauses.rulebooks import load
    from contracts.documents.archives import Archive

    rulebook, data = load("cc19000"), pdf(10)
    series = Series("checking a zip of contracts of 10 pages (text PDF), all processes together", "contracts")
    for count in (20, 200):
        handle = io.BytesIO()
        with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(count):
                packed.writestr(f"{number}.pdf", data + b"%%%d" % number)
        began, of_all, wall = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        archive = Archive(handle)
        files = (File(m.index, m.name, lambda m=m, archive=archive: archive.read(m.index)) for m in archive.members)
        assert sum(not one.failure for one in check_all(files, rulebook)) == count
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        children = after.ru_utime + after.ru_stime - of_all.ru_utime - of_all.ru_stime
        series.points.append((count, time.process_time() - began + children))
        wall = time.perf_counter() - wall
        series.notes.append(
            f"{wall:.0f} s by the clock with {HANDS} processes, each at most {after.ru_maxrss // 1024} MB"
        )
    return series


def contract_pdf(pages: int) -> bytes:
    """A text PDF of so many full pages, in Chinese."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    articles = iter("".join(ARTICLE.format(n=n) for n in range(1, pages * 12)).split("\n"))
    lines = (line[at : at + 40] for line in articles for at in range(0, len(line), 40))
    for _ in range(pages):
        drawing.setFont("MSung-Light", 12)
        for row, line in zip(range(36), lines, strict=False):
            drawing.drawString(60, 780 - 20 * row, line)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def _stored() -> Series:
    from contracts.clauses.rulebooks import load
    from contracts.clauses.rules import check
    from contracts.documents.reading import read

    rulebook = load("cc19000")
    series = Series("checking a contract from its stored text", "pages")
    for pages in (5, 30):
        document = read(contract_pdf(pages), "c.pdf")
        series.points.append((pages, median_of(lambda d=document: check(d, rulebook), runs=3)))
    return series


def _pdfs() -> Series:
    from contracts.clauses.rulebooks import load
    from contracts.clauses.rules import check
    from contracts.documents.reading import read

    rulebook = load("cc19000")
    series = Series("reading and checking a text PDF", "pages")
    for pages in (5, 30):
        data = contract_pdf(pages)
        series.points.append((pages, median_of(lambda d=data: check(read(d, "c.pdf"), rulebook), runs=3)))
    return series


def _scans() -> list[Series]:
    """Recognising scanned pages, where the machine has tesseract; two at a time by the clock."""
    import pypdfium2

    from contracts.documents.reading import read
    from contracts.documents.reading.recognition import recogniser

    recognise = recogniser()
    if recognise is None:
        return []
    pages = [pypdfium2.PdfDocument(contract_pdf(2))[n].render(scale=200 / 72).to_pil().convert("L") for n in range(2)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate", dpi=(200, 200))
    series = Series("recognising a scan", "pages")
    series.points.append((2, median_of(lambda: read(out.getvalue(), "c.tiff", recognise), runs=1)))
    return [series]


def sbom(components: int) -> bytes:
    """A CycloneDX 1.6 document of our own making."""
    parts = [
        {
            "type": "library",
            "bom-ref": f"c{n}",
            "name": f"part-{n}",
            "version": f"1.{n % 50}.0",
            "purl": f"pkg:npm/part-{n}@1.{n % 50}.0",
            "licenses": [{"license": {"id": "MIT"}}],
            "externalReferences": [{"type": "vcs", "url": f"https://example.org/part-{n}"}],
        }
        for n in range(components)
    ]
    return orjson.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": parts})


def _sboms() -> Series:
    from sbom.disclosure.cli import entry_of

    series = Series("validating and grading an SBOM", "components")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bom.json"
        for components in (1_000, 10_000, 50_000):
            path.write_bytes(sbom(components))
            entry = entry_of(path)
            assert entry["valid"], entry["errors"]
            series.points.append((components, median_of(lambda: entry_of(path), runs=3, warm=0)))
    return series


def _sheets() -> list[Series]:
    columns = [Column(str(n), f"欄 {n}", lambda r, n=n: r[n], Kind.TEXT if n else Kind.NUMBER) for n in range(8)]
    out, back = Series("writing a list as a workbook", "rows"), Series("reading a workbook", "rows")
    for rows in (1_000, 10_000):
        data = [(n, *("文字" for _ in range(7))) for n in range(rows)]
        out.points.append((rows, median_of(lambda d=data: write_list("T", columns, d).close(), runs=3)))
        with write_list("T", columns, data) as handle:
            book = handle.read()
        back.points.append((rows, median_of(lambda b=book: list(read_rows(b, "t.xlsx")), runs=3)))
    return [out, back]
