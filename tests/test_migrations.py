"""The steps of the database lead to the tables of the code, up and down and up again, and never half."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import upgrade as steps
from db.engine import URL_SETTING, open_engine
from db.tables import Base
from db.tables.search_entry import include_in_autogenerate
from impact.errors import WrongDatabase

ROOT = Path(__file__).parent.parent
FILLED = {f"000{number}": ROOT / "tests" / "data" / f"filled-000{number}.json" for number in range(1, 8)}
OWN = "alembic_version"


def shape(engine: sa.Engine) -> dict[str, Any]:
    """All that the database itself knows of its tables, in an order that does not matter."""
    inspector = sa.inspect(engine)
    return {
        table: {
            "columns": {one["name"]: (str(one["type"]), one["nullable"]) for one in inspector.get_columns(table)},
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": sorted(inspector.get_foreign_keys(table), key=lambda one: str(one["name"])),
            "checks": {one["name"]: one["sqltext"] for one in inspector.get_check_constraints(table)},
            "unique": {one["name"]: one["column_names"] for one in inspector.get_unique_constraints(table)},
            "indexes": {one["name"]: one["column_names"] for one in inspector.get_indexes(table)},
        }
        for table in inspector.get_table_names()
        if table != OWN
    }


def fill(engine: sa.Engine, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put rows, told as plain JSON, into the tables as they are now."""
    kept = sa.MetaData()
    kept.reflect(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        for table in kept.sorted_tables:
            for row in rows.get(table.name, []):
                connection.execute(table.insert(), {name: _fit(table.c[name], row[name]) for name in row})


def _fit(column: sa.Column[Any], value: Any) -> Any:
    if value is None or isinstance(value, list | dict | bool):
        return value
    if isinstance(column.type, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column.type, sa.LargeBinary):
        return bytes.fromhex(value)
    # Reflected from SQLite an identifier is a text of 32 signs.
    return value.replace("-", "") if isinstance(column.type, sa.CHAR) else value


def contents(engine: sa.Engine, rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """What stands in these tables and columns, as the code reads it."""
    found = {}
    with engine.connect() as connection:
        for name, told in rows.items():
            table = Base.metadata.tables[name]
            columns = [table.c[column] for column in told[0]]
            read = connection.execute(sa.select(*columns))
            found[name] = [{key: _told(value) for key, value in row._mapping.items()} for row in read]
    return found


def _told(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else getattr(value, "value", value)


def shape_of_the_code(engine: sa.Engine) -> dict[str, Any]:
    """The shape that db/tables gives to an empty database; it is empty again afterwards."""
    Base.metadata.create_all(engine)
    made = shape(engine)
    Base.metadata.drop_all(engine)
    return made


@pytest.fixture
def engine(empty_url: str) -> Iterator[sa.Engine]:
    opened = open_engine(empty_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[sa.Engine]:
    opened = open_engine(f"sqlite:///{tmp_path / 'rimpel.db'}")
    yield opened
    opened.dispose()


def test_the_steps_lead_to_the_tables_of_the_code(engine: sa.Engine) -> None:
    wanted = shape_of_the_code(engine)
    steps.upgrade_database(engine)
    assert shape(engine) == wanted


def test_alembic_finds_nothing_left_to_do(engine: sa.Engine) -> None:
    steps.upgrade_database(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": include_in_autogenerate}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_code_stands_in_the_database_under_its_name(engine: sa.Engine) -> None:
    steps.upgrade_database(engine)
    in_code = {
        f"ck_{table.name}_{str(part.name).removeprefix(f'ck_{table.name}_')}"
        for table in Base.metadata.tables.values()
        for part in table.constraints
        if isinstance(part, sa.CheckConstraint)
    }
    assert {name for table in shape(engine).values() for name in table["checks"]} == in_code


def test_up_down_and_up_again_ends_where_it_began(engine: sa.Engine) -> None:
    steps.upgrade_database(engine)
    first = shape(engine)
    steps.downgrade_database(engine)
    assert shape(engine) == {}
    steps.upgrade_database(engine)
    assert shape(engine) == first


def test_each_single_step_can_be_undone_and_done_again(engine: sa.Engine) -> None:
    script = ScriptDirectory.from_config(steps.build_alembic_config())
    for step in reversed(list(script.walk_revisions())):
        before = shape(engine)
        steps.upgrade_database(engine, step.revision)
        after = shape(engine)
        steps.downgrade_database(engine, step.down_revision or steps.EMPTY_REVISION)
        assert shape(engine) == before
        steps.upgrade_database(engine, step.revision)
        assert shape(engine) == after


def test_a_database_is_current_after_the_last_step_and_not_before(engine: sa.Engine) -> None:
    assert not steps.is_current(engine)
    steps.upgrade_database(engine)
    assert steps.is_current(engine)


def test_upgrading_twice_changes_nothing(engine: sa.Engine) -> None:
    steps.upgrade_database(engine)
    first = shape(engine)
    steps.upgrade_database(engine)
    assert shape(engine) == first


def test_a_step_that_fails_leaves_nothing_half_done(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE observation (in_the_way INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError, match="observation"):
        steps.upgrade_database(engine)
    assert sa.inspect(engine).get_table_names() == ["observation"]
    assert not steps.is_current(engine)


def test_a_database_of_a_newer_app_is_refused_and_left_alone(engine: sa.Engine) -> None:
    steps.upgrade_database(engine)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {OWN} SET version_num = '9999'"))
    with pytest.raises(WrongDatabase) as refused:
        steps.upgrade_database(engine)
    assert refused.value.facts == {"reason": "unknown_version"}
    assert not steps.is_current(engine)


def test_links_that_lead_nowhere_stop_the_upgrade_on_sqlite(sqlite_engine: sa.Engine) -> None:
    steps.upgrade_database(sqlite_engine)
    raw = sqlite_engine.raw_connection()
    assert raw.driver_connection is not None
    raw.driver_connection.executescript(
        "PRAGMA foreign_keys = OFF; INSERT INTO tally VALUES ('a', 'b', 'c', '2026-01-01', 'shared', 1, 1, 1, 0);"
        "PRAGMA foreign_keys = ON"
    )
    raw.close()
    with pytest.raises(WrongDatabase) as refused:
        steps.upgrade_database(sqlite_engine)
    assert refused.value.facts == {"reason": "broken_links"}


def test_foreign_keys_are_on_again_after_an_upgrade_on_sqlite(sqlite_engine: sa.Engine) -> None:
    steps.upgrade_database(sqlite_engine)
    with sqlite_engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_four_processes_that_upgrade_at_once_do_not_hinder_each_other(engine: sa.Engine, empty_url: str) -> None:
    code = "from db.engine import open_engine; from db.upgrade import upgrade_database; upgrade_database(open_engine())"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env={URL_SETTING: empty_url}, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    complaints = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, "\n".join(complaints)
    assert steps.is_current(engine)


@pytest.mark.parametrize("revision", FILLED)
def test_every_step_carries_along_what_a_database_of_an_earlier_version_held(engine: sa.Engine, revision: str) -> None:
    rows = json.loads(FILLED[revision].read_text(encoding="utf-8"))
    steps.upgrade_database(engine, revision)
    fill(engine, rows)
    steps.upgrade_database(engine)
    found = contents(engine, rows)
    for name, told in rows.items():
        assert sorted(found[name], key=repr) == sorted(told, key=repr), name


def test_what_is_there_is_numbered_in_the_order_it_stood_in(engine: sa.Engine) -> None:
    steps.upgrade_database(engine, "0004")
    rows = json.loads(FILLED["0004"].read_text(encoding="utf-8"))
    fill(engine, rows | {name: rows[name][::-1] for name in ("change", "evidence")})
    steps.upgrade_database(engine)
    for name in ("change", "evidence"):
        table = Base.metadata.tables[name]
        with engine.connect() as connection:
            found = connection.execute(sa.select(table.c.observation_id, table.c.number).order_by(table.c.id)).all()
        places: dict[str, list[int]] = {}
        for observation_id, number in found:
            places.setdefault(observation_id, []).append(number)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in places.values())
        assert max(map(len, places.values())) > 1


def _in_order(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


def test_an_activity_with_the_id_of_an_organisation_gets_one_of_its_own_everywhere(engine: sa.Engine) -> None:
    steps.upgrade_database(engine, "0007")
    rows = json.loads(FILLED["0007"].read_text(encoding="utf-8"))
    old = rows["activity"][0]["id"]
    rows["organisation"].append(rows["organisation"][0] | {"id": old, "name": "Het bedrijf"})
    rows["observation"][0] |= {"activity_id": old, "organisation_id": old}
    rows["story_step"][0] |= {"observation_id": None, "activity_id": old}
    rows["ripple"][0] |= {"cause_observation_id": None, "cause_activity_id": old}
    sides = {"activity_id": old, "organisation_id": old}, {"ripple": {"cause_activity_id": old, "why": old}}
    rows["change"][0] |= {"before": sides[0], "after": sides[1]}
    rows["feed"][0] |= {"filter": sides[0]}
    fill(engine, rows)
    steps.upgrade_database(engine)
    found = contents(engine, rows)
    names = {row["name"]: row["id"] for row in found["activity"]}
    new = names[rows["activity"][0]["name"]]
    assert new == str(uuid5(NAMESPACE_OID, f"activity {old}"))
    assert len(found["activity"]) == len(rows["activity"])
    back = json.loads(json.dumps(found).replace(new, old))
    for name, told in rows.items():
        assert sorted(map(_in_order, back[name])) == sorted(map(_in_order, told)), name
    changed = {name: [row for row in held if new in json.dumps(row)] for name, held in found.items()}
    assert {name for name, held in changed.items() if held} == {
        "activity", "observation", "story_step", "ripple", "change", "feed",
    }  # fmt: skip
    for name, column in {
        "observation": "activity_id",
        "ripple": "cause_activity_id",
        "story_step": "activity_id",
    }.items():
        assert old not in [row[column] for row in found[name]]
    assert all(row["organisation_id"] == old for row in changed["observation"] if row["organisation_id"])
    change = next(row for row in changed["change"] if row["id"] == rows["change"][0]["id"])
    assert change["before"] == changed["feed"][0]["filter"] == {"activity_id": new, "organisation_id": old}
    assert change["after"] == {"ripple": {"cause_activity_id": new, "why": old}}
