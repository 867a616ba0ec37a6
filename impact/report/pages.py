"""From material to pages: the whole meeting pack, in the order in which it is presented."""

from collections.abc import Sequence
from datetime import date

from impact import story_words
from impact.report.celebrated import milestone_pages
from impact.report.compared import changed_page, everything, ring_page
from impact.report.front import both_page, now_page, title_page
from impact.report.material import Material, Told
from impact.report.meeting import Meeting, meeting
from impact.report.pack import Asked, Chain, Link, Pack, Page, Points
from impact.report.unknown import unknown_page

HOW = ("wanted", "seen", "confirmed", "not_zero", "then", "changed", "counted", "source")


def packed(material: Material, asked: Asked, stories: Sequence[Told], language: str, today: date) -> Pack:
    """The meeting pack of this material, with at most three stories told, as it stands today."""
    about = meeting(material, asked, stories, language, today)
    pages = [
        title_page(about),
        both_page(about),
        now_page(about),
        changed_page(about),
        *(ring_page(about, disc) for disc in about.picture.discs),
        *(_story_page(about, one) for one in about.stories),
        *milestone_pages(about),
        unknown_page(about),
        _how_page(about),
    ]
    title = about.say("pack.name", name=material.name, month=about.month(asked.now))
    return Pack(title, language, today, about.foot, tuple(pages), everything(about))


def _story_page(about: Meeting, one: Told) -> Page:
    rings, language = about.material.rings, about.language
    links = tuple(
        Link(
            story_words.way(step, language) if number else "",
            story_words.sentence(step, language),
            story_words.where(step, rings, language),
            story_words.doubted(step, language),
            story_words.ring_of(step, rings),
        )
        for number, step in enumerate(one.steps)
    )
    lead = " ".join(one.telling.split()) if one.kept else about.say("pack.story.proposed")
    doubts = story_words.doubt_line(one.steps, language)
    return Page("story", one.name, lead, (Chain(links), Points("", (doubts,))))


def _how_page(about: Meeting) -> Page:
    facts = {**about.months, "filters": about.filters}
    parts = tuple(Points(about.say(f"pack.how.{name}"), (about.say(f"pack.how.{name}_text", **facts),)) for name in HOW)
    return Page("how", about.say("pack.how.title"), about.say("pack.how.lead"), parts)
