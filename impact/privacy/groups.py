"""Classes and groups so small that everybody knows who is meant."""

import re
from collections.abc import Iterator

from impact.privacy.word_lists import TextSpan

_CLASS_WORD = r"(?i:klas|klassen|brugklas|mentorklas|class|classes|(?:stam|les|basis|mentor)?groep|group|form)"
_ORDINAL = r"(?!\d+(?:e|de|ste|st|nd|rd|th)\b)"
_NAMED_CLASS = re.compile(
    rf"\b{_CLASS_WORD} {_ORDINAL}"
    r"(?:\d{1,2}[A-Za-z]{1,3}\d?[a-z]?|[A-Z]{1,4}\d{1,2}[A-Za-z]{0,2}|[A-HJ-Z])(?![\w-])",
    re.ASCII,
)
_CLASS_CODE = re.compile(
    r"(?<![\w.,/-])(?:[1-6][a-c]|[1-6][A-C]|\d[A-Z]{1,3}\d|\d[A-Z]{1,3}[a-c]|[A-Z]{1,4}\d[a-hA-H]\d?)(?!\w)", re.ASCII
)
_NO_CLASS_CODES = frozenset(("B2B", "B2C", "C2C", "C2B", "B2G", "P2E", "G2G"))
_NO_CLASS_BEFORE = re.compile(
    r"\b(?:bijlage|artikel|art\.|stap|figuur|tabel|vraag|opdracht|paragraaf|hoofdstuk|lokaal|ruimte|kamer|zaal|gebouw"
    r"|fase|variant|versie|optie|spoor|doel|punt|deel|onderdeel|kolom|rij|cel|perron|niveau|categorie|type"
    r"|room|appendix|annex|article|step|figure|table|question|chapter|section|building|phase|option|version|part"
    r"|level|category|column|row|cell|task|goal) (?:\w{1,4} (?:en|and|of|or|t/m) )?$",
    re.IGNORECASE,
)

_QUALITY_DUTCH = r"(?:[a-zà-ÿ-]+(?:[^\W\d]e|jaars)|vmbo|mbo|havo|vwo)"
_QUALITY_ENGLISH = (
    r"(?:[a-z-]+-year|new|young|younger|older|other|different|quiet|shy|female|male|former|vocational|technical)"
)
_NO_QUALITY = r"(?!(?:de|the|we|ze|je|me|die|te|alle|hele|hoe|toe|mee|ene|are|were|have|like|make|more|see|one|some) )"
_OF_ARTICLE = r"(?:van (?:de|het|onze|mijn) |of (?:the|our|my) )?"
_PUPIL_SINGULAR = r"(?:leerling|leerlinge|student|studente|scholier|jongen|meisje|jongere|pupil|child|boy|girl|learner)"
_PUPIL_PLURAL = (
    r"(?:leerlingen|studenten|studentes|students|scholieren|kinderen|jongens|meisjes|meiden|jongeren"
    r"|pupils|children|boys|girls|learners)"
)
_QUALITIES_BEFORE = rf"{_OF_ARTICLE}(?:{_NO_QUALITY}(?:{_QUALITY_ENGLISH}|{_QUALITY_DUTCH}) ){{0,2}}(?:[^\W\d_]+-)?"
_SMALL_GROUP = re.compile(
    rf"(?<![\w.,/-])(?:(?:[eé]én|een(?= van )|1|one|a single) {_QUALITIES_BEFORE}(?:{_PUPIL_SINGULAR}|{_PUPIL_PLURAL})"
    rf"|(?:twee|2|drie|3|vier|4|two|three|four) {_QUALITIES_BEFORE}{_PUPIL_PLURAL})\b(?! (?:per|op de|a|each) )",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(
    r"(?:\b(?:groep(?:en|jes)|teams|duo's|tweetallen|koppels|groups|pairs) (?:van|of)"
    r"|\b(?:per|elke|iedere|every|each)"
    r"|\b(?:\d+|een|één|twee|drie|vier|one|two|three|a|half) (?:op|van|out of|in|of)"
    r"(?: de| elke| iedere| every| the)?) $",
    re.IGNORECASE,
)
# "not a single student".
_NEGATION_BEFORE = re.compile(r"\b(?:not|never|without|n't)\b[^.!?]*$", re.IGNORECASE)
_LOOK_BACK_LENGTH = 40


def find_class_codes(text: str) -> Iterator[TextSpan]:
    """Codes of classes, with the word "class" before them or in a form that only classes have."""
    for match in _NAMED_CLASS.finditer(text):
        yield match.span()
    for match in _CLASS_CODE.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK_LENGTH) : match.start()]
        if match[0].upper() not in _NO_CLASS_CODES and not _NO_CLASS_BEFORE.search(before):
            yield match.span()


def find_small_groups(text: str) -> Iterator[TextSpan]:
    """One to four pupils or students; not the size of groups in general ("groups of two") nor a share ("3 of 4")."""
    for match in _SMALL_GROUP.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK_LENGTH) : match.start()]
        is_negated = match[0].casefold().startswith("a single") and _NEGATION_BEFORE.search(before)
        if not is_negated and not _SHARE_BEFORE.search(before):
            yield match.span()
