"""Numbers and dates in a chart, the way the reader writes them, on the ground the picture lies on."""

from functools import cache

import altair as alt
from babel.dates import get_day_names, get_month_names

from impact.charts import Chart
from impact.colours import Ground, mixed

FONT = "sans-serif"
_SIGNS = {"nl": (",", "."), "en": (".", ",")}
_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)


@cache
def locale(language: str) -> alt.Locale:
    """Decimal sign, thousands sign and the names of months and days in this language."""
    decimal, thousands = _SIGNS[language]
    return alt.Locale(
        number=alt.NumberLocale(decimal=decimal, thousands=thousands, grouping=[3], currency=["€", ""]),
        time=alt.TimeLocale(
            dateTime="%d %b %Y %H:%M",
            date="%d-%m-%Y",
            time="%H:%M",
            periods=["AM", "PM"],
            days=_days(language, "wide"),
            shortDays=_days(language, "abbreviated"),
            months=_months(language, "wide"),
            shortMonths=_months(language, "abbreviated"),
        ),
    )


def _days(language: str, width: str) -> list[str]:
    names = get_day_names(width, locale=language)  # type: ignore[arg-type]
    return [names[day] for day in _SUNDAY_FIRST]


def _months(language: str, width: str) -> list[str]:
    names = get_month_names(width, locale=language)  # type: ignore[arg-type]
    return [names[month].replace(".", "") for month in range(1, 13)]


def dressed(chart: Chart, language: str, ground: Ground) -> Chart:
    """The chart with the ground it lies on and the reader's numbers and dates; no frame around it."""
    fine = mixed(ground.ink, ground.paper, 0.14)
    axis = alt.AxisConfig(
        labelColor=ground.ink, titleColor=ground.ink, labelFontSize=12, gridColor=fine, domainColor=fine, tickColor=fine
    )
    whole: Chart = chart.configure(
        background=ground.paper,
        font=FONT,
        locale=locale(language),
        view=alt.ViewConfig(stroke=None),
        axis=axis,
        padding=8,
    )
    return whole
