"""What a file says in the columns that are lists of ours: each text once, how often, and what it may stand for."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from impact.exchange.columns import same
from impact.exchange.file_questions import KEEP, UNFINISHED
from impact.exchange.likely_words import guess_ring, is_about_others, is_nobody
from impact.exchange.matching import BETWEEN, MATCHED, Matching, key_of
from impact.exchange.plan import Known
from impact.exchange.scales import is_of_schooling, numbers_are_ours, propose_numbers
from impact.exchange.several import split_answers, together
from impact.exchange.table import Table
from impact.exchange.unfinished import find_mark
from impact.exchange.values import LISTED, NAMED, Proposal, folded, listed, loose, named, themed, trimmed
from impact.model import Direction

MOST_NEAR = 300  # of more texts than these in one column nothing near is sought: it is no list
# A row cannot do without these: an empty cell in them is asked about like any other text.
NOT_EMPTY = ("ring", "direction", "level", "rung")


@dataclass(frozen=True)
class Asked:
    """One text of one list: in how many rows it stands, in which ring of ours (for a theme), and what is proposed.

    An empty `text` stands for the empty cells. `proposal.meaning` None stands for nothing known.
    """

    field: str
    key: str
    text: str
    rows: int
    proposal: Proposal
    ring: str = ""

    @property
    def may_be_new(self) -> bool:
        """Whether this may become something new in a list that can grow; "nobody" and an empty cell never do."""
        return self.field in NAMED and bool(self.text) and not is_nobody(self.text)


def asked(table: Table, matching: Matching, known: Known, apart: bool) -> tuple[Asked, ...]:
    """Every text in the columns of lists, ring before theme, the ones that stand in most rows first.

    `apart` is a collaboration made for this file: what it does not have yet needs no second look there. A theme is
    asked about when its ring is known. A level is not asked of rows in which nothing changed.
    """
    found: list[Asked] = []
    for name in ("ring", "organisation", "activity", *LISTED):
        if name in matching.columns:
            there = _names(known, name)
            counted = _counted(table, matching, name, _needing(table, matching, name, found), there)
            near = len(counted) <= MOST_NEAR
            words = [_one(name, text, rows, there, apart, near, table.own) for text, rows in counted]
            found += _with_numbers(table, matching.columns[name], words) if name in LISTED else words
    if "theme" in matching.columns:
        found += _themes(table, matching, known, _meant(found, matching, "ring"))
    return tuple(found)


def _names(known: Known, name: str) -> Sequence[str]:
    """What there is of a list that can grow; nothing of another list."""
    there = {"ring": tuple(known.rings), "organisation": known.organisations, "activity": known.activities}
    return there.get(name, ())


def _is_exact(table: Table, text: str, there: Collection[str]) -> bool:
    """Whether every sign counts: in a file of ours, or when something here has this name with the sign of a form."""
    return table.own or (text.rstrip().endswith(";") and trimmed(text, exact=True) in there)


def _meant(found: Sequence[Asked], matching: Matching, name: str) -> dict[str, str | None]:
    """What each text of this field stands for: as it was chosen, else as it is proposed."""
    return {one.key: one.proposal.meaning for one in found if one.field == name} | dict(matching.values.get(name, {}))


def _needing(table: Table, matching: Matching, name: str, found: Sequence[Asked]) -> Iterator[bool]:
    """For each row whether it needs this field: one without a sentence needs none, one without a change no level.

    Neither does an answer that was not finished, unless it was chosen to bring those in.
    """
    header = matching.columns.get("what")
    mark = find_mark(table) if matching.answers.get(UNFINISHED) != KEEP else None
    texts = table.column(header) if header else ("-" for _ in table.rows)
    sentences = ("" if mark and mark.is_on(row) else text for row, text in zip(table.rows, texts, strict=True))
    direction = matching.columns.get("direction")
    if name != "level" or direction is None:
        still = name == "level" and matching.fixed.get("direction") == Direction.NO_CHANGE.value
        return (bool(sentence.strip()) and not still for sentence in sentences)
    meant = _meant(found, matching, "direction")
    changes = (meant.get(key_of("direction", text, exact=table.own)) for text in table.column(direction))
    return (
        bool(sentence.strip()) and change != Direction.NO_CHANGE.value
        for sentence, change in zip(sentences, changes, strict=True)
    )


def _counted(
    table: Table, matching: Matching, name: str, needing: Iterator[bool], there: Sequence[str]
) -> list[tuple[str, int]]:
    """Each text that differs from the others in more than case, as it is first spelled; empty ones where needed."""
    counts = Counter(zip(table.column(matching.columns[name]), needing, strict=True))
    apart = table.several.get(name, frozenset())  # asked about once for the whole file
    merged: dict[str, tuple[str, int]] = {}
    for (text, needed), rows in counts.items():
        if text in apart:
            continue
        exact = _is_exact(table, text, there)
        key = key_of(name, text, exact=exact)
        first, so_far = merged.get(key, (trimmed(text, exact), 0))
        asked_of = needed or (bool(first) and name != "level")
        merged[key] = (first, so_far + (rows if asked_of else 0))
    wanted = [one for one in merged.values() if one[1] and (one[0] or name in NOT_EMPTY)]
    return sorted(wanted, key=lambda one: (not one[0], -one[1]))


def _one(name: str, text: str, rows: int, there: Sequence[str], apart: bool, near: bool, own: bool) -> Asked:
    key = key_of(name, text, exact=own or text.endswith(";"))
    if not text:
        return Asked(name, key, text, rows, Proposal(None, False))
    if name in LISTED:
        return Asked(name, key, text, rows, _listed(name, text, near))
    found = named(text, there, near)
    if found.sure:
        return Asked(name, key, text, rows, found)
    if own and (apart or name != "ring"):  # what an export of ours calls "nobody" is a name
        return Asked(name, key, text, rows, Proposal(text, True))
    if is_nobody(text):
        return Asked(name, key, text, rows, Proposal(None, False) if name == "ring" else Proposal("", True))
    if name == "ring" and not found.unknown and is_about_others(loose(text), loose(found.meaning or "")):
        found = Proposal(None, False)
    if name == "ring" and (alike := guess_ring(loose(text), {loose(ring): ring for ring in there})):
        found = Proposal(alike, False)
    if found.unknown and (apart or name != "ring"):
        found = Proposal(text, True)
    return Asked(name, key, text, rows, found)


def _with_numbers(table: Table, header: str, words: list[Asked]) -> list[Asked]:
    """The words of one list, its bare numbers asked about unless they are certain to be ours."""
    texts = [word.text for word in words]
    field = words[0].field if words else ""
    if not words or numbers_are_ours(field, header, table.headers, texts):
        return words
    proposed = propose_numbers(field, header, texts)
    if is_of_schooling(header, table.headers):
        proposed = dict.fromkeys(proposed)
    return [
        replace(word, proposal=Proposal(proposed[word.text], False)) if word.text in proposed else word
        for word in words
    ]


def _listed(name: str, text: str, near: bool) -> Proposal:
    """What a text of a list stands for; of several answers where there is room for one, what they come to."""
    found = listed(name, text, near)
    if found.sure or name not in NOT_EMPTY:
        return found
    meanings = {listed(name, part, near).meaning for part in split_answers(text)}
    if not meanings or None in meanings:
        return found
    return Proposal(together(name, {meaning for meaning in meanings if meaning}), False)


def _themes(table: Table, matching: Matching, known: Known, meant: Mapping[str, str | None]) -> list[Asked]:
    ring_of = matching.columns.get("ring")
    fixed = matching.fixed.get("ring", "")
    rings = table.column(ring_of) if ring_of else (fixed for _ in table.rows)
    counts: Counter[tuple[str, str]] = Counter()
    spelled: dict[tuple[str, str], str] = {}
    every_label = frozenset(label for held in known.rings.values() for label in held)
    apart = table.several.get("theme", frozenset())
    for ring, text in zip(rings, table.column(matching.columns["theme"]), strict=True):
        if text in apart:
            continue
        exact = _is_exact(table, ring, tuple(known.rings)) or _is_exact(table, text, every_label)
        place = (folded(ring, exact), folded(text, exact))
        counts[place] += 1
        spelled.setdefault(place, trimmed(text, exact))
    labels = {same(ring): tuple(held) for ring, held in known.rings.items()}
    found = []
    for (ring, plain), rows in counts.most_common():
        ours = meant.get(ring, meant.get(folded(ring))) if ring_of else fixed
        if plain and ours:
            proposal = themed(spelled[ring, plain], labels.get(same(ours), ()), len(counts) <= MOST_NEAR, table.own)
            if proposal.unknown or (table.own and not proposal.sure):
                proposal = Proposal(spelled[ring, plain], True)
            found.append(Asked("theme", f"{ring}{BETWEEN}{plain}", spelled[ring, plain], rows, proposal, ours))
    return found


def sure(found: Sequence[Asked]) -> dict[str, dict[str, str | None]]:
    """What the texts stand for of which that is sure."""
    return _as_values([one for one in found if one.proposal.sure])


def _as_values(found: Sequence[Asked]) -> dict[str, dict[str, str | None]]:
    values: dict[str, dict[str, str | None]] = {}
    for one in found:
        values.setdefault(one.field, {})[one.key] = one.proposal.meaning
    return values


def open_questions(found: Sequence[Asked], matching: Matching) -> tuple[Asked, ...]:
    """The texts somebody has to look at: not sure, and not chosen before."""
    return tuple(one for one in found if not one.proposal.sure and one.key not in matching.values.get(one.field, {}))


def unanswered(found: Sequence[Asked], matching: Matching) -> tuple[Asked, ...]:
    """The texts somebody has to choose a meaning for, because there is no proposal to confirm."""
    return tuple(one for one in open_questions(found, matching) if one.proposal.unknown)


def confirm_proposals(found: Sequence[Asked], matching: Matching) -> Matching:
    """The matching with the proposals among these texts as chosen; what was chosen before stays."""
    confirmed = _as_values([one for one in open_questions(found, matching) if not one.proposal.unknown])
    values = {name: {**confirmed.get(name, {}), **matching.values.get(name, {})} for name in MATCHED}
    return replace(matching, values={name: held for name, held in values.items() if held})
