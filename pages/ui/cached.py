"""Results kept between runs and shared by all readers, until the data changes or something is erased for good.

This is the one place where screens keep results on the server (`pages.ui.database` keeps the engine). What is kept
holds sentences, names and pictures of a collaboration, so after an erasure all of it must go at once.
"""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from db import cleanup
from impact.model import Who
from pages.ui.database import get_engine, get_file_store
from pages.ui.visitor import get_current_collaboration

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
_caches: list[Any] = []


def cached(
    max_entries: int,
    *,
    also_by: Sequence[Callable[[], object]] = (),
    per_person: bool = False,
    per_version: bool = True,
    seconds: float | None = None,
) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Keep the last `max_entries` results of a function, one for each set of arguments.

    Arguments are told apart by their `repr`, so every argument needs one that says all that matters. A `Who` stands
    for their collaboration as its data is now: after any change of the data a result is made anew. What the function
    asks for itself, such as the language of the reader, belongs in `also_by`. With `per_person` nobody gets what was
    made for another. Without `per_version` a result outlives changes of the data, for at most `seconds`.
    """

    def keep(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        def build(key: str, _make: Callable[[], Result]) -> Result:
            return _make()

        # Streamlit knows a cached function by its name: each needs its own, or all would share the same entries.
        build.__module__, build.__qualname__ = function.__module__, function.__qualname__
        cache = st.cache_resource(show_spinner=False, max_entries=max_entries, ttl=seconds)(build)
        _caches.append(cache)

        def identify(argument: object) -> object:
            if not isinstance(argument, Who):
                return argument
            collaboration = get_current_collaboration(argument) if per_version else argument.collaboration_id
            return collaboration, argument.person_id if per_person else None

        @wraps(function)
        def get_result(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            named = {name: identify(value) for name, value in sorted(kwargs.items())}
            key = repr(([identify(value) for value in args], named, [ask() for ask in also_by]))
            return cache(key, partial(function, *args, **kwargs))

        return get_result

    return keep


def clear_cached_results() -> None:
    """Let go of every kept result, so that what was erased does not live on in the memory of the server."""
    for cache in _caches:
        cache.clear()


def clear_erased_remains() -> bool:
    """Clear away what remains of what was just deleted for good; False when the database was too busy for now."""
    clear_cached_results()
    return cleanup.clear_remains(get_engine(), get_file_store())
