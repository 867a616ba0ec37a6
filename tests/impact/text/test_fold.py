"""How strict each way of folding a text is, beside the others."""

from collections.abc import Callable

import pytest

from impact.text.fold import (
    fold_case,
    fold_cell,
    fold_compatible,
    fold_numerals,
    fold_without_accents,
    join_white_space,
    normalise_name,
    normalise_text,
    normalise_words,
    trim_cell,
)

TEXT = "  Café\u00a0Ｑ² + O\u2019Neil;\n"
FOLDED: dict[Callable[[str], str], str] = {
    join_white_space: "Café Ｑ² + O’Neil;",
    trim_cell: "Café Ｑ² + O’Neil",
    fold_cell: "café ｑ² + o’neil",
    normalise_name: "café ｑ² + o’neil;",
    fold_case: "  café\u00a0ｑ² + o’neil;\n",
    fold_compatible: "  cafe\u0301 q2 + o’neil;\n",
    fold_without_accents: "  cafe q2 + o’neil;\n",
    fold_numerals: "café q2 + o’neil;",
    normalise_text: "cafe q2 + o neil",
    normalise_words: "cafe q2 o neil",
}


@pytest.mark.parametrize("fold", FOLDED, ids=lambda fold: fold.__name__)
def test_each_way_of_folding_keeps_what_its_readers_need(fold: Callable[[str], str]) -> None:
    assert fold(TEXT) == FOLDED[fold]


def test_an_accent_of_its_own_is_the_same_as_one_on_its_letter() -> None:
    for fold in (normalise_name, normalise_text, normalise_words, fold_case, fold_compatible):
        assert fold("cafe\u0301") == fold("caf\u00e9")


def test_a_cell_of_a_file_of_ours_keeps_its_capitals_and_its_semicolon() -> None:
    assert trim_cell(" ROC;  Noord; ", exact=True) == fold_cell(" ROC;  Noord; ", exact=True) == "ROC; Noord;"
