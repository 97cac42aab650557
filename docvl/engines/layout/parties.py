"""Seller and buyer of a document: who they are, where they sit, their tax numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from docvl.engines.layout.addresses import has_legal_form, letters
from docvl.engines.layout.blocks import Cell, read_cells
from docvl.engines.layout.lexicon import concepts
from docvl.engines.layout.merchants import is_receipt, read_merchant
from docvl.engines.layout.party_blocks import Pieces
from docvl.engines.layout.party_candidates import Candidate, find_candidates
from docvl.engines.layout.phrases import PageLines, Phrase, Snippet
from docvl.engines.layout.targets import Role
from docvl.engines.layout.vat_invoices import read_vat_invoice
from docvl.geometry import Box

ROLES: tuple[Role, ...] = ("seller", "buyer")
# How far a place can be trusted to state what it seems to state.
_TRUST = {"headed": 0.95, "block": 0.85, "line": 0.85, "caption": 0.85, "name": 0.5, "form": 0.85}
_DOMAIN = re.compile(r"(?:@|www\.|https?://(?:www\.)?)([\w-]+)\.|\b([\w-]{4,})\.(?:com|de|fr|net|org|eu|co|nl|my)\b")
_MAIL_HOSTS = frozenset(("gmail", "yahoo", "hotmail", "outlook", "gmx", "web", "icloud", "aol", "wanadoo", "qq", "163"))
# Recognition takes the last zero of a number for a letter.
_SLIP = re.compile(r"(?<=\b\d{4})O\b")
_SAME_NAME = 85.0


@dataclass(frozen=True, slots=True)
class Found:
    """One attribute of a party.

    Attributes:
        value: as text, such as the street without what follows it on its line.
        snippet: where it stands.
        confidence: 0 to 1.
    """

    value: str
    snippet: Snippet
    confidence: float


@dataclass(frozen=True, slots=True)
class Party:
    """What a document says about a seller or a buyer, by attribute: ``name``, ``street``, ``vat_id`` and so on."""

    attributes: dict[str, Found] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A candidate that has outlived its page.

    Attributes:
        role: whose it is; ``ship_to`` and the like for others; None when not yet known.
        source: as of :class:`Candidate`.
        found: the attributes.
        page: from 1.
        box: fractions of the page as shown.
        under_sender: a one-line sender address stands right above it, as in the window of an envelope.
    """

    role: str | None
    source: str
    found: dict[str, Found]
    page: int
    box: Box
    under_sender: bool

    @property
    def name(self) -> str:
        return letters(self.found["name"].value) if "name" in self.found else ""


class PartyReader:
    """Collects what the pages of one document say about its parties; pages are fed in order and not kept."""

    def __init__(self) -> None:
        """Start a document."""
        self._claims: list[_Claim] = []
        self._domains: set[str] = set()

    def feed(self, page: PageLines) -> None:
        """Take in one page."""
        boxes = read_vat_invoice(page)
        self._claims += [_form_claim(page, role, pieces) for role, pieces in boxes]
        if not boxes and is_receipt(page):
            self._claims.append(_form_claim(page, "seller", read_merchant(page)))
        rows = read_cells(page)
        candidates = find_candidates(page, rows)
        self._domains |= _domains(rows)
        self._claims += [_claim(page, candidate, candidates) for candidate in candidates]

    def parties(self) -> dict[Role, Party]:
        """The parties as far as the pages so far tell; a party without any attribute is left out."""
        claims = assign_roles(self._claims, self._domains)
        parties: dict[Role, Party] = {role: Party(_merge(claims, role)) for role in ROLES}
        return {role: party for role, party in parties.items() if party.attributes}


def _claim(page: PageLines, candidate: Candidate, all_of_page: Iterable[Candidate]) -> _Claim:
    trust = _TRUST[candidate.source]
    found = _all_found(page, candidate.pieces, trust)
    above = any(other.source == "line" and _is_right_above(other.box, candidate.box) for other in all_of_page)
    box = page.fractions(candidate.box)
    return _Claim(candidate.heading, candidate.source, found, page.number, box, above and candidate.source == "block")


def _form_claim(page: PageLines, role: Role, pieces: Pieces) -> _Claim:
    """What a form of a known kind says at its fixed places: a receipt's head, the boxes of a VAT invoice."""
    found = _all_found(page, pieces, _TRUST["form"])
    return _Claim(role, "form", found, page.number, Box(0, 0, 1, 1), under_sender=False)


def _all_found(page: PageLines, pieces: Pieces, trust: float) -> dict[str, Found]:
    return {key: _found(page, parts, trust, ", " if key == "address" else " ") for key, parts in pieces.items()}


def _found(page: PageLines, pieces: tuple[Phrase, ...], trust: float, glue: str) -> Found:
    words = [word for piece in pieces for word in piece.words]
    snippet = page.snippet(words)
    value = _SLIP.sub("0", glue.join(piece.text if glue == " " else piece.text.strip(" ,") for piece in pieces))
    return Found(value, snippet, round(trust * snippet.confidence, 3))


def _is_right_above(line: Box, block: Box) -> bool:
    return line.overlap_x(block) > 0 and -0.5 * line.height < block.y0 - line.y1 < 5 * line.height


def _domains(rows: list[list[Cell]]) -> set[str]:
    """The letters of the web and mail domains on a page, without those of mail providers."""
    found = (match[1] or match[2] for row in rows for cell in row for match in _DOMAIN.finditer(cell.phrase.text))
    return {letters(name) for name in found if name.lower() not in _MAIL_HOSTS}


# --- whose is it


def assign_roles(claims: list[_Claim], domains: set[str]) -> list[tuple[Role, _Claim]]:
    """Give each claim that belongs to the seller or the buyer its role, the most telling claims first."""
    known: list[tuple[Role, _Claim]] = []
    for role in ROLES:
        known += [(role, claim) for claim in claims if claim.role == role]
    known += [("seller", c) for c in claims if c.role is None and c.source == "line"]
    known += [("buyer", c) for c in claims if c.role is None and c.under_sender]
    blocks = [c for c in claims if c.role is None and c.source == "block" and not c.under_sender]
    known += _assign_blocks(blocks, known, domains)
    known += [("seller", c) for c in claims if c.role is None and c.source == "caption"]
    known += _assign_names([c for c in claims if c.source == "name"], known, domains)
    known += [("buyer", c) for c in claims if c.role == "ship_to" and not _has_name(known, "buyer")]
    payees = [c for c in claims if c.role == "payee_bank" and c.name and _is_company(c) and not _is_bank(c)]
    known += [] if _has_name(known, "seller") else [("seller", c) for c in payees]
    return known


def _has_name(known: list[tuple[Role, _Claim]], role: Role) -> bool:
    return any(owner == role and claim.name for owner, claim in known)


def _is_company(claim: _Claim) -> bool:
    return has_legal_form(claim.found["name"].value)


def _is_bank(claim: _Claim) -> bool:
    """Whether a name under ``Bank details`` is that of the bank, not of the one who is paid."""
    return any(all(word in claim.name for word in title) for title in concepts()["bank_name"].titles)


def _is_named(claim: _Claim, known: list[tuple[Role, _Claim]], role: Role) -> bool:
    return any(owner == role and same_name(claim.name, other.name) for owner, other in known)


def same_name(a: str, b: str) -> bool:
    """Whether two names in the form of :func:`letters` mean one party."""
    return bool(a and b) and (fuzz.ratio(a, b) >= _SAME_NAME or (len(min(a, b, key=len)) >= 6 and (a in b or b in a)))


def _assign_blocks(
    blocks: list[_Claim], known: list[tuple[Role, _Claim]], domains: set[str]
) -> list[tuple[Role, _Claim]]:
    out: list[tuple[Role, _Claim]] = []
    open_blocks: list[_Claim] = []
    for block in blocks:
        role: Role | None = next((role for role in ROLES if _is_named(block, known, role)), None)
        if role is None and (block.box.y0 > 0.8 or _matches_domain(block.name, domains)):
            role = "seller"
        if role is None:
            open_blocks.append(block)
        else:
            out.append((role, block))
    return out + _split_open(open_blocks, known + out)


def _split_open(blocks: list[_Claim], known: list[tuple[Role, _Claim]]) -> list[tuple[Role, _Claim]]:
    """Blocks that nothing names: the one with contact data is the seller's, one alone is the buyer's."""
    if not blocks:
        return []
    ranked = sorted(blocks, key=lambda block: (-_contacts(block), block.page, block.box.y0, block.box.x0))
    alone = len(blocks) == 1 and _contacts(blocks[0]) < 2 and not _has_name(known, "buyer")
    if _has_name(known, "seller") or alone:
        return [("buyer", block) for block in blocks]
    seller, *others = ranked
    rest: list[tuple[Role, _Claim]] = [
        ("seller" if same_name(block.name, seller.name) else "buyer", block) for block in others
    ]
    return [("seller", seller), *rest]


def _contacts(claim: _Claim) -> int:
    return sum(key in claim.found for key in ("vat_id", "tax_number", "phone", "email", "website", "fax"))


def _matches_domain(name: str, domains: set[str]) -> bool:
    return any(
        domain and (name.startswith(domain[:12]) or domain in name or (len(name) > 3 and name in domain))
        for domain in domains
        if len(domain) > 3
    )


def _assign_names(
    names: list[_Claim], known: list[tuple[Role, _Claim]], domains: set[str]
) -> list[tuple[Role, _Claim]]:
    """The company that is named by its legal form alone: the seller, when nothing better says who it is."""
    if _has_name(known, "seller"):
        return []
    others = [name for name in names if not _is_named(name, known, "buyer") and name.role in (None, "seller")]
    outer = [name for name in others if name.box.y0 > 0.75 or name.box.y0 < 0.2 or name.role == "seller"]

    def rank(name: _Claim) -> tuple[bool, bool, bool, int]:
        repeats = sum(same_name(name.name, other.name) for other in others)
        return name.role != "seller", not _matches_domain(name.name, domains), not _is_company(name), -repeats

    return [("seller", name) for name in sorted(outer, key=rank)[:1]]


# --- what is known of each


def _merge(claims: list[tuple[Role, _Claim]], role: Role) -> dict[str, Found]:
    """The first claim with a name leads; others that do not contradict it fill in what it lacks."""
    mine = [claim for owner, claim in claims if owner == role]
    lead = next((claim for claim in mine if claim.source == "form" and claim.name), None)
    lead = lead or next((claim for claim in mine if claim.name and "city" in claim.found), None)
    lead = lead or next((claim for claim in mine if claim.name), None)
    merged = dict(lead.found) if lead else {}
    place = {"street", "postcode", "city", "country", "address"}
    for claim in mine:
        if lead is not None and claim.name and not same_name(claim.name, lead.name):
            continue
        strange = place if place & merged.keys() else set()
        merged |= {k: v for k, v in claim.found.items() if k not in merged and k not in strange}
    return merged
