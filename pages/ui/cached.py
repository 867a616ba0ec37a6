"""What is kept between runs and holds words or pictures of observations: let go as a whole when some are erased."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

CachedFunction = TypeVar("CachedFunction", bound=Callable[..., Any])
_cached_functions: list[Any] = []


def cache_until_erased(**options: Any) -> Callable[[CachedFunction], CachedFunction]:
    """As `st.cache_resource`, shared by all who come by, for what `forget` has to reach."""

    def keep(function: CachedFunction) -> CachedFunction:
        _cached_functions.append(st.cache_resource(show_spinner=False, **options)(function))
        cached: CachedFunction = _cached_functions[-1]
        return cached

    return keep


def clear_cached_content() -> None:
    """Let go of all of it, so that what was erased does not go on living in the memory of the server."""
    for function in _cached_functions:
        function.clear()
