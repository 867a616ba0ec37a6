"""Chains of ripples, each found once per data version: the strongest one, orders, and the observations in them."""

from collections.abc import Mapping

from db.ripples import links
from impact.model import Collaboration, Ripple, Who
from impact.ripples.chains import ObservationNode, RippleChain, compute_orders, compute_strongest_chain
from pages.ui import disc_views
from pages.ui.cached import cache_until_erased
from pages.ui.database import read_session


def get_strongest_chain(who: Who, collaboration: Collaboration) -> RippleChain | None:
    """The strongest chain of this collaboration, or None when nothing is linked."""
    return _compute_strongest_chain(collaboration, who)


@cache_until_erased(max_entries=16, hash_funcs={Collaboration: repr})
def _compute_strongest_chain(collaboration: Collaboration, _who: Who) -> RippleChain | None:
    return compute_strongest_chain(get_chain_nodes(_who, collaboration), get_counting_ripples(_who, collaboration))


def get_ripple_order(who: Who, observation_id: str) -> int | None:
    """How many ripples lie between this observation and the nearest activity; None when no activity leads to it."""
    return _compute_ripple_orders(disc_views.get_current_collaboration(who), who).get(observation_id)


@cache_until_erased(max_entries=16, hash_funcs={Collaboration: repr})
def _compute_ripple_orders(collaboration: Collaboration, _who: Who) -> dict[str, int]:
    return compute_orders(get_counting_ripples(_who, collaboration))


def get_chain_nodes(who: Who, collaboration: Collaboration) -> Mapping[str, ObservationNode]:
    """What a chain needs to know of every observation that counts and is linked to another."""
    return _load_chain_nodes(collaboration, who)


@cache_until_erased(max_entries=16, hash_funcs={Collaboration: repr})
def _load_chain_nodes(collaboration: Collaboration, _who: Who) -> Mapping[str, ObservationNode]:
    with read_session() as session:
        return links.list_nodes(session, _who, linked_only=True)


def get_counting_ripples(who: Who, collaboration: Collaboration) -> tuple[Ripple, ...]:
    """Every ripple to an observation that counts, from an activity or from an observation that counts."""
    return _load_counting_ripples(collaboration, who)


@cache_until_erased(max_entries=16, hash_funcs={Collaboration: repr})
def _load_counting_ripples(collaboration: Collaboration, _who: Who) -> tuple[Ripple, ...]:
    with read_session() as session:
        return links.list_ripples(session, _who)
