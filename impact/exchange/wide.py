"""A wide table of figures (indicators by periods, or the other way round) becomes observations with their figures."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count as count_from

from impact import words
from impact.errors import BrokenFile
from impact.exchange.number_formats import SheetFigure
from impact.exchange.periods import Length, Period, Role
from impact.exchange.sheet import VALUE_SHOWN, Remark
from impact.exchange.sheet_errors import is_sheet_error
from impact.exchange.table import Table
from impact.exchange.wide_layout import Cell, is_empty, is_figure, lay_out, without_footnote
from impact.model import SENTENCE_LIMIT, Direction, Evidence, EvidenceKind, Level, NewObservation, Rung
from impact.words import say

MOST_INDICATORS = 50
LONG_TO_SHORT = tuple(Length)
_YEAR_AS_NUMBER = re.compile(r"\d[\d.,]+\d")
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True)
class Indicator:
    """What was counted, with its figure for each period, the earliest first."""

    name: str
    figures: tuple[tuple[Period, str], ...]


@dataclass(frozen=True)
class Wide:
    """A wide table as it was understood: `refused` cells are no figure that was seen in a period of the others,
    `unread` columns no period, `skipped` lines no row of figures: titles, headings and sources.
    """

    indicators: tuple[Indicator, ...]
    refused: tuple[Remark, ...] = ()
    unread: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass
class _Series:
    """The figures of one indicator so far, each with the cell it stands in."""

    name: str
    figures: dict[Period, Cell]


def wide(table: Table, today: date, language: str) -> Wide:
    """The indicators of a table, whichever way it lies. Raises BrokenFile (no_periods, no_figures, many_indicators)."""
    layout = lay_out(table)
    if layout is None:
        raise BrokenFile(reason="no_periods")
    refused: list[Remark] = []
    series: dict[object, _Series] = {}
    for cell in layout.cells:
        if is_empty(cell.text):
            continue
        held = series.setdefault(cell.series, _Series(cell.indicator, {}))
        if reason := _problem(cell, held.figures, today):
            refused.append(_remark(cell, reason))
        else:
            held.figures[cell.period] = cell
    usual = Counter(when.length for held in series.values() for when in held.figures)
    for held in series.values():
        refused += _keep_one_length(held, usual)
    filled = [held for held in series.values() if held.figures]
    if not filled:
        raise BrokenFile(reason="no_figures")
    if len(filled) > MOST_INDICATORS:
        raise BrokenFile(reason="many_indicators", most=MOST_INDICATORS)
    indicators = [
        _indicator(name, held, table, language) for name, held in zip(_names_apart(filled), filled, strict=True)
    ]
    return Wide(tuple(indicators), tuple(sorted(refused, key=lambda one: one.line)), layout.unread, layout.skipped)


def _remark(cell: Cell, reason: str) -> Remark:
    return Remark(cell.line, cell.column, cell.text.strip()[:VALUE_SHOWN], reason)


def _problem(cell: Cell, figures: Iterable[Period], today: date) -> str | None:
    """Why this cell cannot be kept, or None."""
    if not cell.indicator:
        return "no_indicator"
    if not is_figure(cell.text):
        return "sheet_error" if is_sheet_error(cell.text) else "not_a_figure"
    if cell.period.role is Role.TARGET:
        return "target"
    if cell.period.start > today:
        return "period_ahead"
    return "double_figure" if cell.period in figures else None


def _keep_one_length(held: _Series, usual: Counter[Length]) -> list[Remark]:
    """Leave the figures of one length of period, the most frequent, and where it began; remarks on the others."""
    own = Counter(when.length for when in held.figures if when.role is not Role.BASELINE)
    if not own:
        undated = [when for when in held.figures if when.length is Length.NONE]
        return [_remark(held.figures.pop(when), "baseline_only") for when in undated]
    length = max(own, key=lambda one: (own[one], usual[one], -LONG_TO_SHORT.index(one)))
    others = [when for when in held.figures if when.role is not Role.BASELINE and when.length is not length]
    return [_remark(held.figures.pop(when), "other_length") for when in others]


def _names_apart(series: Sequence[_Series]) -> list[str]:
    """The name of each, with a number behind it when an earlier one has that name."""
    names: list[str] = []
    for held in series:
        again = (f"{held.name} ({number})" for number in count_from(2))
        names.append(held.name if held.name not in names else next(name for name in again if name not in names))
    return names


def _indicator(name: str, held: _Series, table: Table, language: str) -> Indicator:
    figures = [(_labelled(when, table, language), _shown(cell.text, language)) for when, cell in held.figures.items()]
    return Indicator(
        name, tuple(sorted(figures, key=lambda one: (one[0].role is not Role.BASELINE, one[0].end, one[0].start)))
    )


def _labelled(when: Period, table: Table, language: str) -> Period:
    """A period under the name the reader sees: a workbook keeps its days and months as dates, years as numbers."""
    if when.length is Length.YEAR and _YEAR_AS_NUMBER.fullmatch(when.label):
        return replace(when, label=str(when.start.year))
    found = _ISO.fullmatch(when.label)
    if not found or not table.sheet:
        return when
    label = words.day(language, when.start) if found[3] else words.month(language, when.start)
    return replace(when, label=label)


def _shown(text: str, language: str) -> str:
    """A figure as it was written; of a workbook, which holds bare numbers, as the reader writes it."""
    return text.shown(language) if isinstance(text, SheetFigure) else without_footnote(text)


def observation(one: Indicator, direction: Direction, level: Level, today: date, language: str) -> NewObservation:
    """One observation for an indicator: from its first figure to its last, with a figure for each period as evidence.

    It was seen on the last day of the last period, or today when that is still to come.
    """
    first, last = one.figures[0], one.figures[-1]
    key = "wide.sentence" if len(one.figures) > 1 else "wide.sentence_one"
    told = {"since": first[0].label, "first": first[1], "until": last[0].label, "last": last[1]}
    return NewObservation(
        what=say(language, key, name=one.name, **told)[:SENTENCE_LIMIT],
        theme_id="",
        seen_on=min(last[0].end, today),
        direction=direction,
        level=Level.NOTHING_YET if direction is Direction.NO_CHANGE else level,
        rung=Rung.DOCUMENT,
        evidence=tuple(figure(one.name, when, text, language) for when, text in one.figures),
    )


def figure(name: str, when: Period, text: str, language: str) -> Evidence:
    """The figure of one period as evidence, such as "Aangemelde studenten, 2024: 128"."""
    told = say(language, "wide.figure", name=name, period=when.label, figure=text)
    return Evidence(EvidenceKind.FIGURE, told)
