"""The meeting pack: one model of pages, and the writers that put those on slides, on paper and in a workbook."""
