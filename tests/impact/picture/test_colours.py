"""The ring colours, measured: contrast by WCAG 2.2, distance by CIE 1976 after Machado et al. (2009)."""

from itertools import combinations, pairwise

import pytest

from impact.model import MAX_RINGS
from impact.picture.colours import (
    DARK_SCHEME,
    LIGHT_SCHEME,
    RING_COLOURS,
    STONE_COLOUR,
    STONE_INK_COLOUR,
    ColourScheme,
    get_ring_colour,
    get_ring_tints,
    mix_colours,
)

Three = tuple[float, float, float]
PAPERS = ("#FFFFFF", "#F0F2F6", "#0E1117")
EYES: dict[str, tuple[Three, Three, Three]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
XYZ: tuple[Three, Three, Three] = (
    (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
)


def linear(colour: str) -> Three:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def times(rows: tuple[Three, Three, Three], colour: Three) -> Three:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in rows)
    return first, second, third


def lab(light: Three) -> Three:
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in times(XYZ, light))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen_by(eye: str, colour: str) -> Three:
    red, green, blue = (min(max(part, 0.0), 1.0) for part in times(EYES[eye], linear(colour)))
    return lab((red, green, blue))


def distance(eye: str, one: str, other: str) -> float:
    pairs = zip(seen_by(eye, one), seen_by(eye, other), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def contrast(one: str, other: str) -> float:
    high, low = sorted((times(XYZ, linear(colour))[1] for colour in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measures_know_black_from_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert distance("usual", "#000000", "#FFFFFF") == pytest.approx(100, abs=0.1)


def test_there_is_a_colour_for_every_ring_a_collaboration_may_have() -> None:
    assert len(set(RING_COLOURS)) == MAX_RINGS
    assert get_ring_colour(MAX_RINGS) == get_ring_colour(0)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("colour", RING_COLOURS)
def test_every_ring_stands_out_three_to_one(colour: str, paper: str) -> None:
    assert contrast(colour, paper) >= 3


@pytest.mark.parametrize("eye", EYES)
def test_no_two_rings_look_alike_to_any_eye(eye: str) -> None:
    assert min(distance(eye, one, other) for one, other in combinations(RING_COLOURS, 2)) >= 16.6


def test_neighbouring_rings_lie_further_apart_for_the_usual_eye() -> None:
    assert min(distance("usual", one, other) for one, other in pairwise(RING_COLOURS)) >= 40


@pytest.mark.parametrize("ground", [LIGHT_SCHEME, DARK_SCHEME])
@pytest.mark.parametrize("number", range(MAX_RINGS))
def test_ink_is_readable_on_every_track_and_the_three_tones_differ(number: int, ground: ColourScheme) -> None:
    shades = get_ring_tints(number, ground)
    assert contrast(ground.ink, shades.track) >= 7
    assert contrast(shades.full, shades.lighter) >= 1.5
    assert contrast(shades.lighter, shades.track) >= 1.3
    assert contrast(shades.full, shades.track) >= 2.3


def test_the_stone_can_be_read() -> None:
    assert contrast(STONE_COLOUR, STONE_INK_COLOUR) >= 7


def test_mixing_runs_from_paper_to_colour() -> None:
    assert mix_colours("#102030", "#FFFFFF", 0) == "#FFFFFF"
    assert mix_colours("#102030", "#FFFFFF", 1) == "#102030"
    assert mix_colours("#000000", "#FFFFFF", 0.5) == "#808080"
