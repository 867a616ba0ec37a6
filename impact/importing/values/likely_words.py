"""What the words of a survey most likely mean in our lists, by the beginnings of words; never taken for certain."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from impact.text.fold import fold_compatible, join_white_space

# Beginnings of words in Dutch and English; a star before one finds it inside a longer word too.
_DIRECTION_STEMS: Mapping[str, str] = {
    "positive": (
        "vooruit beter verbeter positie goed gunstig winst succes gelukt sterker fijner makkelijker gegroeid "
        "improv better good positiv progress forward gain success stronger easier benefi upward helpful"
    ),
    "negative": (
        "achteruit slecht verslecht negatie verkeerd tegengevallen terugval teruggang ongunstig moeilijker lastiger "
        "zwakker nadel worse wors negativ bad backward declin deterior setback harder weaker wrong downward harm"
    ),
    "mixed": (
        "deels gedeeltelijk wissel gemengd zowel allebei beide verdeeld mixed both partly partial varie varying "
        "divided ambigu"
    ),
    "no_change": (
        r"gelijk hetzelfde dezelfde zelfde onveranderd neutra bleef stabiel unchanged same\b stayed stable neutral "
        "nothing niets niks"
    ),
}
_LEVEL_STEMS: Mapping[str, str] = {
    "0": "niets niks nergens nothing none nowhere",
    "1": (
        "eerste begin start enkeling eenling individu incident aanzet pril voorzichtig proef pilot soms ontkiem "
        "first begun early occasion isolated sometimes trial emerging tentativ"
    ),
    "2": (
        "paar enkele meerdere meer verschillende sommige zichtbaar regelmatig deel groei several some few visible "
        "regular growing spreading multiple part many"
    ),
    "3": (
        "meeste meestal iedereen allemaal gewoon gangbaar standaard normaal vaak breed overal dagelijks grotendeels "
        "gebruikelijk most everyone everybody everywhere common usual normal wide routine standard daily often practice"
    ),
    "4": (
        "beleid vastgelegd geborgd borg veranker structur ingebed blijvend vast permanent policy polic embed anchor "
        "lasting institution formali sustain fixed"
    ),
}
_RUNG_STEMS: Mapping[str, str] = {
    "1": (
        "gehoord hoor horen vertel gerucht zei gezegd mening gevoel indruk heard hear told tell rumour rumor said "
        "mention feeling impression"
    ),
    "2": (
        "zelf gezien zag zien waargenomen meegemaakt eigen erbij aanwezig observ saw seen see myself own witness "
        "noticed present"
    ),
    "3": "meer meerdere verschillende diverse several multiple various different many people",
    "4": (
        "verslag rapport document cijfer *data enquete notulen meting gemeten registrat onderzoek resultaat toets "
        "report figure survey minutes number measur record statist research test written"
    ),
    "5": (
        "buiten extern inspect onafhankelijk visitat derden auditor outside external independen inspec third audit "
        "evaluator"
    ),
}
_STEMS_BY_FIELD = {"direction": _DIRECTION_STEMS, "level": _LEVEL_STEMS, "rung": _RUNG_STEMS}
# Beside one of these a word means the opposite or nothing.
_DENYING_WORDS = frozenset(
    {"niet", "geen", "nooit", "zonder", "nauwelijks", "not", "no", "never", "without", "hardly", "non"}
)
_NO_DIFFERENCE = re.compile(
    r"\b(geen|niets|no|not any|without|zonder)( \w+)? (verander|verschil|effect|verschuiv|change|differen|impact)"
)
# For whom things change, as collaborations of schools and surveys call it.
_GROUP_STEMS: Mapping[str, str] = {
    "students": "*leerling *student *scholier jonger jeugd kind *pupil *learner youth young child kids",
    "teachers": (
        "*docent *leraar *leraren *leerkracht *teacher instructor educator teaching onderwijsteam mentor tutor staff "
        "personeel"
    ),
    "schools": "*school *scholen instelling institution directie schoolleid bestuur locatie college academ",
    "curriculum": "*curricul *programma *program *leerlijn lesstof syllabus *module *course coursework vakken lessen",
    "parents": "ouder verzorg parent carer famil",
    "companies": "*bedrij werkgever ondernem compan employer business firm",
    "region": "regio gemeente omgeving buurt region municip communit neighbour",
}
# Who was meant is nobody: never a ring, a desired impact, an organisation or an activity of that name.
NOBODY_WORDS = frozenset({
    "-", "--", "−", "/", "?", "n/a", "n/b", "niemand", "geen", "geen een", "geen van allen", "geen van deze",
    "niet van toepassing", "nvt", "n v t", "niets", "onbekend", "weet niet", "weet ik niet", "geen idee", "nobody",
    "no one", "noone", "none", "none of these", "none of the above", "not applicable", "n a", "nothing", "unknown",
    "don t know", "do not know", "no idea",
})  # fmt: skip


_OTHER_SIGNS = re.compile(r"[^\w/?−-]+")


def is_nobody(text: str) -> bool:
    """Return whether this says that nobody or nothing is meant: "niemand", "n.v.t.", "n/a" or a single stroke."""
    return join_white_space(_OTHER_SIGNS.sub(" ", fold_compatible(text))) in NOBODY_WORDS


def guess_listed_meaning(field: str, words: str) -> str | None:
    """Return the word of this list that these words, as `normalise_text` writes them, speak of; None if unclear."""
    if field not in _STEMS_BY_FIELD or not words:
        return None
    word_set = frozenset(words.split())
    hits = [meaning for meaning, stems in _STEMS_BY_FIELD[field].items() if _compile_stems(stems).search(words)]
    is_denied = bool(word_set & _DENYING_WORDS)
    if field == "direction":
        return _guess_direction(words, hits, is_denied)
    if is_denied:
        return "0" if field == "level" else None
    # Of several the one that says most: "heard from several people" is several sources.
    return hits[-1] if hits else None


def _guess_direction(words: str, hits: Sequence[str], is_denied: bool) -> str | None:
    is_opposed = "positive" in hits and "negative" in hits
    if _NO_DIFFERENCE.search(words) or (is_denied and is_opposed):
        return "no_change"
    if is_denied:
        return None
    if is_opposed or "mixed" in hits:
        return "mixed"
    return hits[0] if len(hits) == 1 else None


def guess_ring(words: str, rings: Mapping[str, str]) -> str | None:
    """Return the ring that is for the same people as these words, from names by their words; None if unclear."""
    groups = _find_groups(words)
    if len(groups) != 1:
        return None
    fitting_rings = [name for ring, name in rings.items() if _find_groups(ring) == groups]
    return fitting_rings[0] if len(fitting_rings) == 1 else None


def is_about_others(words: str, ring: str) -> bool:
    """Return whether these words name other groups than this ring, or more: there the others would be lost."""
    groups, ring_groups = _find_groups(words), _find_groups(ring)
    return bool(groups and ring_groups) and groups != ring_groups


def is_about_people(words: str) -> bool:
    """Return whether these words name one group for whom things may change."""
    return len(_find_groups(words)) == 1


def are_different_groups(texts: Sequence[str]) -> bool:
    """Return whether each text names one group for whom things may change, and no two the same."""
    groups = [_find_groups(words) for words in texts]
    return all(len(text_groups) == 1 for text_groups in groups) and len(set(groups)) == len(groups)


def _find_groups(words: str) -> frozenset[str]:
    return frozenset(group for group, stems in _GROUP_STEMS.items() if _compile_stems(stems).search(words))


@cache
def _compile_stems(stems: str) -> re.Pattern[str]:
    inner_stems = [stem[1:] for stem in stems.split() if stem.startswith("*")]
    leading_stems = [stem for stem in stems.split() if not stem.startswith("*")]
    alternatives = ([rf"\b(?:{'|'.join(leading_stems)})"] if leading_stems else []) + (
        [f"(?:{'|'.join(inner_stems)})"] if inner_stems else []
    )
    return re.compile("|".join(alternatives))
