"""The colours of the rings, and the tints and inks around them on a light and on a dark background.

Each ring colour stands out at least 3 to 1 on white, on the pale grey and on the near black of the app, and any two of
them stay 16.6 apart (CIE 1976) for every kind of colour blindness as Machado, Oliveira & Fernandes (2009) simulate it.
"""

from dataclasses import dataclass

RINGS = ("#0072B2", "#D55E00", "#009E73", "#B5588C", "#7E9048", "#A24818", "#8A78F0", "#7E5A3C")
STONE = "#33475B"
STONE_INK = "#FFFFFF"


@dataclass(frozen=True)
class Ground:
    """What the discs lie on: the paper, the ink on it, and how much of a ring's colour its tints keep (0 to 1)."""

    paper: str
    ink: str
    lighter: float
    track: float


LIGHT = Ground(paper="#FFFFFF", ink="#1D2733", lighter=0.55, track=0.14)
DARK = Ground(paper="#0E1117", ink="#F2F4F7", lighter=0.52, track=0.22)


@dataclass(frozen=True)
class Tints:
    """One ring on one ground: full for confirmed, lighter for seen, track for the room there is."""

    full: str
    lighter: str
    track: str


def ring_colour(number: int) -> str:
    """The colour of the ring with this number, counted from 0; after the last it begins again."""
    return RINGS[number % len(RINGS)]


def tints(number: int, ground: Ground) -> Tints:
    """The colour of this ring and its two tints on this ground, as #RRGGBB."""
    full = ring_colour(number)
    return Tints(full, mixed(full, ground.paper, ground.lighter), mixed(full, ground.paper, ground.track))


def mixed(colour: str, paper: str, share: float) -> str:
    """This much (0 to 1) of one #RRGGBB colour laid over the other."""
    pairs = zip(_parts(colour), _parts(paper), strict=True)
    return "#" + "".join(f"{round(above * share + below * (1 - share)):02X}" for above, below in pairs)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
