"""From candidates to one answer a field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Literal

from docvl.engines.layout.answers import Answer, Option
from docvl.engines.layout.balances import CLOSING, OPENING, tell_balances
from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.context import Context
from docvl.engines.layout.parties import Found, Party
from docvl.engines.layout.plan import DISCOUNT, TOTALS, Plan
from docvl.engines.layout.targets import Role, Target
from docvl.engines.layout.totals import Choice, Sum, choose_totals, stand_in
from docvl.geometry import Box

PARTY_ATTRIBUTES = frozenset(
    "name street postcode city country address phone email website contact_person vat_id tax_number bank_account"
    " address_phone".split()
)
# A party without any of these is but a name.
PLACES = frozenset(["street", "city"])
# A total taken from another caption is less sure than one under its own.
STAND_IN = 0.6
# A date or time that no caption names, at the head of the document.
UNCAPTIONED = 0.45
LOOSE: dict[str, Literal["date", "time"]] = {"issue_date": "date", "time": "time"}


def answer_scalars(
    plan: Plan, candidates: Iterable[Candidate], parties: dict[Role, Party], context: Context, answer: Answer
) -> None:
    """Fill ``answer`` with every scalar field that has a value."""
    by_concept: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_concept[candidate.concept].append(candidate)
    by_concept[OPENING], by_concept[CLOSING] = map(list, tell_balances(by_concept[OPENING], by_concept[CLOSING]))
    sums = {name: list(_sums(by_concept[name], context)) for name in (*TOTALS, DISCOUNT)}
    totals = choose_totals(sums)
    for target in plan.targets.scalars:
        own = by_concept[target.node.pointer]
        attribute = _party_attribute(target)
        apart = target.node.pointer in plan.named_apart or (attribute is not None and not plan.has_parties)
        if apart and own and target.concept not in TOTALS:
            _answer_best(target, own, context, answer)
        elif attribute is not None:
            _answer_party(target, _known(parties, target, plan), own, context, answer)
        elif target.concept in TOTALS and target.kind == "amount":
            _answer_total(target, totals, sums, answer)
        elif target.concept == "currency":
            _answer_currency(target, by_concept["currency"], context, answer)
        elif not _answer_best(target, by_concept[target.concept] or own, context, answer):
            _answer_loose(target, by_concept, context, answer)


def _party_attribute(target: Target) -> str | None:
    """Which attribute of which party the field is; a role alone stands for the party's name."""
    if target.concept in ("seller", "buyer"):
        return "name"
    return target.concept if target.concept in PARTY_ATTRIBUTES else None


def _known(parties: dict[Role, Party], target: Target, plan: Plan) -> dict[Role, Party]:
    """The parties that a field may be of; a name where nobody sells is that of one who has an address."""
    if not plan.has_party(target):
        return {}
    if plan.has_parties or _party_attribute(target) != "name":
        return parties
    return {role: party for role, party in parties.items() if PLACES & party.attributes.keys()}


def _answer_party(
    target: Target, parties: dict[Role, Party], own: list[Candidate], context: Context, answer: Answer
) -> None:
    """What the party is known to have, or what stands under the field's ``own`` caption, if that is surer."""
    role: Role = "buyer" if "buyer" in (target.role, target.concept) else "seller"
    attribute = _party_attribute(target)
    party = parties.get(role)
    found = party.attributes.get(attribute) if party is not None and attribute is not None else None
    sure = found.confidence * found.snippet.confidence if found is not None else 0.0
    if any(found is None or c.score * c.snippet.confidence > sure or _is_nearer(c, found) for c in own):
        _answer_best(target, own, context, answer)
    elif found is not None:
        answer.put(target.node.pointer, found.value, found.snippet, sure)


def _is_nearer(own: Candidate, found: Found) -> bool:
    """Whether a name was taken together with the caption before it, or from below one that has its value beside it."""
    text, whole = own.read.text, found.value
    if len(text) < len(whole) and whole.endswith(text):
        return True
    return own.snippet.page == found.snippet.page and own.snippet.box.y1 < found.snippet.box.center[1]


def _sums(candidates: Iterable[Candidate], context: Context) -> Iterator[Sum]:
    for candidate in candidates:
        value = context.amount(candidate.read)
        if value is not None and context.is_money(candidate.read):
            yield Sum(candidate, value)


def _answer_total(target: Target, totals: Choice, sums: Mapping[str, list[Sum]], answer: Answer) -> None:
    own = totals.get(target.concept)
    chosen = own or stand_in(target.concept, totals)
    if chosen is None:
        return
    confidence = chosen.candidate.score if own else STAND_IN
    is_text = target.node.kind == "string"
    value = chosen.candidate.read.text if is_text else _stated(chosen, target.concept, totals)
    snippet = chosen.candidate.snippet
    others = [] if is_text else sorted(sums[target.concept], key=lambda s: -s.candidate.score)
    answer.put(target.node.pointer, value, snippet, confidence * snippet.confidence, map(_option, others))


def _stated(found: Sum, concept: str, totals: Choice) -> Decimal:
    """A sum as printed; a payment without the minus with which it is taken off a total that is positive."""
    gross = totals.get("gross_total")
    return abs(found.value) if concept == "prepaid_amount" and gross is not None and gross.value > 0 else found.value


def _option(found: Sum) -> Option:
    snippet = found.candidate.snippet
    return Option(found.value, snippet, found.candidate.score * snippet.confidence)


def _answer_currency(target: Target, candidates: list[Candidate], context: Context, answer: Answer) -> None:
    for candidate in _ranked(candidates):
        if (value := context.value(candidate.read, target.node)) is not None:
            answer.put(target.node.pointer, value, candidate.snippet, candidate.score)
            return
    if (found := context.currency()) is not None:
        code, snippet, share = found
        answer.put(target.node.pointer, code, snippet, share)


def _answer_best(target: Target, candidates: list[Candidate], context: Context, answer: Answer) -> bool:
    """Answer with the best of ``candidates`` that fits; -> whether any did."""
    ranked = ((context.value(found.read, target.node), found.snippet, found.score) for found in _ranked(candidates))
    options = [
        Option(value, snippet, score * snippet.confidence) for value, snippet, score in ranked if value is not None
    ]
    if options:
        answer.put(target.node.pointer, *options[0], options[1:])
    return bool(options)


def _answer_loose(target: Target, candidates: Mapping[str, list[Candidate]], context: Context, answer: Answer) -> None:
    """The first date or time of the document that no caption names: one that another caption names is not meant."""
    kind = LOOSE.get(target.concept)
    others = [each for each in chain.from_iterable(candidates.values()) if each.read.kind in ("date", "moment")]
    for found, snippet in context.loose(kind) if kind is not None else ():
        named = any(other.snippet.page == snippet.page and _meet(other.snippet.box, snippet.box) for other in others)
        if not named and (value := context.value(found, target.node)) is not None:
            answer.put(target.node.pointer, value, snippet, UNCAPTIONED * snippet.confidence)
            return


def _meet(a: Box, b: Box) -> bool:
    return a.overlap_x(b) > 0 and a.overlap_y(b) > 0


def _ranked(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (-round(c.score, 2), c.snippet.page, c.snippet.box.y0, c.snippet.box.x0))
