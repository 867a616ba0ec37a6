"""What people and form tools call the columns: which of our fields a header speaks of, and how sure that is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from impact.importing.headers.columns import COLUMN_NAMES, find_own_field
from impact.text.fold import normalise_words

# Of a longer one the rest says nothing: comparing it would keep everybody waiting.
MAX_HEADER_LENGTH = 300
# Above the first nobody has to look; below the second a proposal would mostly be wrong.
MIN_SURE_LIKENESS, MIN_LIKELY_LIKENESS, LIKENESS_OF_BEGINNING = 0.9, 0.62, 0.72
# Questions and headers as they are met in files, besides our own names; the first of a field is the usual question.
USUAL_HEADERS: dict[str, tuple[str, ...]] = {
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
FILLED_IN_HEADERS = (
    "recorded date", "recordeddate", "submit date utc", "submit date", "datestamp", "submitdate", "end date", "enddate",
    "begintijd", "start time", "tijdstempel", "timestamp", "start", "submission time", "voltooiingstijd",
    "tijd van voltooien", "completion time", "end", "today", "ingevuld op", "ingezonden op", "submitted at",
    "start date", "startdate", "start date utc", "created", "created time", "aangemaakt", "aangemaakt op",
)  # fmt: skip
PERSONAL_HEADERS = frozenset({
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
FORM_TOOL_HEADERS = frozenset({
    "id", "nr", "nummer", "uuid", "status", "index", "version", "tags", "notes", "validation status", "deviceid",
    "total points", "totaal aantal punten", "quiz feedback", "quizfeedback", "tijd van laatste wijziging",
    "last modified time", "progress", "duration in seconds", "finished", "response id", "responseid",
    "distribution channel", "user language", "response type", "network id", "collector id", "respondent id",
    "lastpage", "startlanguage", "seed", "stage date utc", "foto url", "instance id", "instanceid",
    "language", "taal", "punten", "points", "score",
})  # fmt: skip
# What was added to a file of refused rows; it is never brought in.
REFUSAL_HEADERS = ("waarom niet", "why not")
SMALL_WORDS = frozenset({
    "de", "het", "een", "is", "er", "je", "jij", "jullie", "we", "wij", "dat", "dit", "van", "in", "op", "of", "en",
    "te", "bij", "hier", "the", "a", "an", "it", "you", "on", "or", "and", "to", "for",
})  # fmt: skip
# Words that may well stand for something else: proposed, never taken for granted.
WEAK_HEADERS = frozenset({
    "dag", "day", "maand", "month", "groep", "group", "wens", "wish", "onderwerp", "topic", "verandering",
    "change", "omschrijving", "description", "beschrijving", "effect", "stadium", "fase", "stage", "link",
    "bijlage", "attachment", "school", "instelling", "institution", "locatie", "waardoor", "project", "functie",
    "position", "aantal", "bereik", "reach", "stand", "significance", "omstandigheden", "circumstances",
})  # fmt: skip
# LimeSurvey: the code of a question before the question, and codes of its own before their meaning.
_QUESTION_CODE = re.compile(r"(?:[A-Za-z]+\d\w*(?:\[\w+\])*\.\s+)(?=\S)")
_SYSTEM_CODE = re.compile(
    r"(id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|ipaddr|refurl|token)\.\s.*", re.IGNORECASE
)
# The number of a question before it: "5) Level".
_QUESTION_NUMBER = re.compile(r"q?\d{1,2} (?=[a-z])")
# KoboToolbox: the groups of a question before its name.
_FORM_PATH = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)+")
_NAMES_BY_FIELD = {
    field: tuple(dict.fromkeys((*USUAL_HEADERS.get(field, ()), *(name.replace("_", " ") for name in names.values()))))
    for field, names in COLUMN_NAMES.items()
}
_FIELD_BY_NAME = {name: field for field, names in _NAMES_BY_FIELD.items() for name in names}
_FIELD_BY_CODE = {
    name.replace(" ", ""): field for name, field in _FIELD_BY_NAME.items()
}  # a question as the code of a survey: voorwie


@dataclass(frozen=True)
class HeaderGuess:
    """A header that may stand for a field; nobody needs to look at one that is sure."""

    header: str
    is_sure: bool


def normalise_header(header: str) -> str:
    """Return a header as it is compared: its plain words, and of a path of a form only the last part."""
    last_part = header[:MAX_HEADER_LENGTH]
    last_part = last_part.rsplit("/", 1)[-1] if _FORM_PATH.fullmatch(last_part.strip()) else last_part
    last_part = _SYSTEM_CODE.sub(r"\1", _QUESTION_CODE.sub("", last_part, count=1))
    return normalise_words(last_part.replace("_", " "))


def recognise_field(header: str) -> str | None:
    """Return the field this header is a usual name of, or None."""
    if own_field := find_own_field(header):
        return own_field
    words = normalise_header(header)
    if words not in _FIELD_BY_NAME and "/" in header:  # KoboToolbox with labels: "Group A/For whom?"
        words = normalise_header(header.rsplit("/", 1)[-1])
    return None if words in WEAK_HEADERS else _FIELD_BY_NAME.get(words) or _FIELD_BY_CODE.get(words)


def is_personal_header(header: str) -> bool:
    """Return whether this column is about who filled in the form."""
    return normalise_header(header) in PERSONAL_HEADERS


def is_form_tool_header(header: str) -> bool:
    """Return whether a form tool adds this column itself: numbers of answers, and moments of filling in."""
    return normalise_header(header) in FORM_TOOL_HEADERS or normalise_header(header) in FILLED_IN_HEADERS


def is_refusal_header(header: str) -> bool:
    """Return whether this column says why a row was refused."""
    return normalise_header(header) in REFUSAL_HEADERS


def guess_headers(headers: Iterable[str], earlier_fields: Mapping[str, str]) -> dict[str, HeaderGuess]:
    """Return for each field the header that most likely stands for it.

    `earlier_fields` are the fields that were chosen before, by normalised header.
    """
    open_headers = [header for header in headers if not (is_personal_header(header) or is_refusal_header(header))]
    guesses: dict[str, HeaderGuess] = {}
    scored_guesses = sorted(
        (
            (_rate_header_likeness(header, field, earlier_fields), -index, field, header)
            for index, header in enumerate(open_headers)
            for field in COLUMN_NAMES
        ),
        reverse=True,
    )
    for score, _, field, header in scored_guesses:
        taken_headers = {guess.header for guess in guesses.values()}
        if score >= MIN_LIKELY_LIKENESS and field not in guesses and header not in taken_headers:
            guesses[field] = HeaderGuess(header, score >= MIN_SURE_LIKENESS)
    if "seen_on" not in guesses and (
        header := _find_filled_in_header(open_headers, {guess.header for guess in guesses.values()})
    ):
        guesses["seen_on"] = HeaderGuess(header, False)
    return guesses


def _find_filled_in_header(headers: Iterable[str], taken_headers: Iterable[str]) -> str:
    header_by_words = {normalise_header(header): header for header in headers if header not in taken_headers}
    return next((header_by_words[words] for words in FILLED_IN_HEADERS if words in header_by_words), "")


def _rate_header_likeness(header: str, field: str, earlier_fields: Mapping[str, str]) -> float:
    """Return from 0 to 1 how sure this is: chosen before, our own name, a usual name, or close to one."""
    words = normalise_header(header)
    if words in earlier_fields:
        return 1.0 if earlier_fields[words] == field else 0.0
    known_field = recognise_field(header)
    if known_field:
        return {True: 0.99 if find_own_field(header) else 0.95, False: 0.0}[known_field == field]
    if words in FORM_TOOL_HEADERS or words in FILLED_IN_HEADERS or not words:
        return 0.0
    words = _QUESTION_NUMBER.sub("", words)
    return 0.88 * max(_compare_words(words, name) for name in _NAMES_BY_FIELD[field])


@lru_cache(maxsize=20_000)
def _compare_words(words: str, other_words: str) -> float:
    """Return how alike two runs of words are, by their letters and by the words they share."""
    left, right = set(words.split()) - SMALL_WORDS, set(other_words.split()) - SMALL_WORDS
    shared = len(left & right) / max(min(len(left), len(right)), 1)
    whole = shared * min(len(left), len(right)) / max(len(left), len(right), 1)
    if len(right) > 1 and words.startswith(f"{other_words} "):  # a usual question, asked in more words
        whole = max(whole, LIKENESS_OF_BEGINNING)
    return max(
        SequenceMatcher(None, words, other_words).ratio(), (shared + whole) / 2 if len(left & right) > 1 else whole
    )
