"""What people and form tools call the columns: which of our fields a header speaks of, and how sure that is."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from impact.exchange.columns import COLUMNS, column_of

LONGEST_HEADER = 300  # of a longer one the rest says nothing: comparing it would keep everybody waiting
SURE, LIKELY, BEGINS = 0.9, 0.62, 0.72
# Questions and headers as they are met in files, besides our own names; the first of a field is the usual question.
ASKED: dict[str, tuple[str, ...]] = {
    "seen_on": (
        "wanneer zag je het", "wanneer heb je het gezien", "wanneer was het", "op welke datum", "datum waarneming",
        "datum van de waarneming", "waargenomen op", "dag", "maand", "when did you see it", "when was it",
        "when was it seen", "date of observation", "date observed", "seen on", "day", "month",
    ),
    "ring": (
        "voor wie", "voor wie is dat", "voor wie verandert er iets", "bij wie zag je dit", "doelgroep", "groep",
        "schijf", "for whom", "who is it for", "for whom is this", "target group", "audience", "group", "disc",
        "beneficiary group",
    ),
    "theme": (
        "waar hoort het bij", "hoort bij", "bij welke gewenste impact hoort dit", "welke gewenste impact", "wens",
        "onderwerp", "which desired impact", "what does it belong to", "belongs to", "wish", "topic",
    ),
    "what": (
        "wat zag je veranderen", "wat heb je zien veranderen", "wat is er veranderd", "wat verandert er",
        "verandering", "wat heb je gezien", "wat zie je", "wat we zagen", "wat zagen we", "wat zagen jullie",
        "omschrijving", "beschrijving", "what did you see change", "what has changed", "what is changing",
        "what did you see", "what we saw", "what did we see", "what changed", "change", "description",
        "outcome description",
    ),
    "direction": (
        "welke kant op", "welke kant gaat het op", "is het positief of negatief", "effect", "which way",
        "which direction",
        "direction of change", "is it positive or negative", "pos neg", "positief of negatief", "positive or negative",
    ),
    "level": (
        "hoe ver is het", "hoe ver is de verandering", "hoe vast zit het", "mate van borging", "stadium", "fase",
        "how far is it", "how far along is it", "how settled is it", "stage",
    ),
    "rung": (
        "hoe weet je dat", "hoe weten we dat", "hoe weet je dit", "waar blijkt dat uit", "sterkte van het bewijs",
        "how do you know", "how do we know", "strength of evidence",
    ),
    "evidence": (
        "toelichting bij het bewijs", "link of bron", "link", "bijlage", "vindplaats", "link or source",
        "attachment", "sources", "bronnen", "source evidence",
    ),
    "organisation": (
        "bij welke organisatie", "welke school", "school", "instelling", "bij welke school hoor je", "locatie",
        "which organisation", "which school", "institution", "at which school",
    ),
    "intended": (
        "was dit de bedoeling", "was het bedoeld", "bedoeld of onbedoeld", "was it intended", "was this intended",
        "intended or not",
    ),
    "activity": (
        "welke activiteit", "bij welke activiteit", "waardoor", "interventie", "project", "welke steen",
        "which activity", "intervention",
    ),
    "state": ("stand", "stand van zaken"),
    "change_kind": (
        "wat voor verandering", "soort verandering", "wat voor soort verandering is het", "type verandering",
        "what kind of change", "kind of change", "type of change",
    ),
    "why": (
        "waarom telt dit", "waarom is dit belangrijk", "waarom doet het ertoe", "why does it matter",
        "why is it important", "significance",
    ),
    "contribution": (
        "wat deden jullie ervoor", "wat was onze bijdrage", "wat deden wij", "jullie bijdrage",
        "what did you do for it", "what was our contribution",
    ),
    "circumstances": (
        "wat hielp of hinderde nog meer", "wat hielp", "wat hinderde", "omstandigheden", "what helped or hindered",
        "what else helped or hindered", "circumstances",
    ),
    "observer_role": (
        "rol van wie het zag", "wat is je rol", "in welke rol zag je dit", "functie", "jouw rol",
        "role of the observer", "what is your role", "your role", "position",
    ),
    "reached": (
        "hoeveel mensen", "hoeveel mensen merken dit", "aantal mensen", "aantal", "bereik", "how many people",
        "number of people", "number of people reached", "reach",
    ),
}  # fmt: skip
# When a form was filled in: the day for who was not asked for one, the best first.
FILLED_IN = (
    "recorded date", "recordeddate", "submit date utc", "submit date", "datestamp", "submitdate", "end date", "enddate",
    "begintijd", "start time", "tijdstempel", "timestamp", "start", "submission time", "voltooiingstijd",
    "tijd van voltooien", "completion time", "end", "today", "ingevuld op", "ingezonden op", "submitted at",
    "start date", "startdate", "start date utc", "created", "created time", "aangemaakt", "aangemaakt op",
)  # fmt: skip
PERSONAL = frozenset({
    "naam", "name", "e mail", "email", "e mailadres", "emailadres", "email address", "e mail address", "username",
    "gebruikersnaam", "submitted by", "ingevuld door", "voornaam", "achternaam", "first name", "last name", "surname",
    "full name", "je naam", "jouw naam", "wat is je naam", "your name", "what is your name", "telefoon",
    "telefoonnummer", "phone", "phone number", "mobiel", "responder", "respondent", "geboortedatum", "date of birth",
    "wie zag het", "wie heeft het gezien", "gezien door", "waarnemer", "observator", "who saw it", "seen by",
    "observer", "ip address", "ipaddress", "ipaddr", "recipient last name", "recipient first name", "recipient email",
    "recipientlastname", "recipientfirstname", "recipientemail", "location latitude", "location longitude",
    "locationlatitude", "locationlongitude", "geolocation", "created by", "aangemaakt door", "owner", "eigenaar",
    "hoe heet je", "adres", "address", "leerlingnummer", "studentnummer", "student number",
})  # fmt: skip
# What form tools add for themselves.
THEIRS = frozenset({
    "id", "nr", "nummer", "uuid", "status", "index", "version", "tags", "notes", "validation status", "deviceid",
    "total points", "totaal aantal punten", "quiz feedback", "quizfeedback", "tijd van laatste wijziging",
    "last modified time", "progress", "duration in seconds", "finished", "response id", "responseid",
    "distribution channel", "user language", "response type", "network id", "collector id", "respondent id",
    "lastpage", "startlanguage", "seed", "stage date utc", "foto url", "instance id", "instanceid",
    "language", "taal", "punten", "points", "score",
})  # fmt: skip
# What was added to a file of refused rows; it is never brought in.
WHY = ("waarom niet", "why not")
SMALL = frozenset({
    "de", "het", "een", "is", "er", "je", "jij", "jullie", "we", "wij", "dat", "dit", "van", "in", "op", "of", "en",
    "te", "bij", "hier", "the", "a", "an", "it", "you", "on", "or", "and", "to", "for",
})  # fmt: skip
# Words that may well stand for something else: proposed, never taken for granted.
WEAK = frozenset({
    "dag", "day", "maand", "month", "groep", "group", "wens", "wish", "onderwerp", "topic", "verandering",
    "change", "omschrijving", "description", "beschrijving", "effect", "stadium", "fase", "stage", "link",
    "bijlage", "attachment", "school", "instelling", "institution", "locatie", "waardoor", "project", "functie",
    "position", "aantal", "bereik", "reach", "stand", "significance", "omstandigheden", "circumstances",
})  # fmt: skip
# LimeSurvey: the code of a question before the question, and codes of its own before their meaning.
_CODED = re.compile(r"(?:[A-Za-z]+\d\w*(?:\[\w+\])*\.\s+)(?=\S)")
_SYSTEM = re.compile(
    r"(id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|ipaddr|refurl|token)\.\s.*", re.IGNORECASE
)
_NUMBERED = re.compile(r"q?\d{1,2} (?=[a-z])")  # the number of a question before it: "5) Level"
_PATH = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)+")  # KoboToolbox: the groups of a question before its name
_NAMES = {
    field: tuple(dict.fromkeys((*ASKED.get(field, ()), *(name.replace("_", " ") for name in names.values()))))
    for field, names in COLUMNS.items()
}
_USUAL = {name: field for field, names in _NAMES.items() for name in names}
_CODES = {name.replace(" ", ""): field for name, field in _USUAL.items()}  # a question as the code of a survey: voorwie


@dataclass(frozen=True)
class Guess:
    """A header that may stand for a field; `sure` when nobody needs to look."""

    header: str
    sure: bool


def worded(header: str) -> str:
    """A header as it is compared: its words without accents and signs; of a path of a form only the last part."""
    last = header[:LONGEST_HEADER]
    last = last.rsplit("/", 1)[-1] if _PATH.fullmatch(last.strip()) else last
    last = _SYSTEM.sub(r"\1", _CODED.sub("", last, count=1))
    plain = unicodedata.normalize("NFKD", last.replace("_", " ")).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def recognised(header: str) -> str | None:
    """The field this header is a usual name of, or None."""
    if found := column_of(header):
        return found
    words = worded(header)
    if words not in _USUAL and "/" in header:  # KoboToolbox with labels: "Group A/For whom?"
        words = worded(header.rsplit("/", 1)[-1])
    return None if words in WEAK else _USUAL.get(words) or _CODES.get(words)


def is_personal(header: str) -> bool:
    """Whether this column is about who filled in the form."""
    return worded(header) in PERSONAL


def is_theirs(header: str) -> bool:
    """Whether a form tool adds this column for itself: numbers of answers, and moments of filling in."""
    return worded(header) in THEIRS or worded(header) in FILLED_IN


def is_why(header: str) -> bool:
    """Whether this column tells why a row was refused."""
    return worded(header) in WHY


def guessed(headers: Iterable[str], earlier: Mapping[str, str]) -> dict[str, Guess]:
    """For each field the header that most likely stands for it; `earlier` are fields by header as chosen before."""
    open_ = [header for header in headers if not (is_personal(header) or is_why(header))]
    found: dict[str, Guess] = {}
    scored = sorted(
        (
            (_likeness(header, field, earlier), -at, field, header)
            for at, header in enumerate(open_)
            for field in COLUMNS
        ),
        reverse=True,
    )
    for score, _, field, header in scored:
        taken = {guess.header for guess in found.values()}
        if score >= LIKELY and field not in found and header not in taken:
            found[field] = Guess(header, score >= SURE)
    if "seen_on" not in found and (header := _filled_in(open_, {guess.header for guess in found.values()})):
        found["seen_on"] = Guess(header, False)
    return found


def _filled_in(headers: Iterable[str], taken: Iterable[str]) -> str:
    by_words = {worded(header): header for header in headers if header not in taken}
    return next((by_words[words] for words in FILLED_IN if words in by_words), "")


def _likeness(header: str, field: str, earlier: Mapping[str, str]) -> float:
    """From 0 to 1: chosen before, our own name, a usual name, or close to one."""
    words = worded(header)
    if words in earlier:
        return 1.0 if earlier[words] == field else 0.0
    known = recognised(header)
    if known:
        return {True: 0.99 if column_of(header) else 0.95, False: 0.0}[known == field]
    if words in THEIRS or words in FILLED_IN or not words:
        return 0.0
    words = _NUMBERED.sub("", words)
    return 0.88 * max(_closeness(words, other) for other in _NAMES[field])


@lru_cache(maxsize=20_000)
def _closeness(one: str, other: str) -> float:
    """How alike two runs of words are: sign by sign, and in the words of the shorter that the longer has too."""
    left, right = set(one.split()) - SMALL, set(other.split()) - SMALL
    shared = len(left & right) / max(min(len(left), len(right)), 1)
    whole = shared * min(len(left), len(right)) / max(len(left), len(right), 1)
    if len(right) > 1 and one.startswith(f"{other} "):  # a usual question, asked in more words
        whole = max(whole, BEGINS)
    return max(SequenceMatcher(None, one, other).ratio(), (shared + whole) / 2 if len(left & right) > 1 else whole)
