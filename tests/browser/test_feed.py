"""A link for a program on a real server: it answers before anybody has opened a screen, and keeps the log clean."""

import json
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from db import feed
from db.feed import DEFAULT_FILTER
from tests.browser.conftest import Servers
from tests.browser.first_page import complaint
from tests.browser.hands import acting, today
from tests.build import make_collaboration, make_observation, token


def test_a_link_answers_on_a_server_nobody_has_visited_and_the_screens_come_up_after_it(
    serve: Servers, new_page: Callable[..., Page]
) -> None:
    database = serve.empty_database("feed.db")
    with acting(database) as session:
        who = make_collaboration(session)
        make_observation(session, who, what="Docenten delen lessen.")
        secret = feed.create_feed(session, who, "BI", DEFAULT_FILTER, None, "nl", today(), token=token()).secret
    url = serve(database)
    with urlopen(f"{url}/feed/{secret}.json") as answer:
        assert [one["what"] for one in json.load(answer)["observations"]] == ["Docenten delen lessen."]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Set-Cookie"] is None
    with urlopen(Request(f"{url}/feed/{secret}.csv", method="HEAD")) as answer:
        assert answer.read() == b""
    with pytest.raises(HTTPError) as wrong:
        urlopen(f"{url}/feed/{secret[:-1]}.csv")
    assert wrong.value.code == 404
    assert wrong.value.read().decode().startswith("Deze link werkt niet")
    wrong.value.close()
    said = serve.said(url)
    assert secret not in said
    assert not any(word in said for word in ("Traceback", "Warning", "missing ScriptRunContext"))
    assert complaint(new_page(), url) is None
    serve.kill(url)
