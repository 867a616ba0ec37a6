"""Two versions of one observation, brought together field by field."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from impact.model import TEXT_FIELDS, Level
from impact.observation.merge import FieldDifference, VersionSide, list_differences, merge_versions
from tests.build import make_said

BASE = make_said("theme", what="Zo begon het.", why="Daarom.")
WORDS = st.sampled_from(["een", "twee", "drie"])
VERSION = st.fixed_dictionaries(dict.fromkeys(TEXT_FIELDS, WORDS))


def test_what_only_they_changed_begins_with_theirs_and_what_only_i_changed_with_mine() -> None:
    mine, theirs = replace(BASE, why="Mijn waarom."), replace(BASE, level=Level.ANCHORED)
    assert list_differences(BASE, mine, theirs) == (
        FieldDifference("level", VersionSide.THEIRS, both_changed=False),
        FieldDifference("why", VersionSide.MINE, both_changed=False),
    )


def test_what_both_changed_comes_first_begins_with_mine_and_is_marked() -> None:
    mine, theirs = replace(BASE, why="Mijn waarom.", reached=3), replace(BASE, why="Hun waarom.")
    first, second = list_differences(BASE, mine, theirs)
    assert first == FieldDifference("why", VersionSide.MINE, both_changed=True)
    assert (second.field_name, second.both_changed) == ("reached", False)


def test_what_both_changed_alike_is_no_difference() -> None:
    same = replace(BASE, what="Zo is het nu.")
    assert list_differences(BASE, same, same) == ()


def test_a_text_that_was_worked_on_goes_before_both() -> None:
    mine, theirs = replace(BASE, what="Mijn zin.", reached=3), replace(BASE, what="Hun zin.", reached=5)
    sides = {"what": VersionSide.THEIRS, "reached": VersionSide.MINE}
    assert merge_versions(mine, theirs, sides, {"what": "Onze zin."}) == replace(BASE, what="Onze zin.", reached=3)


@given(VERSION, VERSION, VERSION)
def test_with_the_proposed_sides_nothing_one_of_both_changed_alone_is_lost(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    was, here, there = (replace(BASE, **said) for said in (base, mine, theirs))  # type: ignore[arg-type]
    sides = {one.field_name: one.initial_side for one in list_differences(was, here, there)}
    found = merge_versions(here, there, sides, {})
    for name in TEXT_FIELDS:
        expected = theirs[name] if mine[name] == base[name] else mine[name]
        assert getattr(found, name) == expected
