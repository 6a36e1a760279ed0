"""Find dates in texts, in the languages of the catalogue, and never guess.

forms      the whole dates of a text, and its months and days without a year
numerals   numbers and eras in Chinese characters
moments    the time in a field of an API, a feed or a list
spans      a day so many days, weeks or months after another
"""

from monitor.dates.forms import Dated, dates_in, has_year, partial_dates_in
from monitor.dates.moments import moment, published
from monitor.dates.spans import Unit, moved

__all__ = [
    "Dated",
    "Unit",
    "dates_in",
    "has_year",
    "moment",
    "moved",
    "partial_dates_in",
    "published",
]
