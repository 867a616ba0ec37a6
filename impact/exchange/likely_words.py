"""What the words of a survey most likely mean in our lists: by the beginnings of words, never taken for certain."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

# Beginnings of words in Dutch and English; a star before one finds it inside a longer word too.
_DIRECTION: Mapping[str, str] = {
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
_LEVEL: Mapping[str, str] = {
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
_RUNG: Mapping[str, str] = {
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
_STEMS = {"direction": _DIRECTION, "level": _LEVEL, "rung": _RUNG}
_DENIED = frozenset({"niet", "geen", "nooit", "zonder", "nauwelijks", "not", "no", "never", "without", "hardly", "non"})
_NO_DIFFERENCE = re.compile(
    r"\b(geen|niets|no|not any|without|zonder)( \w+)? (verander|verschil|effect|verschuiv|change|differen|impact)"
)
# For whom things change, as collaborations of schools and surveys call it.
_GROUPS: Mapping[str, str] = {
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
NOBODY = frozenset({
    "-", "--", "−", "/", "?", "n/a", "n/b", "niemand", "geen", "geen een", "geen van allen", "geen van deze",
    "niet van toepassing", "nvt", "n v t", "niets", "onbekend", "weet niet", "weet ik niet", "geen idee", "nobody",
    "no one", "noone", "none", "none of these", "none of the above", "not applicable", "n a", "nothing", "unknown",
    "don t know", "do not know", "no idea",
})  # fmt: skip


def is_nobody(text: str) -> bool:
    """Whether this says that nobody or nothing is meant: "niemand", "n.v.t.", "n/a" or a single stroke."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = " ".join(re.sub(r"[^\w/?−-]+", " ", plain).split())
    return words in NOBODY


def guess_by_words(field: str, words: str) -> str | None:
    """The name of the word of this list that these words (as `loose` writes them) speak of, or None when unclear."""
    if field not in _STEMS or not words:
        return None
    spoken = frozenset(words.split())
    hit = [meaning for meaning, stems in _STEMS[field].items() if _pattern(stems).search(words)]
    denied = bool(spoken & _DENIED)
    if field == "direction":
        return _direction(words, hit, denied)
    if denied:
        return "0" if field == "level" else None
    # Of several the one that says most: "heard from several people" is several sources.
    return hit[-1] if hit else None


def _direction(words: str, hit: Sequence[str], denied: bool) -> str | None:
    opposed = "positive" in hit and "negative" in hit
    if _NO_DIFFERENCE.search(words) or (denied and opposed):
        return "no_change"
    if denied:
        return None
    if opposed or "mixed" in hit:
        return "mixed"
    return hit[0] if len(hit) == 1 else None


def guess_ring(words: str, rings: Mapping[str, str]) -> str | None:
    """Which of these rings (name by its words) is for the same people as these words; None when that is not clear."""
    groups = _groups(words)
    if len(groups) != 1:
        return None
    alike = [name for ring, name in rings.items() if _groups(ring) == groups]
    return alike[0] if len(alike) == 1 else None


def is_about_others(words: str, ring: str) -> bool:
    """Whether these words name other groups than this ring, or more of them: in that ring the others would be lost."""
    groups, there = _groups(words), _groups(ring)
    return bool(groups and there) and groups != there


def is_about_people(words: str) -> bool:
    """Whether these words name one group for whom things may change."""
    return len(_groups(words)) == 1


def are_different_groups(texts: Sequence[str]) -> bool:
    """Whether each of these texts names one group for whom things may change, and no two the same."""
    groups = [_groups(words) for words in texts]
    return all(len(held) == 1 for held in groups) and len(set(groups)) == len(groups)


def _groups(words: str) -> frozenset[str]:
    return frozenset(group for group, stems in _GROUPS.items() if _pattern(stems).search(words))


@cache
def _pattern(stems: str) -> re.Pattern[str]:
    inside = [stem[1:] for stem in stems.split() if stem.startswith("*")]
    begins = [stem for stem in stems.split() if not stem.startswith("*")]
    either = ([rf"\b(?:{'|'.join(begins)})"] if begins else []) + ([f"(?:{'|'.join(inside)})"] if inside else [])
    return re.compile("|".join(either))
