"""Chains of ripples: how far an observation lies from a stone, and the strongest chain across the rings."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from impact.model import Certainty, Ripple, RippleKind, Rung

CERTAINTY_WEIGHT = {Certainty.SUSPECTED: 1, Certainty.PLAUSIBLE: 2, Certainty.SUBSTANTIATED: 3}


@dataclass(frozen=True)
class Node:
    """What a chain needs to know of one observation."""

    id: str
    ring_id: str
    theme_id: str
    rung: Rung
    seen_on: date


@dataclass(frozen=True)
class Chain:
    """Observations from first cause to last effect, the ripples between them, and how strong those are (1 to 15)."""

    nodes: tuple[Node, ...]
    ripples: tuple[Ripple, ...]
    weakest: int
    total: int


@dataclass(frozen=True)
class _Link:
    cause: Node
    effect: Node
    ripple: Ripple
    strength: int


def orders(ripples: Iterable[Ripple]) -> dict[str, int]:
    """Order per observation: the fewest ripples from any activity. Observations no activity leads to are absent."""
    effects: dict[str, list[str]] = {}
    found: dict[str, int] = {}
    for ripple in ripples:
        if ripple.cause_activity_id is not None:
            found[ripple.effect_id] = 1
        elif ripple.cause_observation_id is not None:
            effects.setdefault(ripple.cause_observation_id, []).append(ripple.effect_id)
    waiting = deque(found)
    while waiting:
        cause = waiting.popleft()
        for effect in effects.get(cause, ()):
            if effect not in found:
                found[effect] = found[cause] + 1
                waiting.append(effect)
    return found


def strength(certainty: Certainty, cause: Rung, effect: Rung) -> int:
    """How strong a ripple is, 1 to 15: certainty (1 to 3) times the lower evidence rung of its two ends."""
    return CERTAINTY_WEIGHT[certainty] * min(cause, effect)


def strongest_chain(observations: Mapping[str, Node], ripples: Iterable[Ripple]) -> Chain | None:
    """The path of two or more observations, no ring twice, that reaches furthest and is best supported.

    Most rings first, then the strongest weakest ripple, then the largest sum, then the newest last effect, then the
    smallest ids, read from the last effect back. Hindering ripples do not count. None when nothing is linked.
    """
    links = _best_links(observations, ripples)
    if not links:
        return None
    bits = {ring: 1 << place for place, ring in enumerate(sorted({node.ring_id for node in observations.values()}))}
    strong, weakest = _furthest(links, bits)
    return _chain(strong, weakest, bits, _layers(strong, bits, weakest))


def _best_links(observations: Mapping[str, Node], ripples: Iterable[Ripple]) -> list[_Link]:
    """One link per pair of observations in different rings: the strongest, and of equals the one with the lowest id."""
    best: dict[tuple[str, str], _Link] = {}
    for ripple in ripples:
        cause, effect = observations.get(ripple.cause_observation_id or ""), observations.get(ripple.effect_id)
        if cause is None or effect is None or cause.ring_id == effect.ring_id or ripple.kind is RippleKind.HINDERS:
            continue
        link = _Link(cause, effect, ripple, strength(ripple.certainty, cause.rung, effect.rung))
        known = best.get((cause.id, effect.id))
        if known is None or (-link.strength, ripple.id) < (-known.strength, known.ripple.id):
            best[cause.id, effect.id] = link
    return list(best.values())


# A path is remembered only by its end, the set of rings it crossed and its surplus: the sum of its strengths above
# the weakest one allowed. All paths that end in one observation fit in one whole number, in which bit
# surplus * 2^rings + set stands for "there is such a path". A link then moves all of them at once, by one shift, so
# the cost follows links times rings and never the number of paths. Without `weakest` the surplus is left out.


def _furthest(links: list[_Link], bits: dict[str, int]) -> tuple[list[_Link], int]:
    """The links of at least the greatest strength that still lets a path cross as many rings as all of them do."""
    rings = len(_layers(links, bits))
    strong, weakest = links, 0
    for weakest in sorted({link.strength for link in links}, reverse=True):
        strong = [link for link in links if link.strength >= weakest]
        if len(_layers(strong, bits)) == rings:
            break
    return strong, weakest


def _layers(links: list[_Link], bits: dict[str, int], weakest: int | None = None) -> list[dict[str, int]]:
    """Layer k holds, per observation, the paths of k + 1 observations that end there; empty layers are left out."""
    width = 1 << len(bits)
    surplus = {link.strength: 0 if weakest is None else link.strength - weakest for link in links}
    room = _room(bits, max(surplus.values()) * len(bits))
    layer = {link.cause.id: 1 << bits[link.cause.ring_id] for link in links}
    found = []
    while layer:
        found.append(layer)
        layer = {}
        for link in links:
            ring = link.effect.ring_id
            if moved := found[-1].get(link.cause.id, 0) & room[ring]:
                shift = surplus[link.strength] * width + bits[ring]
                layer[link.effect.id] = layer.get(link.effect.id, 0) | moved << shift
    return found


def _room(bits: dict[str, int], surplus: int) -> dict[str, int]:
    """Per ring a mask of all paths up to this surplus that have not crossed it yet."""
    width = 1 << len(bits)
    repeated = sum(1 << step * width for step in range(surplus + 1))
    return {
        ring: sum(1 << crossed for crossed in range(width) if not crossed & bit) * repeated
        for ring, bit in bits.items()
    }


def _chain(links: list[_Link], weakest: int, bits: dict[str, int], layers: list[dict[str, int]]) -> Chain:
    """The best path in the last layer, found back link by link."""
    width = 1 << len(bits)
    surplus = max((paths.bit_length() - 1) // width for paths in layers[-1].values())
    ends = {link.effect.id: link.effect for link in links}
    best = [ends[key] for key, paths in layers[-1].items() if paths >> surplus * width]
    end = min(best, key=lambda node: (-node.seen_on.toordinal(), node.id))
    walked = _walk_back(links, bits, layers, end, surplus * width, weakest)
    nodes = (walked[0].cause, *(link.effect for link in walked))
    return Chain(nodes, tuple(link.ripple for link in walked), weakest, surplus + weakest * len(walked))


def _walk_back(
    links: list[_Link], bits: dict[str, int], layers: list[dict[str, int]], end: Node, offset: int, weakest: int
) -> list[_Link]:
    """The links of the path that ends here, of equals the one with the lowest ids, from first cause to `end`.

    `offset` is where the paths of this surplus begin in a number of the last layer.
    """
    width = 1 << len(bits)
    crossed = layers[-1][end.id] >> offset
    into: dict[str, list[_Link]] = {}
    for link in sorted(links, key=lambda link: link.cause.id):
        into.setdefault(link.effect.id, []).append(link)
    walked: list[_Link] = []
    for layer in reversed(layers[:-1]):
        for link in into[end.id]:
            rest = offset - (link.strength - weakest) * width
            kept = layer.get(link.cause.id, 0) >> rest & crossed >> bits[end.ring_id] if rest >= 0 else 0
            if kept:
                break
        walked.append(link)
        end, crossed, offset = link.cause, kept, rest
    return walked[::-1]
