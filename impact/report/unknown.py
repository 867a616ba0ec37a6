"""What is not known: where nobody looked, nothing was agreed, or all that is known was only heard."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from impact.report.changes import Change
from impact.report.material import Material
from impact.report.pack import Asked, Page, Points
from impact.words import count, month, say


def unknown_page(material: Material, asked: Asked, every: Sequence[Change], language: str) -> Page:
    """The page of what is not known; what holds nowhere is left out."""
    unseen = sum(one.now.seen is None for one in every)
    facts = {"unseen": unseen, "of": len(every)}
    title = say(language, "pack.unknown.unseen_title" if unseen else "pack.unknown.title", **facts)
    parts = tuple(unknowns(material, every, language))
    lead = say(language, "pack.unknown.lead" if parts else "pack.unknown.nothing", now=month(language, asked.now))
    return Page("unknown", title, lead, parts)


def unknowns(material: Material, every: Sequence[Change], language: str) -> Iterator[Points]:
    """Each thing that is not known, with where."""
    asked: dict[str, Callable[[Change], bool]] = {
        "unseen": lambda one: one.now.seen is None and not one.theme.unexpected,
        "no_wish": lambda one: one.now.wanted is None and not one.theme.unexpected,
        "heard": lambda one: _only_heard(one, material),
        "unconfirmed": lambda one: one.now.n > 0 and one.now.confirmed_n == 0 and not _only_heard(one, material),
    }
    for name, holds in asked.items():
        found = [one for one in every if holds(one)]
        if found:
            yield Points(count(language, f"pack.unknown.{name}", len(found)), tuple(_by_ring(found)))
    if material.loose:
        text = say(language, "pack.unknown.loose_text")
        yield Points(count(language, "pack.unknown.loose", material.loose), (text,))
    if material.silent:
        yield Points(count(language, "pack.unknown.silent", len(material.silent)), (", ".join(material.silent),))


def _only_heard(one: Change, material: Material) -> bool:
    rungs = material.rungs.get(one.theme.id, ())
    return bool(rungs) and rungs[0] > 0 and sum(rungs) == rungs[0]


def _by_ring(found: Iterable[Change]) -> Iterator[str]:
    labels: dict[str, list[str]] = {}
    for one in found:
        labels.setdefault(one.ring, []).append(one.theme.label)
    for ring, themes in labels.items():
        yield f"{ring}: {', '.join(themes)}"
