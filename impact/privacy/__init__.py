"""Personal data in free text: what may point to somebody. A warning the writer can overrule, never a promise."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from impact.privacy import groups, health, identifiers, names
from impact.privacy.word_lists import TextSpan


class PrivacyReason(StrEnum):
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
class PrivacyHit:
    """A piece of text that may point to somebody: text[start:end], and why."""

    start: int
    end: int
    reason: PrivacyReason


_FINDERS_BY_REASON: tuple[tuple[PrivacyReason, Callable[[str], Iterable[TextSpan]]], ...] = (
    (PrivacyReason.EMAIL, identifiers.find_email_addresses),
    (PrivacyReason.BANK_ACCOUNT, identifiers.find_bank_accounts),
    (PrivacyReason.CITIZEN_NUMBER, identifiers.find_citizen_numbers),
    (PrivacyReason.PHONE, identifiers.find_phone_numbers),
    (PrivacyReason.NAME, names.find_names),
    (PrivacyReason.CLASS_CODE, groups.find_class_codes),
    (PrivacyReason.HEALTH, health.find_health_words),
    (PrivacyReason.SMALL_GROUP, groups.find_small_groups),
)


def find_personal_data(text: str) -> tuple[PrivacyHit, ...]:
    """Every piece of this text that may point to somebody, in order; none overlap, the surest reason goes first."""
    text_without_links = identifiers.blank_links(text)
    ordered_hits: list[PrivacyHit] = []
    for reason, find_spans in _FINDERS_BY_REASON:
        for start, end in find_spans(text_without_links):
            # They lie in order and apart, so only the two beside it can overlap: a text full of names stays quick.
            index = bisect_left(ordered_hits, start, key=lambda hit: hit.start)
            neighbours = ordered_hits[max(index - 1, 0) : index + 1]
            if all(end <= hit.start or hit.end <= start for hit in neighbours):
                ordered_hits.insert(index, PrivacyHit(start, end, reason))
    return tuple(ordered_hits)
