"""A whole file and a backup full of hostile text: they come in clean or are refused, and go out harmless."""

import copy
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from db import tables
from db.copies import backup_zip, whole_import
from db.copies import whole_export as whole_out
from db.copies.evidence_files import open_store, open_store_beside
from db.engine import open_engine
from db.export import export_observations
from db.session import open_read_session, open_write_session
from impact.errors import BrokenFile, Invalid
from impact.model import OBSERVATION_FIELDS, Who
from impact.text.safe_text import make_safe
from impact.whole import collaboration_file
from impact.words import LANGUAGES
from impact.words.error_text import describe_error
from tests.build import TODAY, token
from tests.hostile import BIG, LONG, SHORT, UNSAFE
from tests.hostile_acts import fill_world
from tests.hostile_outputs import faults_in, list_faults
from tests.hostile_rows import fill_rows
from tests.small_whole import KEY, telling, with_photo
from tests.test_hostile_text import columns, raw
from tests.whole import Told

BAD = (LONG, BIG, "", "\u200b", "evil\x00evil", "evil\ud800")
Steps = tuple[str | int, ...]
Part = dict[str, Any]


def unpack(engine: Engine, content: bytes) -> Who:
    """Take a whole file in as a copy; raises what it is refused with."""
    found = collaboration_file.read_collaboration_file(io.BytesIO(content), TODAY)
    with open_write_session(engine) as session:
        person_id = session.scalars(select(tables.Person.id)).first() or ""
        whole_import.save_files(open_store(engine), found)
        return Who(
            person_id,
            whole_import.import_collaboration(session, person_id, found, token=token(), copy_name=f"=evil(){UNSAFE}"),
        )


def pack(engine: Engine, who: Who) -> bytes:
    """The whole file of this collaboration."""
    stream = io.BytesIO()
    with open_read_session(engine) as session:
        whole_out.write_collaboration(session, who, open_store(engine), stream)
    return stream.getvalue()


def describe(part: Part) -> Iterator[Part]:
    """What the schema says here, without references and with each choice by itself."""
    if "$ref" in part:
        yield from describe(collaboration_file.load_schema()["$defs"][part["$ref"].rsplit("/", 1)[-1]])
    elif "anyOf" in part:
        for choice in part["anyOf"]:
            yield from describe(choice)
    else:
        yield part


def inside(part: Part, name: str | int) -> Part:
    """What the schema says of what stands under this name or at this place."""
    if isinstance(name, str):
        return part.get("properties", {}).get(name, {})
    first = part.get("prefixItems", ())
    return first[name] if name < len(first) else part.get("items", {})


def is_free(part: Part) -> bool:
    """Whether any text may stand here, of a certain length at most."""
    return part.get("type") == "string" and "pattern" not in part


def free_texts(value: Any, part: Part, path: Steps = ()) -> Iterator[tuple[Steps, Part]]:
    """Where in this value the schema has room for any text."""
    for described in describe(part):
        if isinstance(value, str) and is_free(described):
            yield path, described
        for name, inner in pairs(value):
            yield from free_texts(inner, inside(described, name), (*path, name))


def pairs(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def free_properties(part: Part, path: Steps = ()) -> Iterator[Steps]:
    """The same for all the schema has, whatever a file holds; a list counts once."""
    for described in describe(part):
        if is_free(described):
            yield path
        for name, inner in described.get("properties", {}).items():
            yield from free_properties(inner, (*path, name))
        for inner in (*described.get("prefixItems", ()), *([described["items"]] if "items" in described else ())):
            yield from free_properties(inner, path)


def without_places(path: Steps) -> Steps:
    return tuple(step for step in path if isinstance(step, str))


def put(told: Told, path: Steps, text: str) -> None:
    *steps, last = path
    within: Any = told
    for step in steps:
        within = within[step]
    within[last] = text


def told_of(engine: Engine, who: Who) -> Told:
    """What stands in the whole file of this collaboration, with a change of every text of an observation besides."""
    with open_read_session(engine) as session:
        told = whole_out.collect_collaboration(session, who, open_store(engine))
    file = next(one["file"] for row in told["observations"] for one in row["evidence"] if one["file"])
    texts = {field.name: "evil" for field in OBSERVATION_FIELDS if field.is_free_text and field.name != "evidence"}
    change = next(row for row in told["history"] if row["after"].get("ripple"))
    full = texts | {"evidence": [["document", "evil", file]]}
    number = 1 + max(row["number"] for row in told["history"])
    more = ((full, full), (change["after"], change["before"]))
    for at, (before, after) in enumerate(more):
        own = {"id": f"{change['id'][:-4]}eee{at}", "number": number + at}
        told["history"].append(change | own | {"before": before, "after": after})
    return copy.deepcopy(told)


def fit(text: str, part: Part, at: int) -> str:
    """This text as it may stand there: without what the schema keeps out, as long as it may be, each another."""
    kept = re.sub(part["not"]["pattern"], " ", text) if "not" in part else text
    return f"{at} {kept}{UNSAFE[5:]}"[: part["maxLength"]]


def read_or_refusal(content: bytes) -> Told | BrokenFile | Invalid:
    """What this file tells, or what it is refused with."""
    try:
        return collaboration_file.read_collaboration_file(io.BytesIO(content), TODAY).data
    except (BrokenFile, Invalid) as error:
        return error


def must_be_clear(read: Told | BrokenFile | Invalid) -> None:
    """Raises AssertionError for a refusal without a place or words, and for text that no output can take."""
    if isinstance(read, dict):
        assert read == make_safe(read)
    else:
        assert read.facts.get("place") or read.facts["reason"] == "not_whole"
        assert all(describe_error(language, read).endswith(".") for language in LANGUAGES)


def test_a_whole_file_made_of_hostile_rows_is_read_or_refused_with_its_place(kept: Engine) -> None:
    world = fill_world(kept, 5)
    fill_rows(kept, list(columns()))
    must_be_clear(read_or_refusal(pack(kept, world.who)))


def test_every_text_of_a_whole_file_may_be_hostile_and_goes_out_harmless(kept: Engine) -> None:
    told = told_of(kept, fill_world(kept).who)
    found = list(free_texts(told, collaboration_file.load_schema()))
    assert {without_places(path) for path, _ in found} == set(free_properties(collaboration_file.load_schema()))
    for at, (path, part) in enumerate(found):
        if "media" not in path and not (path[-1] == "label" and told["themes"][path[1]]["unexpected"]):
            put(told, path, fit(SHORT[at % len(SHORT)] if at % 3 else LONG, part, at))
    who = unpack(kept, telling(told))
    assert list_faults(kept, who) == []


def test_a_file_of_a_kind_that_is_never_kept_is_refused_even_when_it_is_missing() -> None:
    told = with_photo() | {"files": []}
    assert isinstance(read_or_refusal(telling(told)), dict)
    told["observations"][0]["evidence"][0]["file"]["media"] = "text/html"
    refusal = read_or_refusal(telling(told))
    assert isinstance(refusal, BrokenFile)
    assert refusal.facts["place"] == f"files/{KEY}"


def test_a_text_that_a_whole_file_cannot_hold_is_refused_with_its_place_or_read_clean(kept: Engine) -> None:
    sample = told_of(kept, fill_world(kept).who)
    first = {without_places(path): path for path, _ in free_texts(sample, collaboration_file.load_schema())}
    for at, path in enumerate(first.values()):
        told = copy.deepcopy(sample)
        put(told, path, BAD[at % len(BAD)])
        must_be_clear(read_or_refusal(telling(told)))


def test_a_backup_of_hostile_rows_brings_them_back_as_they_were(kept: Engine, tmp_path: Path) -> None:
    who = fill_world(kept, 7).who
    fill_rows(kept, list(columns()))
    # An import that is not finished stays out of a backup.
    own = [column for column in columns() if column.table.name != "import_draft"]
    before = {str(column): raw(kept, column) for column in own}
    held = backup_zip.write_backup(kept, open_store_beside(tmp_path / "rimpel.db"), tmp_path / "kopie.zip")
    assert all(name == make_safe(name) for name in held.collaboration_names)
    back = open_engine(f"sqlite:///{tmp_path / 'back' / 'rimpel.db'}")
    backup_zip.restore_backup(back, open_store_beside(tmp_path / "back" / "rimpel.db"), tmp_path / "kopie.zip")
    # The same rows give the same outputs, and those of hostile rows are tried elsewhere.
    assert {str(column): raw(back, column) for column in own} == before
    with open_read_session(back) as session:
        assert faults_in("observations_csv.write_csv", export_observations(session, who, "nl")) == []
    back.dispose()
