"""Numbers and dates in a chart, the way the reader writes them, on the ground the picture lies on."""

from functools import cache

import altair as alt
from babel.dates import get_day_names, get_month_names

from impact.charts import Chart
from impact.picture.colours import ColourScheme, mix_colours
from impact.words import LANGUAGE_BY_CODE

CHART_FONT = "sans-serif"
_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)


@cache
def build_locale(language: str) -> alt.Locale:
    """Decimal sign, thousands sign and the names of months and days in this language."""
    signs = LANGUAGE_BY_CODE[language]
    return alt.Locale(
        number=alt.NumberLocale(
            decimal=signs.decimal_sign, thousands=signs.group_sign, grouping=[3], currency=["€", ""]
        ),
        time=alt.TimeLocale(
            dateTime="%d %b %Y %H:%M",
            date="%d-%m-%Y",
            time="%H:%M",
            periods=["AM", "PM"],
            days=_list_day_names(language, "wide"),
            shortDays=_list_day_names(language, "abbreviated"),
            months=_list_month_names(language, "wide"),
            shortMonths=_list_month_names(language, "abbreviated"),
        ),
    )


def _list_day_names(language: str, width: str) -> list[str]:
    names = get_day_names(width, locale=language)  # type: ignore[arg-type]
    return [names[day] for day in _SUNDAY_FIRST]


def _list_month_names(language: str, width: str) -> list[str]:
    names = get_month_names(width, locale=language)  # type: ignore[arg-type]
    return [names[month].replace(".", "") for month in range(1, 13)]


def style_chart(chart: Chart, language: str, scheme: ColourScheme) -> Chart:
    """The chart with the ground it lies on and the reader's numbers and dates; no frame around it."""
    faint = mix_colours(scheme.ink, scheme.paper, 0.14)
    axis = alt.AxisConfig(
        labelColor=scheme.ink,
        titleColor=scheme.ink,
        labelFontSize=12,
        gridColor=faint,
        domainColor=faint,
        tickColor=faint,
    )
    styled: Chart = chart.configure(
        background=scheme.paper,
        font=CHART_FONT,
        locale=build_locale(language),
        view=alt.ViewConfig(stroke=None),
        axis=axis,
        padding=8,
    )
    return styled
