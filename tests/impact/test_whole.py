"""A whole collaboration as a file: any there can be goes out and comes back the same, and nothing else comes in."""

from hypothesis import given, settings

from impact.exchange import whole
from tests.whole import CONTENT, Told, collaborations, packed, unpacked


@given(collaborations())
@settings(max_examples=40)
def test_what_is_written_is_read_back_and_written_the_same_again(told: Told) -> None:
    content = packed(told)
    read = unpacked(content)
    assert whole.canonical(read.told) == whole.canonical(told)
    assert {len(one) for one in read.files()} <= {len(one) for one in CONTENT.values()}
    assert packed(read.told) == content
