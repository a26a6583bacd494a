"""Numbers and words of an announcement that say nothing about dates: phones, streets, prices, ages."""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import MON, WD, H
from agenda.recurrence.patterns.registry import Made, pattern
from cms.foundation.digits import is_digits

# A day without hours: "lundi sur rendez-vous, mardi 9 h-12 h".
_DAY_ALONE = re.compile(rf"{WD} ?(?:matins?|apres-midis?)? ?[:,(]? ?$")
_HOURS_AFTER = re.compile(
    rf" ?(?:uniquement|seulement|de preference)?(?: le matin| l'apres-midi)?[ ,:(]*"
    rf"(?:de |a |entre )?(?:\d{{1,2}} a )?{H}"
)
_BEFORE = 30
_OF_A_DAY = re.compile(rf"(?:{WD}|{WD} le) ?$")
# What there are several of, and no sitting is.
_COUNTED = (
    r"(?:(?:decheteri|dechetteri|bibliothequ|mediathequ|ecol|antenn|commun|associat|sall|vill)[a-z]{0,12}|"
    r"exposants|benevoles|sites|"
    r"agents|quartiers|villages|points|lieux|espaces|visiteurs|artistes|livres|jeux)\b"
)
_STREET = (
    r"rue|esplanade|allees|cite|promenade|faubourg|residence|lotissement|"
    r"avenue|av\b|place|boulevard|bd|chemin|route|impasse|quai|allee|square|ter\b|bis\b"
)


@pattern(r"(?:uniquement |seulement )?sur (?:rendez[- ]vous|rdv)")
def _by_appointment(match: re.Match[str], text: str) -> Made:
    folded, start, end = match.string, match.start(), match.end()
    alone = _DAY_ALONE.search(folded, max(0, start - _BEFORE), start) and not _HOURS_AFTER.match(folded, end)
    hours, day = re.search(H, folded), re.search(WD, folded)
    hours_first = hours is not None and day is not None and hours.start() < day.start()
    return items.Unknown(text, "hours") if alone and not hours_first else []


_PEOPLE = (
    "places?|adherente?s?|membres|benevoles|habitants|seniors|usagers|enfants?|eleves?|adultes?|inscrits?|stagiaires?|joueurs?|familles?|personnes?|participants?|postes?|pers\\b|"
    "ordinateurs?"
)
_NO_HOUR = r"(?!\d| ?h\b| ?h\d| ?heures?| ?:\d)"
# "B12" is a room, "à14" an hour.
_NO_ROOM = "a|au|de|du|des|d|et|le|la|les|l|en|h|j|n|x|lu|ma|me|je|ve|sa|di|s|t"


@pattern(
    rf"(?:au )?(?:minimum|mini|moins) (?:de )?\d{{1,3}} (?:{_PEOPLE})|\d{{1,3}} (?:{_PEOPLE})(?: inscrit\w*)? "
    r"(?:au )?(?:minimum|mini\b|moins\b)|a partir de \d{1,3} inscri\w+"
)
def _enough(_match: re.Match[str], text: str) -> Made:
    """Ask about "minimum 5 inscrits": with fewer it may not take place."""
    return items.Unknown(text, "whether")


@pattern(r"(?:la|une|cette|notre|votre|leur|sa|en|de|des|les|aux|vos|nos) fermes?\b")
def _farm(_match: re.Match[str], text: str) -> Made:
    """Pass over "vente à la ferme", which closes nothing."""
    return None if "é" in text.lower() else []


_OF_GROUPS = r"groupes?\b[a-z ,]{0,30} sur (?:rendez[- ]vous|rdv|reservation)"


@pattern(rf"{_OF_GROUPS},? (?:toute la semaine|tous les jours|toute l'annee)(?=[ .;)]*$)")
def _groups_by_appointment(_match: re.Match[str], _text: str) -> Made:
    return []


@pattern(r"ces (?:jours[- ]la|(?:deux|trois|2|3) jours)\b(?!,? ?:? ?(?:de |a |entre )?\d)")
def _these_days(match: re.Match[str], _text: str) -> Made:
    """Pass over "le stationnement est difficile ces jours-là", not "pas ces jours-là"."""
    said = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return None if re.search(r"(?:sauf|hors|pas|sans|ferm\w*|ou) (?:de [a-z]+ )?$", said) else []


@pattern(r"0\d(?:[ .-]?\d\d){4}(?!\d)|\+33[ .]?\d(?:[ .-]?\d\d){4}|[\w.+-]{1,64}@[\w.-]{1,100}|https?://\S+|www\.\S+")
@pattern(
    rf"-?\d+(?: ?bis| ?ter)?,? ?(?:{_STREET})|-?\d+cours\b|\d{{5}}\b(?! ?h)|"
    rf"(?:salle|niveau|etage|numero|n°) ?\d+{_NO_HOUR}"
)
@pattern(r"\d{1,2} (?:pour|=) \d+(?:[.,]\d+)? ?(?:€|euros?\b)")
@pattern(r"(?:de |entre )?\d+(?:[.,]\d\d?)? (?:a|et) \d+(?:[.,]\d\d?)? ?(?:€|euros?\b)")
@pattern(
    rf"(?:\d+ ?[/-] ?)?\d+(?:[.,]\d+)? ?(?:€|euros?\b)|\d+ ?m2|\d+ ?%|(?:\d+ ?[/-] ?)?\d+ (?:{_PEOPLE})|"
    r"(?:groupes?|equipes?|tables?) de \d+(?: ?(?:[/-]|a) ?\d+)?\b(?! ?h|:)"
)
@pattern(
    r"(?:pour )?(?:les |aux |des |a partir de |de |plus de |\+ ?de )?\d+(?: ?(?:a|et|-|/) ?\d+)? ans\b|"
    r"(?:au |le )?\d+(?:er|re|e|eme) (?:etage|arrondissement)s?\b|60 ?\+"
)
@pattern(
    r"(?:avec (?:ou|et) sans|sans ou avec|avec|sans|pas de|uniquement sur|seulement sur|sur) (?:rendez[- ]vous|rdv)"
)
@pattern(
    r"(?:sans|avec|pas d'|aucune) (?:inscription|reservation|engagement|adhesion|condition|supplement|obligation|"
    r"participation|limite d'age)s?(?: (?:prealable|necessaire|obligatoire|requise?)s?)?\b"
)
@pattern(
    rf"s'arrete(?:ra)? (?=(?:sur |devant |dans |face a |pres de )?(?:la |le |les |l'|votre |notre )?(?:{_STREET})\b)"
)
@pattern(
    r"(?:jours? (?:et (?:heures?|horaires?) )?d'ouvertures?|(?:et )?heures? d'ouvertures?)"
    r"(?:(?= ?:)| (?:sont|restent|demeurent) (?:inchangee?s|les memes)\b)"
)
@pattern(r"(?:en dehors de|hors) (?:ces|nos) (?:dates|horaires|heures|creneaux|permanences)\b")
@pattern(rf"(?!(?:{_NO_ROOM})-?\d)[a-z]{{1,2}}-?\d{{1,4}}\b(?! ?h(?![a-z])|:)")
@pattern(r"(?:composer|composez|appeler|appelez|faites) le \d{1,4}\b(?! ?h(?![a-z]))")
@pattern(r"salle (?!(?:le|les|du|de|des|au|a|et|en)\b)[a-z]{2,12} \d{1,3}(?! ?(?:h\b|h\d|heures?|[:/]|[a-z]{3}))")
@pattern(r"(?:\d{1,3} ?h(?:eures?)? a l'avance|(?:24|48|72) ?h(?:eures?)? (?:avant|auparavant))\b")
@pattern(
    r"a chaque fois\b|(?<!jours )(?<!horaires )(?<!horaire )(?:selon|suivant) (?:l'age|leur age|le niveau|les ages)\b"
)
@pattern(
    r"apres (?:le |la |l'|les |une? )(?:cours|repas|ecole|classe|messe|travail|concert|film|sortie)\b(?! d[e'u]s? ?\d)"
)
@pattern(r"en suivant (?:le|la|les|ce|ces) (?:liens?|plan|fleches?|parcours|panneaux)\b")
@pattern(r"journees? (?=portes?|internationale|mondiale|nationale|citoyenne|decouverte|du patrimoine)")
@pattern(
    rf"journee (?=(?:de la |de l'|du |des |de |d')(?!{WD}|{MON}|\d|(?:semaine|mois|week|vacances|rentree|feri))"
    r"[a-z]{4,}\b(?! ?(?:a|de|des)? ?\d))|(?<=, )jour chome(?=,)"
)
@pattern(
    r"(?:aux |les |nos )?(?:jours et (?:horaires|heures)|(?:horaires|heures) et jours) (?:d'ouverture )?habituels"
    r"(?:, soit\b| ?(?=:))"
)
@pattern(r"(?:en )?journee continue\b|prochaine?s? dates? ?(?=:)|\d+ (?:seances?|cours) d'essai\b")
@pattern(
    r"ou sur (?:rendez-vous|rdv|reservation) les autres jours|"
    r"(?:marche|gouter|couronne|arbre|fete|spectacle|conte)s? de noel\b"
)
@pattern(rf"(?!20\d\d)\d{{1,4}} {_COUNTED}")
@pattern(r"\(\d\)|(?:plus|pres) de \d{1,5} (?!h\b|heures?|jours?|semaines?|mois|ans?\b|seances?|min)[a-z]{3,20}")
@pattern(
    r"(?:sont )?(?:les? |la )?suivante?s? ?(?=:)|(?:durant |pendant |tout au long de )?toute l'annee\b(?! scolaire)|"
    r"tout au long de l'annee\b(?! scolaire)|(?<=che de )l'annee\b(?! scolaire)"
)
@pattern(
    r"inclus(?:e|es)?\b|compris(?:e|es)?\b|(?:la |une )?(?:\d+(?:ere?|re) |premiere )seance (?:gratuite|"
    r"offerte)"
)
@pattern(
    r"(?:1er|2e|2eme|3e|3eme|troisieme|4e|4eme|quatrieme) age\b|niveaux? avancee?s?\b|"
    r"(?:pas a pas|petit a petit|tour a tour)\b|"
    r"d'entre\b|d'ici\b(?! le| la)|heure d'hiver|heure d'ete|(?:tous|tout) (?:niveaux?|publics?)|pour tous\b|a tous\b"
)
def _noise(match: re.Match[str], _text: str) -> Made:
    # "samedi 12, place de la mairie": the number is the day's.
    if is_digits(match.group()[0]) and _OF_A_DAY.search(match.string, max(0, match.start() - 14), match.start()):
        return None
    return []
