"""Chains of ripples, each found once per data version: the strongest one, orders, and the observations in them."""

from collections.abc import Mapping

from db import ripples
from impact.chains import Chain, Node, orders, strongest_chain
from impact.model import Collaboration, Ripple, Who
from pages.ui import view
from pages.ui.database import look
from pages.ui.kept import kept


def strongest(who: Who, collaboration: Collaboration) -> Chain | None:
    """The strongest chain of this collaboration, or None when nothing is linked."""
    return _strongest(collaboration, who)


@kept(max_entries=16, hash_funcs={Collaboration: repr})
def _strongest(collaboration: Collaboration, _who: Who) -> Chain | None:
    return strongest_chain(nodes(_who, collaboration), every(_who, collaboration))


def order(who: Who, observation_id: str) -> int | None:
    """How many ripples lie between this observation and the nearest activity; None when no activity leads to it."""
    return _orders(view.opened(who), who).get(observation_id)


@kept(max_entries=16, hash_funcs={Collaboration: repr})
def _orders(collaboration: Collaboration, _who: Who) -> dict[str, int]:
    return orders(every(_who, collaboration))


def nodes(who: Who, collaboration: Collaboration) -> Mapping[str, Node]:
    """What a chain needs to know of every observation that counts and is linked to another."""
    return _nodes(collaboration, who)


@kept(max_entries=16, hash_funcs={Collaboration: repr})
def _nodes(collaboration: Collaboration, _who: Who) -> Mapping[str, Node]:
    with look() as session:
        return ripples.nodes(session, _who)


def every(who: Who, collaboration: Collaboration) -> tuple[Ripple, ...]:
    """Every ripple to an observation that counts, from an activity or from an observation that counts."""
    return _every(collaboration, who)


@kept(max_entries=16, hash_funcs={Collaboration: repr})
def _every(collaboration: Collaboration, _who: Who) -> tuple[Ripple, ...]:
    with look() as session:
        return ripples.ripples(session, _who)
