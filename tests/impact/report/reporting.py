"""What the tests of the meeting pack share: the example as material, and a collaboration that fills every page."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from impact.example import Example, build_example
from impact.model import (
    COUNTING_STATES,
    Direction,
    Level,
    Milestone,
    MilestoneKind,
    NewMilestone,
    NewObservation,
    Observation,
    Ring,
    Rung,
    State,
    Tally,
    Theme,
    WantedStep,
)
from impact.report.material import PackMaterial, PackStory
from impact.report.pack import MeetingPack, PackRequest
from impact.report.pack_pages import build_pack
from impact.ripples.stories import build_story_steps
from impact.words import get_text
from tests.build import TODAY
from tests.impact.example.test_example_picture import tallies

THEN, NOW = date(2026, 5, 1), date(2026, 11, 1)
ASKED = PackRequest(THEN, NOW, 12)
HOSTILE = (
    "=1+1",
    "+SUM(A1)",
    "-2",
    "@cmd",
    '#import "x"',
    "*vet* _schuin_",
    "$x^2$",
    "<b>&amp;</b>",
    "`c`",
    "\\ [l](u)",
)


@cache
def example_material(language: str = "nl") -> PackMaterial:
    """The example of that day, with its tallies and milestones."""
    of = build_example(language, TODAY)
    rings = tuple(
        Ring(ring.id, ring.name, tuple(_named(theme, language) for theme in ring.themes), ring.version)
        for ring in of.rings
    )
    marks = tuple(Milestone(str(number), said, None, 1) for number, said in enumerate(of.milestones))
    return PackMaterial(
        of.name, True, rings, tuple(tallies(of)), milestones=marks, rungs_by_theme=rungs_of(of), loose_count=3
    )


def _named(theme: Theme, language: str) -> Theme:
    label = get_text(language, "model.unexpected") if theme.unexpected else theme.label
    return Theme(theme.id, theme.ring_id, label, theme.wish, theme.unexpected, theme.wordings, theme.wanted)


def rungs_of(of: Example) -> dict[str, tuple[int, ...]]:
    """Per theme how many observations of the example stand on each rung in the window up to now."""
    found: dict[str, list[int]] = {}
    for one in of.observations:
        if one.state in COUNTING_STATES and date(2025, 12, 1) <= one.details.seen_on <= date(2026, 11, 30):
            found.setdefault(one.details.theme_id, [0] * 5)[one.details.rung - 1] += 1
    return {theme: tuple(counts) for theme, counts in found.items()}


@cache
def example_pack(language: str = "nl") -> MeetingPack:
    """The pack of the example, with one story."""
    return build_pack(example_material(language), ASKED, [story()], language, TODAY)


def observation(what: str, ring: str, theme: str, month: int) -> Observation:
    """Something that was seen in 2026."""
    seen_on = date(2026, month, 5)
    said = NewObservation(what, theme, seen_on, Direction.POSITIVE, Level.COMMON_PRACTICE, Rung.DOCUMENT)
    return Observation(f"{theme}-{month}", said, ring, State.SHARED, "", TODAY, 1)  # type: ignore[arg-type]


def story(steps: int = 3, what: str = "Docenten maken samen les.") -> PackStory:
    """A story of so many steps that are not linked."""
    ring = example_material().rings[0]
    things = [observation(what, ring.id, ring.themes[0].id, 1 + n % 11) for n in range(steps)]
    return PackStory("Zo werkt het door", "Het begon klein.", build_story_steps(things, [], {}))


def theme(ring: int, number: int, label: str = "") -> Theme:
    """A desired impact with a long label and a wanted level."""
    named = label or f"Ontwikkelingsgerichte beroepsvoorbereidingsprogramma's {number}"
    return Theme(f"t{ring}-{number}", f"r{ring}", named, wanted=(WantedStep(date(2024, 1, 1), 2.5),))


def crowded(
    label: str = "", title: str = "Een heel lange titel voor een mijlpaal die op twee regels moet"
) -> PackMaterial:
    """Eight rings of twelve sectors, forty milestones, and the longest texts that are allowed."""
    rings = tuple(
        Ring(f"r{ring}", f"Samenwerkingspartners en beroepspraktijkvormers {ring}", themes)
        for ring in range(8)
        for themes in [tuple(theme(ring, number, label) for number in range(12))]
    )
    counted = tuple(
        Tally(one.id, date(2026, month, 1), State.SHARED, 3, 6, 6 * (month - 2), 1)
        for ring in rings
        for one in ring.themes
        for month in (4, 9)
    )
    text = "Een zin die lang doorgaat en steeds meer vertelt. " * 39
    marks = tuple(
        Milestone(str(n), NewMilestone(kind, title, date(2026, 6 + n % 5, 1 + n % 28), **_told(text)), None, 1)
        for n, kind in zip(range(40), list(MilestoneKind) * 8, strict=True)
    )
    rungs = {one.id: (6, 0, 0, 0, 0) for ring in rings for one in ring.themes}
    silent = tuple(f"Regionaal Opleidingencentrum {n}" for n in range(36))
    return PackMaterial("Samenwerking " * 8, False, rings, counted, (), marks, rungs, 12345, silent)


def hostile(texts: Sequence[str] = HOSTILE) -> PackMaterial:
    """Every risky text (ten of them) as a desired impact, as a milestone and as what was learned from it."""
    themes = tuple(theme(0, number, text) for number, text in enumerate(texts))
    rings = (Ring("r0", texts[0], themes), Ring("r1", texts[4], (theme(1, 0, texts[5]),)))
    said = (NewMilestone(MilestoneKind.SUCCESS, text, date(2026, 10, 1), learned=text) for text in texts)
    marks = tuple(Milestone(str(number), one, None, 1) for number, one in enumerate(said))
    return PackMaterial(texts[6], False, rings, milestones=marks, silent_organisations=tuple(texts))


def _told(text: str) -> dict[str, str]:
    return dict.fromkeys(("intention", "happened", "learned", "changed", "shared_with"), text)
