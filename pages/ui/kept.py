"""What is kept between runs and holds words or pictures of observations: let go as a whole when some are erased."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

Made = TypeVar("Made", bound=Callable[..., Any])
_every: list[Any] = []


def kept(**how: Any) -> Callable[[Made], Made]:
    """As `st.cache_resource`, shared by all who come by, for what `forget` has to reach."""

    def keep(make: Made) -> Made:
        _every.append(st.cache_resource(show_spinner=False, **how)(make))
        found: Made = _every[-1]
        return found

    return keep


def forget() -> None:
    """Let go of all of it, so that what was erased does not go on living in the memory of the server."""
    for one in _every:
        one.clear()
