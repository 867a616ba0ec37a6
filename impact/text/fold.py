"""How texts are folded before they are compared, side by side: each function is as strict as its readers need.

| function             | case   | accents      | signs                   | for                                        |
|----------------------|--------|--------------|-------------------------|--------------------------------------------|
| normalise_name       | same   | count        | count                   | names of rings, themes, schools, words     |
| normalise_text       | same   | do not count | + ± - / ? count         | sentences, and words that are nearly alike |
| normalise_words      | same   | do not count | only a-z and 0-9 count  | headers                                    |
| fold_search_word     | same   | do not count | only letters and digits | words that are searched for                |
| fold_without_accents | same   | do not count | count                   | days and months in words                   |
| fold_compatible      | same   | stand apart  | count                   | dates and fixed words, before a pattern    |
| fold_numerals        | same   | one way      | count                   | numbers of people                          |
| fold_case            | same   | one way      | count                   | words of the privacy lists                 |
| trim_cell            | counts | count        | count                   | a cell of a list, as it is shown           |
"""

import re
import unicodedata

_IGNORED_SIGNS = re.compile(r"[^\w+±\-−/?]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")


def join_white_space(text: str) -> str:
    """Return the text on one line, with one space wherever white space stood."""
    return " ".join(text.split())


def fold_case(text: str) -> str:
    """Return the text in small letters, with each accent written as part of its letter."""
    return unicodedata.normalize("NFC", text).casefold()


def fold_compatible(text: str) -> str:
    """Return the text in small letters, wide and raised signs made plain, accents apart from their letter."""
    return unicodedata.normalize("NFKD", text).casefold()


def fold_without_accents(text: str) -> str:
    """Return the text in small letters, wide and raised signs made plain, without accents."""
    return "".join(character for character in fold_compatible(text) if not unicodedata.combining(character))


def fold_numerals(text: str) -> str:
    """Return the text on one line in small letters, with wide signs as plain ones and accents on their letter."""
    return join_white_space(unicodedata.normalize("NFKC", text).casefold())


def normalise_name(name: str) -> str:
    """Return a name as it is compared: two names with the same outcome are the same name."""
    return fold_case(join_white_space(name))


def normalise_text(text: str) -> str:
    """Return a text as it is compared where neither accents nor most signs matter."""
    return join_white_space(_IGNORED_SIGNS.sub(" ", fold_without_accents(text)))


def normalise_words(text: str) -> str:
    """Return the words of a text that hold plain letters and digits, as headers are compared."""
    return " ".join(_PLAIN_WORD.findall(fold_without_accents(text)))


def fold_search_word(word: str, max_length: int) -> str:
    """Return at most so many letters and digits of a word, small and without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if character.isalnum())[:max_length]


def trim_cell(text: str, exact: bool = False) -> str:
    """Return a cell of a list as one line, without the semicolon that Microsoft Forms puts after every choice.

    With `exact` that sign stays: in an export of ours it is part of a name.
    """
    plain = join_white_space(text)
    return plain if exact else plain.rstrip(";").rstrip()


def fold_cell(text: str, exact: bool = False) -> str:
    """Return a cell of a list as two of them are compared: the same but for case, or with `exact` in every sign."""
    return trim_cell(text, exact) if exact else normalise_name(trim_cell(text))
