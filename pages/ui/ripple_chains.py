"""Chains of ripples: the strongest one, orders, and the observations and ripples they are found in."""

from collections.abc import Mapping

from db.ripples import links
from impact.model import Ripple, Who
from impact.ripples.chains import ObservationNode, RippleChain, compute_orders, compute_strongest_chain
from pages.ui.cached import cached
from pages.ui.database import read_session

# Each holds all ripples of one, so more would be too much memory.
MAX_CACHED_COLLABORATIONS = 16


@cached(MAX_CACHED_COLLABORATIONS)
def get_strongest_chain(who: Who) -> RippleChain | None:
    """Return the strongest chain of this collaboration, or None when nothing is linked."""
    return compute_strongest_chain(get_chain_nodes(who), get_counting_ripples(who))


def get_ripple_order(who: Who, observation_id: str) -> int | None:
    """Return how many ripples lie between this observation and the nearest activity; None when none leads to it."""
    return _compute_ripple_orders(who).get(observation_id)


@cached(MAX_CACHED_COLLABORATIONS)
def _compute_ripple_orders(who: Who) -> dict[str, int]:
    return compute_orders(get_counting_ripples(who))


@cached(MAX_CACHED_COLLABORATIONS)
def get_chain_nodes(who: Who) -> Mapping[str, ObservationNode]:
    """Return what a chain needs to know of every observation that counts and is linked to another."""
    with read_session() as session:
        return links.list_nodes(session, who, linked_only=True)


@cached(MAX_CACHED_COLLABORATIONS)
def get_counting_ripples(who: Who) -> tuple[Ripple, ...]:
    """Return every ripple to an observation that counts, from an activity or from an observation that counts."""
    with read_session() as session:
        return links.list_ripples(session, who)
