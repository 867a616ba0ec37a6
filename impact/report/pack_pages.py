"""The whole meeting pack, page by page in the order of presenting; with the pages of stories, gaps and method."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from impact.report.changes import SectorChange
from impact.report.comparison import MeetingComparison, compare_months
from impact.report.comparison_pages import build_changed_page, build_everything_table, build_ring_page
from impact.report.material import PackMaterial, PackStory
from impact.report.milestone_pages import build_milestone_pages
from impact.report.opening_pages import build_both_page, build_now_page, build_title_page
from impact.report.pack import ListBlock, MeetingPack, PackPage, PackRequest, StoryBlock, StoryLink
from impact.ripples import story_text
from impact.text.fold import join_white_space

# More would not fit on one page.
MAX_NAMED_ORGANISATIONS = 60
METHOD_KEYS = ("wanted", "seen", "confirmed", "not_zero", "then", "changed", "counted", "source")


def build_pack(
    material: PackMaterial, request: PackRequest, stories: Sequence[PackStory], language: str, today: date
) -> MeetingPack:
    """The meeting pack of this material, with at most three stories told, as it stands today."""
    comparison = compare_months(material, request, stories, language, today)
    pages = [
        build_title_page(comparison),
        build_both_page(comparison),
        build_now_page(comparison),
        build_changed_page(comparison),
        *(build_ring_page(comparison, disc) for disc in comparison.picture.discs),
        *(_build_story_page(comparison, story) for story in comparison.stories),
        *build_milestone_pages(comparison),
        build_unknown_page(comparison),
        _build_method_page(comparison),
    ]
    title = comparison.get_text("pack.name", name=material.name, month=comparison.format_month(request.month_now))
    return MeetingPack(title, language, today, comparison.footer_text, tuple(pages), build_everything_table(comparison))


def _build_story_page(comparison: MeetingComparison, story: PackStory) -> PackPage:
    rings, language = comparison.material.rings, comparison.language
    links = tuple(
        StoryLink(
            story_text.describe_step_ripple(step, language) if number else "",
            story_text.get_step_sentence(step, language),
            story_text.describe_step_place(step, rings, language),
            story_text.describe_step_doubts(step, language),
            story_text.find_ring_index(step, rings),
        )
        for number, step in enumerate(story.steps)
    )
    lead = join_white_space(story.telling) if story.is_kept else comparison.get_text("pack.story.proposed")
    doubts = story_text.summarise_doubts(story.steps, language)
    return PackPage("story", story.name, lead, (StoryBlock(links), ListBlock("", (doubts,))))


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
        "unseen": lambda change: change.reading_now.seen is None,
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


def _build_method_page(comparison: MeetingComparison) -> PackPage:
    facts = {**comparison.month_names, "filters": comparison.filter_text}
    parts = tuple(
        ListBlock(comparison.get_text(f"pack.how.{name}"), (comparison.get_text(f"pack.how.{name}_text", **facts),))
        for name in METHOD_KEYS
    )
    return PackPage("how", comparison.get_text("pack.how.title"), comparison.get_text("pack.how.lead"), parts)
