"""Full-text search: the only module that knows how SQLite (FTS5) and PostgreSQL (tsvector) search.

Both index the stems that `impact.text.search_terms` makes, so both find the same.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, cast, exists, false, literal, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from db import tables
from db.once import build_insert
from db.rows import split_into_groups
from db.tables.search_entry import STEMS_AS_VECTOR
from impact.model import TEXT_FIELDS
from impact.text.search_terms import SearchTerm, build_index_text

OBSERVATIONS_PER_STEP = 2_000  # their texts are in memory together


def contains_terms(session: Session, terms: Sequence[SearchTerm]) -> ColumnElement[bool]:
    """Return the condition for observations with all of these words in their texts or evidence; without words, none."""
    search_entry = tables.SearchEntry
    if not terms:
        return false()
    if _is_sqlite(session):
        search_query = " AND ".join(_build_term_query(term, " OR ", '"{}"', '"{}"*') for term in terms)
        matching_rows = text("SELECT rowid FROM found_words WHERE found_words MATCH :wanted")
        is_match = search_entry.number.in_(matching_rows.bindparams(wanted=search_query).columns(search_entry.number))
    else:
        search_query = " & ".join(_build_term_query(term, " | ", "'{}'", "'{}':*") for term in terms)
        is_match = STEMS_AS_VECTOR.bool_op("@@")(cast(literal(search_query), TSQUERY))
    return tables.Observation.id.in_(select(search_entry.observation_id).where(is_match))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _build_term_query(term: SearchTerm, separator: str, whole_pattern: str, prefix_pattern: str) -> str:
    alternatives = [whole_pattern.format(stem) for stem in sorted(term.stems)]
    alternatives += [prefix_pattern.format(term.word)] if term.matches_prefix else []
    return f"({separator.join(alternatives)})"


def index_observations(session: Session, observation_ids: Iterable[str]) -> None:
    """Index what these observations and their evidence say now, in the place of what was indexed before."""
    for group_ids in split_into_groups(observation_ids, OBSERVATIONS_PER_STEP):
        statement = build_insert(session, tables.SearchEntry)
        rows = [{"observation_id": id_, "stems": stems} for id_, stems in _read_stems(session, group_ids)]
        upsert = statement.on_conflict_do_update(
            index_elements=["observation_id"], set_={"stems": statement.excluded.stems}
        )
        session.execute(upsert, rows)


def _read_stems(session: Session, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    observation, evidence = tables.Observation, tables.Evidence
    evidence_texts: dict[str, list[str]] = {}
    query = select(evidence.observation_id, evidence.text, evidence.file_name).where(evidence.observation_id.in_(ids))
    for id_, *texts in session.execute(query):
        evidence_texts.setdefault(id_, []).extend(texts)
    for id_, *texts in session.execute(
        select(observation.id, *(getattr(observation, name) for name in TEXT_FIELDS)).where(observation.id.in_(ids))
    ):
        yield id_, build_index_text(*texts, *evidence_texts.get(id_, ()))


def index_missing(session: Session) -> int:
    """Index every observation that has no entry yet, after an upgrade or a restore, and return how many there were."""
    observation, search_entry = tables.Observation, tables.SearchEntry
    missing_ids = session.scalars(
        select(observation.id).where(~exists().where(search_entry.observation_id == observation.id))
    ).all()
    index_observations(session, missing_ids)
    return len(missing_ids)


def rebuild_index(session: Session) -> None:
    """Rebuild the index, so that no word of what was deleted is left in it."""
    # FTS5 only marks deleted words as gone; PostgreSQL removes them itself.
    if _is_sqlite(session):
        session.execute(text("INSERT INTO found_words(found_words) VALUES ('rebuild')"))
