"""What stands in the address of a screen: one name per parameter, so that a link and its reader always agree."""

from collections.abc import Iterable
from datetime import date

from impact.model import Who

COLLABORATION_PARAMETER = "c"
OBSERVATION_PARAMETER = "o"
STORY_PARAMETER = "story"
VIEW_PARAMETER = "view"
# On the discs: the themes on the reading line, and the month.
LINE_PARAMETER, MONTH_PARAMETER = "line", "month"
# Of the screen for somebody outside: it stands in links that were sent, so it never changes.
LINK_SECRET_PARAMETER = "k"  # noqa: S105  # the name of the parameter, not a secret


def build_query(who: Who, *parameters: tuple[str, str]) -> dict[str, str]:
    """Return the query of a link that opens in the collaboration `who` looks at now."""
    return {COLLABORATION_PARAMETER: who.collaboration_id, **dict(parameters)}


def build_discs_query(who: Who, theme_ids: Iterable[str] = (), month: date | None = None) -> dict[str, str]:
    """Return the query of a link to the discs with these themes on the reading line, in this month."""
    query = build_query(who)
    if line := format_line(theme_ids):
        query[LINE_PARAMETER] = line
    if month:
        query[MONTH_PARAMETER] = format_month_parameter(month)
    return query


def format_line(theme_ids: Iterable[str]) -> str:
    """Return the themes on the reading line as the address has them."""
    return ",".join(theme_ids)


def format_month_parameter(month: date) -> str:
    """Return a month as the address has it."""
    return f"{month:%Y-%m}"
