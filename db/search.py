"""Finding by words: the one place that knows how SQLite (FTS5) and PostgreSQL (tsvector) search.

Both hold the stems that `impact.search` makes, so both find the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, cast, exists, false, literal, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from db import tables
from db.once import inserting
from db.tables.found import AS_VECTOR
from impact.model import TEXTS
from impact.search import Term, indexed

AT_ONCE = 2_000


def holds(session: Session, terms: Sequence[Term]) -> ColumnElement[bool]:
    """The condition for an observation in whose texts or evidence all of these words occur; none without a word."""
    kept = tables.Found
    if not terms:
        return false()
    if _is_sqlite(session):
        wanted = " AND ".join(_either(term, " OR ", '"{}"', '"{}"*') for term in terms)
        hits = text("SELECT rowid FROM found_words WHERE found_words MATCH :wanted")
        fits = kept.number.in_(hits.bindparams(wanted=wanted).columns(kept.number))
    else:
        wanted = " & ".join(_either(term, " | ", "'{}'", "'{}':*") for term in terms)
        fits = AS_VECTOR.bool_op("@@")(cast(literal(wanted), TSQUERY))
    return tables.Observation.id.in_(select(kept.observation_id).where(fits))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _either(term: Term, either: str, whole: str, beginning: str) -> str:
    ways = [whole.format(stem) for stem in sorted(term.stems)]
    ways += [beginning.format(term.word)] if term.begins else []
    return f"({either.join(ways)})"


def index(session: Session, observation_ids: Iterable[str]) -> None:
    """Make these observations found by what they say now, their evidence included."""
    waiting = iter(observation_ids)
    while some := list(islice(waiting, AT_ONCE)):
        adding = inserting(session, tables.Found)
        rows = [{"observation_id": id_, "stems": stems} for id_, stems in _stems(session, some)]
        new = adding.on_conflict_do_update(index_elements=["observation_id"], set_={"stems": adding.excluded.stems})
        session.execute(new, rows)


def _stems(session: Session, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    seen, proof = tables.Observation, tables.Evidence
    evidence: dict[str, list[str]] = {}
    query = select(proof.observation_id, proof.text, proof.file_name).where(proof.observation_id.in_(ids))
    for id_, *texts in session.execute(query):
        evidence.setdefault(id_, []).extend(texts)
    for id_, *texts in session.execute(
        select(seen.id, *(getattr(seen, name) for name in TEXTS)).where(seen.id.in_(ids))
    ):
        yield id_, indexed(*texts, *evidence.get(id_, ()))


def catch_up(session: Session) -> int:
    """Index every observation that has no entry yet, after an upgrade or a restore; returns how many there were."""
    seen, kept = tables.Observation, tables.Found
    waiting = session.scalars(select(seen.id).where(~exists().where(kept.observation_id == seen.id))).all()
    index(session, waiting)
    return len(waiting)


def forget(session: Session) -> None:
    """Build the index anew, so that no word is left in it of what was deleted: FTS5 only marks such words as gone."""
    if _is_sqlite(session):
        session.execute(text("INSERT INTO found_words(found_words) VALUES ('rebuild')"))
