"""What a link gives: CSV as an export writes it, JSON under names that stay the same, in pieces, without writers."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.exporting.feed_formats import choose_delimiter, write_feed_csv, write_feed_json
from impact.exporting.observations_csv import PlaceNames, write_csv
from impact.model import NewObservation, Observation, State
from tests.build import make_said
from tests.impact.exporting.test_observations_csv import observation, saids

NAMES = PlaceNames({"t1": ("Docenten", "Tijd"), "t2": ("Docenten", ""), "t3": ("=Scholen", "-Tijd")}, {"o1": "ROC"}, {})
KEYS = [
    "id", "seen_on", "precision", "ring", "theme", "unexpected", "what", "direction", "level", "rung", "evidence",
    "organisation", "intended", "activity", "state", "change_kind", "why", "contribution", "circumstances",
    "observer_role", "reached",
]  # fmt: skip


def told(pieces: list[list[Observation]], language: str = "nl") -> dict[str, Any]:
    read: dict[str, Any] = json.loads(
        b"".join(write_feed_json(pieces, NAMES, 'Leerroute "Techniek"', "BI", date(2026, 11, 26), language))
    )
    return read


@given(st.lists(saids, max_size=6), st.integers(1, 3))
def test_the_pieces_together_are_the_csv_of_an_export(said: list[NewObservation], size: int) -> None:
    all_of = [observation(one, State.SHARED) for one in said]
    pieces = [all_of[at : at + size] for at in range(0, len(all_of), size)]
    for language in ("nl", "en"):
        assert b"".join(write_feed_csv(pieces, NAMES, language, ";")) == write_csv(all_of, NAMES, language)


@given(st.lists(saids, max_size=6), st.integers(1, 3))
def test_json_holds_every_text_as_it_was_written(said: list[NewObservation], size: int) -> None:
    all_of = [observation(one, State.CONFIRMED) for one in said]
    read = told([all_of[at : at + size] for at in range(0, len(all_of), size)])["observations"]
    assert [one["what"] for one in read] == [one.what for one in said]
    assert [one["why"] for one in read] == [one.why for one in said]
    assert [(one["level"], one["reached"], one["unexpected"]) for one in read] == [
        (int(one.level), one.reached, one.theme_id == "t2") for one in said
    ]


def test_json_has_a_small_head_and_the_same_keys_in_every_language() -> None:
    for language in ("nl", "en"):
        read = told([[observation(make_said("t1"), State.SHARED)]], language)
        (one,) = read.pop("observations")
        assert read == {
            "format": "rimpel-feed", "version": 1, "collaboration": 'Leerroute "Techniek"', "label": "BI",
            "as_of": "2026-11-26",
        }  # fmt: skip
        assert list(one) == KEYS
        assert (one["direction"], one["state"], one["seen_on"]) == ("positive", "shared", "2026-11-01")


def test_nothing_to_give_is_an_empty_list() -> None:
    assert told([])["observations"] == []
    assert b"".join(write_feed_csv([], NAMES, "en", ",")).count(b"\n") == 1


@pytest.mark.parametrize(
    ("asked", "sign"),
    [(None, ";"), ("semicolon", ";"), ("comma", ","), (",", ","), ("tab", "\t"), ("|", ";"), ("\r\n", ";"), ("", ";")],
)
def test_the_sign_between_cells_is_one_of_three(asked: str | None, sign: str) -> None:
    assert choose_delimiter(asked) == sign


def test_the_name_of_who_wrote_it_is_in_neither() -> None:
    written_by = observation(make_said("t1"), State.SHARED)
    named = Observation(**vars(written_by) | {"writer": "Kim de Vries"})
    assert b"Kim" not in b"".join(write_feed_csv([[named]], NAMES, "nl", ";"))
    assert "Kim" not in json.dumps(told([[named]]))
