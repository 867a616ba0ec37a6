"""The logbook at sizes: one page of what is found, per filter and order, and the last page."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Engine

from db import logbook, search
from db.engine import open_engine
from db.logbook import Filter, Sort
from db.session import reading, writing
from db.upgrade import upgrade
from impact.model import Direction, Rung, State, Who
from tests.bench.many import fill

SIZES = (1_000, 100_000)
TIMES = 5
PAGE = 20
ASKED: dict[str, tuple[Filter, Sort]] = {
    "everything, seen last": (Filter(), Sort.SEEN),
    "everything, logged first": (Filter(), Sort.WAITING),
    "everything, by level": (Filter(), Sort.LEVEL),
    "everything, by state": (Filter(), Sort.STATE),
    "a word in all": (Filter(text="veranderde"), Sort.SEEN),
    "a word in few": (Filter(text="groep 17"), Sort.SEEN),
    "to judge": (Filter(states=(State.SHARED,)), Sort.WAITING),
    "negative, from rung 3": (Filter(directions=(Direction.NEGATIVE,), least_rung=Rung.SEVERAL_SOURCES), Sort.SEEN),
    "without a ripple": (Filter(without_ripple=True), Sort.SEEN),
    "without a desired impact": (Filter(without_theme=True), Sort.SEEN),
}


def main() -> None:
    """Print the table: milliseconds for one page with its count, the median of five."""
    print(f"\nThe logbook, one page of {PAGE} with the count of all, in ms (median of {TIMES})\n")
    print("| " + " | ".join(["asked", *(f"{size:,}" for size in SIZES)]) + " |")
    print("|---|" + "---|" * len(SIZES))
    with TemporaryDirectory() as folder:
        filled = [_filled(Path(folder) / f"{size}.db", size) for size in SIZES]
        for name, (wanted, sort) in ASKED.items():
            _line(name, [_took(engine, who, wanted, sort, 0) for engine, who in filled])
        ends = [size - PAGE for size in SIZES]
        _line("the last page", [_took(*one, Filter(), Sort.SEEN, end) for one, end in zip(filled, ends, strict=True)])


def _filled(file: Path, size: int) -> tuple[Engine, Who]:
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    who = fill(engine, size)
    with writing(engine) as session:
        search.catch_up(session)
    return engine, who


def _took(engine: Engine, who: Who, wanted: Filter, sort: Sort, offset: int) -> float:
    times = []
    for _ in range(TIMES):
        with reading(engine) as session:
            start = perf_counter()
            logbook.found(session, who, wanted, sort, offset, PAGE)
            times.append(perf_counter() - start)
    return median(times) * 1000


def _line(name: str, took: list[float]) -> None:
    print("| " + " | ".join([name, *(f"{one:.0f}" for one in took)]) + " |")


if __name__ == "__main__":
    main()
