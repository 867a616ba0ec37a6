"""The first pages: whose pack it is and its few large numbers, the discs then and now, and the discs now."""

from collections.abc import Iterator, Mapping
from datetime import date

from impact.charts import Figure
from impact.charts.still import Said, still_disc
from impact.months import months_between
from impact.report.changes import Kind, counted
from impact.report.material import at
from impact.report.meeting import Meeting
from impact.report.pack import Drawing, Facts, Page, Points
from impact.stories import line
from impact.twin import ring_summary

LARGE, SMALL = 760, 620


def title_page(about: Meeting) -> Page:
    """The cover: the name, the two months, four numbers, and on which day and with which filters it was made."""
    made = about.say("pack.made_long", day=about.day(about.today), filters=about.filters)
    note = [about.say("pack.fictional")] if about.material.fictional else []
    blocks = (Facts(tuple(_facts(about))), Points("", (made, *note)))
    return Page("title", about.material.name, about.say("pack.title_lead", **about.months), blocks)


def _facts(about: Meeting) -> Iterator[tuple[str, str]]:
    every, counts = about.changes, about.picture.counted
    before = {
        "counted": (counts[about.now], counts[about.then]),
        "confirmed": (sum(one.now.confirmed_n for one in every), sum(one.then.confirmed_n for one in every)),
        "sectors": (sum(one.now.seen is not None for one in every), sum(one.then.seen is not None for one in every)),
        "ripples": (_ripples(about, about.asked.now), _ripples(about, about.asked.then)),
    }
    for name, (now, then) in before.items():
        label = about.count(f"pack.fact.{name}", now, of=len(every), then=about.number(then))
        yield about.number(now), label


def _ripples(about: Meeting, until: date) -> int:
    window = about.asked.window
    ages = ((months_between(one.month, until), one.n) for one in about.material.links)
    return sum(n for age, n in ages if age >= 0 and (window is None or age < window))


def both_page(about: Meeting) -> Page:
    """The discs of both months, side by side, turned to the first story."""
    discs = tuple(Drawing(_disc(about, one, SMALL, about.month(one))) for one in (about.asked.then, about.asked.now))
    lead = about.say("pack.lined_up" if about.stories else "pack.not_lined_up")
    return Page("both", _both_title(about), lead, discs)


def _both_title(about: Meeting) -> str:
    counts = counted(about.changes)
    more, less = counts[Kind.NEW] + counts[Kind.GROWN], counts[Kind.FALLEN] + counts[Kind.STOPPED]
    if more and less:
        return about.count("pack.both.mixed", more, less=about.number(less), **about.months)
    if more or less:
        return about.count("pack.both.more" if more else "pack.both.less", more or less, **about.months)
    return about.say("pack.both", **about.months)


def now_page(about: Meeting) -> Page:
    """The discs now, large, with what was seen ring by ring."""
    index, discs = about.now, about.picture.discs
    summaries = tuple(ring_summary(disc, index, about.language) for disc in discs)
    rings = Points(about.say("pack.per_ring"), summaries, tuple(disc.number for disc in discs))
    seen = sum(one.now.seen is not None for one in about.changes)
    title = about.say("pack.now", month=about.month(about.asked.now), seen=seen, of=len(about.changes))
    legend = Points("", (about.say("discs.legend"),))
    return Page(
        "now", title, about.say("pack.now_lead"), (Drawing(_disc(about, about.asked.now, LARGE)), rings, legend)
    )


def _disc(about: Meeting, when: date, width: int, title: str = "") -> Figure:
    filtered = bool(about.asked.organisation) or about.asked.confirmed_only
    said = Said(about.language, about.material.name, about.say("stills.filtered") if filtered else "", title)
    index = at(about.picture, when)
    return still_disc(about.picture, index, _turned(about), said, about.material.links, width=width, legend=False)


def _turned(about: Meeting) -> Mapping[str, int]:
    """Each disc turned to the first story, so that it lies on the reading line and its ripples are drawn."""
    themes, _ = line(about.stories[0].steps) if about.stories else ({}, None)
    places = ((disc.ring.id, [sector.theme.id for sector in disc.sectors]) for disc in about.picture.discs)
    return {ring: ids.index(themes[ring]) for ring, ids in places if themes.get(ring) in ids}
