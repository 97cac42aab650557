"""How questions are put in each language: what stands before and after their subject, and words that say nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh", "de", "fr", "es"]


@dataclass(frozen=True, slots=True)
class Form:
    """The question of one language.

    Attributes:
        lead: what stands before the subject; the groups ``when`` and ``amount`` match words that ask for those.
        trail: what may stand behind it.
    """

    lead: re.Pattern[str]
    trail: re.Pattern[str]


def _form(lead: str, trail: str) -> Form:
    return Form(re.compile(lead, re.IGNORECASE), re.compile(trail, re.IGNORECASE))


FORMS: dict[Language, Form] = {
    "en": _form(
        r"^(?:please |can you |could you )?(?:tell me |give me |show me |find |name |state )?"
        r"(?:(?P<when>when|(?:on |by |until |since )?(?:what|which) (?:date|day))|(?P<amount>how much|what amount)|"
        r"how many|how long|how|who|whom|whose|where|what|which)(?:'s)?"
        r"(?: (?:is|are|was|were|be|does|do|did|will|has|have|had|must|should|can|may))?"
        r"(?: (?:the|a|an|this|that|these|our|my|your|its|their))?\b",
        r"(?:,? (?:on|in|of|for|from|by) (?:the|this|that) "
        r"(?:document|file|page|invoice|receipt|contract|letter|form|report|statement)|"
        r"(?: (?:stated|given|printed|mentioned|called|named|written|listed))|,? please)+$",
    ),
    "de": _form(
        r"^(?:bitte )?(?:sag(?:en sie)? mir |nennen? (?:sie )?(?:mir )?)?"
        r"(?:(?P<when>(?:bis |ab |seit )?wann|(?:an|zu|bis zu) welchem (?:tag|datum))|"
        r"(?P<amount>wie ?viel|wie hoch|was kostet|welcher betrag)|"
        r"wie|(?:von |an |für )?we[rmn]|wessen|wo|was|welche[rsnm]?)\b"
        r"(?: (?:ist|sind|war|waren|wird|werden|wurden?|hat|haben|muss|müssen|soll|lautet|lauten|beträgt|heißt))?\b"
        r"(?: (?:der|die|das|den|dem|ein|eine|einen|diese[rsnm]?|unsere?|meine?|ihre?))?\b",
        r"(?:,? (?:auf|in|aus|von|für|laut) (?:der|dem|diese[rm]) "
        r"(?:rechnung|dokument|beleg|vertrag|quittung|seite|brief|formular|kontoauszug)|"
        r"(?: (?:der|dieser) (?:rechnung|quittung|seite)| (?:des|dieses) (?:dokument|beleg|vertrag|brief|formular)e?s)|"
        r"(?: (?:angegeben|genannt|gedruckt|vermerkt))|,? bitte)+$",
    ),
    "fr": _form(
        r"^(?:(?P<when>(?:depuis |jusqu['’]à |avant )?quand|(?:à|avant|jusqu['’]à) quelle date|quel jour)|"
        r"(?P<amount>combien|quel montant)|(?:à |de |pour )?qui|où|quel(?:le)?s?|comment|qu['’]est-ce que)\b"
        r"(?: (?:est-ce que|est|sont|était|sera|a été|doit))?\b"
        r"(?: (?:(?:le|la|les|un|une|ce|cette|cet|notre|mon|ma)\b|l['’]))?",
        r"(?:,? (?:sur|dans|de|du|pour) (?:(?:la|le|cette|ce) )?"
        r"(?:facture|document|page|reçu|contrat|lettre|formulaire|relevé)|"
        r"(?: (?:indiqué|mentionné)e?)|,? s['’]il vous plaît)+$",
    ),
    "es": _form(
        r"^(?:(?P<when>(?:desde |hasta )?cu[áa]ndo|(?:en |hasta )?qu[ée] (?:fecha|d[íi]a))|"
        r"(?P<amount>cu[áa]nto|qu[ée] importe)|(?:a |de |para )?qui[ée]n(?:es)?|cu[áa]l(?:es)?|qu[ée]|d[óo]nde|"
        r"c[óo]mo)\b"
        r"(?: (?:es|son|fue|era|está|será|se|hay|debe))?\b"
        r"(?: (?:el|la|los|las|un|una|est[ea]|nuestr[oa]|mi|su))?\b",
        r"(?:,? (?:en|de|del|para) (?:(?:la|el|esta|este) )?"
        r"(?:factura|documento|página|recibo|contrato|carta|formulario|extracto)|"
        r"(?: (?:indicad|mencionad)[oa])|,? por favor)+$",
    ),
}

# Folded words that say nothing of what is asked.
EMPTY: dict[Language, frozenset[str]] = {
    "en": frozenset(
        "a an and any are be been by can did do does for from had has have how i in is it its many me much my of on or "
        "our please that the their this to was we were what when where which who whom whose will with you your".split()
    ),
    "zh": frozenset("的是在为有和与"),
    "de": frozenset(
        "ab am an auf aus bei bis das dem den der des die dieser dieses ein eine es fur hat ich ihr ihre im in ist man "
        "mir mit muss nach sein sind soll um und unser unsere vom von vor was welche welcher welches wem wen wer "
        "werden wie wird wir wo wurde wurden zu zum zur".split()
    ),
    "fr": frozenset(
        "a au aux ce ces cette d dans de des doit du elle en est et ete il j je l la le les leur ma mon n notre nous "
        "on ou par pour qu que quel quelle qui s sa se ses son sont sur t un une vous".split()
    ),
    "es": frozenset(
        "a al como cual de del donde el ella en es esta este fue ha hay la lo los las mi nos para por que quien se ser "
        "si su sus un una y".split()
    ),
}
