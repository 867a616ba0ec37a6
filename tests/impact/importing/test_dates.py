"""Days in any usual form, and the one question when a file does not tell what comes first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.importing.headers.known_headers import normalise_header
from impact.importing.values.dates import (
    YEAR_FIRST_SIGN,
    AmbiguousDay,
    DayOrder,
    DayRules,
    derive_day_orders,
    parse_day,
)
from impact.importing.values.time_zones import convert_to_reader_day, find_header_zone
from impact.model import Precision

DAY = date(2026, 3, 12)
DAYS, MONTHS = DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-12", "2026-3-12", "2026/03/12", "2026.03.12", "20260312", "12-03-2026", "12-3-26", "12.03.2026",
        "12 - 3 - 2026", "12 maart 2026", "12 mrt 2026", "12 mrt. 2026", "12-mrt-26", "do 12 maart 2026",
        "donderdag 12 maart 2026 14:05", "March 12, 2026", "Mar 12 2026", "Thursday, March 12th, 2026", "12 March 2026",
        "2026-W11-4", "46093", "46093.604", "46093,604", "2026-03-12T14:05:11.123+01:00", "2026-03-12T14:05:11Z",
        "2026-03-12 14:05", "2026/03/12 2:05:11 PM CET", "2026/03/12 2:05:11 p.m. EET", "2026/03/12 2:05:11 PM GMT+1",
        "12-3-2026 14:05:11", "12-3-'26", "12 maart '26",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_form(text: str) -> None:
    assert parse_day(text) == (DAY, Precision.DAY)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("12/03/2026", DAYS), ("3/12/2026", MONTHS), ("3/12/26 14:05", MONTHS), ("3/12/2026 2:05:11 PM", MONTHS),
        ("12/3/26", DAYS), ("03-12-2026", MONTHS),
    ],
)  # fmt: skip
def test_a_day_whose_order_was_told_is_read_in_that_order(text: str, order: DayOrder) -> None:
    assert parse_day(text, order) == (DAY, Precision.DAY)


@pytest.mark.parametrize("text", ["2026-03", "2026/3", "03-2026", "maart 2026", "mrt 2026", "March 2026", "Mar. 2026"])
def test_a_month_is_kept_as_a_month(text: str) -> None:
    assert parse_day(text) == (date(2026, 3, 1), Precision.MONTH)


def test_a_week_is_kept_as_its_monday() -> None:
    assert {parse_day(text)[0] for text in ("2026-W11", "week 11 2026", "wk 11-2026")} == {date(2026, 3, 9)}


@pytest.mark.parametrize(
    "text",
    [
        "gisteren", "12", "2026", "maart", "2026-02-30", "31-04-2026", "00-00-2026", "13/13/2026", "99999", "1", "",
        "12 mei", "maart april 2026", "2026-W60", "x" * 200,
    ],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_day(text)


def test_without_an_order_a_day_that_may_be_two_days_is_unclear() -> None:
    with pytest.raises(AmbiguousDay):
        parse_day("03/04/2026")
    assert parse_day("03/03/2026")[0] == date(2026, 3, 3)
    assert parse_day("25/03/2026")[0] == parse_day("03/25/2026")[0] == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("texts", "derived", "asked"),
    [
        (["03/04/2026", "25/04/2026"], {"/": DAYS}, set()),
        (["3/4/26 9:00", "3/25/26 9:00"], {"/": MONTHS}, set()),
        (["3/4/26 9:00 CET", "3/25/26 9:00 CET"], {"/": MONTHS}, set()),
        (["03/04/2026"], {}, {"/"}),
        (["03-04-2026"], {"-": DAYS}, set()),
        (["2026-03-04", "maart 2026", ""], {}, set()),
        (["25/03/2026", "03/25/2026"], {}, set()),
        (["25/03/2026", "03/25/2026", "03/04/2026"], {}, {"/"}),
        (["25/03/2026", "04-03-2026"], {"/": DAYS, "-": DAYS}, set()),
        (["03/25/2026", "04-03-2026"], {"/": MONTHS}, {"-"}),
        (["03/25/2026", "04-03-2026", "25.03.2026"], {"/": MONTHS, ".": DAYS}, {"-"}),
        (["03/04/2026", "04-03-2026"], {}, {"/", "-"}),
    ],
)
def test_each_sign_has_an_order_of_its_own(texts: list[str], derived: dict[str, DayOrder], asked: set[str]) -> None:
    found = derive_day_orders(texts)
    assert (found.derived, set(found.undecided)) == (derived, asked)


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["2017-01-07 09:12:00", "10/17/2018 12:00 PM"], True),
        (["2017-01-07", "17/10/2018"], True),
        (["2017-01-07", "17/10/2018", "3/4/2018"], False),  # a program would have turned 3/4 into a day as well
        (["2017-01-07", "2017-01-25", "10/17/2018"], False),
        (["2017-01-07T09:12:00Z", "10/17/2018"], False),
        (["2017-01-07", "2018-04-05"], False),
        (["2017-07-07", "10/17/2018"], False),
    ],
)
def test_real_days_beside_days_that_stayed_texts_are_asked_about(texts: list[str], asked: bool) -> None:
    assert (YEAR_FIRST_SIGN in derive_day_orders(texts, is_spreadsheet=True).undecided) is asked
    assert YEAR_FIRST_SIGN not in derive_day_orders(texts).undecided


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-28T23:00:00Z", "2026-03-01"), ("2026-03-01T23:30:00.000Z", "2026-03-02"),
        ("2026-06-30T21:59:59Z", "2026-06-30"), ("2026-06-30T22:00:00Z", "2026-07-01"),
        ("2026/03/12 11:58:12 PM GMT+1", "2026-03-12"), ("2026/03/12 11:58 PM GMT", "2026-03-13"),
        ("2026-03-12 12:30 a.m. CET", "2026-03-12"), ("2026-03-12 12:30 AM EET", "2026-03-11"),
        ("2026-03-13T00:11:12.000+01:00", "2026-03-13"), ("2026-03-13T00:11:12+0200", "2026-03-12"),
        ("March 12, 2026 11:03 PM (GMT-5)", "2026-03-13"), ("12-3-2026 23:30 UTC", "2026-03-13"),
        ("20260312T233000Z", "2026-03-13"), ("2026-03-12T20:00:00-05:00[America/New_York]", "2026-03-13"),
        ("Thu Mar 12 2026 23:03:12 GMT+0000 (Coordinated Universal Time)", "2026-03-13"),
        ("2026-03-12 23:30 America/Denver", "2026-03-13"), ("2026-03-12 23:30", "2026-03-12"),
        ("donderdag 12 maart 2026 om 23:30 uur", "2026-03-12"), ("@March 12, 2026", "2026-03-12"),
        ("March 12, 2026 at 9:03am", "2026-03-12"),
    ],
)  # fmt: skip
def test_a_moment_with_a_zone_is_the_day_it_was_for_the_reader(text: str, day: str) -> None:
    assert parse_day(text)[0].isoformat() == day


def test_a_reader_elsewhere_and_a_column_in_another_zone_have_other_days() -> None:
    late = "2026-03-12 23:30:00"
    assert DayRules(column_zone="UTC").read_day(late)[0].isoformat() == "2026-03-13"
    assert DayRules(column_zone="UTC", reader_zone="America/Denver").read_day(late)[0].isoformat() == "2026-03-12"
    assert DayRules(column_zone="UTC").read_day("2026-03-12")[0].isoformat() == "2026-03-12"


@pytest.mark.parametrize(
    ("header", "zone"),
    [
        ("Submit Date (UTC)", "UTC"), ("Datum (GMT+1)", "GMT+1"), ("Tijd (CET)", "CET"), ("_submission_time", "UTC"),
        ("Datum", ""), ("Datum (dag)", ""),
    ],
)  # fmt: skip
def test_a_header_may_name_the_zone_of_its_times(header: str, zone: str) -> None:
    assert find_header_zone(header, normalise_header(header)) == zone


@pytest.mark.parametrize("zone", ["X5", "112", "a5", ":5", "GMTz10"])
def test_only_a_plus_or_a_minus_begins_an_offset_of_a_zone(zone: str) -> None:
    with pytest.raises(ValueError, match=zone):
        convert_to_reader_day(date(2026, 3, 12), timedelta(hours=23), zone, "Europe/Amsterdam")


@pytest.mark.parametrize("zone", ["-5", "−05:00", "UTC-5", "GMT −0500"])
def test_an_offset_may_have_a_hyphen_or_a_minus(zone: str) -> None:
    day = convert_to_reader_day(date(2026, 3, 12), timedelta(hours=23), zone, "Europe/Amsterdam")
    assert day == date(2026, 3, 13)


@pytest.mark.parametrize("text", ["2026-03-12 25:00", "2026-03-12 13:00 PM", "2026-03-12 9:61", "2026-03-12 9:00 QQQ"])
def test_impossible_times_and_unknown_zones_are_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_day(text)


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)), st.sampled_from(list(DayOrder)))
def test_every_day_comes_back_from_every_form_it_is_written_in(day: date, order: DayOrder) -> None:
    first, second = (day.day, day.month) if order is DayOrder.DAY_FIRST else (day.month, day.day)
    forms = (
        day.isoformat(), f"{first}/{second}/{day.year}", f"{first:02}-{second:02}-{day:%y} 9:05", f"{day:%d %B %Y}",
        f"{day:%B %d, %Y}", f"{day:%Y%m%d}", str((day - date(1899, 12, 30)).days), f"{day:%G-W%V-%u}",
    )  # fmt: skip
    assert {parse_day(form, order)[0] for form in forms} == {day}


@given(st.text(max_size=40))
def test_no_text_whatever_ends_in_anything_but_a_day_or_a_clear_no(text: str) -> None:
    try:
        found, _ = parse_day(text)
    except ValueError:
        return
    assert isinstance(found, date)
