"""Reading a CSV file: bytes in, observations out, and every cell that cannot be kept by line, column and reason."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from typing import Any

from impact.errors import BrokenFile, Invalid
from impact.exchange import cells
from impact.exchange.columns import (
    CHANGE_KINDS,
    COLUMNS,
    DIRECTIONS,
    INTENDEDS,
    LEVELS,
    REQUIRED,
    RUNGS,
    STATES,
    UNEXPECTED,
    column_of,
    same,
)
from impact.exchange.sheet import MOST_BYTES, MOST_ROWS, VALUE_SHOWN, Remark, Sheet, SheetRow
from impact.model import Direction, Intended, Level, NewObservation, Precision, Rung, State
from impact.months import month_of
from impact.observe import problems

DELIMITERS = ";,\t"
ENCODINGS = ("utf-8-sig", "cp1252")
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MOST_COLUMNS = 200

_level = cells.word("level", LEVELS)
_change_kind = cells.word("change_kind", CHANGE_KINDS)
READERS: dict[str, cells.Reader] = {
    "seen_on": cells.when,
    "ring": cells.name("ring", 60, needed=True),
    "theme": cells.name("theme", 60),
    "what": cells.filled("what"),
    "direction": cells.word("direction", DIRECTIONS),
    "level": lambda text: _level(text) if text.strip() else None,
    "rung": cells.word("rung", RUNGS),
    "evidence": cells.evidence,
    "organisation": cells.name("organisation", 120),
    "intended": cells.word("intended", INTENDEDS),
    "activity": cells.name("activity", 120),
    "state": cells.word("state", STATES),
    "change_kind": lambda text: _change_kind(text) if text.strip() else None,
    "why": cells.block,
    "contribution": cells.block,
    "circumstances": cells.block,
    "observer_role": cells.line,
    "reached": cells.number("reached"),
    "id": cells.identity,
}
UNREAD: dict[str, Any] = {
    "seen_on": (date(2000, 1, 1), Precision.DAY),
    "what": "-",
    "direction": Direction.POSITIVE,
    "level": None,
    "rung": Rung.HEARD,
    "intended": Intended.UNKNOWN,
    "state": State.SHARED,
    "change_kind": None,
    "reached": None,
}


@dataclass(frozen=True)
class _Header:
    """Where each column stands, what the file calls it, and what the columns hold that the file does not have."""

    places: dict[str, int]
    names: dict[str, str]
    absent: dict[str, Any]
    unknown: tuple[str, ...]
    line: int
    width: int


def read(content: bytes, today: date, most_bytes: int = MOST_BYTES) -> Sheet:
    """What a CSV file tells, seen from `today`. Raises BrokenFile when it is no such file at all."""
    if len(content) > most_bytes:
        raise BrokenFile(reason="too_big", most=most_bytes // 1_000_000)
    records = _records(_decoded(content))
    header = _header(next(records, (1, [])))
    rows: list[SheetRow] = []
    refused: list[Remark] = []
    notices = [Remark(header.line, name, "", "unknown_column") for name in header.unknown]
    for count, (line, record) in enumerate(records, 1):
        if count > MOST_ROWS:
            raise BrokenFile(reason="too_many_rows", most=MOST_ROWS)
        row, remarks = _row(header, line, record, today)
        if row is None:
            refused += remarks
        else:
            rows.append(row)
            notices += remarks
    if not rows and not refused:
        raise BrokenFile(reason="no_rows")
    return Sheet(tuple(rows), tuple(refused), tuple(notices))


def _decoded(content: bytes) -> str:
    if content.startswith(SPREADSHEETS):
        raise BrokenFile(reason="spreadsheet")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if not text.strip():
            raise BrokenFile(reason="empty")
        return text
    raise BrokenFile(reason="binary")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line of the file it begins on."""
    lines = StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for record in reader:
            if any(record) and not (begins == 1 and record[0].lower().startswith("sep=")):
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BrokenFile(reason="quotes", line=begins) from error


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines into the most columns we know."""
    first = text.lstrip()[:20_000].splitlines()[:3]

    def known(delimiter: str) -> int:
        return max(sum(column_of(cell.strip('" ')) is not None for cell in line.split(delimiter)) for line in first)

    return max(DELIMITERS, key=known)


def _header(found: tuple[int, list[str]]) -> _Header:
    line, record = found
    names = [cells.line(cells.unguarded(cell)) for cell in record]
    fields = [column_of(name) for name in names]
    known = [field for field in fields if field]
    if len(record) > MOST_COLUMNS:
        raise BrokenFile(reason="too_many_columns", most=MOST_COLUMNS)
    if not known:
        raise BrokenFile(reason="no_header", columns=", ".join(COLUMNS[field]["nl"] for field in REQUIRED))
    if double := [field for field in known if known.count(field) > 1]:
        raise BrokenFile(reason="double_column", column=names[fields.index(double[0])])
    if missing := [COLUMNS[field]["nl"] for field in REQUIRED if field not in known]:
        raise BrokenFile(reason="missing_column", columns=", ".join(missing))
    places = {field: place for place, field in enumerate(fields) if field}
    unknown = tuple(name for name, field in zip(names, fields, strict=True) if name and not field)
    absent = {field: reader("") for field, reader in READERS.items() if field not in places}
    return _Header(places, {field: names[at] for field, at in places.items()}, absent, unknown, line, len(record))


def _row(header: _Header, line: int, record: Sequence[str], today: date) -> tuple[SheetRow | None, list[Remark]]:
    """The row when every cell is fit, with what was read otherwise; else None, with every cell that is not."""

    def remark(problem: Invalid) -> Remark:
        field = str(problem.facts["field"])
        facts = {name: fact for name, fact in problem.facts.items() if name not in ("field", "reason")}
        value = " ".join(text[field].split())[:VALUE_SHOWN]
        return Remark(line, header.names.get(field, field), value, str(problem.facts["reason"]), facts)

    if any(cell.strip() for cell in record[header.width :]):
        value = record[header.width][:VALUE_SHOWN]
        return None, [Remark(line, "", value, "too_many_cells", {"most": header.width})]
    text = {field: cells.unguarded(record[at]) if at < len(record) else "" for field, at in header.places.items()}
    values, unfit = _values(text, header.absent)
    said, state = _said(values)
    settled = {str(problem.facts["field"]) for problem in unfit}
    unfit += [problem for problem in problems(said, today) if problem.facts["field"] not in settled]
    if unfit:
        return None, [remark(problem) for problem in unfit]
    theme = "" if same(values["theme"]) in UNEXPECTED else values["theme"]
    row = SheetRow(line, values["ring"], theme, said, state, values["organisation"], values["activity"], values["id"])
    if said.direction is Direction.NO_CHANGE and said.level:
        row = replace(row, said=replace(said, level=Level.NOTHING_YET))
        return row, [remark(cells.Unfit(field="level", reason="no_change_level"))]
    return row, []


def _values(text: dict[str, str], absent: dict[str, Any]) -> tuple[dict[str, Any], list[Invalid]]:
    """What each column holds, and a problem for each that cannot be read; those get a stand-in."""
    values = dict(absent)
    unfit: list[Invalid] = []
    for field, cell in text.items():
        try:
            values[field] = READERS[field](cell)
        except Invalid as problem:
            unfit.append(problem)
            values[field] = UNREAD.get(field, "")
    if values["level"] is None:
        if values["direction"] is not Direction.NO_CHANGE and not any(one.facts["field"] == "level" for one in unfit):
            unfit.append(cells.Unfit(field="level", reason="empty"))
        values["level"] = Level.NOTHING_YET
    return values, unfit


def _said(values: dict[str, Any]) -> tuple[NewObservation, State]:
    day, precision = values["seen_on"]
    said = NewObservation(
        what=values["what"],
        theme_id="",
        seen_on=month_of(day) if precision is Precision.MONTH else day,
        direction=values["direction"],
        level=values["level"],
        rung=values["rung"],
        precision=precision,
        why=values["why"],
        contribution=values["contribution"],
        circumstances=values["circumstances"],
        intended=values["intended"],
        change_kind=values["change_kind"],
        observer_role=values["observer_role"],
        reached=values["reached"],
        evidence=values["evidence"],
    )
    return said, values["state"]
