"""Native Excel charts over a table of the same sheet: readable in print and without colour."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.worksheet.worksheet import Worksheet

from core.excel.cells import text_value
from core.report.parts import Chart

DEEP, LIGHT, LIMIT = "2F6FAE", "C9DCEF", "7A1F1F"
ROW_CM = 0.53
WIDTH_CM = 25
TITLE_CM = 2.1
LOWEST = 6.5
"""In centimetres: title and axis find room above one another."""
SLANT = -2_700_000
"""45° upwards, in 60,000ths of a degree."""


def bars_of(chart: Chart, rows: int) -> int:
    """How many of the table's rows the chart shows."""
    return min(rows, chart.limit)


def rows_of(chart: Chart, rows: int) -> int:
    """How many sheet rows the chart takes, one free row below it included."""
    return int(_height(chart, rows) / ROW_CM) + 2


def _height(chart: Chart, rows: int) -> float:
    if chart.kind == "bar" and chart.line is None:
        return max(LOWEST, 3.4 + 0.62 * bars_of(chart, rows) * max(1, len(chart.values) * 0.8))
    return 9.5 if chart.line is not None else 8.5


def made(ws: Worksheet, chart: Chart, head: int, last: int, labels: Sequence[str]) -> Any:
    """The chart over a table of `ws` whose headings, `labels`, stand in row `head`; to be put on that sheet or another."""
    rows = last - head
    end = head + bars_of(chart, rows)
    drawn: Any = {"bar": BarChart, "line": LineChart, "pie": PieChart}[chart.kind]()
    for values in chart.values:
        drawn.add_data(Reference(ws, min_col=values + 1, min_row=head, max_row=end), titles_from_data=True)
    names = Reference(ws, min_col=chart.labels + 1, min_row=head + 1, max_row=end)
    drawn.set_categories(names)
    drawn.dataLabels = DataLabelList(
        showVal=chart.kind != "line", showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    if chart.kind != "pie":
        _axes(drawn, chart, labels, TITLE_CM / _height(chart, rows))
    for number, series in enumerate(drawn.series):
        _line(series, number) if chart.kind == "line" else _fill(series, number)
    if chart.line is not None:
        drawn += _limit(ws, chart.line, head, end, names)
    drawn.title = _title(str(chart.title), 1300)
    if len(drawn.series) == 1 and chart.kind != "pie" and chart.line is None:
        drawn.legend = None
    elif drawn.legend is not None:
        drawn.legend.position = "b"
    drawn.height, drawn.width = _height(chart, rows), WIDTH_CM
    return drawn


def _axes(drawn: Any, chart: Chart, labels: Sequence[str], top: float) -> None:
    """Both axes drawn and named; bars without a limit lie, so that long names stand beside them. `top`: the part of the
    height that title and axis need."""
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.x_axis.title = _title(labels[chart.labels], 900)
    drawn.y_axis.title = _title(labels[chart.values[0]] if len(chart.values) == 1 else "", 900)
    if chart.kind == "line":
        drawn.x_axis.number_format = "yyyy-mm-dd"
        drawn.y_axis.scaling.min = 0
        return
    drawn.y_axis.scaling.min = 0
    drawn.gapWidth, drawn.x_axis.tickLblSkip, drawn.y_axis.majorGridlines = 40, 1, None
    if chart.line is None:
        drawn.type, drawn.x_axis.scaling.orientation = "bar", "maxMin"
        # names have a third of the width, however long one of them is; else it would leave no room for bars
        drawn.layout = Layout(
            ManualLayout(
                layoutTarget="inner", xMode="edge", yMode="edge", x=0.34, y=max(0.2, top), w=0.6, h=0.82 - max(0.2, top)
            )
        )
    else:
        drawn.type = "col"
        drawn.x_axis.txPr = RichText(
            bodyPr=RichTextProperties(rot=SLANT, vert="horz"),
            p=[
                Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(sz=900)), endParaRPr=CharacterProperties())
            ],
        )


def _title(text: str, size: int) -> Title | None:
    """A title of a size in hundredths of a point: what Excel takes by itself is twice what a page of charts bears."""
    if not text:
        return None
    shape = CharacterProperties(sz=size, b=size > 1000)
    run = RegularTextRun(rPr=shape, t=text_value(text))
    return Title(tx=Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=shape), r=[run])])), overlay=False)


def _limit(ws: Worksheet, column: int, head: int, end: int, names: Reference) -> LineChart:
    """The limit across the bars: dark, dashed, and with a mark where there is one bar only."""
    drawn = LineChart()
    drawn.add_data(Reference(ws, min_col=column + 1, min_row=head, max_row=end), titles_from_data=True)
    drawn.set_categories(names)
    series = drawn.series[0]
    series.smooth = False
    series.graphicalProperties.line.solidFill = LIMIT
    series.graphicalProperties.line.width, series.graphicalProperties.line.dashStyle = 28_000, "dash"
    series.marker.symbol, series.marker.size = "dash", 9
    series.marker.graphicalProperties.solidFill = LIMIT
    series.marker.graphicalProperties.line.solidFill = LIMIT
    return drawn


DASHES, MARKS = ("solid", "dash", "sysDot", "dashDot", "lgDash"), ("circle", "square", "triangle", "diamond", "x")


def _line(series: Any, number: int) -> None:
    """Each line with a dash and a mark of its own: told apart without colour."""
    series.smooth = False
    series.graphicalProperties.line.solidFill = DEEP
    series.graphicalProperties.line.width = 22_000
    series.graphicalProperties.line.dashStyle = DASHES[number % len(DASHES)]
    series.marker.symbol, series.marker.size = MARKS[number % len(MARKS)], 6
    series.marker.graphicalProperties.solidFill = DEEP
    series.marker.graphicalProperties.line.solidFill = DEEP


def _fill(series: Any, number: int) -> None:
    """The first series solid, the others hatched: told apart on a black-and-white print."""
    properties = series.graphicalProperties
    properties.line.solidFill = DEEP
    if number == 0:
        properties.solidFill = DEEP
    else:
        pattern = ("wdUpDiag", "pct25", "horz")[(number - 1) % 3]
        properties.pattFill = PatternFillProperties(
            prst=pattern, fgClr=ColorChoice(srgbClr=DEEP), bgClr=ColorChoice(srgbClr=LIGHT)
        )
