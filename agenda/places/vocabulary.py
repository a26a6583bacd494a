"""The closed lists of the national schema "lieux de médiation numérique" 1.0.2, each value with a short stable code.

Codes are stored, national wordings are exchanged, everyday words are shown. Codes never change: they stand in feeds,
addresses and drawings. Source: schema-lieux-mediation-numerique 1.0.2 (11 April 2024).
"""

import re
import unicodedata
from typing import NamedTuple


class Term(NamedTuple):
    """One value of a closed list."""

    national: str
    everyday: str


def _same(**wordings: str) -> dict[str, Term]:
    """Return terms whose national wording is good everyday French already."""
    return {code: Term(wording, wording) for code, wording in wordings.items()}


SERVICES: dict[str, Term] = {
    "demarches": Term("Aide aux démarches administratives", "Faire ses démarches en ligne"),
    "quotidien": Term(
        "Maîtrise des outils numériques du quotidien", "Apprendre à se servir d’un ordinateur, d’un téléphone"
    ),
    "insertion": Term("Insertion professionnelle via le numérique", "Chercher un emploi avec internet"),
    "securite": Term("Utilisation sécurisée du numérique", "Éviter les arnaques, protéger ses données"),
    "parentalite": Term("Parentalité et éducation avec le numérique", "Accompagner ses enfants face aux écrans"),
    "loisirs": Term("Loisirs et créations numériques", "Photos, jeux et création"),
    "comprendre": Term("Compréhension du monde numérique", "Comprendre le monde numérique"),
    "acces": Term("Accès internet et matériel informatique", "Utiliser un ordinateur ou internet sur place"),
    "materiel": Term("Acquisition de matériel informatique à prix solidaire", "Acheter un ordinateur à petit prix"),
}

AUDIENCES = {
    "jeunes": Term("Jeunes", "Jeunes"),
    "etudiants": Term("Étudiants", "Étudiants"),
    "familles": Term("Familles et/ou enfants", "Familles et enfants"),
    "seniors": Term("Seniors", "Seniors"),
    "femmes": Term("Femmes", "Femmes"),
}

SPECIAL_NEEDS = {
    "surdite": Term("Surdité", "Personnes sourdes ou malentendantes"),
    "moteur": Term("Handicaps moteurs", "Handicap moteur"),
    "mental": Term("Handicaps mentaux", "Handicap mental"),
    "illettrisme": Term("Illettrisme", "Difficultés à lire et à écrire"),
    "anglais": Term("Langues étrangères (anglais)", "Accueil en anglais"),
    "langues": Term("Langues étrangères (autres)", "Accueil dans une autre langue"),
    "visuel": Term("Déficience visuelle", "Personnes aveugles ou malvoyantes"),
}

FEES = {
    "gratuit": Term("Gratuit", "Gratuit"),
    "condition": Term("Gratuit sous condition", "Gratuit sous condition"),
    "payant": Term("Payant", "Payant"),
}

NATIONAL_PROGRAMMES = _same(
    aidants_connect="Aidants Connect",
    bnr="Bibliothèques numérique de référence",
    pix="Certification PIX",
    conseillers="Conseillers numériques",
    emmaus="Emmaüs Connect",
    france_services="France Services",
    gen="Grande école du numérique",
    croix_rouge="La Croix Rouge",
    pan_caf="Point d'accès numérique CAF",
    promeneurs="Promeneurs du net",
    relais="Relais numérique (Emmaüs Connect)",
)

LABELS = _same(
    mes="Formé à « Mon Espace Santé »",
    duplex="Formé à « DUPLEX » (illettrisme)",
    arnia="Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    reemploi="Collectif ressources et acteurs réemploi (Normandie)",
    etapes="Étapes numériques (La Poste)",
    fabriques="Fabriques de Territoire",
    eclaireurs="Les Éclaireurs du numérique (Drôme)",
    mes_papiers="Mes Papiers (Métropole de Lyon)",
    ordi="ORDI 3.0",
    sud_labs="SUD LABS (PACA)",
)

ACCESS_MODES = {
    "venir": Term("Se présenter", "Sans rendez-vous"),
    "telephoner": Term("Téléphoner", "En téléphonant avant"),
    "ecrire": Term("Contacter par mail", "En écrivant un e-mail avant"),
    "rdv": Term("Prendre un RDV en ligne", "Sur rendez-vous, pris en ligne"),
    "ferme": Term("Ce lieu n'accueille pas de public", "Ce lieu n’accueille pas de public"),
    "prescription": Term(
        "Envoyer un mail avec une fiche de prescription", "Envoyé par un professionnel (fiche de prescription)"
    ),
}

SUPPORT_MODES = {
    "autonomie": Term("En autonomie", "Seul, avec quelqu’un à proximité"),
    "individuel": Term("Accompagnement individuel", "Avec une personne pour vous seul"),
    "collectif": Term("Dans un atelier collectif", "En atelier, à plusieurs"),
    "distance": Term("À distance", "À distance"),
}

ITINERANCE = {
    "itinerant": Term("Itinérant", "Se déplace de commune en commune (bus, camionnette)"),
    "fixe": Term("Fixe", "Reste à son adresse"),
}

# Field of PlacePage → its list, for forms, imports and exports alike.
CLOSED_LISTS: dict[str, dict[str, Term]] = {
    "services": SERVICES,
    "audiences": AUDIENCES,
    "special_needs": SPECIAL_NEEDS,
    "fees": FEES,
    "national_programmes": NATIONAL_PROGRAMMES,
    "labels": LABELS,
    "access_modes": ACCESS_MODES,
    "support_modes": SUPPORT_MODES,
    "itinerance": ITINERANCE,
}

# The codes of the national library 2.3.0; the schema itself leaves the field free.
# fmt: off
TYPOLOGIES = frozenset({
    "ACI", "ACIPHC", "AFPA", "AI", "ASE", "ASSO", "ASSO_CHOMEUR", "Autre", "AVIP", "BIB", "CAARUD", "CADA", "CAF",
    "CAP_EMPLOI", "CAVA", "CC", "CCAS", "CCONS", "CD", "CDAS", "CFP", "CHRS", "CHU", "CIAS", "CIDFF", "CITMET",
    "CMP", "CMS", "CPAM", "CPH", "CS", "CSAPA", "CSC", "DEETS", "DEPT", "DIPLP", "E2C", "EA", "EATT", "EI", "EITI",
    "ENM", "EPCI", "EPI", "EPIDE", "EPN", "ES", "ESAT", "ESS", "ETTI", "EVS", "FABLAB", "FABRIQUE", "FAIS", "FT",
    "GEIQ", "HUDA", "LA_POSTE", "MDE", "MDH", "MDEF", "MDPH", "MDS", "MJC", "ML", "MQ", "MSA", "MSAP", "MUNI",
    "OACAS", "ODC", "OF", "OIL", "OPCS", "PAD", "PENSION", "PI", "PIJ_BIJ", "PIMMS", "PJJ", "PLIE", "PREF",
    "PREVENTION", "REG", "RELAIS_LECTURE", "RESSOURCERIE", "RFS", "RS_FJT", "SCP", "SPIP", "TIERS_LIEUX", "UDAF",
})
# fmt: on

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def _key(wording: str) -> str:
    """Return what two spellings of a wording share: apostrophes, spaces, accents and capitals differ in real files."""
    plain = unicodedata.normalize("NFKD", wording.lower())
    return _NOT_A_LETTER.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


_CODES = {name: {_key(term.national): code for code, term in terms.items()} for name, terms in CLOSED_LISTS.items()}


def code_of(name: str, wording: str) -> str | None:
    """Return the code of a national wording in the closed list `name` (a key of CLOSED_LISTS); None for others."""
    return _CODES[name].get(_key(wording))


def everyday_words(name: str, codes: list[str]) -> list[str]:
    """Return the everyday words of codes, in the list's own order; unknown codes are left out."""
    return [term.everyday for code, term in CLOSED_LISTS[name].items() if code in codes]


def national_wordings(name: str, codes: list[str]) -> list[str]:
    """Return the national wordings of codes, in the list's own order; unknown codes are left out."""
    return [term.national for code, term in CLOSED_LISTS[name].items() if code in codes]
