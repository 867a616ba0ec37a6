"""What is not known: where nobody looked, nothing was agreed, or all that is known was only heard."""

from collections.abc import Callable, Iterable, Iterator

from impact.report.changes import SectorChange
from impact.report.comparison import MeetingComparison
from impact.report.pack import ListBlock, PackPage

MAX_NAMED_ORGANISATIONS = 60


def build_unknown_page(comparison: MeetingComparison) -> PackPage:
    """The page of what is not known; what holds nowhere is left out."""
    unseen_count = sum(change.reading_now.seen is None for change in comparison.changes)
    key = "pack.unknown.unseen_title" if unseen_count else "pack.unknown.title"
    title = comparison.get_text(key, unseen=unseen_count, of=len(comparison.changes))
    parts = tuple(list_unknowns(comparison))
    return PackPage(
        "unknown",
        title,
        comparison.get_text("pack.unknown.lead" if parts else "pack.unknown.nothing", **comparison.month_names),
        parts,
    )


def list_unknowns(comparison: MeetingComparison) -> Iterator[ListBlock]:
    """Each thing that is not known, with where."""
    check_by_key: dict[str, Callable[[SectorChange], bool]] = {
        "unseen": lambda change: change.reading_now.seen is None and not change.theme.unexpected,
        "no_wish": lambda change: change.reading_now.wanted is None and not change.theme.unexpected,
        "heard": lambda change: _is_only_heard(comparison, change),
        "unconfirmed": lambda change: (
            change.reading_now.n > 0 and change.reading_now.confirmed_n == 0 and not _is_only_heard(comparison, change)
        ),
    }
    for name, is_unknown in check_by_key.items():
        sector_changes = [change for change in comparison.changes if is_unknown(change)]
        if sector_changes:
            yield ListBlock(
                comparison.get_plural_text(f"pack.unknown.{name}", len(sector_changes)),
                tuple(_list_labels_by_ring(sector_changes)),
            )
    if comparison.material.loose_count:
        yield ListBlock(
            comparison.get_plural_text("pack.unknown.loose", comparison.material.loose_count),
            (comparison.get_text("pack.unknown.loose_text"),),
        )
    if silent := comparison.material.silent_organisations:
        name_list = ", ".join(silent[:MAX_NAMED_ORGANISATIONS]) + (
            ", …" if len(silent) > MAX_NAMED_ORGANISATIONS else ""
        )
        yield ListBlock(comparison.get_plural_text("pack.unknown.silent", len(silent)), (name_list,))


def _is_only_heard(comparison: MeetingComparison, change: SectorChange) -> bool:
    rungs = comparison.material.rungs_by_theme.get(change.theme.id, ())
    return bool(rungs) and rungs[0] > 0 and sum(rungs) == rungs[0]


def _list_labels_by_ring(sector_changes: Iterable[SectorChange]) -> Iterator[str]:
    labels: dict[str, list[str]] = {}
    for change in sector_changes:
        labels.setdefault(change.ring_name, []).append(change.theme.label)
    for ring, themes in labels.items():
        yield f"{ring}: {', '.join(themes)}"
