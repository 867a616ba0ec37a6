"""Other words for our lists and rings: proposed when they are clear, and never when something is denied."""

import pytest

from impact.importing.values.likely_words import guess_listed_meaning, guess_ring
from impact.text.fold import normalise_text

RINGS = ("Leerlingen en studenten", "Docenten", "Scholen", "Curriculum")


@pytest.mark.parametrize(
    ("field", "words", "meaning"),
    [
        ("direction", "Got worse", "negative"), ("direction", "No difference", "no_change"),
        ("direction", "Niet beter, niet slechter", "no_change"), ("direction", "Partly better, partly worse", "mixed"),
        ("direction", "Not good", None), ("direction", "Minder fijn", None), ("level", "Written into policy", "4"),
        ("level", "Most of us do it", "3"), ("level", "Nog niet zichtbaar", "0"), ("level", "wie weet", None),
        ("rung", "Heard it from several people", "3"), ("rung", "The inspectorate wrote it", "5"),
        ("rung", "nooit gezien", None),
    ],
)  # fmt: skip
def test_other_words_for_a_list_are_proposed_only_when_they_are_clear(
    field: str, words: str, meaning: str | None
) -> None:
    assert guess_listed_meaning(field, normalise_text(words)) == meaning


@pytest.mark.parametrize(
    ("words", "ring"),
    [
        ("Onze leerlingen", "Leerlingen en studenten"), ("Pupils", "Leerlingen en studenten"),
        ("Het docententeam", "Docenten"), ("Ouders van leerlingen", None), ("Docenten en leerlingen", None),
        ("Bedrijven", None),
    ],
)  # fmt: skip
def test_a_ring_is_proposed_for_the_same_people_in_other_words(words: str, ring: str | None) -> None:
    assert guess_ring(normalise_text(words), {normalise_text(name): name for name in RINGS}) == ring
