"""The colours of the rings, and the tints and inks around them on a light and on a dark background.

Each ring colour stands out at least 3 to 1 on white, on the pale grey and on the near black of the app, and any two of
them stay 16.6 apart (CIE 1976) for every kind of colour blindness as Machado, Oliveira & Fernandes (2009) simulate it.
"""

from dataclasses import dataclass

RING_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#B5588C", "#7E9048", "#A24818", "#8A78F0", "#7E5A3C")
STONE_COLOUR = "#33475B"
STONE_INK_COLOUR = "#FFFFFF"


@dataclass(frozen=True)
class ColourScheme:
    """What the discs lie on: the paper, the ink on it, and how much of a ring's colour its tints keep (0 to 1)."""

    paper: str
    ink: str
    lighter_share: float
    track_share: float


LIGHT_SCHEME = ColourScheme(paper="#FFFFFF", ink="#1D2733", lighter_share=0.55, track_share=0.14)
DARK_SCHEME = ColourScheme(paper="#0E1117", ink="#F2F4F7", lighter_share=0.52, track_share=0.22)


@dataclass(frozen=True)
class RingTints:
    """One ring on one ground: full for confirmed, lighter for seen, track for the room there is."""

    full: str
    lighter: str
    track: str


def get_ring_colour(number: int) -> str:
    """The colour of the ring with this number, counted from 0; after the last it begins again."""
    return RING_COLOURS[number % len(RING_COLOURS)]


def get_ring_tints(number: int, scheme: ColourScheme) -> RingTints:
    """The colour of this ring and its two tints on this ground, as #RRGGBB."""
    full = get_ring_colour(number)
    return RingTints(
        full, mix_colours(full, scheme.paper, scheme.lighter_share), mix_colours(full, scheme.paper, scheme.track_share)
    )


def mix_colours(colour: str, paper: str, share: float) -> str:
    """This much (0 to 1) of one #RRGGBB colour laid over the other."""
    pairs = zip(_split_colour(colour), _split_colour(paper), strict=True)
    return "#" + "".join(f"{round(above * share + below * (1 - share)):02X}" for above, below in pairs)


def _split_colour(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
