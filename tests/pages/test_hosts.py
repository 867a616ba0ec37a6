"""The setting that names the hosts a server answers at."""

import pytest

from impact.errors import WrongSetting
from pages.ui.host_check import Host, list_allowed_hosts, read_host, read_hosts


def test_the_setting_takes_names_with_or_without_a_port_and_whole_addresses() -> None:
    assert read_hosts(" rimpel.school.nl,https://Example.org:8443/ , [fd00::1]:80,fd00::1, schöl.example,, ") == (
        Host("rimpel.school.nl"),
        Host("example.org", 8443),
        Host("fd00::1", 80),
        Host("fd00::1"),
        Host("xn--schl-7qa.example"),
    )


@pytest.mark.parametrize(
    "entry", ["a b", "https://x.nl/rimpel", "*", "x:port", "x:99999", "me@x.nl", "http://", "[::1", "x?"]
)
def test_an_entry_that_is_no_host_is_refused_by_name(entry: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        read_hosts(f"rimpel.school.nl, {entry}")
    assert refused.value.facts == {"setting": "RIMPEL_HOSTS", "entry": entry}


def test_this_machine_is_always_among_the_allowed_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RIMPEL_HOSTS", raising=False)
    assert list_allowed_hosts() == (Host("127.0.0.1"), Host("localhost"), Host("::1"))
    monkeypatch.setenv("RIMPEL_HOSTS", "rimpel.school.nl")
    assert list_allowed_hosts()[-1] == Host("rimpel.school.nl")


@pytest.mark.parametrize(
    "text", ["", ":80", "a/b", "a?b", "a#b", "a\\b", "a@b", "[::1", "a:b", "a,b", "a b", "\x00", "a\tb"]
)
def test_what_names_no_host_is_none(text: str) -> None:
    assert read_host(text) is None
