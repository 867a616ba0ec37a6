"""The tables: what changed, each ring with wanted, seen and confirmed, and every sector with all its numbers."""

from collections.abc import Iterator, Sequence

from impact.discs import Disc
from impact.model import Ring
from impact.report.changes import Change, Kind, counted, told, written
from impact.report.meeting import Meeting
from impact.report.pack import Column, Page, Table, Value
from impact.words import level

MOST_ROWS = 20
MOVED = (Kind.NEW, Kind.GROWN, Kind.FALLEN, Kind.STOPPED)
UNSEEN, NO_WISH = "?", "–"
NO_RUNGS = (0, 0, 0, 0, 0)


def changed_page(about: Meeting) -> Page:
    """What there is to tell of what changed, the largest steps first; what is left out is counted."""
    worth, counts = told(about.changes), counted(about.changes)
    if not worth:
        return Page("changed", about.say("pack.changed.none", **about.months), about.say("pack.changed.none_lead"))
    listed, rest = worth[:MOST_ROWS], len(worth) - MOST_ROWS
    also = [", ".join(_also(about, one)) for one in listed]
    columns = (
        Column(about.say("pack.column.change"), 1.3),
        Column(about.say("twin.ring"), 2.0),
        Column(about.say("twin.theme"), 3.0),
        Column(about.say("pack.column.then"), 0.75, numbers=True),
        Column(about.say("pack.column.now"), 0.75, numbers=True),
        Column(about.say("pack.column.n"), 0.6, numbers=True),
        *([Column(about.say("pack.column.also"), 3.0)] if any(also) else []),
    )
    parts = [about.say("pack.changed.key", **about.months)]
    parts += [about.count("pack.changed.more", rest)] if rest > 0 else []
    rows = tuple(
        (*_changed_row(about, one), *([words] if any(also) else [])) for one, words in zip(listed, also, strict=True)
    )
    caption = about.say("pack.changed.caption", **about.months)
    table = Table(caption, columns, rows, rings=tuple(one.number for one in listed), key=" ".join(parts))
    lead = " · ".join(about.count(f"pack.changed.count.{kind.value}", counts[kind]) for kind in MOVED if counts[kind])
    return Page("changed", about.say("pack.changed.title", **about.months), lead, (table,))


def _changed_row(about: Meeting, one: Change) -> tuple[Value, ...]:
    levels = (_shown(one.then.seen, UNSEEN), _shown(one.now.seen, UNSEEN))
    kind = about.say(f"pack.kind.{one.kind.value}")
    return (kind, one.ring, one.theme.label, *levels, one.now.n)


def _also(about: Meeting, one: Change) -> Iterator[str]:
    if one.disputed:
        yield about.count("pack.also.disputed", one.disputed)
    if one.confirmed:
        yield about.count("pack.also.confirmed", one.confirmed)
    if one.agreed_anew:
        levels = {"then": one.then.wanted, "now": one.now.wanted}
        words = {name: NO_WISH if at is None else level(about.language, at) for name, at in levels.items()}
        yield about.say("pack.also.wanted", **words)


def _shown(at: float | None, nothing: str) -> Value:
    """A level as it is written, or the sign that there is none."""
    return nothing if at is None else written(at)


def ring_page(about: Meeting, disc: Disc) -> Page:
    """One ring: each sector with wanted, seen, confirmed, what was seen then, n, and how many stand on each rung."""
    mine = [one for one in about.changes if one.number == disc.number]
    columns = (
        Column(about.say("twin.theme"), 3.4),
        Column(about.say("twin.wanted"), 0.95, numbers=True),
        Column(about.say("twin.seen"), 0.85, numbers=True),
        Column(about.say("twin.confirmed"), 1.05, numbers=True),
        Column(about.say("pack.column.before", month=about.months["then"]), 1.15, numbers=True),
        Column(about.say("pack.column.n"), 0.55, numbers=True),
        *(Column(about.number(rung), 0.45, numbers=True) for rung in range(1, 6)),
    )
    rows = tuple(_ring_row(about, one) for one in mine)
    caption = about.say("pack.ring.caption", ring=disc.ring.name, month=about.months["now"])
    table = Table(caption, columns, rows, tuple(one.now for one in mine), disc.number, key=_key(about))
    return Page("ring", _ring_title(about, disc.ring, mine), _ring_lead(about, mine), (table,))


def _ring_row(about: Meeting, one: Change) -> tuple[Value, ...]:
    now = one.now
    levels = (_shown(now.wanted, NO_WISH), *(_shown(at, UNSEEN) for at in (now.seen, now.confirmed, one.then.seen)))
    return (one.theme.label, *levels, now.n, *about.material.rungs.get(one.theme.id, NO_RUNGS))


def _key(about: Meeting) -> str:
    rungs = " · ".join(f"{rung} {about.say(f'model.rung.{rung}')}" for rung in range(1, 6))
    return about.say("pack.ring.key", rungs=rungs)


def _ring_lead(about: Meeting, mine: Sequence[Change]) -> str:
    return about.say(
        "pack.ring.lead",
        seen=sum(one.now.seen is not None for one in mine),
        sectors=len(mine),
        observations=about.count("twin.observations", sum(one.now.n for one in mine)),
        confirmed=about.number(sum(one.now.confirmed_n for one in mine)),
    )


def _ring_title(about: Meeting, ring: Ring, mine: Sequence[Change]) -> str:
    wished = [(one.now.wanted, one.now.seen) for one in mine if one.now.wanted is not None]
    reached = sum(seen is not None and written(seen) >= wanted for wanted, seen in wished)
    if all(one.now.seen is None for one in mine):
        return about.say("pack.ring.unseen", ring=ring.name)
    if not wished:
        return about.say("pack.ring.no_wish", ring=ring.name)
    if reached == len(wished):
        return about.say("pack.ring.all", ring=ring.name)
    return about.say("pack.ring.some", ring=ring.name, reached=reached, wished=len(wished))


def everything(about: Meeting) -> Table:
    """Every sector with all its numbers, then and now, ring by ring from the middle outwards."""
    rows = tuple(tuple(_every_row(about, one)) for one in about.changes)
    caption = about.say("pack.everything.caption", **about.months)
    return Table(caption, tuple(_every_column(about)), rows, key=_key(about))


def _every_column(about: Meeting) -> Iterator[Column]:
    yield Column(about.say("twin.ring"), 2.4)
    yield Column(about.say("twin.theme"), 3.0)
    yield Column(about.say("pack.column.change"), 1.6)
    for name in ("wanted", "seen", "confirmed", "n", "confirmed_n", "negatives", "disputed"):
        for month in about.months.values():
            yield Column(f"{about.say(f'twin.{name}')}, {month}", 1.2, numbers=True)
    for rung in range(1, 6):
        yield Column(f"{about.number(rung)} {about.say(f'model.rung.{rung}')}", 1.0, numbers=True)


def _every_row(about: Meeting, one: Change) -> Iterator[Value]:
    yield from (one.ring, one.theme.label, about.say(f"pack.kind.{one.kind.value}"))
    for name, nothing in (("wanted", NO_WISH), ("seen", UNSEEN), ("confirmed", UNSEEN)):
        yield from (_shown(getattr(reading, name), nothing) for reading in (one.then, one.now))
    for name in ("n", "confirmed_n", "negatives", "disputed"):
        yield from (getattr(reading, name) for reading in (one.then, one.now))
    yield from about.material.rungs.get(one.theme.id, NO_RUNGS)
