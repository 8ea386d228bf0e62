"""The board's workbook: each feature adds its sheet, core puts them together with a cover, a summary and definitions."""

from core.report.parts import Chart, Definition, Figure, Sheet, Table, compared_with, register_sheet

__all__ = ["Chart", "Definition", "Figure", "Sheet", "Table", "compared_with", "register_sheet"]
