"""Personal data in free text: what may point to somebody. A warning the writer can overrule, never a promise."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from impact.privacy import groups, health, names, numbers
from impact.privacy.lists import Span


class Reason(StrEnum):
    """Why a piece of text is marked."""

    EMAIL = "email"
    BANK_ACCOUNT = "bank_account"
    CITIZEN_NUMBER = "citizen_number"
    PHONE = "phone"
    NAME = "name"
    CLASS_CODE = "class_code"
    HEALTH = "health"
    SMALL_GROUP = "small_group"


@dataclass(frozen=True)
class Hit:
    """A piece of text that may point to somebody: text[start:end], and why."""

    start: int
    end: int
    reason: Reason


_FINDERS: tuple[tuple[Reason, Callable[[str], Iterable[Span]]], ...] = (
    (Reason.EMAIL, numbers.addresses),
    (Reason.BANK_ACCOUNT, numbers.bank_accounts),
    (Reason.CITIZEN_NUMBER, numbers.citizen_numbers),
    (Reason.PHONE, numbers.phones),
    (Reason.NAME, names.names),
    (Reason.CLASS_CODE, groups.class_codes),
    (Reason.HEALTH, health.health_words),
    (Reason.SMALL_GROUP, groups.small_groups),
)


def hits(text: str) -> tuple[Hit, ...]:
    """Every piece of this text that may point to somebody, in order; none overlap, the surest reason goes first."""
    shown = numbers.without_links(text)
    found: list[Hit] = []
    for reason, find in _FINDERS:
        for start, end in find(shown):
            # They lie in order and apart, so only the two beside it can overlap: a text full of names stays quick.
            at = bisect_left(found, start, key=lambda hit: hit.start)
            beside = found[max(at - 1, 0) : at + 1]
            if all(end <= hit.start or hit.end <= start for hit in beside):
                found.insert(at, Hit(start, end, reason))
    return tuple(found)
