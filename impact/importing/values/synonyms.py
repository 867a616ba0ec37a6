"""What people write where our lists have a word: as good as the word itself, or only a likely meaning."""

from collections.abc import Mapping
from typing import Any

from impact.model import ChangeKind, Direction, Intended, Level, OpenLevel, Rung, State

SpellingsByWord = Mapping[Any, tuple[str, ...]]
SURE_SYNONYMS: dict[str, SpellingsByWord] = {
    "direction": {
        Direction.POSITIVE: (
            "pos", "beter", "verbetering", "verbeterd", "vooruitgang", "gunstig", "improvement", "improved",
            "better",
        ),
        Direction.NEGATIVE: (
            "neg", "slechter", "verslechtering", "verslechterd", "achteruitgang", "ongunstig", "worse", "decline",
        ),
        Direction.MIXED: (
            "gemengd beeld", "wisselend", "zowel positief als negatief", "positief en negatief", "beide", "both",
            "positive and negative", "both positive and negative", "mixed picture",
        ),
        Direction.NO_CHANGE: (
            "geen", "gelijk gebleven", "hetzelfde", "niet veranderd", "niets veranderd", "none", "same",
            "the same", "not changed", "nothing changed",
        ),
    },
    "level": {
        Level.NOTHING_YET: ("nog niet", "niets", "nothing", "not yet"),
        Level.FIRST_SIGNS: ("eerste signalen", "eerste teken", "first signals", "first sign"),
        Level.SEVERAL_PLACES: (
            "meer plekken", "op meerdere plekken", "zichtbaar op meerdere plekken", "several places",
            "in several places", "seen",
        ),
        Level.COMMON_PRACTICE: ("gangbare praktijk", "gewoon geworden", "normal practice", "common"),
        Level.ANCHORED: ("verankerd", "embedded"),
    },
    "rung": {
        Rung.HEARD: ("van horen zeggen", "gehoord van anderen", "heard from others", "hearsay"),
        Rung.SEEN_MYSELF: (
            "zelf waargenomen", "eigen waarneming", "zelf meegemaakt", "seen it myself", "own observation",
        ),
        Rung.SEVERAL_SOURCES: ("verschillende bronnen", "multiple sources"),
        Rung.DOCUMENT: ("documenten", "cijfers of document", "documents", "document or data", "data"),
        Rung.CONFIRMED_OUTSIDE: ("extern bevestigd", "bevestigd door buitenstaander", "externally confirmed"),
    },
    "intended": {
        Intended.INTENDED: ("ja", "yes", "true", "waar", "gepland", "planned", "1"),
        Intended.UNINTENDED: ("nee", "no", "false", "onwaar", "niet bedoeld", "not intended", "0"),
        Intended.UNKNOWN: (
            "weet niet", "weet ik niet", "niet bekend", "don't know", "do not know", "not known", "?",
        ),
    },
    "state": {},
    "change_kind": {
        ChangeKind.BEHAVIOUR: ("gedragsverandering", "ander gedrag"),
        ChangeKind.RELATION: ("relaties", "relations", "relationship", "relationships"),
        ChangeKind.WAY_OF_WORKING: ("werkwijze", "andere werkwijze", "working method"),
        ChangeKind.AGREEMENT: ("afspraken", "beleid", "afspraken of beleid", "policy", "agreements"),
        ChangeKind.KNOWLEDGE: ("houding", "kennis en houding", "attitude", "knowledge and attitude"),
    },
}  # fmt: skip
LIKELY_SYNONYMS: dict[str, SpellingsByWord] = {
    "direction": {
        Direction.POSITIVE: ("goed", "ja", "good", "yes"),
        Direction.NEGATIVE: ("slecht", "bad"),
        Direction.MIXED: ("neutraal", "deels", "neutral", "partly"),
        Direction.NO_CHANGE: ("nee", "no"),
    },
    "level": {
        OpenLevel.UNSETTLED: (
            "weet niet", "weet ik niet", "weten we niet", "weten we nog niet", "nog niet bekend", "onbekend", "?",
            "don't know", "do not know", "don't know yet", "not known yet", "unknown", "not sure", "n/a",
        ),
        Level.FIRST_SIGNS: ("begin", "pril", "af en toe", "soms", "beginning", "sometimes"),
        Level.SEVERAL_PLACES: ("vaker", "regelmatig", "regularly"),
        Level.COMMON_PRACTICE: ("gewoon", "normaal", "meestal", "usual", "normal", "mostly"),
        Level.ANCHORED: ("structureel", "vast", "altijd", "always", "permanent", "structural"),
    },
    "rung": {
        Rung.HEARD: ("horen zeggen", "collega", "colleague", "gesprek", "conversation"),
        Rung.SEEN_MYSELF: ("observatie", "observation", "gezien", "seen"),
        Rung.SEVERAL_SOURCES: ("meerdere", "several"),
        Rung.DOCUMENT: ("rapport", "verslag", "enquête", "onderzoek", "report", "survey", "research"),
        Rung.CONFIRMED_OUTSIDE: ("extern", "external", "inspectie", "visitatie"),
    },
    "state": {
        State.SHARED: ("nieuw", "open", "new", "definitief", "final"),
        State.CONFIRMED: ("akkoord", "goedgekeurd", "approved", "agreed"),
        State.DRAFT: ("voorlopig", "preliminary"),
    },
}  # fmt: skip
# Words that say how much and not which way.
DEGREE_WORDS = frozenset({
    "zeer", "heel", "erg", "sterk", "duidelijk", "vrij", "redelijk", "best", "enigszins", "licht", "vooral",
    "overwegend", "beetje", "een", "very", "quite", "rather", "strongly", "clearly", "slightly", "mostly", "mainly",
    "somewhat", "fairly", "a", "bit",
})  # fmt: skip
