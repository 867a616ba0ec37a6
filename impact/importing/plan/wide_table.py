"""A wide table of figures (indicators by periods, or the other way round), as observations with their figures."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count as count_from

from impact import words
from impact.errors import BrokenFile
from impact.importing.files.table import FileTable
from impact.importing.plan.parsed_sheet import MAX_SHOWN_CHARACTERS, Remark
from impact.importing.plan.wide_layout import (
    FigureCell,
    drop_footnote,
    find_layout,
    is_empty_cell,
    is_figure,
)
from impact.importing.values.number_formats import SheetFigure, is_sheet_error
from impact.importing.values.periods import FigureRole, Period, PeriodLength
from impact.model import MAX_SENTENCE_LENGTH, Direction, Evidence, EvidenceKind, Level, NewObservation, Rung
from impact.words import get_text

# Somebody chooses for each where it belongs.
MAX_INDICATORS = 50
LENGTHS_LONG_TO_SHORT = tuple(PeriodLength)
_YEAR_AS_NUMBER = re.compile(r"\d[\d.,]+\d")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True)
class Indicator:
    """What was counted, with its figure for each period, the earliest first."""

    name: str
    figures: tuple[tuple[Period, str], ...]


@dataclass(frozen=True)
class WideTable:
    """A wide table as it was read: its indicators, and cells that hold no figure of a period like the others.

    `unread_columns` hold no period, `skipped_lines` no figures: titles, headings and sources.
    """

    indicators: tuple[Indicator, ...]
    refused: tuple[Remark, ...] = ()
    unread_columns: tuple[str, ...] = ()
    skipped_lines: tuple[str, ...] = ()


@dataclass
class _IndicatorSeries:
    """The figures of one indicator so far, each with the cell it stands in."""

    name: str
    figures: dict[Period, FigureCell]


def read_wide_table(table: FileTable, today: date, language: str) -> WideTable:
    """Return the indicators of a table. Raise BrokenFile (no_periods, no_figures, many_indicators)."""
    layout = find_layout(table)
    if layout is None:
        raise BrokenFile(reason="no_periods")
    refused: list[Remark] = []
    series_by_key: dict[object, _IndicatorSeries] = {}
    for cell in layout.cells:
        if is_empty_cell(cell.text):
            continue
        indicator_series = series_by_key.setdefault(cell.series, _IndicatorSeries(cell.indicator, {}))
        if reason := _find_figure_problem(cell, indicator_series.figures, today):
            refused.append(_build_figure_remark(cell, reason))
        else:
            indicator_series.figures[cell.period] = cell
    length_counts = Counter(
        period.length for indicator_series in series_by_key.values() for period in indicator_series.figures
    )
    for indicator_series in series_by_key.values():
        refused += _keep_one_length(indicator_series, length_counts)
    filled = [indicator_series for indicator_series in series_by_key.values() if indicator_series.figures]
    if not filled:
        raise BrokenFile(reason="no_figures")
    if len(filled) > MAX_INDICATORS:
        raise BrokenFile(reason="many_indicators", most=MAX_INDICATORS)
    indicators = [
        _build_indicator(name, indicator_series, table, language)
        for name, indicator_series in zip(_make_indicator_names_unique(filled), filled, strict=True)
    ]
    return WideTable(
        tuple(indicators),
        tuple(sorted(refused, key=lambda remark: remark.line)),
        layout.unread_columns,
        layout.skipped_lines,
    )


def _build_figure_remark(cell: FigureCell, reason: str) -> Remark:
    return Remark(cell.line, cell.column, cell.text.strip()[:MAX_SHOWN_CHARACTERS], reason)


def _find_figure_problem(cell: FigureCell, figures: Iterable[Period], today: date) -> str | None:
    """Return why this cell cannot be kept, or None."""
    if not cell.indicator:
        return "no_indicator"
    if not is_figure(cell.text):
        return "sheet_error" if is_sheet_error(cell.text) else "not_a_figure"
    if cell.period.role is FigureRole.TARGET:
        return "target"
    if cell.period.start > today:
        return "period_ahead"
    return "double_figure" if cell.period in figures else None


def _keep_one_length(indicator_series: _IndicatorSeries, length_counts: Counter[PeriodLength]) -> list[Remark]:
    """Keep the figures of the most frequent length of period and the baseline; return remarks on the others."""
    own_length_counts = Counter(
        period.length for period in indicator_series.figures if period.role is not FigureRole.BASELINE
    )
    if not own_length_counts:
        undated = [period for period in indicator_series.figures if period.length is PeriodLength.NONE]
        return [_build_figure_remark(indicator_series.figures.pop(period), "baseline_only") for period in undated]
    length = max(
        own_length_counts,
        key=lambda candidate: (
            own_length_counts[candidate],
            length_counts[candidate],
            -LENGTHS_LONG_TO_SHORT.index(candidate),
        ),
    )
    others = [
        period
        for period in indicator_series.figures
        if period.role is not FigureRole.BASELINE and period.length is not length
    ]
    return [_build_figure_remark(indicator_series.figures.pop(period), "other_length") for period in others]


def _make_indicator_names_unique(series: Sequence[_IndicatorSeries]) -> list[str]:
    """Return the name of each, with a number behind it when an earlier one has that name."""
    names: list[str] = []
    for indicator_series in series:
        numbered_names = (f"{indicator_series.name} ({number})" for number in count_from(2))
        names.append(
            indicator_series.name
            if indicator_series.name not in names
            else next(name for name in numbered_names if name not in names)
        )
    return names


def _build_indicator(name: str, indicator_series: _IndicatorSeries, table: FileTable, language: str) -> Indicator:
    figures = [
        (_label_period(period, table, language), _format_figure(cell.text, language))
        for period, cell in indicator_series.figures.items()
    ]
    return Indicator(
        name,
        tuple(
            sorted(
                figures,
                key=lambda period_figure: (
                    period_figure[0].role is not FigureRole.BASELINE,
                    period_figure[0].end,
                    period_figure[0].start,
                ),
            )
        ),
    )


def _label_period(period: Period, table: FileTable, language: str) -> Period:
    """Return a period as the reader writes it: a workbook keeps days and months as dates, years as numbers."""
    if period.length is PeriodLength.YEAR and _YEAR_AS_NUMBER.fullmatch(period.label):
        return replace(period, label=str(period.start.year))
    match = _ISO_DATE.fullmatch(period.label)
    if not match or not table.sheet:
        return period
    label = words.format_day(language, period.start) if match[3] else words.format_month(language, period.start)
    return replace(period, label=label)


def _format_figure(text: str, language: str) -> str:
    """Return a figure as it was written; of a workbook, which holds bare numbers, as the reader writes it."""
    return text.format_in_language(language) if isinstance(text, SheetFigure) else drop_footnote(text)


def build_indicator_observation(
    indicator: Indicator, direction: Direction, level: Level, today: date, language: str
) -> NewObservation:
    """Return one observation for an indicator: from its first figure to its last, each figure as evidence.

    It was seen on the last day of the last period, or today when that is still to come.
    """
    first, last = indicator.figures[0], indicator.figures[-1]
    key = "wide.sentence" if len(indicator.figures) > 1 else "wide.sentence_one"
    facts = {"since": first[0].label, "first": first[1], "until": last[0].label, "last": last[1]}
    return NewObservation(
        what=get_text(language, key, name=indicator.name, **facts)[:MAX_SENTENCE_LENGTH],
        theme_id="",
        seen_on=min(last[0].end, today),
        direction=direction,
        level=Level.NOTHING_YET if direction is Direction.NO_CHANGE else level,
        rung=Rung.DOCUMENT,
        evidence=tuple(
            build_figure_evidence(indicator.name, period, text, language) for period, text in indicator.figures
        ),
    )


def build_figure_evidence(name: str, period: Period, text: str, language: str) -> Evidence:
    """Return the figure of one period as evidence, such as "Aangemelde studenten, 2024: 128"."""
    sentence = get_text(language, "wide.figure", name=name, period=period.label, figure=text)
    return Evidence(EvidenceKind.FIGURE, sentence)
