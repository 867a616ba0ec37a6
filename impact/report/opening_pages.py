"""The first pages: whose pack it is and its few large numbers, the discs then and now, and the discs now."""

from collections.abc import Iterator, Mapping
from datetime import date

from impact.charts import Figure
from impact.charts.still_disc import PictureCaption, draw_still_disc
from impact.months import is_in_window
from impact.picture.text_twin import summarise_ring
from impact.report.changes import SectorChangeKind, count_by_kind
from impact.report.comparison import MeetingComparison
from impact.report.material import get_month_index
from impact.report.pack import ListBlock, NumbersBlock, PackPage, PictureBlock
from impact.ripples.stories import find_reading_line

LARGE_DISC_WIDTH, SMALL_DISC_WIDTH = 760, 620


def build_title_page(comparison: MeetingComparison) -> PackPage:
    """The cover: the name, the two months, four numbers, and on which day and with which filters it was made."""
    made_text = comparison.get_text(
        "pack.made_long", day=comparison.format_day(comparison.today), filters=comparison.filter_text
    )
    notes = [comparison.get_text("pack.fictional")] if comparison.material.is_fictional else []
    blocks = (NumbersBlock(tuple(_list_title_numbers(comparison))), ListBlock("", (made_text, *notes)))
    return PackPage(
        "title", comparison.material.name, comparison.get_text("pack.title_lead", **comparison.month_names), blocks
    )


def _list_title_numbers(comparison: MeetingComparison) -> Iterator[tuple[str, str]]:
    sector_changes, observation_counts = comparison.changes, comparison.picture.observation_counts
    numbers_by_key = {
        "counted": (observation_counts[comparison.index_now], observation_counts[comparison.index_then]),
        "confirmed": (
            sum(change.reading_now.confirmed_n for change in sector_changes),
            sum(change.reading_then.confirmed_n for change in sector_changes),
        ),
        "sectors": (
            sum(change.reading_now.seen is not None for change in sector_changes),
            sum(change.reading_then.seen is not None for change in sector_changes),
        ),
        "ripples": (
            _count_ripples_until(comparison, comparison.request.month_now),
            _count_ripples_until(comparison, comparison.request.month_then),
        ),
    }
    for name, (number_now, number_then) in numbers_by_key.items():
        label = comparison.get_plural_text(
            f"pack.fact.{name}", number_now, of=len(sector_changes), then=comparison.format_count(number_then)
        )
        yield comparison.format_count(number_now), label


def _count_ripples_until(comparison: MeetingComparison, until: date) -> int:
    return sum(
        ripple_count.n
        for ripple_count in comparison.material.ripple_counts
        if is_in_window(ripple_count.month, until, comparison.request.window)
    )


def build_both_page(comparison: MeetingComparison) -> PackPage:
    """The discs of both months, side by side, turned to the first story."""
    drawings = tuple(
        PictureBlock(
            _draw_disc_of_month(comparison, month_start, SMALL_DISC_WIDTH, comparison.format_month(month_start))
        )
        for month_start in (comparison.request.month_then, comparison.request.month_now)
    )
    lead = comparison.get_text("pack.lined_up" if comparison.stories else "pack.not_lined_up")
    return PackPage("both", _choose_both_title(comparison), lead, drawings)


def _choose_both_title(comparison: MeetingComparison) -> str:
    counts = count_by_kind(comparison.changes)
    more_count, less_count = (
        counts[SectorChangeKind.NEW] + counts[SectorChangeKind.GROWN],
        counts[SectorChangeKind.FALLEN] + counts[SectorChangeKind.STOPPED],
    )
    if more_count and less_count:
        return comparison.get_plural_text(
            "pack.both.mixed", more_count, less=comparison.format_count(less_count), **comparison.month_names
        )
    if more_count or less_count:
        return comparison.get_plural_text(
            "pack.both.more" if more_count else "pack.both.less", more_count or less_count, **comparison.month_names
        )
    return comparison.get_text("pack.both", **comparison.month_names)


def build_now_page(comparison: MeetingComparison) -> PackPage:
    """The discs now, large, with what was seen ring by ring."""
    index, discs = comparison.index_now, comparison.picture.discs
    summaries = tuple(summarise_ring(disc, index, comparison.language) for disc in discs)
    rings = ListBlock(comparison.get_text("pack.per_ring"), summaries, tuple(disc.number for disc in discs))
    seen = sum(change.reading_now.seen is not None for change in comparison.changes)
    title = comparison.get_text(
        "pack.now", month=comparison.format_month(comparison.request.month_now), seen=seen, of=len(comparison.changes)
    )
    legend = ListBlock("", (comparison.get_text("discs.legend"),))
    return PackPage(
        "now",
        title,
        comparison.get_text("pack.now_lead"),
        (PictureBlock(_draw_disc_of_month(comparison, comparison.request.month_now, LARGE_DISC_WIDTH)), rings, legend),
    )


def _draw_disc_of_month(comparison: MeetingComparison, month_start: date, width: int, title: str = "") -> Figure:
    is_filtered = bool(comparison.request.organisation) or comparison.request.confirmed_only
    caption = PictureCaption(
        comparison.language,
        comparison.material.name,
        comparison.get_text("stills.filtered") if is_filtered else "",
        title,
    )
    month_index = get_month_index(comparison.picture, month_start)
    return draw_still_disc(
        comparison.picture,
        month_index,
        _turn_to_first_story(comparison),
        caption,
        comparison.material.ripple_counts,
        width=width,
        legend=False,
    )


def _turn_to_first_story(comparison: MeetingComparison) -> Mapping[str, int]:
    """Each disc turned to the first story, so that it lies on the reading line and its ripples are drawn."""
    themes, _ = find_reading_line(comparison.stories[0].steps) if comparison.stories else ({}, None)
    places = ((disc.ring.id, [sector.theme.id for sector in disc.sectors]) for disc in comparison.picture.discs)
    return {ring: theme_ids.index(themes[ring]) for ring, theme_ids in places if themes.get(ring) in theme_ids}
