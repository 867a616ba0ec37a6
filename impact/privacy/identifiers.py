"""Signs that follow a rule: e-mail addresses, bank accounts, citizen numbers and phone numbers."""

import re
from collections.abc import Iterator

from phonenumbers import PhoneNumberMatcher
from stdnum import iban
from stdnum.nl import bsn

from impact.privacy.word_lists import TextSpan

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{1,4}){3,8}\b", re.IGNORECASE | re.ASCII)
_NINE_DIGITS = re.compile(
    r"(?<![\w€$.,-])(?<![€$] )(?:\d{9}|\d{3} \d{3} \d{3}|\d{4}[. ]\d{2}[. ]\d{3})(?![\w-]|[.,]\d)", re.ASCII
)
_MIN_PHONE_DIGITS = 8


def blank_links(text: str) -> str:
    """The text with every web address blanked, all else in its place: codes in a link say nothing about anybody."""
    return _LINK.sub(lambda link: " " * len(link[0]), text)


def find_email_addresses(text: str) -> Iterator[TextSpan]:
    """E-mail addresses."""
    for match in _EMAIL.finditer(text):
        yield match.span()


def find_bank_accounts(text: str) -> Iterator[TextSpan]:
    """International bank account numbers whose check digits are right."""
    for match in _IBAN.finditer(text):
        words = match[0].split(" ")
        for count in range(len(words), 0, -1):
            account = " ".join(words[:count])
            if iban.is_valid(account):
                yield match.start(), match.start() + len(account)
                break


def find_citizen_numbers(text: str) -> Iterator[TextSpan]:
    """Dutch citizen service numbers: nine digits that pass the eleven test; one in eleven other numbers does too."""
    for match in _NINE_DIGITS.finditer(text):
        if bsn.is_valid(match[0]):
            yield match.span()


def find_phone_numbers(text: str) -> Iterator[TextSpan]:
    """Phone numbers that can exist, as dialled from the Netherlands or with a country code."""
    if sum(map(str.isdigit, text)) >= _MIN_PHONE_DIGITS:
        for match in PhoneNumberMatcher(text, "NL"):
            yield match.start, match.end
