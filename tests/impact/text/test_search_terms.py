"""Words find their other forms, and what was found is marked where it stands."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.text.search_terms import (
    MAX_WORD_LENGTH,
    build_index_text,
    cut_excerpt,
    fold_word,
    list_stems,
    parse_search_terms,
    split_at_hits,
)

TEXT = "Docenten geven samen lessen, en de lés werkt."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lessen", "les"),
        ("docenten", "docent"),
        ("leerlingen", "leerling"),
        ("scholen", "school"),
        ("lessons", "lesson"),
        ("teaching", "teaches"),
        ("IDEEËN", "ideeën"),
        ("Één", "een"),
    ],
)
def test_a_word_and_its_other_form_share_a_stem(one: str, other: str) -> None:
    assert list_stems(one) & list_stems(other)


def test_a_word_is_folded_to_small_letters_without_accents() -> None:
    assert (fold_word("Coördinatie"), fold_word("ﬁets"), len(fold_word("a" * 99))) == (
        "coordinatie",
        "fiets",
        MAX_WORD_LENGTH,
    )


def test_the_index_holds_every_word_once() -> None:
    held = build_index_text("De les. De lessen!", "Les?").split()
    assert len(held) == len(set(held))
    assert {"de", "les", "lessen"} <= set(held)


def test_an_empty_text_holds_nothing() -> None:
    assert (build_index_text("", " … "), parse_search_terms(" ?! ")) == ("", ())


def hits(text: str, question: str) -> list[str]:
    return [piece.text for piece in split_at_hits(text, parse_search_terms(question)) if piece.is_hit]


def test_what_was_asked_is_marked_in_all_its_forms() -> None:
    assert hits(TEXT, "les") == ["lessen", "lés"]
    assert hits(TEXT, "sam docent") == ["Docenten", "samen"]


def test_two_letters_find_no_longer_word() -> None:
    assert hits(TEXT, "do") == []


def test_a_word_is_marked_in_text_that_keeps_its_accents_apart() -> None:
    text = unicodedata.normalize("NFD", "Zo’n idee: één café, of twee cafés é")
    terms = parse_search_terms("café idee")
    pieces = split_at_hits(text, terms)
    assert "".join(piece.text for piece in pieces) == text
    hits = [unicodedata.normalize("NFC", piece.text) for piece in pieces if piece.is_hit]
    assert hits == ["idee", "café", "cafés"]
    assert unicodedata.normalize("NFC", cut_excerpt(text, terms)).startswith("Zo’n idee: één café")


def test_nothing_asked_marks_nothing() -> None:
    assert hits(TEXT, "") == []


@given(st.text(max_size=80), st.text(max_size=20))
def test_the_pieces_together_are_the_text(text: str, question: str) -> None:
    assert "".join(piece.text for piece in split_at_hits(text, parse_search_terms(question))) == text


@given(st.text(max_size=60))
def test_every_word_of_a_text_finds_that_text(text: str) -> None:
    held = frozenset(build_index_text(text).split())
    assert all(term.stems & held for term in parse_search_terms(text))
