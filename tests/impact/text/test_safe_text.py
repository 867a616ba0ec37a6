"""What is left out of a text, what stays in it, and when a name is no name."""

import unicodedata

import pytest

from impact.errors import Invalid
from impact.observation.observation_rules import check_name, clean_line
from impact.text.safe_text import clean_text, drop_unsafe, make_safe, shows_nothing

NONCHARACTERS = [*range(0xFDD0, 0xFDF0), *(plane * 0x10000 + end for plane in range(17) for end in (0xFFFE, 0xFFFF))]
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def test_no_noncharacter_control_character_or_half_character_stays_in_a_text() -> None:
    control = [code for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cs")]
    stays = {"\t", "\n", "\r"}
    every = [chr(code) for code in [*NONCHARACTERS, *control, 0xFEFF] if chr(code) not in stays]
    assert drop_unsafe(f"a{''.join(every)}b\t\r\n") == "ab\t\r\n"
    assert all(clean_text(f"x{sign}") == "x" for sign in every)


def test_every_line_end_becomes_the_same_and_a_tab_becomes_a_space() -> None:
    assert clean_text("a\r\nb\rc\u2028d\u2029e\vf\x85g\th") == "a\nb\nc\nd\ne\nf\ng h"
    assert clean_line("a\r\nb\rc\u2028d\te") == "a b c d e"


def test_emoji_flags_and_joiners_inside_a_text_stay() -> None:
    for text in (f"gezin {FAMILY}", ENGLAND, "\u2764\ufe0f", "می\u200cخواهم", "क\u094d\u200dष", "e\u0301\u00e9n"):
        assert clean_text(text) == clean_line(text) == text


def test_what_is_as_wide_as_nothing_is_left_out_at_the_ends() -> None:
    assert clean_line("\u200b\u2060 School \u00ad\u200b") == "School"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " \t\n",
        "\u200b",
        "\u200c\u200d\u200e\u200f",
        "\u2060\u00ad\ufeff",
        "\u2800",
        "\u3164",
        "\u115f\u1160\uffa0",
        "\u0301\u0308",
        "\ufe0f\U000e0100\u180e\u180b\u034f",
        "\U000e0067\U000e007f",
        "\u202e\u2066\u061c",
        "\ufffe\uffff\ufdd0\U0001fffe",
        "\u17b4\u17b5\u3000\u00a0\u2003",
        "\ufff9\ufffa\ufffb\x00\x1f",
        "\ud800",
    ],
)
def test_a_name_that_shows_nothing_is_empty(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_name(name, 80)
    assert refused.value.facts["reason"] == "empty"
    assert clean_text(name) == ""


@pytest.mark.parametrize("name", ["1", ".", "é", "中", "\U0001f600", ENGLAND, "ع", "\u0e01\u0e34"])
def test_a_name_of_one_visible_character_is_a_name(name: str) -> None:
    assert check_name(name, 80) == name
    assert not shows_nothing(name)


def test_every_text_in_a_value_of_json_becomes_safe_its_keys_too() -> None:
    value = {"a\ufffe": ["b\uffff", {"c": "d\x00"}], "n": 1, "none": None}
    assert make_safe(value) == {"a": ["b", {"c": "d"}], "n": 1, "none": None}


def test_cleaning_a_long_text_takes_no_more_than_one_pass() -> None:
    text = (" \u200b\ufffe" * 300_000) + "a" + ("\u200b " * 200_000)
    assert clean_line(text) == "a"
    assert clean_text("\u200b" * 1_000_000) == ""
