"""The logbook at sizes: one page of what is found, per filter and order, the last page, and looking back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import answers, latest, logbook, review, search
from db import bin as the_bin
from db.engine import open_engine
from db.logbook import Filter, Sort
from db.session import reading, writing
from db.types import now
from db.upgrade import upgrade
from impact.model import Direction, Rung, State, Who
from tests.bench.lived_in import RARE, live_in
from tests.bench.many import fill

SIZES = (1_000, 100_000)
TIMES = 5
PAGE = 20
BACK: dict[str, Callable[[Session, Who], object]] = {
    "what asks for an eye": lambda session, who: review.asking(session, who, now() - timedelta(days=7)),
    "where it was silent": lambda session, who: review.silent(session, who, now() - timedelta(days=30), now()),
    "new since yesterday": lambda session, who: latest.logged_since(session, who, now() - timedelta(days=1)),
    "disputed of mine": answers.disputed,
    "the bin": the_bin.in_bin,
    "something earlier, a rare word": lambda session, who: logbook.earlier(session, who, RARE, date(2026, 11, 26)),
}
ASKED: dict[str, tuple[Filter, Sort]] = {
    "everything, seen last": (Filter(), Sort.SEEN),
    "everything, logged first": (Filter(), Sort.WAITING),
    "everything, by level": (Filter(), Sort.LEVEL),
    "everything, by state": (Filter(), Sort.STATE),
    "a word in all": (Filter(text="veranderde"), Sort.SEEN),
    "a word in few": (Filter(text="groep 17"), Sort.SEEN),
    "a rare word": (Filter(text=RARE), Sort.SEEN),
    "half a year": (Filter(since=date(2023, 1, 1), until=date(2023, 6, 30)), Sort.SEEN),
    "to judge": (Filter(states=(State.SHARED,)), Sort.WAITING),
    "negative, from rung 3": (Filter(directions=(Direction.NEGATIVE,), least_rung=Rung.SEVERAL_SOURCES), Sort.SEEN),
    "without a ripple": (Filter(without_ripple=True), Sort.SEEN),
    "without a desired impact": (Filter(without_theme=True), Sort.SEEN),
}


def main() -> None:
    """Print the table: milliseconds for one page with its count, the median of five."""
    print(f"\nThe logbook after years of use, one page of {PAGE} with the count of all, in ms (median of {TIMES})\n")
    print("| " + " | ".join(["asked", *(f"{size:,}" for size in SIZES)]) + " |")
    print("|---|" + "---|" * len(SIZES))
    with TemporaryDirectory() as folder:
        filled = [_filled(Path(folder) / f"{size}.db", size) for size in SIZES]
        for name, (wanted, sort) in ASKED.items():
            _line(name, [_took(*one, _page(wanted, sort)) for one in filled])
        ends = [_page(Filter(), Sort.SEEN, size * 9 // 10) for size in SIZES]
        _line("a page near the end", [_took(*one, ask) for one, ask in zip(filled, ends, strict=True)])
        for name, ask in BACK.items():
            _line(name, [_took(*one, ask) for one in filled])


def _page(wanted: Filter, sort: Sort, offset: int = 0) -> Callable[[Session, Who], object]:
    return lambda session, who: logbook.found(session, who, wanted, sort, offset, PAGE)


def _filled(file: Path, size: int) -> tuple[Engine, Who]:
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    who = fill(engine, size)
    live_in(engine, who)
    with writing(engine) as session:
        search.catch_up(session)
    return engine, who


def _took(engine: Engine, who: Who, ask: Callable[[Session, Who], object]) -> float:
    times = []
    for _ in range(TIMES):
        with reading(engine) as session:
            start = perf_counter()
            ask(session, who)
            times.append(perf_counter() - start)
    return median(times) * 1000


def _line(name: str, took: list[float]) -> None:
    print("| " + " | ".join([name, *(f"{one:.0f}" for one in took)]) + " |")


if __name__ == "__main__":
    main()
