"""The languages of the app: one row each, and beside this file a folder with the words of that language.

A new language needs its row below and its folder, with the texts of the screens (the .po catalogues), the words of
the files (files.toml) and the words of the fictional example (example.toml). Texts that were stored before are found
by its stems once they are saved again.
"""

from dataclasses import dataclass

from babel.numbers import get_decimal_symbol, get_group_symbol


@dataclass(frozen=True)
class Language:
    """One language.

    `code` has two letters: it is the folder of its words, its locale for numbers and dates, and what cookies, feeds
    and files keep of it. `region` is the country whose spelling office programs and browsers check with, `office_id`
    the number (hexadecimal) that office programs have for both, `stemmer` its Snowball stemmer.
    """

    code: str
    name: str
    region: str
    office_id: str
    stemmer: str

    @property
    def tag(self) -> str:
        """The language with its region, as office programs and browsers name it: nl-NL."""
        return f"{self.code}-{self.region}"

    @property
    def office_date_prefix(self) -> str:
        """What makes a spreadsheet write the months of a date in this language, whatever its own language is."""
        return f"[$-{self.office_id}]"

    @property
    def decimal_sign(self) -> str:
        """What stands before the decimals of a number."""
        return get_decimal_symbol(self.code)

    @property
    def group_sign(self) -> str:
        """What stands between the thousands of a number."""
        return get_group_symbol(self.code)

    @property
    def csv_delimiter(self) -> str:
        """What a spreadsheet in this language expects between the cells of a CSV file: never the decimal sign."""
        return ";" if self.decimal_sign == "," else ","


LANGUAGE_BY_CODE = {
    language.code: language
    for language in (
        Language("nl", "Nederlands", region="NL", office_id="413", stemmer="dutch"),
        Language("en", "English", region="GB", office_id="809", stemmer="english"),
    )
}
LANGUAGES = tuple(LANGUAGE_BY_CODE)
# The schools are Dutch.
DEFAULT_LANGUAGE = "nl"
# Of a browser in a language that has no row.
FOREIGN_LANGUAGE = "en"


def choose_language(locale: str | None) -> str:
    """Return the language that fits the locale of a browser such as "nl-BE"; Dutch when there is none."""
    if not locale:
        return DEFAULT_LANGUAGE
    return next((code for code in LANGUAGES if locale.lower().startswith(code)), FOREIGN_LANGUAGE)
