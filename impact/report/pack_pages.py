"""From material to pages: the whole meeting pack, in the order in which it is presented."""

from collections.abc import Sequence
from datetime import date

from impact.report.comparison import MeetingComparison, compare_months
from impact.report.comparison_pages import build_changed_page, build_everything_table, build_ring_page
from impact.report.material import PackMaterial, PackStory
from impact.report.milestone_pages import build_milestone_pages
from impact.report.opening_pages import build_both_page, build_now_page, build_title_page
from impact.report.pack import ListBlock, MeetingPack, PackPage, PackRequest, StoryBlock, StoryLink
from impact.report.unknown_page import build_unknown_page
from impact.ripples import story_text
from impact.text.fold import join_white_space

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


def _build_method_page(comparison: MeetingComparison) -> PackPage:
    facts = {**comparison.month_names, "filters": comparison.filter_text}
    parts = tuple(
        ListBlock(comparison.get_text(f"pack.how.{name}"), (comparison.get_text(f"pack.how.{name}_text", **facts),))
        for name in METHOD_KEYS
    )
    return PackPage("how", comparison.get_text("pack.how.title"), comparison.get_text("pack.how.lead"), parts)
