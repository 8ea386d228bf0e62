"""Native Excel charts over a table of the same sheet: readable in print and without colour."""

from typing import Any

from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.worksheet.worksheet import Worksheet

from core.excel.cells import text_value
from core.report.parts import Chart

DEEP, LIGHT = "2F6FAE", "C9DCEF"
ROW_CM = 0.53
WIDTH_CM = 23


def bars_of(chart: Chart, rows: int) -> int:
    """How many of the table's rows the chart shows."""
    return min(rows, chart.limit)


def rows_of(chart: Chart, rows: int) -> int:
    """How many sheet rows the chart takes, one free row below it included."""
    return int(_height(chart, rows) / ROW_CM) + 2


def _height(chart: Chart, rows: int) -> float:
    return 3.0 + 0.62 * bars_of(chart, rows) * max(1, len(chart.values) * 0.8) if chart.kind == "bar" else 8.5


def draw(ws: Worksheet, chart: Chart, head: int, last: int, row: int) -> None:
    """Draw over the table whose headings stand in row `head` and whose last row is `last`, from `row` down."""
    ws.add_chart(made(ws, chart, head, last), f"A{row}")


def made(ws: Worksheet, chart: Chart, head: int, last: int) -> Any:
    """The chart over a table of `ws`, to be put on that sheet or another one."""
    rows = last - head
    end = head + bars_of(chart, rows)
    drawn: Any = {"bar": BarChart, "line": LineChart, "pie": PieChart}[chart.kind]()
    for values in chart.values:
        drawn.add_data(Reference(ws, min_col=values + 1, min_row=head, max_row=end), titles_from_data=True)
    drawn.set_categories(Reference(ws, min_col=chart.labels + 1, min_row=head + 1, max_row=end))
    drawn.title = text_value(str(chart.title))
    drawn.dataLabels = DataLabelList(
        showVal=chart.kind != "line", showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    if chart.kind == "bar":
        drawn.type, drawn.gapWidth = "bar", 40
        drawn.x_axis.scaling.orientation = "maxMin"
        drawn.x_axis.tickLblSkip = 1
        drawn.y_axis.majorGridlines = None
    if chart.kind == "line":
        drawn.x_axis.number_format = "yyyy-mm-dd"
        drawn.y_axis.scaling.min = 0
    if chart.kind != "pie":
        drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.legend = None if len(chart.values) == 1 and chart.kind != "pie" else drawn.legend
    for number, series in enumerate(drawn.series):
        _line(series, number) if chart.kind == "line" else _fill(series, number)
    drawn.height, drawn.width = _height(chart, rows), WIDTH_CM
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
