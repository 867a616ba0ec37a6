from impact.observation.observation_rules import clean_line
from impact.text.safe_text import clean_text


def test_signs_that_turn_the_words_around_them_do_not_stay() -> None:
    assert clean_line("Docenten \u202exml.exe\u202c en \u2067scholen\u2069") == "Docenten xml.exe en scholen"


def test_signs_that_belong_to_a_text_stay() -> None:
    assert clean_text("e\u0301\u00e9n gezin: \U0001f468\u200d\U0001f469\u200d\U0001f467\nregel twee") == (
        "e\u0301\u00e9n gezin: \U0001f468\u200d\U0001f469\u200d\U0001f467\nregel twee"
    )
