"""A small world of rings for the browser test of the discs: the same for the page and for the test that looks at it."""

from datetime import date
from typing import Any

from impact.model import Ring, RippleKind, State, Tally, Theme, WantedStep
from impact.months import list_months
from impact.picture.disc_data import RippleCount, build_disc_data
from impact.picture.discs import DiscPicture, build_picture

MONTHS = list_months(date(2024, 9, 1), date(2026, 8, 1))
STATES = (State.SHARED, State.CONFIRMED, State.DISPUTED, State.CONFIRMED)


def make_rings(rings: int = 3, sectors: int = 5) -> tuple[Ring, ...]:
    """Rings r0, r1, … with themes r0t0, r0t1, …; the last of each ring is the unexpected one, without a wish."""
    wanted = (WantedStep(MONTHS[0], 2), WantedStep(MONTHS[10], 3.5))
    return tuple(
        Ring(
            f"r{r}",
            f"Ring {r}",
            tuple(
                Theme(
                    f"r{r}t{t}",
                    f"r{r}",
                    f"Impact {r}.{t}",
                    unexpected=t == sectors - 1,
                    wanted=wanted if t < sectors - 1 else (),
                )
                for t in range(sectors)
            ),
        )
        for r in range(rings)
    )


def make_picture(rings: int = 3, sectors: int = 5, more: bool = False) -> DiscPicture:
    """The same observations every time; theme 3 of every ring stays unseen, theme 1 of ring 2 is seen at level 0."""
    seen = [
        Tally(
            f"r{r}t{t}", MONTHS[m], STATES[(r + t + m) % 4], 1, 2, 4 * min(4, (m + r + t) // 6), int((r + m) % 7 == 0)
        )
        for r in range(rings)
        for t in range(sectors)
        for m in range(t, len(MONTHS), 4 + r)
        if t != 3 and (r, t) != (2, 1)
    ]
    seen.append(Tally("r2t1", MONTHS[-2], State.SHARED, 1, 2, 0, 0))
    if more:
        seen.append(Tally("r0t3", MONTHS[-1], State.CONFIRMED, 1, 5, 30, 0))
    return build_picture(make_rings(rings, sectors), seen, MONTHS)


def make_feed(rings: int = 3, sectors: int = 5, more: bool = False) -> dict[str, Any]:
    """The picture with two ripples between the sectors r0t0, r1t0 and r2t0, one of them hindering."""
    links = (
        RippleCount("r0t0", "r1t0", RippleKind.LEADS_TO, MONTHS[-3], 2),
        RippleCount("r2t0", "r1t0", RippleKind.HINDERS, MONTHS[-3], 1),
        RippleCount("r0t0", "r1t1", RippleKind.LEADS_TO, MONTHS[-3], 4),
    )
    return build_disc_data(make_picture(rings, sectors, more), links, name="Leerroute <b>Techniek</b>", language="nl")
