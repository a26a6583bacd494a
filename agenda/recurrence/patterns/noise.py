"""Numbers and words of an announcement that say nothing about dates: phones, streets, prices, ages."""

import re

from agenda.recurrence.lexicon import WD
from agenda.recurrence.patterns.registry import Made, pattern

_OF_A_DAY = re.compile(rf"(?:{WD}|{WD} le) ?$")
# What there are several of, and no sitting is.
_COUNTED = (
    r"(?:(?:decheteri|dechetteri|bibliothequ|mediathequ|ecol|antenn|commun|associat|sall|vill)[a-z]{0,12}|exposants|benevoles|sites|"
    r"agents|quartiers|villages|points|lieux|espaces|visiteurs|artistes|livres|jeux)\b"
)
_STREET = (
    r"rue|esplanade|allees|cite|promenade|faubourg|residence|lotissement|"
    r"avenue|av\b|place|boulevard|bd|chemin|route|impasse|quai|allee|square|ter\b|bis\b"
)


@pattern(r"0\d(?:[ .-]?\d\d){4}(?!\d)|\+33[ .]?\d(?:[ .-]?\d\d){4}|[\w.+-]{1,64}@[\w.-]{1,100}|https?://\S+|www\.\S+")
@pattern(
    rf"-?\d+(?: ?bis| ?ter)?,? ?(?:{_STREET})|-?\d+cours\b|\d{{5}}\b(?! ?h)|(?:salle|niveau|etage|numero|n°) ?\d+(?!\d| ?h\b| ?h\d| ?heures?| ?:\d)"
)
@pattern(
    r"\d+(?:[.,]\d+)? ?(?:€|euros?\b)|\d+ ?m2|\d+ ?%|\d+ (?:places?|enfants?|eleves?|adultes?|inscrits?|stagiaires?|joueurs?|familles?|personnes?|participants?|postes?|pers\b|"
    r"ordinateurs?)"
)
@pattern(
    r"(?:des |a partir de |de |plus de |\+ ?de )?\d+(?: ?(?:a|et|-) ?\d+)? ans\b|"
    r"(?:au |le )?\d+(?:er|re|e|eme) (?:etage|arrondissement)s?\b|60 ?\+"
)
@pattern(
    r"(?:avec (?:ou|et) sans|sans ou avec|avec|sans|pas de|uniquement sur|seulement sur|sur) (?:rendez[- ]vous|rdv)"
)
@pattern(r"jours? (?:et (?:heures?|horaires?) )?d'ouvertures?(?= ?:)|(?:et )?heures? d'ouvertures?(?= ?:)")
@pattern(r"(?:en dehors de|hors) (?:ces|nos) (?:dates|horaires|heures|creneaux|permanences)\b")
@pattern(
    r"(?!(?:a|au|de|du|des|d|et|le|la|les|l|en|h|j|n|x|lu|ma|me|je|ve|sa|di|s|t)-?\d)[a-z]{1,2}-?\d{1,4}\b(?! ?h(?![a-z])|:)"
)
@pattern(r"(?:composer|composez|appeler|appelez|faites) le \d{1,4}\b(?! ?h(?![a-z]))")
@pattern(r"salle (?!(?:le|les|du|de|des|au|a|et|en)\b)[a-z]{2,12} \d{1,3}(?! ?(?:h\b|h\d|heures?|[:/]|[a-z]{3}))")
@pattern(r"\d{1,3} ?h(?:eures?)? (?:a l'avance|avant|auparavant)\b")
@pattern(r"(?:en )?journee continue\b|prochaine?s? dates? ?(?=:)|\d+ (?:seances?|cours) d'essai\b")
@pattern(
    r"ou sur (?:rendez-vous|rdv|reservation) les autres jours|"
    r"(?:marche|gouter|couronne|arbre|fete|spectacle|conte)s? de noel\b"
)
@pattern(rf"(?!20\d\d)\d{{1,4}} {_COUNTED}")
@pattern(r"\(\d\)|(?:plus|pres) de \d{1,5} (?!h\b|heures?|jours?|semaines?|mois|ans?\b|seances?|min)[a-z]{3,20}")
@pattern(
    r"suivante?s? ?(?=:)|(?:durant |pendant |tout au long de )?toute l'annee\b(?! scolaire)|"
    r"tout au long de l'annee\b(?! scolaire)|(?<=che de )l'annee\b(?! scolaire)"
)
@pattern(
    r"inclus(?:e|es)?\b|compris(?:e|es)?\b|(?:la |une )?(?:\d+(?:ere?|re) |premiere )seance (?:gratuite|"
    r"offerte)"
)
@pattern(
    r"d'entre\b|d'ici\b(?! le| la)|heure d'hiver|heure d'ete|(?:tous|tout) (?:niveaux?|publics?)|pour tous\b|a tous\b"
)
def _noise(match: re.Match[str], _text: str) -> Made:
    # "samedi 12, place de la mairie": the number is the day's.
    if match.group()[0].isdigit() and _OF_A_DAY.search(match.string, max(0, match.start() - 14), match.start()):
        return None
    return []
