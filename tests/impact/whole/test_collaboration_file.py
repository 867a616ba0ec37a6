"""A whole collaboration as a file: any there can be goes out and comes back the same, and nothing else comes in."""

import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.errors import RimpelError
from impact.whole import collaboration_file
from impact.words import LANGUAGES, load_catalogue
from impact.words.error_text import describe_error
from tests.small_whole import KEY, changed, reason, small, spot, telling, with_photo, zipped
from tests.whole import CONTENT, Told, collaborations, packed, unpacked


@given(collaborations())
@settings(max_examples=40)
def test_what_is_written_is_read_back_and_written_the_same_again(told: Told) -> None:
    content = packed(told)
    read = unpacked(content)
    assert collaboration_file.format_canonical_json(read.data) == collaboration_file.format_canonical_json(told)
    assert {len(one) for one in read.read_files()} <= {len(one) for one in CONTENT.values()}
    assert packed(read.data) == content


@pytest.mark.parametrize(
    "told",
    [b"", b"[]", b"null", b"3", b"{", b"\xff", b'{"format": "iets anders"}', b"[" * 100_000, b'{"a": NaN}',
     b'{"format": "rimpel.collaboration", "version": "1"}', b'{"format": "rimpel.collaboration", "version": true}',
     b'{"format": "rimpel.collaboration", "version": 1, "version": 1}', b'{"a": "\\ud800"}', b"1" * 5_000],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_such_telling_is_told(told: bytes) -> None:
    assert reason(zipped({"rimpel.json": told})) == "not_whole"


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 400, b"0.1"])
def test_a_number_that_is_none_is_told(number: bytes) -> None:
    told = json.dumps(small()).encode().replace(b'"level": 1', b'"level": ' + number, 1)
    wanted = json.dumps(small()).encode().replace(b'"wanted": []', b'"wanted": [{"level": ' + number + b"}]", 1)
    for content in (told, wanted):
        assert reason(zipped({"rimpel.json": content})) == "whole_unfit"


def test_without_the_telling_it_is_no_such_file() -> None:
    assert reason(zipped({f"files/{KEY}": CONTENT[KEY]})) == "not_whole"


def test_of_a_newer_rimpel_it_says_what_to_do() -> None:
    told = small() | {"version": collaboration_file.FORMAT_VERSION + 1, "snapshots": []}
    assert reason(telling(told)) == "whole_newer"
    assert "Werk Rimpel hier bij" in load_catalogue("nl")["error.broken_file.whole_newer"][0]


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("observations.1.level", 5, "observations[1].level"),
        ("observations.1.rung", 0, "observations[1].rung"),
        ("observations.0.state", "draft", "observations[0].state"),
        ("observations.0.state", "binned", "observations[0].state"),
        ("observations.0.what", "", "observations[0].what"),
        ("observations.0.what", "x" * 281, "observations[0].what"),
        ("observations.0.what", "twee\nregels", "observations[0].what"),
        ("observations.0.why", "nul\0", "observations[0].why"),
        ("observations.0.why", "x" * 2001, "observations[0].why"),
        ("observations.0.seen_on", "2026-02-30", "observations[0].seen_on"),
        ("observations.0.seen_on", "2027-01-01", "observations[0].seen_on"),
        ("observations.0.seen_on", "1949-01-01", "observations[0].seen_on"),
        ("observations.0.direction", "no_change", "observations[0].level"),
        ("observations.0.theme_id", "00000000-0000-4000-8000-000000000009", "observations[0].theme_id"),
        ("observations.0.id", "00000000-0000-4000-8000-000000000006", "observations[1]"),
        ("observations.0.created_by", "00000000-0000-8000-8000-000000000009", "people"),
        ("observations.0.created_by", "00000000-0000-7000-8000-000000000009", "observations[0].created_by"),
        ("observations.0.created_at", "2026-01-01T25:00:00.000000Z", "observations[0].created_at"),
        ("observations.0.meer", 1, "observations[0]"),
        ("observations.0.reached", 1_000_001, "observations[0].reached"),
        ("collaboration.version", 2**31, "collaboration.version"),
        ("collaboration.name", "", "collaboration.name"),
        ("collaboration.name", "\u200b", "collaboration.name"),
        ("rings.1.name", "\u3164\ufffe", "rings[1].name"),
        ("observations.1.what", "\ufffe", "observations[1].what"),
        ("themes.0.label", "\u200b", "themes[0].label"),
        ("rings.1.name", "Ring 1", "rings[1]"),
        ("themes.0.unexpected", False, "rings[0]"),
        ("themes.0.label", "Wens", "themes[0].label"),
        ("snapshots", [], "."),
        ("files", [{"hash": KEY, "size": 1}], "files"),
        ("erased", [{"id": "00000000-0000-4000-8000-000000000005", "erased_on": "2026-01-01"}], "observations[0]"),
    ],
)
def test_what_cannot_be_is_told_by_its_place(path: str, value: Any, place: str) -> None:
    assert spot(changed(path, value)) == place


def test_characters_that_no_output_can_take_do_not_come_in() -> None:
    told = changed("observations.0.why", "Om\ufffedat\uffff\ufeff.")
    told["rings"][0]["name"] = "Leer\U0001fffelingen\u202e"
    read = unpacked(telling(told)).data
    assert read["observations"][0]["why"] == "Omdat."
    assert read["rings"][0]["name"] == "Leerlingen"


def test_names_that_become_the_same_without_such_characters_are_refused() -> None:
    assert spot(changed("rings.1.name", "Ring 1\ufffe")) == "rings[1]"


@pytest.mark.parametrize(
    ("kind", "row", "place"),
    [
        ("organisations", {"name": "School", "batch_id": None}, "organisations[0].id"),
        ("activities", {"name": "Open dag", "started_on": None, "batch_id": None}, "activities[0].id"),
        ("batches", {"file_name": "lijst.csv", "rows": 1}, "batches[0].id"),
    ],
)
def test_ids_that_meet_across_kinds_are_refused_with_their_place(kind: str, row: Told, place: str) -> None:
    told = small()
    ring = told["rings"][0]
    head = {name: ring[name] for name in ("version", "created_at", "created_by", "updated_at", "updated_by")}
    assert unpacked(telling(told | {kind: [head | row | {"id": "00000000-0000-4000-8000-000000000009"}]}))
    assert spot(told | {kind: [head | row | {"id": told["collaboration"]["id"]}]}) == place
    meets = spot(told | {kind: [head | row | {"id": ring["id"]}]})
    assert meets in (place, "rings[0].id")


def test_ids_of_evidence_that_meet_another_thing_are_refused() -> None:
    told = with_photo()
    told["observations"][0]["evidence"][0]["id"] = told["themes"][0]["id"]
    assert reason(packed(told)) == "whole_unfit"


def test_a_ring_too_few_is_told() -> None:
    told = small()
    told["rings"], told["themes"], told["observations"] = told["rings"][:1], told["themes"][:1], []
    assert spot(told) == "rings"


def test_ripples_milestones_stories_and_history_keep_their_rules() -> None:
    kept = {name: small()["observations"][0][name] for name in ("version", "created_at", "updated_at")}
    kept |= {"created_by": None, "updated_by": None, "id": "00000000-0000-4000-8000-000000000007"}
    one, other = (seen["id"] for seen in small()["observations"])
    ripple = kept | {"kind": "hinders", "certainty": "suspected", "why": "", "effect_id": one}
    for cause in ({"cause_observation_id": None}, {"cause_observation_id": one}):
        assert spot(small() | {"ripples": [ripple | {"cause_activity_id": None} | cause]}).startswith("ripples[0]")
    blank = dict.fromkeys(("intention", "happened", "learned", "changed", "shared_with"), "")
    milestone = kept | blank | {"kind": "success", "title": "Feest", "on": "2026-01-01", "ring_id": None}
    milestone |= {"number": 1, "phase": None, "held": False, "revealed_at": None}
    for wrong in ({"on": "2026-12-24"}, {"phase": "ideas"}, {"kind": "phase_change"}):
        assert spot(small() | {"milestones": [milestone | wrong]}).startswith("milestones[0]")
    step = {"observation_id": one, "activity_id": "00000000-0000-4000-8000-000000000009"}
    story = kept | {"name": "Verhaal", "telling": "", "position": 0, "steps": [step, step]}
    assert spot(small() | {"stories": [story]}) == "stories[0].steps"
    change = {"id": kept["id"], "observation_id": one, "number": 1, "at": kept["created_at"], "by": None, "reason": ""}
    for sides in (({"level": 1}, {"rung": 1}), ({}, {}), ({"ripple": None, "level": 1}, {"ripple": None, "level": 2})):
        told = change | {"other_id": other, "before": sides[0], "after": sides[1]}
        assert spot(small() | {"history": [told]}) == "history[0].before"


@given(collaborations(), st.data())
@settings(max_examples=25)
def test_whatever_is_changed_in_it_comes_in_whole_or_is_told(told: Told, data: st.DataObject) -> None:
    """One value, anywhere in it, becomes something else."""
    odd = st.sampled_from([None, -1, 2**40, 1.5, "", "x" * 3000, [], {}, True, "00000000-0000-4000-8000-00000000000a"])
    inner: Any = told
    while isinstance(inner, dict | list) and inner:
        keys = sorted(inner) if isinstance(inner, dict) else range(len(inner))
        key = data.draw(st.sampled_from(list(keys)))
        last, inner = partial(inner.__setitem__, key), inner[key]
    last(data.draw(odd))
    content = zipped({"rimpel.json": json.dumps(told).encode()} | _files(told))
    try:
        sentences = [str(unpacked(content).data["format"])]
    except RimpelError as error:
        sentences = [describe_error(language, error) for language in LANGUAGES]
    assert all(sentences)


def _files(told: Told) -> dict[str, bytes]:
    listed = told["files"] if isinstance(told.get("files"), list) else []
    keys = [one.get("hash") for one in listed if isinstance(one, dict)]
    return {f"files/{key}": CONTENT[key] for key in keys if isinstance(key, str) and key in CONTENT}


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("consent", "", "whole_unfit"),
        ("media", "image/png", "whole_unfit"),
        ("media", "text/html", "whole_unfit"),
        ("name", "../werkplaats.jpg", "whole_unfit"),
        ("name", "werkplaats.exe", "whole_unfit"),
        ("size", 12, "whole_unfit"),
    ],
)
def test_a_file_is_what_its_name_and_its_kind_say(field: str, value: Any, why: str) -> None:
    assert unpacked(packed(with_photo()))
    told = with_photo()
    told["observations"][0]["evidence"][0]["file"][field] = value
    assert reason(packed(told)) == why


def test_a_file_that_is_another_or_belongs_to_nothing_is_refused() -> None:
    other = list(CONTENT)[1]
    telling_of = json.dumps(with_photo()).encode()
    assert reason(zipped({"rimpel.json": telling_of, f"files/{KEY}": CONTENT[other]})) == "whole_unfit"
    assert reason(zipped({"rimpel.json": telling_of})) == "whole_unfit"
    assert (
        reason(zipped({"rimpel.json": telling_of, f"files/{KEY}": CONTENT[KEY], f"files/{other}": b"x"}))
        == "whole_unfit"
    )
    loose = small() | {"files": [{"hash": KEY, "size": len(CONTENT[KEY])}]}
    assert reason(zipped({"rimpel.json": json.dumps(loose).encode(), f"files/{KEY}": CONTENT[KEY]})) == "whole_unfit"


def test_a_file_of_version_1_is_read_in_the_order_of_its_ids() -> None:
    told = small() | {"version": 1}
    seen, other = (one["id"] for one in told["observations"])
    change = {"at": "2026-01-02T03:04:05.000006Z", "by": None, "reason": "", "other_id": None}
    change |= {"before": {"rung": 1}, "after": {"rung": 2}}
    ids = [f"00000000-0000-4000-8000-0000000000{number}" for number in (33, 31, 32)]
    told["history"] = [
        change | {"id": id_, "observation_id": on} for id_, on in zip(ids, (seen, seen, other), strict=True)
    ]
    told["observations"][0]["evidence"] = [
        {name: value for name, value in one.items() if name != "number"}
        | {"kind": "quote", "file": None, "id": id_.replace("00003", "00004")}
        for one in with_photo()["observations"][0]["evidence"]
        for id_ in ids
    ]
    read = unpacked(telling(told)).data
    assert {one["id"][-2:]: one["number"] for one in read["history"]} == {"31": 1, "33": 2, "32": 1}
    assert [(one["id"][-2:], one["number"]) for one in read["observations"][0]["evidence"]] == [
        ("41", 1),
        ("42", 2),
        ("43", 3),
    ]
    assert read["version"] == collaboration_file.FORMAT_VERSION


def test_an_activity_with_the_id_of_an_organisation_gets_another() -> None:
    told = small() | {"version": 1}
    seen, effect = (row["id"] for row in told["observations"])
    head = {
        name: told["rings"][0][name] for name in ("version", "created_at", "created_by", "updated_at", "updated_by")
    }
    old, other = "00000000-0000-4000-8000-000000000041", "00000000-0000-4000-8000-000000000042"
    named = head | {"id": old, "name": "Het bedrijf", "batch_id": None}
    told["organisations"] = [named]
    told["activities"] = [named | {"started_on": None}, named | {"id": other, "name": "Kring", "started_on": None}]
    told["observations"][0] |= {"activity_id": old, "organisation_id": old}
    told["observations"][1] |= {"activity_id": other}
    cause = {"cause_observation_id": None, "cause_activity_id": old, "kind": "leads_to", "certainty": "plausible"}
    told["ripples"] = [head | cause | {"id": old[:-2] + "43", "effect_id": effect, "why": ""}]
    steps = [{"observation_id": None, "activity_id": old}, {"observation_id": seen, "activity_id": None}]
    story = {"id": old[:-2] + "44", "name": "Verhaal", "telling": "", "position": 0, "steps": steps}
    told["stories"] = [head | story]
    change = {"at": head["created_at"], "by": None, "reason": "", "other_id": None}
    ripple = {"ripple": cause | {"id": old[:-2] + "43", "why": ""}}
    told["history"] = [
        change
        | {
            "id": old[:-2] + "45",
            "observation_id": seen,
            "before": {"activity_id": old},
            "after": {"activity_id": None},
        },
        change | {"id": old[:-2] + "46", "observation_id": effect, "before": {"ripple": None}, "after": ripple},
    ]
    read = unpacked(telling(told)).data
    new = {row["name"]: row["id"] for row in read["activities"]}["Het bedrijf"]
    assert new not in (old, other)
    assert [row["id"] for row in read["organisations"]] == [old]
    assert read["observations"][0]["activity_id"] == new
    assert read["observations"][0]["organisation_id"] == old
    assert read["observations"][1]["activity_id"] == other
    assert read["ripples"][0]["cause_activity_id"] == new
    assert read["stories"][0]["steps"][0]["activity_id"] == new
    assert [row["before"].get("activity_id") for row in read["history"]] == [new, None]
    assert read["history"][1]["after"]["ripple"]["cause_activity_id"] == new
    assert unpacked(telling(told)).data == read


def test_two_changes_of_one_observation_do_not_have_the_same_number() -> None:
    told = small()
    change = {"at": "2026-01-02T03:04:05.000006Z", "by": None, "reason": "", "other_id": None, "number": 3}
    change |= {"before": {"rung": 1}, "after": {"rung": 2}, "observation_id": told["observations"][0]["id"]}
    told["history"] = [change | {"id": f"00000000-0000-4000-8000-0000000000{number}"} for number in (31, 32)]
    assert spot(told) == "history[1]"
