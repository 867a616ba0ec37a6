"""Chains of ripples: how far an observation lies from a stone, and the strongest chain across the rings."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from impact.model import Certainty, Ripple, RippleKind, Rung

CERTAINTY_WEIGHTS = {Certainty.SUSPECTED: 1, Certainty.PLAUSIBLE: 2, Certainty.SUBSTANTIATED: 3}


@dataclass(frozen=True)
class ObservationNode:
    """What a chain needs to know of one observation."""

    id: str
    ring_id: str
    theme_id: str
    rung: Rung
    seen_on: date


@dataclass(frozen=True)
class RippleChain:
    """Observations from first cause to last effect, the ripples between them, and how strong those are (1 to 15)."""

    nodes: tuple[ObservationNode, ...]
    ripples: tuple[Ripple, ...]
    weakest_strength: int
    total_strength: int


@dataclass(frozen=True)
class _ChainLink:
    cause: ObservationNode
    effect: ObservationNode
    ripple: Ripple
    strength: int


def compute_orders(ripples: Iterable[Ripple]) -> dict[str, int]:
    """Order per observation: the fewest ripples from any activity. Observations no activity leads to are absent."""
    effects_by_cause: dict[str, list[str]] = {}
    order_by_observation: dict[str, int] = {}
    for ripple in ripples:
        if ripple.cause_activity_id is not None:
            order_by_observation[ripple.effect_id] = 1
        elif ripple.cause_observation_id is not None:
            effects_by_cause.setdefault(ripple.cause_observation_id, []).append(ripple.effect_id)
    queue = deque(order_by_observation)
    while queue:
        cause = queue.popleft()
        for effect in effects_by_cause.get(cause, ()):
            if effect not in order_by_observation:
                order_by_observation[effect] = order_by_observation[cause] + 1
                queue.append(effect)
    return order_by_observation


def compute_strength(certainty: Certainty, cause: Rung, effect: Rung) -> int:
    """How strong a ripple is, 1 to 15: certainty (1 to 3) times the lower evidence rung of its two ends."""
    return CERTAINTY_WEIGHTS[certainty] * min(cause, effect)


def compute_strongest_chain(
    observations: Mapping[str, ObservationNode], ripples: Iterable[Ripple]
) -> RippleChain | None:
    """The path of two or more observations, no ring twice, that reaches furthest and is best supported.

    Most rings first, then the strongest weakest ripple, then the largest sum, then the newest last effect, then the
    smallest ids, read from the last effect back. Hindering ripples do not count. None when nothing is linked.
    """
    links = _list_best_links(observations, ripples)
    if not links:
        return None
    ring_bits = {
        ring: 1 << index for index, ring in enumerate(sorted({node.ring_id for node in observations.values()}))
    }
    strong_links, weakest = _find_strong_links(links, ring_bits)
    return _trace_chain(strong_links, weakest, ring_bits, _build_path_layers(strong_links, ring_bits, weakest))


def _list_best_links(observations: Mapping[str, ObservationNode], ripples: Iterable[Ripple]) -> list[_ChainLink]:
    """One link per pair of observations in different rings: the strongest, and of equals the one with the lowest id."""
    best_by_pair: dict[tuple[str, str], _ChainLink] = {}
    for ripple in ripples:
        cause, effect = observations.get(ripple.cause_observation_id or ""), observations.get(ripple.effect_id)
        if cause is None or effect is None or cause.ring_id == effect.ring_id or ripple.kind is RippleKind.HINDERS:
            continue
        link = _ChainLink(cause, effect, ripple, compute_strength(ripple.certainty, cause.rung, effect.rung))
        previous = best_by_pair.get((cause.id, effect.id))
        if previous is None or (-link.strength, ripple.id) < (-previous.strength, previous.ripple.id):
            best_by_pair[cause.id, effect.id] = link
    return list(best_by_pair.values())


# A path is remembered only by its end, the set of rings it crossed and its surplus: the sum of its strengths above
# the weakest one allowed. All paths that end in one observation fit in one whole number, in which bit
# surplus * 2^rings + set stands for "there is such a path". A link then moves all of them at once, by one shift, so
# the cost follows links times rings and never the number of paths. Without `weakest` the surplus is left out.


def _find_strong_links(links: list[_ChainLink], ring_bits: dict[str, int]) -> tuple[list[_ChainLink], int]:
    """The links of at least the greatest strength that still lets a path cross as many rings as all of them do."""
    ring_count = len(_build_path_layers(links, ring_bits))
    strong_links, weakest = links, 0
    for weakest in sorted({link.strength for link in links}, reverse=True):
        strong_links = [link for link in links if link.strength >= weakest]
        if len(_build_path_layers(strong_links, ring_bits)) == ring_count:
            break
    return strong_links, weakest


def _build_path_layers(
    links: list[_ChainLink], ring_bits: dict[str, int], weakest: int | None = None
) -> list[dict[str, int]]:
    """Layer k holds, per observation, the paths of k + 1 observations that end there; empty layers are left out."""
    width = 1 << len(ring_bits)
    surplus_by_strength = {link.strength: 0 if weakest is None else link.strength - weakest for link in links}
    open_paths_by_ring = _build_open_path_masks(ring_bits, max(surplus_by_strength.values()) * len(ring_bits))
    layer = {link.cause.id: 1 << ring_bits[link.cause.ring_id] for link in links}
    layers = []
    while layer:
        layers.append(layer)
        layer = {}
        for link in links:
            ring = link.effect.ring_id
            if moved_paths := layers[-1].get(link.cause.id, 0) & open_paths_by_ring[ring]:
                shift = surplus_by_strength[link.strength] * width + ring_bits[ring]
                layer[link.effect.id] = layer.get(link.effect.id, 0) | moved_paths << shift
    return layers


def _build_open_path_masks(ring_bits: dict[str, int], max_surplus: int) -> dict[str, int]:
    """Per ring a mask of all paths up to this surplus that have not crossed it yet."""
    width = 1 << len(ring_bits)
    repeated = sum(1 << step * width for step in range(max_surplus + 1))
    return {
        ring: sum(1 << crossed for crossed in range(width) if not crossed & bit) * repeated
        for ring, bit in ring_bits.items()
    }


def _trace_chain(
    links: list[_ChainLink], weakest: int, ring_bits: dict[str, int], layers: list[dict[str, int]]
) -> RippleChain:
    """The best path in the last layer, found back link by link."""
    width = 1 << len(ring_bits)
    surplus = max((paths.bit_length() - 1) // width for paths in layers[-1].values())
    end_nodes = {link.effect.id: link.effect for link in links}
    best_ends = [end_nodes[key] for key, paths in layers[-1].items() if paths >> surplus * width]
    end = min(best_ends, key=lambda node: (-node.seen_on.toordinal(), node.id))
    chain_links = _trace_links_back(links, ring_bits, layers, end, surplus * width, weakest)
    nodes = (chain_links[0].cause, *(link.effect for link in chain_links))
    return RippleChain(nodes, tuple(link.ripple for link in chain_links), weakest, surplus + weakest * len(chain_links))


def _trace_links_back(
    links: list[_ChainLink],
    ring_bits: dict[str, int],
    layers: list[dict[str, int]],
    end: ObservationNode,
    offset: int,
    weakest: int,
) -> list[_ChainLink]:
    """The links of the path that ends here, of equals the one with the lowest ids, from first cause to `end`.

    `offset` is where the paths of this surplus begin in a number of the last layer.
    """
    width = 1 << len(ring_bits)
    crossed_rings = layers[-1][end.id] >> offset
    links_by_effect: dict[str, list[_ChainLink]] = {}
    for link in sorted(links, key=lambda link: link.cause.id):
        links_by_effect.setdefault(link.effect.id, []).append(link)
    chain_links: list[_ChainLink] = []
    for layer in reversed(layers[:-1]):
        for link in links_by_effect[end.id]:
            previous_offset = offset - (link.strength - weakest) * width
            previous_rings = (
                layer.get(link.cause.id, 0) >> previous_offset & crossed_rings >> ring_bits[end.ring_id]
                if previous_offset >= 0
                else 0
            )
            if previous_rings:
                break
        chain_links.append(link)
        end, crossed_rings, offset = link.cause, previous_rings, previous_offset
    return chain_links[::-1]
