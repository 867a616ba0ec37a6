"""The logbook at sizes: one page of what is found, per filter and order, the last page, and looking back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import logbook
from db.engine import open_engine
from db.logbook import LogbookOrder
from db.observation_filter import ObservationFilter
from db.observations import latest, review, search
from db.observations import recycle_bin as the_bin
from db.session import open_read_session, open_write_session
from db.types import get_utc_now
from db.upgrade import upgrade_database
from impact.model import Direction, Rung, State, Who
from tests.bench.lived_in import RARE, live_in
from tests.bench.many import fill

SIZES = (1_000, 100_000)
TIMES = 5
PAGE = 20
BACK: dict[str, Callable[[Session, Who], object]] = {
    "what asks for an eye": lambda session, who: review.count_open_questions(
        session, who, get_utc_now() - timedelta(days=7)
    ),
    "where it was silent": lambda session, who: review.list_logged_counts(
        session, who, get_utc_now() - timedelta(days=30), get_utc_now()
    ),
    "new since yesterday": lambda session, who: latest.list_logged_since(
        session, who, get_utc_now() - timedelta(days=1)
    ),
    "disputed of mine": latest.list_own_disputed,
    "the bin": the_bin.list_binned,
    "something earlier, a rare word": lambda session, who: logbook.search_earlier(
        session, who, RARE, date(2026, 11, 26)
    ),
}
ASKED: dict[str, tuple[ObservationFilter, LogbookOrder]] = {
    "everything, seen last": (ObservationFilter(), LogbookOrder.SEEN),
    "everything, logged first": (ObservationFilter(), LogbookOrder.WAITING),
    "everything, by level": (ObservationFilter(), LogbookOrder.LEVEL),
    "everything, by state": (ObservationFilter(), LogbookOrder.STATE),
    "a word in all": (ObservationFilter(text="veranderde"), LogbookOrder.SEEN),
    "a word in few": (ObservationFilter(text="groep 17"), LogbookOrder.SEEN),
    "a rare word": (ObservationFilter(text=RARE), LogbookOrder.SEEN),
    "half a year": (ObservationFilter(since=date(2023, 1, 1), until=date(2023, 6, 30)), LogbookOrder.SEEN),
    "to judge": (ObservationFilter(states=(State.SHARED,)), LogbookOrder.WAITING),
    "negative, from rung 3": (
        ObservationFilter(directions=(Direction.NEGATIVE,), least_rung=Rung.SEVERAL_SOURCES),
        LogbookOrder.SEEN,
    ),
    "without a ripple": (ObservationFilter(without_ripple=True), LogbookOrder.SEEN),
    "without a desired impact": (ObservationFilter(without_theme=True), LogbookOrder.SEEN),
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
        ends = [_page(ObservationFilter(), LogbookOrder.SEEN, size * 9 // 10) for size in SIZES]
        _line("a page near the end", [_took(*one, ask) for one, ask in zip(filled, ends, strict=True)])
        for name, ask in BACK.items():
            _line(name, [_took(*one, ask) for one in filled])


def _page(wanted: ObservationFilter, sort: LogbookOrder, offset: int = 0) -> Callable[[Session, Who], object]:
    return lambda session, who: logbook.find_observations(session, who, wanted, sort, offset, PAGE)


def _filled(file: Path, size: int) -> tuple[Engine, Who]:
    engine = open_engine(f"sqlite:///{file}")
    upgrade_database(engine)
    who = fill(engine, size)
    live_in(engine, who)
    with open_write_session(engine) as session:
        search.index_missing(session)
    return engine, who


def _took(engine: Engine, who: Who, ask: Callable[[Session, Who], object]) -> float:
    times = []
    for _ in range(TIMES):
        with open_read_session(engine) as session:
            start = perf_counter()
            ask(session, who)
            times.append(perf_counter() - start)
    return median(times) * 1000


def _line(name: str, took: list[float]) -> None:
    print("| " + " | ".join([name, *(f"{one:.0f}" for one in took)]) + " |")


if __name__ == "__main__":
    main()
