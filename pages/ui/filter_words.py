"""A filter of the logbook in words: above the list of the logbook, and beside a feed."""

from collections.abc import Mapping

from db.observation_filter import FILTER_FIELDS, FilterField, FilterKind, ObservationFilter
from impact.model import LISTED_STATES, Direction, Rung
from pages.ui.language import format_day, t

# The words to choose from under each filter name, in their order; what is chosen by a name of the collaboration
# (a ring, a writer) is not among them.
FilterLabels = Mapping[str, Mapping[str, str]]


def list_term_labels() -> dict[str, dict[str, str]]:
    """Return the words of the method that can be filtered on, under the filter they belong to."""
    return {
        "directions": {term.value: t(f"model.direction.{term.value}") for term in Direction},
        "states": {term.value: t(f"model.state.{term.value}") for term in LISTED_STATES},
        "least_rung": {str(int(term)): t(f"model.rung.{int(term)}") for term in Rung},
    }


def describe_filters(
    observation_filter: ObservationFilter, labels: FilterLabels
) -> list[tuple[FilterField, list[tuple[str, str]]]]:
    """Return each filter that leaves something out with its values, as the address writes them and in words."""
    return [
        (field, [(text, _describe_value(field, text, labels.get(field.name, {}))) for text in field.write(value)])
        for field in FILTER_FIELDS
        if (value := field.get_value(observation_filter)) is not None
    ]


def _describe_value(field: FilterField, text: str, labels: Mapping[str, str]) -> str:
    if field.kind is FilterKind.WORDS:
        return f"“{text}”"
    if field.kind is FilterKind.SWITCH:
        return t(field.label_key)
    if field.kind is FilterKind.DAY:
        return t(field.words_key or field.label_key, day=format_day(field.parse(text)))
    # What was chosen may be gone since: a feed lasts longer than a ring or an organisation.
    label = labels.get(text, t("feed.gone"))
    return t(field.words_key, value=label) if field.words_key else label
