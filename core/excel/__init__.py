"""Spreadsheets in (calamine) and out (openpyxl). A cell that leaves here is never a formula unless we wrote it."""
