"""A wide table of figures (indicators by periods, or the other way round) becomes observations with their figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from impact.errors import BrokenFile
from impact.exchange.periods import Period, period
from impact.exchange.sheet import VALUE_SHOWN, Remark
from impact.exchange.table import Table
from impact.model import SENTENCE_LIMIT, Direction, Evidence, EvidenceKind, Level, NewObservation, Rung
from impact.observe import one_line
from impact.words import number, say

MOST_INDICATORS = 50
NAME_SHOWN = 120
LONGEST = 40  # no figure has more signs
NOTHING = frozenset({"", "-", "–", "—"})
_SPACES = " \u00a0\u2009\u202f"
# Groups of three apart by one and the same sign, then decimals after the other one; or no groups at all.
_FIGURE = re.compile(
    rf"[+\-−]?[€$£]?(?:\d{{1,3}}(?P<apart>[.,'’{_SPACES}])\d{{3}}(?:(?P=apart)\d{{3}})*"
    rf"(?:(?!(?P=apart))[.,]\d+)?|\d+(?:[.,]\d+)?)%?",
    re.ASCII,
)
_OF_A_SHEET = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True)
class Cell:
    """One figure as it stands in the file: of which indicator and period, on which line and under which header."""

    indicator: str
    period: Period | None
    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Indicator:
    """What was counted, with its figure for each period, the earliest first."""

    name: str
    figures: tuple[tuple[Period, str], ...]


@dataclass(frozen=True)
class Wide:
    """A wide table as it was understood: `refused` cells are no figure, `unread` columns no period."""

    indicators: tuple[Indicator, ...]
    refused: tuple[Remark, ...] = ()
    unread: tuple[str, ...] = ()


def wide(table: Table, today: date, language: str) -> Wide:
    """The indicators of a table, whichever way it lies. Raises BrokenFile (no_periods, no_figures, many_indicators)."""
    across = [period(header) for header in table.headers[1:]]
    down = [period(cells[0]) if cells else None for _, cells in table.rows]
    if not any(across) and not any(down):
        raise BrokenFile(reason="no_periods")
    lies_across = sum(map(bool, across)) >= sum(map(bool, down))
    cells = _across(table, across) if lies_across else _down(table, down)
    unread = [header for header, found in zip(table.headers[1:], across, strict=True) if lies_across and not found]
    return _gathered(list(cells), table, today, language, tuple(unread))


def _across(table: Table, periods: Sequence[Period | None]) -> Iterator[Cell]:
    for line, cells in table.rows:
        for header, found, text in zip(table.headers[1:], periods, cells[1:], strict=False):
            yield Cell(_name(cells[0]), found, line, header, text.strip())


def _down(table: Table, periods: Sequence[Period | None]) -> Iterator[Cell]:
    for at, header in enumerate(table.headers[1:], 1):
        for (line, cells), found in zip(table.rows, periods, strict=True):
            yield Cell(_name(header), found, line, header, cells[at].strip() if at < len(cells) else "")


def _name(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= NAME_SHOWN else plain[: NAME_SHOWN - 1] + "…"


def _gathered(cells: Sequence[Cell], table: Table, today: date, language: str, unread: tuple[str, ...]) -> Wide:
    figures: dict[str, dict[Period, str]] = {}
    refused: list[Remark] = []
    for cell in cells:
        if cell.period is None or cell.text in NOTHING:
            continue
        kept = figures.setdefault(cell.indicator, {})
        if reason := _problem(cell, kept, today):
            refused.append(Remark(cell.line, cell.column, cell.text[:VALUE_SHOWN], reason))
        else:
            kept[cell.period] = _shown(cell.text, table, language)
    found = [_indicator(name, kept) for name, kept in figures.items() if kept]
    if not found:
        raise BrokenFile(reason="no_figures")
    if len(found) > MOST_INDICATORS:
        raise BrokenFile(reason="many_indicators", most=MOST_INDICATORS)
    return Wide(tuple(found), tuple(refused), unread)


def _problem(cell: Cell, kept: dict[Period, str], today: date) -> str | None:
    """Why this cell cannot be kept, or None."""
    if not cell.indicator:
        return "no_indicator"
    if not is_figure(cell.text):
        return "not_a_figure"
    assert cell.period is not None
    if cell.period.start > today:
        return "period_ahead"
    return "double_figure" if cell.period in kept else None


def is_figure(text: str) -> bool:
    """Whether this is a number as people write it: 1.234,5 or 1,234.5 or 1 234, with a sign, € or % if need be."""
    plain = re.sub(rf"^([+\-−]?)[{_SPACES}]*([€$£]?)[{_SPACES}]*", r"\1\2", text.strip())
    return len(plain) <= LONGEST and _FIGURE.fullmatch(re.sub(rf"[{_SPACES}]+%$", "%", plain)) is not None


def _shown(text: str, table: Table, language: str) -> str:
    """A figure as it was written; of a workbook, which holds bare numbers, as the reader writes it."""
    if table.sheet and _OF_A_SHEET.fullmatch(text):
        return number(language, float(text), 4)
    return text


def _indicator(name: str, figures: dict[Period, str]) -> Indicator:
    return Indicator(name, tuple(sorted(figures.items(), key=lambda one: (one[0].end, one[0].start))))


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
