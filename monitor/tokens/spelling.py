"""Spell the numbers up to 999 in five European languages, in each usual way."""

from collections.abc import Iterator, Sequence
from itertools import product

_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_DE = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
    " sechzehn siebzehn achtzehn neunzehn"
).split()
_DE_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_FR = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf"
).split()
_FR_TENS = "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()
_ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro"
    " veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
_ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_ES_HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos"
    " novecientos"
).split()
_IT = (
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
    " quindici sedici diciassette diciotto diciannove"
).split()
_IT_TENS = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split()
_LIMIT = 1_000


def spellings() -> Iterator[tuple[str, int]]:
    """Yield each spelling of each number from 1 to 999, and the German thousands."""
    for number, spelt in product(range(1, _LIMIT), (english, german, french, spanish, italian)):
        for spelling in spelt(number):
            yield spelling, number
    for number in range(1, _LIMIT):
        yield from ((f"{spelling}tausend", number * _LIMIT) for spelling in german(number))


def english(number: int) -> list[str]:
    """Return `one hundred five` and `one hundred and five`."""
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = f"{_EN[hundreds]} hundred"
        return (
            [f"{head}{link}{tail}" for link in (" ", " and ") for tail in english(rest)]
            if rest
            else [head]
        )
    return [_ten(number, _EN, _EN_TENS, " ")]


def german(number: int) -> list[str]:
    """Return `hundertfünf`, `einhundertfünf` and `einhundertundfünf`."""
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        heads = [f"{_DE[hundreds]}hundert", *(["hundert"] if hundreds == 1 else [])]
        tails = [f"{link}{tail}" for link in ("", "und") for tail in german(rest)] if rest else [""]
        return [head + tail for head in heads for tail in tails]
    if number < len(_DE):
        return (
            ["ein", "eins", "eine", "einen", "einem", "einer", "eines"]
            if number == 1
            else [_DE[number]]
        )
    tens, unit = divmod(number, 10)
    return [f"{_DE[unit]}und{_DE_TENS[tens - 2]}" if unit else _DE_TENS[tens - 2]]


def french(number: int) -> list[str]:
    """Return `cent cinq`, `deux cents`, `soixante et onze`."""
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{_FR[hundreds]} cent"
        return [f"{head} {tail}" for tail in french(rest)] if rest else [head, f"{head}s"]
    if number < len(_FR):
        return ["un", "une"] if number == 1 else [_FR[number]]
    tens = number // 10
    base = {7: 60, 9: 80}.get(tens, tens * 10)
    head, unit = _FR_TENS[tens - 2], number - base
    if not unit:
        return [head, f"{head}s"] if number == 80 else [head]
    link = " et " if unit in {1, 11} and base != 80 else " "
    return [f"{head}{link}{tail}" for tail in french(unit)]


def spanish(number: int) -> list[str]:
    """Return `ciento cinco`, `doscientas cinco`, `treinta y un`."""
    if number == 1:
        return ["un", "uno", "una"]
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = _ES_HUNDREDS[hundreds - 1]
        heads = [head] if hundreds == 1 else [head, f"{head[:-2]}as"]
        return (
            [f"{h} {t}" for h in heads for t in spanish(rest)]
            if rest
            else ["cien" if hundreds == 1 else h for h in heads]
        )
    if number < len(_ES):
        return ["veintiuno", "veintiún", "veintiuna"] if number == 21 else [_ES[number]]
    tens, unit = divmod(number, 10)
    head = _ES_TENS[tens - 3]
    return [f"{head} y {tail}" for tail in spanish(unit)] if unit else [head]


def italian(number: int) -> list[str]:
    """Return `centocinque`, `ventuno`, `ventitré`."""
    if number == 1:
        return ["un", "uno", "una"]
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "cento" if hundreds == 1 else f"{_IT[hundreds]}cento"
        return [head + tail for tail in italian(rest)] if rest else [head]
    if number < len(_IT):
        return [_IT[number]]
    tens, unit = divmod(number, 10)
    head = _IT_TENS[tens - 2]
    # A vowel falls before uno and otto; tre takes an accent at the end.
    head = head[:-1] if unit in {1, 8} else head
    return [head + ("tré" if unit == 3 else _IT[unit] if unit else "")]


def _ten(number: int, units: Sequence[str], tens: Sequence[str], link: str) -> str:
    if number < len(units):
        return units[number]
    ten, unit = divmod(number, 10)
    return tens[ten - 2] + (f"{link}{units[unit]}" if unit else "")
