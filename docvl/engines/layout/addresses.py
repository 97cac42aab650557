"""Text rules for postal addresses: city lines, streets, one-line addresses, legal forms. No geometry here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docvl.engines.layout.lexicon import fold

Span = tuple[int, int]

_COUNTRY = re.compile(
    "germany|deutschland|allemagne|duitsland|austria|osterreich|autriche|switzerland|schweiz|suisse|svizzera|france|"
    "frankreich|frankrijk|belgium|belgique|belgie|belgien|(?:the )?netherlands|nederland|niederlande|pays-bas|"
    "luxemb(?:o?u)rg|italy|italia|italien|italie|spain|espana|spanien|espagne|portugal|poland|polska|polen|pologne|"
    "czech republic|denmark|danmark|danemark|sweden|sverige|schweden|norway|norge|norwegen|finland|suomi|ireland|"
    "united kingdom|great britain|england|scotland|wales|uk|u\\.?s\\.?a\\.?|united states(?: of america)?|"
    "vereinigte staaten|[ck]anada|mexico|bra[sz]il|india|indien|inde|malaysia|singapore|china|hong kong|taiwan|japan|"
    "australia|new zealand|south africa|(?:ile de la )?reunion|monaco|liechtenstein|greece|hungary|romania|bulgaria|"
    "croatia|slovenia|slovakia|turkey|turkiye|estonia|latvia|lithuania|iceland|malta|cyprus|ukraine|serbia|chile|argentina|"
    "peru|colombia|uruguay|israel|egypt|morocco|nigeria|kenya|ghana|united arab emirates|saudi arabia|thailand|vietnam|"
    "indonesia|(?:the )?philippines|(?:south )?korea|pakistan|bangladesh|sri lanka|中国"
)
_ISO = re.compile(
    "A[TU]|B[EGR]|C[AHNYZ]|D[EK]|E[ES]|F[IR]|G[BR]|H[KRU]|I[ENT]|JP|L[ITUV]|M[CTXY]|N[LOZ]|P[LT]|R[EO]|S[EGIK]|T[RW]|"
    "U[KS]|ZA"
)

_UK = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
_CANADA = r"[A-Z]\d[A-Z]\s?\d[A-Z]\d"
_IRELAND = r"[A-Z]\d[\dW]\s?[A-Z\d]{4}"
_LETTER = r"[^\W\d_]"
# A town: starts with a letter; digits only in "Paris Cedex 08".
_TOWN = rf"{_LETTER}[^\d,;:|•·@()]*?(?:\s(?:cedex|CEDEX|Cedex)(?:\s\d\d?)?)?"
# A country behind a comma, a bracket or a dash with spaces around it; towns have hyphens.
_COUNTRY_TAIL = rf"(?:(?:\s*[,(/]|\s+[–-])\s*(?P<country>{_LETTER}[^\d,;:|@()]*?)\)?)?[\s.,]*$"
_CODE_FIRST = re.compile(
    rf"^\W*(?:(?P<prefix>[A-Z]{{1,3}})[\s-]\s?)?"
    rf"(?P<code>\d{{5,7}}|\d{{4}}\s?[A-Z]{{2}}|\d{{4,5}}-\d{{3}}|\d{{4}}|\d{{3}}\s\d\d|\d\d-\d{{3}}|{_UK}|{_CANADA}),?\s+"
    rf"(?P<city>{_TOWN}(?:_{_LETTER}+)*){_COUNTRY_TAIL}"
)
_CITY_FIRST = re.compile(
    rf"^\W*(?P<city>{_TOWN})(?:,\s*(?P<region>{_LETTER}[^\d,;:|@]*?))?(?:,?\s+[A-Z]{{2,3}})?(?:\s*,\s*|\s+(?:[–-]\s+)?)"
    rf"(?P<code>\d{{5}}-\d{{4}}|\d{{5,6}}|\d{{3}}\s\d{{3}}|{_UK}|{_IRELAND}|{_CANADA}|(?<=[A-Z]{{3}}\s)\d{{4}})"
    rf"(?:[\s,]+(?P<country>{_LETTER}[^\d,;:|@]*?))?[\s.,]*$"
)
_STREET_THEN_CITY = re.compile(
    rf"^(?P<street>\W*.*\w)\s+(?P<code>\d{{5}}|\d{{4}}\s?[A-Z]{{2}}|{_UK})\s+(?P<city>{_TOWN})[\s.,–−-]*$"
)

_STREET_WORD = re.compile(
    r"(?:strasse|str\.?|weg|platz|allee|gasse|ring|damm|ufer|chaussee|promenade|stra?at|laan|plein|gracht|kade|gata|"
    r"gatan|vej|katu)\b"
    r"|\b(?:rue|avenue|ave|bd|boulevard|blvd|chemin|place|impasse|quai|route|allee|street|st|road|rd|lane|ln|drive|dr|"
    r"way|court|square|highway|hwy|jalan|jln|lorong|calle|camino|plaza|avenida|avda|paseo|poligono|via|viale|piazza|corso|postfach|p\.?\s?o\.?\s?box|"
    r"bp|am|an der|im|in der|zum|zur|auf der)\b"
)
_STREET_AFTER_NUMBER = re.compile(
    r"\b(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|way|court|square|highway|hwy|boulevard|blvd|place|parkway)\.?$"
)
_NUMBER_AT_END = re.compile(r"[^\W\d].*?[\s.,]?\d+\s?[a-zA-Z]?(?:\s?[-/+]\s?\d+\s?[a-zA-Z]?)?\W*$")
_NUMBER_AT_START = re.compile(r"^\W*(?:no\.?\s*|#)?\d+[\w/-]*,?\s+(?:bis\s+|ter\s+)?[^\W\d]", re.IGNORECASE)
_NOT_STREET = re.compile(r"[:@%€$£]|\d[.,]\d\d\b|\d{6,}|www\.|\d\d[./]\d\d[./]\d\d")

_LEGAL_FORM = re.compile(
    r"(?<![\w.-])(?:"
    r"(?:g?GmbH|GMBH|gmbh|mbH|KG|OHG|AG|UG|KGaA|SE|GbR|eG|e\.\s?K\.?|e\.\s?V\.?)(?:\s?&\s?Co\.?(?:\s?(?:KG|OHG|KGaA))?)?"
    r"|S\.?A\.?R\.?L\.?|Sarl|S\.?A\.?S\.?U?\.?|EURL|SA|S\.A\.|SCI|SNC|SRL|SpA|S\.?[rR]\.?[lL]\.?|S\.?p\.?A\.?|S\.L\.U?\.?"
    r"|B\.?V\.?|N\.?V\.?|AB|A/S|AS|ApS|Oy[j]?|s\.?r\.?o\.?|a\.s\.|Kft\.?|z\s?o\.?\s?o\.?"
    r"|(?i:ltd|limited|llp|plc|inc|incorporated|llc|corp|corporation|pvt\.?\s?ltd|pty\.?\s?ltd|pte\.?\s?ltd)\.?"
    r"|(?i:sdn\.?\s*bhd|s/b|bhd|berhad|enterprise|enterprises|trading|holdings?|co|company)\.?"
    r")(?![\w-])"
    r"|(?:有限责任公司|股份有限公司|有限公司|公司|集团|经营部|商行|事务所|酒店|餐厅)"
)
# Nevada and Colorado before their postcodes.
_STATE = re.compile(r"(?:NV|CO)\s\d{5}\b")
_LOWER_FORMS = ("gmbh", "mbh", "ltd", "ltd.", "inc", "inc.", "llc", "plc", "s/b")
_SALUTATION = re.compile(
    r"(?:herrn?|frau|eheleuten?|firma|fa\.|mr\.?|mrs\.?|ms\.?|mme|m\.|monsieur|madame|an|to|familie|z\.\s?hd\.?)\W*$"
)
_PERSON = re.compile(
    r"^\W*(?:herrn?|frau|mr|mrs|ms|mme|monsieur|madame|z\.?\s?hd|zu handen|att|attn|fao|c/o|t\.?\s?a\.?\s?v|"
    r"ter attentie van|a l'attention d[eu]|a la atencion de|c\.?\s?a|alla c\.?\s?a|"
    r"(?:alla cortese|all')\s?attenzione)\b"
)
# The longest word of a floor or a unit: ``3º B``, ``nave 7``, ``Unit 5``.
_UNIT_LETTERS = 4
# A full stop ends an address behind its postcode or a town in capitals, and no abbreviation: ``B1 2JT. Company no.``
_SEPARATOR = re.compile(r"\s+[-–—−|•·*/]\s+|\s*[|•·;]\s*|,\s+|(?<=[A-Z\d]{2})\.\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class CityLine:
    """Where the parts of a city line stand in its text, as (start, end) in characters."""

    postcode: Span
    city: Span
    country: Span | None = None


@dataclass(frozen=True, slots=True)
class OneLine:
    """Where the parts of a whole address on one line stand, as (start, end) in characters."""

    name: Span | None
    street: Span | None
    city: CityLine


def letters(text: str) -> str:
    """Only the folded letters and digits of ``text``: what two spellings of a name have in common."""
    return "".join(char for char in fold(text) if char.isalnum())


@lru_cache(maxsize=4096)
def city_line(text: str) -> CityLine | None:
    """Read a line that holds a postcode and a town, in either order, with or without a country."""
    if len(text) > 90 or not any(char.isdigit() for char in text):
        return None
    for pattern in (_CODE_FIRST, _CITY_FIRST):
        match = pattern.match(text)
        if match and _plausible(match):
            return _city_of(match)
    return None


def _plausible(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    city, country = groups["city"].strip(), groups["country"]
    if len(city) < 2 or len(city.split()) > 6 or city[0].islower():
        return False
    if groups["code"].isdigit() and _STREET_AFTER_NUMBER.search(fold(city)):
        return False  # 2200 Rail Avenue
    if groups.get("prefix") and len(groups["prefix"]) > 1 and not _ISO.fullmatch(groups["prefix"]):
        return False
    return country is None or len(country.split()) <= 4


def _city_of(match: re.Match[str], shift: int = 0) -> CityLine:
    groups = match.groupdict()

    def span(group: str) -> Span:
        start, end = match.span(group)
        text = match.string[start:end]
        return shift + start, shift + start + len(text.rstrip(" .,-–−"))

    named = (key for key in ("country", "prefix") if groups.get(key) and is_country(groups[key]))
    country = next(map(span, named), None)
    return CityLine(span("code"), span("city"), country)


def is_country(text: str) -> bool:
    """Whether ``text`` is nothing but the name or the ISO code of a country."""
    plain = text.strip(" .,()")
    return bool(_ISO.fullmatch(plain) or _COUNTRY.fullmatch(fold(plain)))


def is_street(text: str) -> bool:
    """Whether ``text`` looks like a street with or without a house number, or a post box."""
    if _NOT_STREET.search(text) or len(text) > 80:
        return False
    numbered = _NUMBER_AT_END.search(text) or _NUMBER_AT_START.search(text)
    return bool(numbered or _STREET_WORD.search(fold(text)))


def is_numbered_street(text: str) -> bool:
    """Whether ``text`` looks like a street with its house number."""
    return is_street(text) and any(char.isdigit() for char in text)


def street_end(text: str) -> int:
    """Where the street ends in a line that may go on with a district or a floor after a comma."""
    for match in re.finditer(r",\s", text):
        head, tail = text[: match.start()], text[match.end() :]
        if is_numbered_street(head) and len(re.findall(r"[^\W\d]", tail)) > 2:
            return match.start()
    return len(text)


def has_legal_form(text: str) -> bool:
    """Whether ``text`` holds a legal form such as GmbH, SARL, Ltd, SDN BHD or 有限公司."""
    return bool(_legal_forms(text))


def _legal_forms(text: str) -> list[re.Match[str]]:
    """The legal forms in ``text``; a plain word such as ``company`` counts only with a capital."""
    found = (match for match in _LEGAL_FORM.finditer(text) if not _STATE.match(text, match.start()))
    return [match for match in found if not match.group().islower() or match.group() in _LOWER_FORMS]


def legal_name(text: str) -> Span | None:
    """Where a company's name stands in ``text``: from its start to its last legal form; None without one."""
    forms = _legal_forms(text)
    if not forms or forms[-1].start() < 2:
        return None
    return len(text) - len(text.lstrip(" -•|*:")), forms[-1].end()


def is_salutation(text: str) -> bool:
    """Whether ``text`` is only a form of address such as ``Herr`` or ``Firma``."""
    return _SALUTATION.fullmatch(fold(text).strip()) is not None


def is_person(text: str) -> bool:
    """Whether ``text`` names a person by a form of address before the name."""
    return _PERSON.match(fold(text)) is not None


def one_line(text: str) -> OneLine | None:
    """Read ``Company - Street 3 - 12345 Town - ...``; the parts may be set apart by ``- | • · ; ,``."""
    parts = parts_of(text)
    for index, (start, end) in enumerate(parts):
        found = _city_part(text[start:end], start)
        if found is None:
            continue
        street, city = found
        before = parts[:index]
        if street is None and before and is_street(text[slice(*before[-1])]):
            street = _whole_street(text, before)
        if street is None and not before:
            continue
        return OneLine(_name_part(text, before), street, city)
    return None


def _whole_street(text: str, before: list[Span]) -> Span:
    """Take the street from the end of ``before``, with the part before a comma that says more of it than the last.

    ``Calle Mayor 12, 3º B``, ``Parque Norte, nave 7``: a floor or a unit is no street.
    """
    start, end = before.pop()
    is_unit = len(max(re.findall(r"[^\W\d]+", text[start:end]), key=len, default="")) <= _UNIT_LETTERS
    if is_unit and len(before) > 1 and text[slice(before[-1][1], start)].strip() == ",":
        start = before.pop()[0]
    return start, end


def parts_of(text: str) -> list[Span]:
    """What separators part on one line, without captions that a colon ends."""
    cuts = [(m.start(), m.end()) for m in _SEPARATOR.finditer(text)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    parts = ((text.rfind(": ", start, end), start, end) for start, end in zip(starts, ends, strict=True))
    return [(start if colon < 0 else colon + 2, end) for colon, start, end in parts if end > start]


def _city_part(text: str, shift: int) -> tuple[Span | None, CityLine] | None:
    """The city, and the street where both stand in one part ("8 rue de la Paix 75008 Paris")."""
    match = _CODE_FIRST.match(text)
    if match and _plausible(match):
        return None, _city_of(match, shift)
    match = _STREET_THEN_CITY.match(text)
    if match and is_street(match["street"]) and not match["city"][0].islower():
        start, end = match.span("street")
        spaces = len(text[start:end]) - len(text[start:end].lstrip(" :"))
        return (shift + start + spaces, shift + end), _city_of(match, shift)
    match = _CITY_FIRST.match(text)
    if match and not match["code"].isdigit() and _plausible(match):
        return None, _city_of(match, shift)  # Bristol BS8 2QX
    return None


def _name_part(text: str, before: list[Span]) -> Span | None:
    """The name among the parts before the street: the one with a legal form, else the first."""
    named = [span for span in before if re.search(r"[^\W\d]{2}", text[slice(*span)])]
    return next((span for span in named if has_legal_form(text[slice(*span)])), named[0] if named else None)
