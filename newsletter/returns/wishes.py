"""Whether a person who writes asks to leave: proposed to the team, never done by itself. Pure."""

import re

from newsletter.returns.verdict import plain

# From here on it is our own letter that is quoted, which says "se désabonner" in every copy.
_QUOTED = re.compile(
    r"^\s*(>|-{2,} ?(message d.origine|original message|message transfere|forwarded message)|_{10,}|"
    r"(le|on) .{4,120}(a ecrit|wrote) ?:|(de|from) ?: .{3,200}$)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"desabonn|desinscri|des-inscri|desincri|\bstop\b|\bstopper\b|unsubscribe|remove me|plus (rien )?recevoir|"
    r"(ne|n') ?.{0,30}plus .{0,20}(recevoir|recois|ecrire|envoyer|interesse)|"
    r"plus de (mail|courriel|message|lettre|newsletter)|"
    r"(me|m'|mon adresse|mon mail|mon nom) ?.{0,20}(retirer|enlever|supprimer|effacer|radier)|"
    r"(retirez|enlevez|supprimez|radiez|effacez|otez)[- ]?(moi|mon|cette|l'|votre)|"
    r"resilier|resiliation|arretez (de|vos|l')"
)
LOOKED_AT = 2_000


def own_words(text: str) -> str:
    """Return what the person wrote, without the letter they answer to."""
    kept: list[str] = []
    for line in text[:20_000].splitlines():
        if _QUOTED.match(_unaccented(line)):
            if line.lstrip().startswith(">"):
                continue
            break
        kept.append(line)
    return "\n".join(kept).strip()


def asks_to_leave(subject: str, text: str) -> bool:
    """Whether subject or own words ask for no more letters. The subject of a reply is ours, not the person's."""
    own_subject = "" if re.match(r"\s*(re|tr|fwd?|aw) ?:", subject, re.IGNORECASE) else subject
    return bool(_ASKS.search(plain(f"{own_subject}\n{own_words(text)[:LOOKED_AT]}")))


def _unaccented(line: str) -> str:
    return line[:300].replace("é", "e").replace("É", "E").replace("\xa0", " ")
