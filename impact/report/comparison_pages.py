"""The tables: what changed, each ring with wanted, seen and confirmed, and every sector with all its numbers."""

from collections.abc import Iterator, Sequence

from impact.model import Ring
from impact.picture.discs import Disc
from impact.report.changes import SectorChange, SectorChangeKind, count_by_kind, list_notable_changes, round_level
from impact.report.comparison import MeetingComparison
from impact.report.pack import PackPage, TableBlock, TableColumn, Value
from impact.words import format_level

MAX_CHANGE_ROWS = 20
MOVED_KINDS = (SectorChangeKind.NEW, SectorChangeKind.GROWN, SectorChangeKind.FALLEN, SectorChangeKind.STOPPED)
UNSEEN_SIGN, NO_WANTED_SIGN = "?", "–"
NO_RUNG_COUNTS = (0, 0, 0, 0, 0)
SECTOR_NUMBER_KEYS = (
    "twin.wanted", "twin.seen", "twin.confirmed", "common.observations", "twin.confirmed_n", "twin.negatives",
    "twin.disputed",
)  # fmt: skip


def build_changed_page(comparison: MeetingComparison) -> PackPage:
    """What there is to tell of what changed, the largest steps first; what is left out is counted."""
    notable_changes, count_by_change = list_notable_changes(comparison.changes), count_by_kind(comparison.changes)
    if not notable_changes:
        return PackPage(
            "changed",
            comparison.get_text("pack.changed.none", **comparison.month_names),
            comparison.get_text("pack.changed.none_lead"),
        )
    listed, hidden_count = notable_changes[:MAX_CHANGE_ROWS], len(notable_changes) - MAX_CHANGE_ROWS
    side_changes = [", ".join(_list_side_changes(comparison, change)) for change in listed]
    columns = (
        TableColumn(comparison.get_text("pack.column.change"), 1.3),
        TableColumn(comparison.get_text("common.ring"), 2.0),
        TableColumn(comparison.get_text("common.field.theme"), 3.0),
        TableColumn(comparison.get_text("pack.column.then"), 0.75, is_numeric=True),
        TableColumn(comparison.get_text("pack.column.now"), 0.75, is_numeric=True),
        TableColumn(comparison.get_text("pack.column.n"), 0.6, is_numeric=True),
        *([TableColumn(comparison.get_text("pack.column.also"), 3.0)] if any(side_changes) else []),
    )
    key_parts = [comparison.get_text("pack.changed.key", **comparison.month_names)]
    key_parts += [comparison.get_plural_text("pack.changed.more", hidden_count)] if hidden_count > 0 else []
    rows = tuple(
        (*_build_changed_row(comparison, change), *([side_text] if any(side_changes) else []))
        for change, side_text in zip(listed, side_changes, strict=True)
    )
    caption = comparison.get_text("pack.changed.caption", **comparison.month_names)
    table = TableBlock(
        caption, columns, rows, row_rings=tuple(change.ring_number for change in listed), key=" ".join(key_parts)
    )
    lead = " · ".join(
        comparison.get_plural_text(f"pack.changed.count.{kind.value}", count_by_change[kind])
        for kind in MOVED_KINDS
        if count_by_change[kind]
    )
    return PackPage("changed", comparison.get_text("pack.changed.title", **comparison.month_names), lead, (table,))


def _build_changed_row(comparison: MeetingComparison, change: SectorChange) -> tuple[Value, ...]:
    levels = (
        _round_level_or_sign(change.reading_then.seen, UNSEEN_SIGN),
        _round_level_or_sign(change.reading_now.seen, UNSEEN_SIGN),
    )
    kind = comparison.get_text(f"pack.kind.{change.kind.value}")
    return (kind, change.ring_name, change.theme.label, *levels, change.reading_now.n)


def _list_side_changes(comparison: MeetingComparison, change: SectorChange) -> Iterator[str]:
    if change.newly_disputed:
        yield comparison.get_plural_text("pack.also.disputed", change.newly_disputed)
    if change.newly_confirmed:
        yield comparison.get_plural_text("pack.also.confirmed", change.newly_confirmed)
    if change.has_new_wanted_level:
        levels = {"then": change.reading_then.wanted, "now": change.reading_now.wanted}
        level_texts = {
            name: NO_WANTED_SIGN if level_value is None else format_level(comparison.language, level_value)
            for name, level_value in levels.items()
        }
        yield comparison.get_text("pack.also.wanted", **level_texts)


def _round_level_or_sign(level_value: float | None, sign: str) -> Value:
    """A level as it is written, or the sign that there is none."""
    return sign if level_value is None else round_level(level_value)


def build_ring_page(comparison: MeetingComparison, disc: Disc) -> PackPage:
    """One ring: each sector with wanted, seen, confirmed, what was seen then, n, and how many stand on each rung."""
    ring_changes = [change for change in comparison.changes if change.ring_number == disc.number]
    columns = (
        TableColumn(comparison.get_text("common.field.theme"), 3.4),
        TableColumn(comparison.get_text("twin.wanted"), 0.95, is_numeric=True),
        TableColumn(comparison.get_text("twin.seen"), 0.85, is_numeric=True),
        TableColumn(comparison.get_text("twin.confirmed"), 1.05, is_numeric=True),
        TableColumn(
            comparison.get_text("pack.column.before", month=comparison.month_names["then"]), 1.15, is_numeric=True
        ),
        TableColumn(comparison.get_text("pack.column.n"), 0.55, is_numeric=True),
        *(TableColumn(comparison.format_count(rung), 0.45, is_numeric=True) for rung in range(1, 6)),
    )
    rows = tuple(_build_ring_row(comparison, change) for change in ring_changes)
    caption = comparison.get_text("pack.ring.caption", ring=disc.ring.name, month=comparison.month_names["now"])
    table = TableBlock(
        caption,
        columns,
        rows,
        tuple(change.reading_now for change in ring_changes),
        disc.number,
        key=_format_rung_key(comparison),
    )
    return PackPage(
        "ring",
        _choose_ring_title(comparison, disc.ring, ring_changes),
        _format_ring_lead(comparison, ring_changes),
        (table,),
    )


def _build_ring_row(comparison: MeetingComparison, change: SectorChange) -> tuple[Value, ...]:
    reading = change.reading_now
    levels = (
        _round_level_or_sign(reading.wanted, NO_WANTED_SIGN),
        *(
            _round_level_or_sign(level_value, UNSEEN_SIGN)
            for level_value in (reading.seen, reading.confirmed, change.reading_then.seen)
        ),
    )
    return (
        change.theme.label,
        *levels,
        reading.n,
        *comparison.material.rungs_by_theme.get(change.theme.id, NO_RUNG_COUNTS),
    )


def _format_rung_key(comparison: MeetingComparison) -> str:
    rungs = " · ".join(f"{rung} {comparison.get_text(f'model.rung.{rung}')}" for rung in range(1, 6))
    return comparison.get_text("pack.ring.key", rungs=rungs)


def _format_ring_lead(comparison: MeetingComparison, ring_changes: Sequence[SectorChange]) -> str:
    return comparison.get_text(
        "pack.ring.lead",
        seen=sum(change.reading_now.seen is not None for change in ring_changes),
        sectors=len(ring_changes),
        observations=comparison.get_plural_text(
            "common.count.observations", sum(change.reading_now.n for change in ring_changes)
        ),
        confirmed=comparison.format_count(sum(change.reading_now.confirmed_n for change in ring_changes)),
    )


def _choose_ring_title(comparison: MeetingComparison, ring: Ring, ring_changes: Sequence[SectorChange]) -> str:
    agreed_levels = [
        (change.reading_now.wanted, change.reading_now.seen)
        for change in ring_changes
        if change.reading_now.wanted is not None
    ]
    reached_count = sum(seen is not None and round_level(seen) >= wanted for wanted, seen in agreed_levels)
    if all(change.reading_now.seen is None for change in ring_changes):
        return comparison.get_text("pack.ring.unseen", ring=ring.name)
    if not agreed_levels:
        return comparison.get_text("pack.ring.no_wish", ring=ring.name)
    if reached_count == len(agreed_levels):
        return comparison.get_text("pack.ring.all", ring=ring.name)
    return comparison.get_text("pack.ring.some", ring=ring.name, reached=reached_count, wished=len(agreed_levels))


def build_everything_table(comparison: MeetingComparison) -> TableBlock:
    """Every sector with all its numbers, then and now, ring by ring from the middle outwards."""
    rows = tuple(tuple(_list_everything_cells(comparison, change)) for change in comparison.changes)
    caption = comparison.get_text("pack.everything.caption", **comparison.month_names)
    return TableBlock(caption, tuple(_list_everything_columns(comparison)), rows, key=_format_rung_key(comparison))


def _list_everything_columns(comparison: MeetingComparison) -> Iterator[TableColumn]:
    yield TableColumn(comparison.get_text("common.ring"), 2.4)
    yield TableColumn(comparison.get_text("common.field.theme"), 3.0)
    yield TableColumn(comparison.get_text("pack.column.change"), 1.6)
    for key in SECTOR_NUMBER_KEYS:
        for month in comparison.month_names.values():
            yield TableColumn(f"{comparison.get_text(key)}, {month}", 1.2, is_numeric=True)
    for rung in range(1, 6):
        yield TableColumn(
            f"{comparison.format_count(rung)} {comparison.get_text(f'model.rung.{rung}')}", 1.0, is_numeric=True
        )


def _list_everything_cells(comparison: MeetingComparison, change: SectorChange) -> Iterator[Value]:
    yield from (change.ring_name, change.theme.label, comparison.get_text(f"pack.kind.{change.kind.value}"))
    for name, sign in (("wanted", NO_WANTED_SIGN), ("seen", UNSEEN_SIGN), ("confirmed", UNSEEN_SIGN)):
        yield from (
            _round_level_or_sign(getattr(reading, name), sign) for reading in (change.reading_then, change.reading_now)
        )
    for name in ("n", "confirmed_n", "negatives", "disputed"):
        yield from (getattr(reading, name) for reading in (change.reading_then, change.reading_now))
    yield from comparison.material.rungs_by_theme.get(change.theme.id, NO_RUNG_COUNTS)
