"""Words, numbers and dates the way a Dutch and an English reader write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact import words
from impact.errors import InUse
from impact.words import (
    LANGUAGES,
    choose_language,
    error_text,
    format_day,
    format_month,
    format_number,
    get_plural_text,
    get_text,
    load_catalogue,
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of three texts in place of the real one."""
    texts = {
        "pond.title": ("De vijver",),
        "pond.greet": ("Dag {name}, het is {day}.",),
        "pond.seen": ("{n} waarneming in {ring}", "{n} waarnemingen in {ring}"),
    }
    monkeypatch.setattr(words, "load_catalogue", lambda _language: texts)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("nl", "nl"), ("nl-BE", "nl"), ("NL-nl", "nl"), ("en-GB", "en"), ("fr", "en"), ("", "nl"), (None, "nl")],
)
def test_the_browser_of_the_reader_decides_the_language(locale: str | None, language: str) -> None:
    assert choose_language(locale) == language


@pytest.mark.usefixtures("small")
def test_a_text_is_filled_in_with_its_facts() -> None:
    assert get_text("nl", "pond.title") == "De vijver"
    assert get_text("nl", "pond.greet", name="Fatma", day="maandag") == "Dag Fatma, het is maandag."


@pytest.mark.usefixtures("small")
def test_what_a_user_typed_is_never_filled_in_itself() -> None:
    assert get_text("nl", "pond.greet", name="{day}", day="maandag") == "Dag {day}, het is maandag."


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("n", "said"), [(0, "0 waarnemingen"), (1, "1 waarneming"), (1204, "1.204 waarnemingen")])
def test_one_and_more_are_told_apart(n: int, said: str) -> None:
    assert get_plural_text("nl", "pond.seen", n, ring="Docenten") == f"{said} in Docenten"


@pytest.mark.usefixtures("small")
def test_a_key_without_a_text_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(KeyError):
        get_text("nl", "pond.nothing")


def test_numbers_have_a_comma_in_dutch_and_a_point_in_english() -> None:
    assert format_number("nl", 2.25, 2) == "2,25"
    assert format_number("en", 2.25, 2) == "2.25"
    assert format_number("nl", 105_000, 0) == "105.000"
    assert format_number("en", 105_000, 0) == "105,000"


def test_a_number_shows_no_more_than_it_has() -> None:
    assert format_number("nl", 3.0) == "3"
    assert format_number("nl", 2.04) == "2"
    assert format_number("nl", -0.5) == "−0,5"


def test_nothing_is_negative_zero() -> None:
    assert format_number("nl", -0.04) == "0"


def test_no_number_is_a_dash_and_not_zero() -> None:
    assert format_number("nl", None) == "–"
    assert format_number("nl", 0.0) == "0"


def test_days_and_months_are_short_and_without_points() -> None:
    assert format_day("nl", date(2026, 3, 12)) == "12 mrt 2026"
    assert format_day("en", date(2026, 3, 12)) == "12 Mar 2026"
    assert format_month("nl", date(2026, 5, 1)) == "mei 2026"
    assert format_month("en", date(2026, 9, 1)).startswith("Sep")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_real_catalogue_has_one_or_two_forms_for_every_key(language: str) -> None:
    assert load_catalogue(language)
    assert {len(forms) for forms in load_catalogue(language).values()} <= {1, 2}


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_can_be_read_back(value: float, decimals: int) -> None:
    written = format_number("nl", value, decimals).replace(".", "").replace(",", ".").replace("−", "-")
    assert float(written) == pytest.approx(round(value, decimals), abs=1e-6)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_day_of_a_year_is_written_its_own_way(value: date) -> None:
    for language in LANGUAGES:
        assert format_day(language, value).endswith(format_month(language, value))
        assert "." not in format_day(language, value)


def test_yes_and_no_are_no_numbers_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"error.in_use": ("{count} {held}",), "error.unknown": ("?",)}
    monkeypatch.setattr(error_text, "load_catalogue", lambda _language: texts)
    monkeypatch.setattr(words, "load_catalogue", lambda _language: texts)
    assert error_text.describe_error("nl", InUse(count=1200, held=True)) == "1.200 True"
