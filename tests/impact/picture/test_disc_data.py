"""The feed of the live discs says exactly what the picture says."""

import re
from datetime import date
from json import dumps, loads
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.model import Ring, RippleKind, State, Tally, Theme, WantedStep
from impact.months import list_months
from impact.picture.disc_data import (
    ROW_VALUES,
    RippleCount,
    build_disc_data,
    build_sector_row,
    expand_steps,
    wrap_stone_name,
)
from impact.picture.discs import DiscPicture, build_picture
from impact.words import LANGUAGES

DISC_SCRIPT = Path(__file__).parents[3] / "pages" / "ui" / "disc" / "disc.js"
MONTHS = list_months(date(2025, 1, 1), date(2026, 6, 1))


def make_rings(rings: int = 2, sectors: int = 3) -> tuple[Ring, ...]:
    wanted = (WantedStep(date(2025, 4, 1), 2), WantedStep(date(2026, 1, 15), 3.5))
    return tuple(
        Ring(
            f"r{r}",
            f"Ring {r}",
            tuple(Theme(f"r{r}t{t}", f"r{r}", f"Thema {t}", wanted=wanted[: t + 1]) for t in range(sectors)),
        )
        for r in range(rings)
    )


def make_tally(
    theme: str = "r0t0", month: int = 0, twice: int = 8, state: State = State.SHARED, negatives: int = 0
) -> Tally:
    return Tally(theme, MONTHS[month], state, 1, 2, twice, negatives)


def make_picture(*tallies: Tally, window: int | None = 3, rings: int = 2, sectors: int = 3) -> DiscPicture:
    return build_picture(make_rings(rings, sectors), tallies, MONTHS, window)


def make_feed(shown: DiscPicture, *links: RippleCount, language: str = "nl", **more: bool) -> dict:  # type: ignore[type-arg]
    return build_disc_data(shown, links, name="Leerroute Techniek", language=language, **more)


def make_link(
    cause: str, effect: str, month: int = 0, n: int = 1, kind: RippleKind = RippleKind.LEADS_TO
) -> RippleCount:
    return RippleCount(cause, effect, kind, MONTHS[month], n)


def test_a_sector_tells_only_the_months_in_which_something_differs() -> None:
    shown = make_picture(make_tally("r1t0", month=5), window=3)
    steps = make_feed(shown)["discs"][1]["sectors"][0]["changes"].split(";")
    assert [step.split(",")[0] for step in steps] == ["0", "3", "5", "6", "8"]


def test_a_month_tells_only_the_values_that_differ() -> None:
    shown = make_picture(make_tally("r0t0", month=0), window=None)
    steps = make_feed(shown)["discs"][0]["sectors"][0]["changes"].split(";")
    assert steps[1] == f"1{',' * (ROW_VALUES.index('fresh'))}0"


def test_not_yet_seen_is_not_zero() -> None:
    told = make_feed(make_picture(make_tally("r0t0", month=2, twice=0)))
    seen = [
        values[ROW_VALUES.index("seen") - 1]
        for values in expand_steps(told["discs"][0]["sectors"][0]["changes"], len(MONTHS))
    ]
    assert seen[:6] == [None, None, 0.0, 0.0, 0.0, None]


tallies = st.builds(
    make_tally,
    theme=st.sampled_from([f"r{r}t{t}" for r in range(2) for t in range(3)]),
    month=st.integers(0, len(MONTHS) - 1),
    twice=st.integers(-16, 16),
    state=st.sampled_from([State.SHARED, State.CONFIRMED, State.DISPUTED, State.WITHDRAWN]),
    negatives=st.integers(0, 1),
)


@given(st.lists(tallies, max_size=30), st.sampled_from([3, 6, 12, 24, None]))
def test_expanding_gives_back_every_reading_and_every_radius(seen: list[Tally], window: int | None) -> None:
    shown = make_picture(*seen, window=window)
    for disc, told in zip(shown.discs, make_feed(shown)["discs"], strict=True):
        for sector, fed in zip(disc.sectors, told["sectors"], strict=True):
            expected = [
                build_sector_row(reading, radii) for reading, radii in zip(sector.readings, sector.radii, strict=True)
            ]
            assert expand_steps(fed["changes"], len(MONTHS)) == expected


def test_angles_and_radii_are_those_of_the_picture() -> None:
    shown = make_picture(rings=4, sectors=7)
    for disc, told in zip(shown.discs, make_feed(shown)["discs"], strict=True):
        assert (told["base"], told["top"]) == (
            pytest.approx(disc.base_radius, abs=0.05),
            pytest.approx(disc.top_radius, abs=0.05),
        )
        assert told["levels"] == pytest.approx(list(disc.level_radii), abs=0.05)
        assert disc.top_radius < told["label"][0] < told["label"][1] < told["edge"] <= disc.outer_radius
        assert [(one["start"], one["end"]) for one in told["sectors"]] == [
            (pytest.approx(one.start, abs=0.0005), pytest.approx(one.end, abs=0.0005)) for one in disc.sectors
        ]


def test_ripples_are_counted_while_the_effect_lies_in_the_window() -> None:
    told = make_feed(
        make_picture(window=3),
        make_link("r0t0", "r1t1", 4, 2),
        make_link("r0t0", "r1t1", 5, 1, RippleKind.CONTRIBUTES_TO),
    )
    [link] = told["links"]
    assert (link["from"], link["to"], link["hinders"]) == ([0, 0], [1, 1], False)
    assert [values[0] for values in expand_steps(link["changes"], len(MONTHS))][3:9] == [0, 2, 3, 3, 1, 0]


def test_hindering_ripples_are_a_line_of_their_own() -> None:
    told = make_feed(make_picture(), make_link("r0t0", "r1t0"), make_link("r0t0", "r1t0", kind=RippleKind.HINDERS))
    assert [link["hinders"] for link in told["links"]] == [False, True]


def test_ripples_of_themes_and_months_that_are_not_shown_are_left_out() -> None:
    late = RippleCount("r0t0", "r1t0", RippleKind.LEADS_TO, date(2030, 1, 1), 1)
    told = make_feed(
        make_picture(), late, make_link("gone", "r1t0"), make_link("r0t0", "gone"), make_link("r0t0", "r0t0")
    )
    assert told["links"] == []


def test_the_fingerprint_follows_the_content() -> None:
    same = make_feed(make_picture(make_tally()))["mark"]
    assert make_feed(make_picture(make_tally()))["mark"] == same
    assert make_feed(make_picture(make_tally(month=1)))["mark"] != same
    assert make_feed(make_picture(make_tally()), filtered=True)["mark"] != same
    assert make_feed(make_picture(make_tally()), language="en")["mark"] != same


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_travels_as_json_with_words_in_every_language(language: str) -> None:
    told = make_feed(make_picture(make_tally()), make_link("r0t0", "r1t0"), language=language)
    assert loads(dumps(told)) == told
    assert told["months"][2] == {"nl": "mrt 2025", "en": "Mar 2025"}[language]
    assert all(told["words"].values())


def test_sixteen_years_of_forty_sectors_stay_small() -> None:
    months, chance = list_months(date(2010, 1, 1), date(2025, 12, 1)), Random(7)
    seen = [
        Tally(
            f"r{chance.randrange(8)}t{chance.randrange(5)}",
            chance.choice(months),
            State.SHARED,
            1,
            3,
            chance.randrange(24),
            0,
        )
        for _ in range(105)
    ]
    told = make_feed(build_picture(make_rings(8, 5), seen, months))
    assert len(dumps(told)) < 25_000


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Leerroute Techniek", ["Leerroute", "Techniek"]),
        ("Zorg", ["Zorg"]),
        ("Een samenwerking van heel veel scholen in de hele regio", ["Een", "samenwerking", "van heel…"]),
        ("Doorstroomleerroutesamenwerking", ["Doorstroomleer", "routesamenwerk", "ing"]),
    ],
)
def test_the_name_fits_on_the_stone(name: str, lines: list[str]) -> None:
    assert wrap_stone_name(name) == lines


def test_the_words_hold_every_text_that_the_script_of_the_discs_reads() -> None:
    script = DISC_SCRIPT.read_text(encoding="utf-8")
    names = set(re.findall(r"words\.(\w+)", script)) | {"ripples", "hindering"}
    assert len(names) > 5
    assert names - set(make_feed(make_picture())["words"]) == set()
