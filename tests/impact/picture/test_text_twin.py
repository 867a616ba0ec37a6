"""The text twin says what the picture shows, no more and no less."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from impact.model import Ring, State, Tally, Theme, WantedStep
from impact.picture.discs import DiscPicture, build_picture
from impact.picture.text_twin import (
    COLUMN_KEYS,
    build_outline,
    build_text_twin,
    build_twin_rows,
    describe_sector,
    format_signed_level,
    summarise_ring,
)
from impact.words import get_text

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def two_rings() -> tuple[Ring, ...]:
    motivation = Theme("motivation", "pupils", "Motivatie", wanted=(WantedStep(MARCH, 3.0),))
    surprise = Theme("surprise", "pupils", "Onverwacht", unexpected=True)
    together = Theme("together", "teachers", "Samen ontwikkelen")
    return Ring("pupils", "Leerlingen", (motivation, surprise)), Ring("teachers", "Docenten", (together,))


def two_months() -> DiscPicture:
    """Motivation: one heard positive level 2 confirmed, one seen negative level 2 disputed: (1·2 − 2·2) / 3 = −0.7."""
    tallies = (
        Tally("motivation", MARCH, State.CONFIRMED, n=1, weight=1, twice=4, negatives=0),
        Tally("motivation", APRIL, State.DISPUTED, n=1, weight=2, twice=-8, negatives=1),
        Tally("surprise", APRIL, State.SHARED, n=1, weight=2, twice=0, negatives=0),
    )
    return build_picture(two_rings(), tallies, (MARCH, APRIL))


def test_the_twin_has_one_row_for_every_sector_from_the_middle_outwards() -> None:
    assert [(row.ring, row.theme) for row in build_twin_rows(two_months(), 1)] == [
        ("Leerlingen", "Motivatie"),
        ("Leerlingen", "Onverwacht"),
        ("Docenten", "Samen ontwikkelen"),
    ]


def test_a_row_holds_the_signed_level_and_every_count() -> None:
    told = build_text_twin(two_months(), 1, "nl")
    assert len(told.columns) == len(COLUMN_KEYS)
    assert told.rows[0] == ("Leerlingen", "Motivatie", 3.0, -0.7, 0.7, 2, 1, 1, 1, 1)


def test_not_yet_seen_is_a_word_and_not_zero() -> None:
    seen = get_text("nl", "common.not_seen")
    unseen, nothing = build_text_twin(two_months(), 1, "nl").rows[2], build_text_twin(two_months(), 1, "nl").rows[1]
    assert unseen[3] == unseen[4] == seen
    assert nothing[3] == 0
    assert unseen[2] == get_text("nl", "common.not_agreed")


def test_levels_are_written_the_readers_way_with_a_true_minus() -> None:
    assert format_signed_level("nl", -0.5) == "−0,5"
    assert format_signed_level("en", -0.5) == "−0.5"
    assert format_signed_level("nl", 3) == "3"
    assert format_signed_level("nl", -0.04) == "0"


def test_a_sentence_tells_everything_about_a_sector() -> None:
    told = describe_sector(two_months().discs[0].sectors[0], 1, "nl")
    assert told == (
        "Motivatie: gewenst 3, gezien −0,7, bevestigd 0,7, 2 waarnemingen, 1 bevestigd, 1 negatief, 1 betwist, "
        "1 nieuw deze maand."
    )


def test_a_sentence_about_an_open_sector_has_no_number_for_what_was_seen() -> None:
    told = describe_sector(two_months().discs[1].sectors[0], 1, "en")
    assert told == "Samen ontwikkelen: wanted not yet agreed, not yet seen."


def test_the_outline_sums_up_each_ring() -> None:
    shown = two_months()
    told = build_outline(shown, 1, "nl")
    assert [part.ring for part in told] == ["Leerlingen", "Docenten"]
    assert told[0].summary == "Leerlingen: in 2 van de 2 sectoren is iets gezien, met 3 waarnemingen."
    assert told[1].summary == summarise_ring(shown.discs[1], 1, "nl")
    assert len(told[0].sentences) == 2


states = st.sampled_from([State.SHARED, State.CONFIRMED, State.DISPUTED])
themes = st.sampled_from(["motivation", "surprise", "together"])


@st.composite
def random_tallies(draw: st.DrawFn) -> Tally:
    n, weight = draw(st.integers(1, 9)), draw(st.integers(1, 45))
    twice = draw(st.integers(-8 * weight, 8 * weight))
    month = draw(st.sampled_from([MARCH, APRIL]))
    return Tally(draw(themes), month, draw(states), n, weight, twice, draw(st.integers(0, n)))


@given(st.lists(random_tallies(), max_size=12), st.integers(0, 1), st.booleans())
def test_the_twin_equals_the_picture_whatever_was_seen(tallies: list[Tally], index: int, confirmed_only: bool) -> None:
    shown = build_picture(two_rings(), tallies, (MARCH, APRIL), confirmed_only=confirmed_only)
    sectors = [sector for disc in shown.discs for sector in disc.sectors]
    rows, table = build_twin_rows(shown, index), build_text_twin(shown, index, "en")
    assert [row.reading for row in rows] == [sector.readings[index] for sector in sectors]
    for row, cells, sector in zip(rows, table.rows, sectors, strict=True):
        assert row.theme_id == sector.theme.id
        assert isinstance(cells[3], str) == (sector.radii[index].seen is None)
        assert cells[5] == sector.readings[index].n
    assert sum(row.reading.n for row in rows) == shown.observation_counts[index]
