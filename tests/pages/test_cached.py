"""What the server keeps between runs: made once for the data as it is, for nobody else, and gone when it must be."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from impact.model import Collaboration, Who
from pages.ui import cached as cached_module
from pages.ui.cached import cached, clear_cached_results

MIA, TOM = Who("mia", "c1", "Mia"), Who("tom", "c1", "Tom")


@pytest.fixture(autouse=True)
def current(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Collaboration]]:
    """The collaborations as they are now, in place of those of a visitor."""
    now = {"c1": Collaboration("c1", "Techniek"), "c2": Collaboration("c2", "Zorg")}
    monkeypatch.setattr(cached_module, "get_current_collaboration", lambda who: now[who.collaboration_id])
    yield now
    clear_cached_results()


def test_a_result_is_made_once_until_the_data_of_the_collaboration_change(current: dict[str, Collaboration]) -> None:
    made = []

    @cached(8)
    def count(who: Who, word: str) -> int:
        made.append(word)
        return len(made)

    assert [count(MIA, "a"), count(TOM, "a"), count(MIA, "b"), count(replace(MIA, collaboration_id="c2"), "a")] == [
        1, 1, 2, 3,
    ]  # fmt: skip
    current["c1"] = replace(current["c1"], data_version=current["c1"].data_version + 1)
    assert (count(MIA, "a"), count(replace(MIA, collaboration_id="c2"), "a")) == (4, 3)
    clear_cached_results()
    assert count(MIA, "a") == 5


def test_two_functions_never_share_what_is_kept() -> None:
    @cached(8)
    def first(who: Who) -> str:
        return "first"

    @cached(8)
    def second(who: Who) -> str:
        return "second"

    assert (first(MIA), second(MIA), first(MIA)) == ("first", "second", "first")


def test_what_is_kept_for_one_person_reaches_no_other(current: dict[str, Collaboration]) -> None:
    @cached(8, per_person=True, per_version=False)
    def name(who: Who) -> str:
        return who.name

    assert (name(MIA), name(TOM)) == ("Mia", "Tom")
    current["c1"] = replace(current["c1"], data_version=9)
    assert name(replace(MIA, name="Maria")) == "Mia"


def test_what_a_function_asks_itself_tells_results_apart() -> None:
    language = ["nl"]

    @cached(8, also_by=[lambda: language[0]])
    def greet(who: Who) -> str:
        return f"{language[0]} {who.name}"

    assert greet(MIA) == "nl Mia"
    language[0] = "en"
    assert greet(MIA) == "en Mia"
