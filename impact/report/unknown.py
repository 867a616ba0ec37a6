"""What is not known: where nobody looked, nothing was agreed, or all that is known was only heard."""

from collections.abc import Callable, Iterable, Iterator

from impact.report.changes import Change
from impact.report.meeting import Meeting
from impact.report.pack import Page, Points

MOST_NAMED = 60


def unknown_page(about: Meeting) -> Page:
    """The page of what is not known; what holds nowhere is left out."""
    unseen = sum(one.now.seen is None for one in about.changes)
    key = "pack.unknown.unseen_title" if unseen else "pack.unknown.title"
    title = about.say(key, unseen=unseen, of=len(about.changes))
    parts = tuple(unknowns(about))
    return Page(
        "unknown", title, about.say("pack.unknown.lead" if parts else "pack.unknown.nothing", **about.months), parts
    )


def unknowns(about: Meeting) -> Iterator[Points]:
    """Each thing that is not known, with where."""
    asked: dict[str, Callable[[Change], bool]] = {
        "unseen": lambda one: one.now.seen is None and not one.theme.unexpected,
        "no_wish": lambda one: one.now.wanted is None and not one.theme.unexpected,
        "heard": lambda one: _only_heard(about, one),
        "unconfirmed": lambda one: one.now.n > 0 and one.now.confirmed_n == 0 and not _only_heard(about, one),
    }
    for name, holds in asked.items():
        found = [one for one in about.changes if holds(one)]
        if found:
            yield Points(about.count(f"pack.unknown.{name}", len(found)), tuple(_by_ring(found)))
    if about.material.loose:
        yield Points(about.count("pack.unknown.loose", about.material.loose), (about.say("pack.unknown.loose_text"),))
    if silent := about.material.silent:
        named = ", ".join(silent[:MOST_NAMED]) + (", …" if len(silent) > MOST_NAMED else "")
        yield Points(about.count("pack.unknown.silent", len(silent)), (named,))


def _only_heard(about: Meeting, one: Change) -> bool:
    rungs = about.material.rungs.get(one.theme.id, ())
    return bool(rungs) and rungs[0] > 0 and sum(rungs) == rungs[0]


def _by_ring(found: Iterable[Change]) -> Iterator[str]:
    labels: dict[str, list[str]] = {}
    for one in found:
        labels.setdefault(one.ring, []).append(one.theme.label)
    for ring, themes in labels.items():
        yield f"{ring}: {', '.join(themes)}"
