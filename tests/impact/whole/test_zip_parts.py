"""Nothing comes out of a hostile zip: each is told in one sentence, whatever is wrong with it."""

import io
import json
import struct
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from impact.errors import RimpelError
from impact.whole import collaboration_file, zip_parts
from impact.words.error_text import describe_error
from tests.small_whole import KEY, reason, small, telling, with_photo, zipped
from tests.whole import packed as made
from tests.whole import unpacked


def test_the_small_one_is_fit() -> None:
    assert unpacked(made(small())).data == small()
    assert unpacked(telling(small())).data == small()


def test_what_is_no_zip_or_not_all_of_one_is_told() -> None:
    content = made(small())
    for torn in (b"", b"PK", b"iets", content[:-1], content[: len(content) // 2], content + b"x"):
        assert reason(torn) == "torn"


@given(st.binary(max_size=300))
@settings(max_examples=60)
@example(b"PK\x05\x06" + b"\0" * 18)
def test_whatever_bytes_they_are_they_are_told_in_a_sentence(content: bytes) -> None:
    assert reason(content) in ("torn", "not_whole")


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=80)
def test_one_changed_byte_is_found_or_changes_nothing(at: int, value: int) -> None:
    content = bytearray(made(small()))
    content[at % len(content)] = value
    try:
        told = unpacked(bytes(content)).data
    except RimpelError as error:
        told = describe_error("nl", error) and small()
    assert told == small()


@pytest.mark.parametrize("name", ["../uit.txt", "/etc/passwd", "files/../x", "files/", "C:\\x", f"files/{KEY}/x", "x"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    held = {"rimpel.json": json.dumps(small()).encode(), name: b"x"}
    assert reason(zipped(held)) == "strange_part"


def test_a_part_that_stands_there_twice_or_is_locked_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made_of:
        made_of.writestr("rimpel.json", json.dumps(small()))
        with pytest.warns(UserWarning, match="Duplicate"):
            made_of.writestr("rimpel.json", json.dumps(small()))
    assert reason(stream.getvalue()) == "strange_part"
    content = bytearray(made(small()))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert reason(bytes(content)) == "strange_part"


def test_a_bomb_is_refused_before_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"rimpel.json": b"{}" + b" " * 3_000_000})
    assert len(bomb) < 10_000
    monkeypatch.setattr(collaboration_file, "MAX_DATA_BYTES", 1_000_000)
    assert reason(bomb) == "whole_too_big"
    monkeypatch.setattr(collaboration_file, "MAX_TOTAL_BYTES", 2_000_000)
    assert reason(bomb) == "too_much"


def test_a_list_of_parts_that_would_fill_the_memory_is_not_read() -> None:
    content = made(small())
    for listed in (20_000 * 400 + 1, 2**32 - 1):
        end = content[:-10] + struct.pack("<L", listed) + content[-6:]
        assert reason(end) == "too_many_parts"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(made(small()))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<L", 12)
    assert reason(bytes(content)) == "torn"


def test_a_zip_looks_the_same_whenever_it_is_made() -> None:
    assert zip_parts.build_part_info("x").date_time == (1980, 1, 1, 0, 0, 0)
    assert made(with_photo()) == made(with_photo())
