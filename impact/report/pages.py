"""From material to pages: what each page of the meeting pack says, in the reader's words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from impact import story_words
from impact.charts import Figure
from impact.charts.still import Said, still_disc
from impact.discs import Disc, Picture
from impact.level import Reading
from impact.model import Ring
from impact.months import months_between
from impact.report import changes
from impact.report.celebrated import milestone_pages
from impact.report.changes import Change, Kind
from impact.report.material import MOST_STORIES, Material, Told, at, drawn
from impact.report.pack import Asked, Chain, Column, Drawing, Facts, Link, Pack, Page, Points, Table
from impact.report.unknown import unknown_page
from impact.stories import line
from impact.twin import Cell, ring_summary
from impact.words import count, day, level, month, number, say

MOST_ROWS = 20
LARGE, SMALL = 760, 620
NAME_IN_FOOT = 48
UNSEEN, NO_WISH = "?", "–"
HOW = ("wanted", "seen", "confirmed", "not_zero", "then", "changed", "counted", "source")


def packed(material: Material, asked: Asked, stories: Sequence[Told], language: str, today: date) -> Pack:
    """The meeting pack of this material, with at most three stories told, as it stands today."""
    shown = drawn(material, asked)
    every = changes.changes(shown, at(shown, asked.then), at(shown, asked.now))
    told = tuple(stories)[:MOST_STORIES]
    pages = [
        _title_page(material, asked, shown, every, language, today),
        _both_page(material, asked, shown, every, told, language),
        _now_page(material, asked, shown, told, language),
        _changed_page(asked, every, language),
        *(_ring_page(disc, material, every, asked, language) for disc in shown.discs),
        *(_story_page(one, material.rings, language) for one in told),
        *milestone_pages(material, asked, language, today),
        unknown_page(material, asked, every, language),
        _how_page(asked, language),
    ]
    title = say(language, "pack.name", name=material.name, month=month(language, asked.now))
    return Pack(title, language, today, _foot(material, asked, language, today), tuple(pages))


def filters(asked: Asked, language: str) -> str:
    """What is counted, in one line, as above the discs."""
    return say(
        language,
        "discs.filters",
        org=asked.organisation or say(language, "discs.together"),
        state=say(language, f"discs.state.{'confirmed' if asked.confirmed_only else 'all'}"),
        window=say(language, f"discs.window.{asked.window or 'all'}"),
    )


def _foot(material: Material, asked: Asked, language: str, today: date) -> str:
    name = material.name if len(material.name) <= NAME_IN_FOOT else material.name[: NAME_IN_FOOT - 1].rstrip() + "…"
    shown = say(language, "pack.foot", now=month(language, asked.now), then=month(language, asked.then))
    return " · ".join((name, shown, filters(asked, language), say(language, "pack.made", day=day(language, today))))


def _title_page(
    material: Material, asked: Asked, shown: Picture, every: Sequence[Change], language: str, today: date
) -> Page:
    then, now = asked.then, asked.now
    lead = say(language, "pack.title_lead", then=month(language, then), now=month(language, now))
    made = say(language, "pack.made_long", day=day(language, today), filters=filters(asked, language))
    note = [say(language, "pack.fictional")] if material.fictional else []
    facts = Facts(tuple(_facts(material, asked, shown, every, language)))
    return Page("title", material.name, lead, (facts, Points("", (made, *note))))


def _facts(
    material: Material, asked: Asked, shown: Picture, every: Sequence[Change], language: str
) -> Iterator[tuple[str, str]]:
    before = {
        "counted": (shown.counted[at(shown, asked.now)], shown.counted[at(shown, asked.then)]),
        "confirmed": (sum(one.now.confirmed_n for one in every), sum(one.then.confirmed_n for one in every)),
        "sectors": (sum(one.now.seen is not None for one in every), sum(one.then.seen is not None for one in every)),
        "ripples": (_ripples(material, asked, asked.now), _ripples(material, asked, asked.then)),
    }
    for name, (now, then) in before.items():
        label = count(language, f"pack.fact.{name}", now, of=len(every), then=number(language, then, 0))
        yield number(language, now, 0), label


def _ripples(material: Material, asked: Asked, until: date) -> int:
    ages = ((months_between(one.month, until), one.n) for one in material.links)
    return sum(n for age, n in ages if age >= 0 and (asked.window is None or age < asked.window))


def _turned(shown: Picture, told: Sequence[Told]) -> Mapping[str, int]:
    """The discs turned to the first story, so that its ripples are drawn."""
    themes, _ = line(told[0].steps) if told else ({}, None)
    places = ((disc.ring.id, [sector.theme.id for sector in disc.sectors]) for disc in shown.discs)
    return {ring: ids.index(themes[ring]) for ring, ids in places if themes.get(ring) in ids}


def _lined_up(told: Sequence[Told], language: str) -> str:
    return say(language, "pack.lined_up") if told else say(language, "pack.not_lined_up")


def _both_page(
    material: Material, asked: Asked, shown: Picture, every: Sequence[Change], told: Sequence[Told], language: str
) -> Page:
    turned = _turned(shown, told)
    discs = [
        Drawing(_disc(material, asked, shown, one, turned, language, SMALL, titled=True))
        for one in (asked.then, asked.now)
    ]
    return Page("both", _both_title(asked, every, language), _lined_up(told, language), tuple(discs))


def _both_title(asked: Asked, every: Sequence[Change], language: str) -> str:
    counts = changes.counted(every)
    more, less = counts[Kind.NEW] + counts[Kind.GROWN], counts[Kind.FALLEN] + counts[Kind.STOPPED]
    months = {"then": month(language, asked.then), "now": month(language, asked.now)}
    if more and not less:
        return count(language, "pack.both.more", more, **months)
    if less and not more:
        return count(language, "pack.both.less", less, **months)
    if more and less:
        return count(language, "pack.both.mixed", more, less=number(language, less, 0), **months)
    return say(language, "pack.both", **months)


def _disc(
    material: Material,
    asked: Asked,
    shown: Picture,
    when: date,
    turned: Mapping[str, int],
    language: str,
    width: int,
    titled: bool,
) -> Figure:
    filtered = bool(asked.organisation) or asked.confirmed_only
    note = say(language, "stills.filtered") if filtered else ""
    title = month(language, when) if titled else ""
    said = Said(language, material.name, note, title)
    return still_disc(shown, at(shown, when), turned, said, material.links, width=width, legend=False)


def _now_page(material: Material, asked: Asked, shown: Picture, told: Sequence[Told], language: str) -> Page:
    index = at(shown, asked.now)
    picture = _disc(material, asked, shown, asked.now, _turned(shown, told), language, LARGE, titled=False)
    summaries = tuple(ring_summary(disc, index, language) for disc in shown.discs)
    seen = sum(reading.seen is not None for disc in shown.discs for reading in _now(disc, index))
    of = sum(len(disc.sectors) for disc in shown.discs)
    title = say(language, "pack.now", month=month(language, asked.now), seen=seen, of=of)
    lead = say(language, "pack.now_lead")
    rings = Points(say(language, "pack.per_ring"), summaries, tuple(range(len(summaries))))
    return Page("now", title, lead, (Drawing(picture), rings, Points("", (say(language, "discs.legend"),))))


def _now(disc: Disc, index: int) -> list[Reading]:
    return [sector.readings[index] for sector in disc.sectors]


def _changed_page(asked: Asked, every: Sequence[Change], language: str) -> Page:
    worth = changes.told(every)
    counts = changes.counted(every)
    months = {"then": month(language, asked.then), "now": month(language, asked.now)}
    moved = [kind for kind in (Kind.NEW, Kind.GROWN, Kind.FALLEN, Kind.STOPPED) if counts[kind]]
    told = " · ".join(count(language, f"pack.changed.count.{kind.value}", counts[kind]) for kind in moved)
    title = say(language, "pack.changed.title" if worth else "pack.changed.none", **months)
    if not worth:
        return Page("changed", title, say(language, "pack.changed.none_lead"))
    rows = tuple(_changed_row(one, language) for one in worth[:MOST_ROWS])
    columns = (
        Column(say(language, "pack.column.change"), 1.3),
        Column(say(language, "twin.ring"), 2.0),
        Column(say(language, "twin.theme"), 3.0),
        Column(say(language, "pack.column.then"), 0.75, numbers=True),
        Column(say(language, "pack.column.now"), 0.75, numbers=True),
        Column(say(language, "pack.column.n"), 0.6, numbers=True),
        Column(say(language, "pack.column.also"), 3.0),
    )
    rest = len(worth) - len(rows)
    key = [say(language, "pack.changed.key", **months)]
    key += [count(language, "pack.changed.more", rest)] if rest else []
    rings = tuple(one.number for one in worth[:MOST_ROWS])
    table = Table(say(language, "pack.changed.caption", **months), columns, rows, rings=rings, key=" ".join(key))
    return Page("changed", title, told, (table,))


def _changed_row(one: Change, language: str) -> tuple[Cell, ...]:
    return (
        say(language, f"pack.kind.{one.kind.value}"),
        one.ring,
        one.theme.label,
        _seen(one.then.seen),
        _seen(one.now.seen),
        one.now.n,
        ", ".join(_also(one, language)),
    )


def _also(one: Change, language: str) -> Iterator[str]:
    if one.disputed:
        yield count(language, "pack.also.disputed", one.disputed)
    if one.confirmed:
        yield count(language, "pack.also.confirmed", one.confirmed)
    if one.agreed_anew:
        then, now = (
            NO_WISH if wanted is None else level(language, wanted) for wanted in (one.then.wanted, one.now.wanted)
        )
        yield say(language, "pack.also.wanted", then=then, now=now)


def _seen(found: float | None) -> Cell:
    return UNSEEN if found is None else changes.written(found)


def _ring_page(disc: Disc, material: Material, every: Sequence[Change], asked: Asked, language: str) -> Page:
    mine = [one for one in every if one.number == disc.number]
    columns = (
        Column(say(language, "twin.theme"), 3.4),
        Column(say(language, "twin.wanted"), 0.95, numbers=True),
        Column(say(language, "twin.seen"), 0.85, numbers=True),
        Column(say(language, "twin.confirmed"), 1.05, numbers=True),
        Column(say(language, "pack.column.before", month=month(language, asked.then)), 1.15, numbers=True),
        Column(say(language, "pack.column.n"), 0.55, numbers=True),
        *(Column(number(language, rung, 0), 0.45, numbers=True) for rung in range(1, 6)),
    )
    rows = tuple(_ring_row(one, material) for one in mine)
    caption = say(language, "pack.ring.caption", ring=disc.ring.name, month=month(language, asked.now))
    bars = tuple(one.now for one in mine)
    key = say(language, "pack.ring.key", rungs=_rungs(language))
    table = Table(caption, columns, rows, bars, disc.number, key=key)
    return Page("ring", _ring_title(disc.ring, mine, language), _ring_lead(mine, language), (table,))


def _ring_lead(mine: Sequence[Change], language: str) -> str:
    return say(
        language,
        "pack.ring.lead",
        seen=sum(one.now.seen is not None for one in mine),
        sectors=len(mine),
        observations=count(language, "twin.observations", sum(one.now.n for one in mine)),
        confirmed=number(language, sum(one.now.confirmed_n for one in mine), 0),
    )


def _ring_row(one: Change, material: Material) -> tuple[Cell, ...]:
    now = one.now
    wanted: Cell = NO_WISH if now.wanted is None else now.wanted
    levels = (wanted, _seen(now.seen), _seen(now.confirmed), _seen(one.then.seen))
    return (one.theme.label, *levels, now.n, *material.rungs.get(one.theme.id, (0, 0, 0, 0, 0)))


def _rungs(language: str) -> str:
    return " · ".join(f"{rung} {say(language, f'model.rung.{rung}')}" for rung in range(1, 6))


def _ring_title(ring: Ring, mine: Sequence[Change], language: str) -> str:
    wished = [(one.now.wanted, one.now.seen) for one in mine if one.now.wanted is not None]
    reached = sum(seen is not None and changes.written(seen) >= wanted for wanted, seen in wished)
    if all(one.now.seen is None for one in mine):
        return say(language, "pack.ring.unseen", ring=ring.name)
    if not wished:
        return say(language, "pack.ring.no_wish", ring=ring.name)
    if reached == len(wished):
        return say(language, "pack.ring.all", ring=ring.name)
    return say(language, "pack.ring.some", ring=ring.name, reached=reached, wished=len(wished))


def _story_page(one: Told, rings: Sequence[Ring], language: str) -> Page:
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
    lead = " ".join(one.telling.split()) if one.kept else say(language, "pack.story.proposed")
    doubts = story_words.doubt_line(one.steps, language)
    return Page("story", one.name, lead, (Chain(links), Points("", (doubts,))))


def _how_page(asked: Asked, language: str) -> Page:
    facts = {
        "then": month(language, asked.then),
        "now": month(language, asked.now),
        "filters": filters(asked, language),
    }
    parts = tuple(
        Points(say(language, f"pack.how.{name}"), (say(language, f"pack.how.{name}_text", **facts),)) for name in HOW
    )
    return Page("how", say(language, "pack.how.title"), say(language, "pack.how.lead"), parts)
