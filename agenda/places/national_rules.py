"""What the Table Schema 1.0.2 and the national library 2.3.0 both accept, column by column. Pure: no database.

Each rule was found by running both (tests/validators): the schema wants phones as +33…, the library refuses "#" in an
address, brackets in a commune's name and most signs in a link; neither looks at a SIRET's check digit.
"""

import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit

from cms.structures.siret import is_siret

# La Coop de la médiation numérique writes this where it knows no number; both validators take it.
NO_PIVOT = "00000000000000"
# In the order of the schema.
COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
    "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
    "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
# The schema writes "Étapes numériques(La Poste)", the library "Étapes numériques (La Poste)": no spelling suits both.
UNSPEAKABLE_LABEL = "etapes"
# The library drops it beside services, and puts it where there are none.
CLOSED_TO_PUBLIC = "ferme"
LONGEST_SUMMARY = 280

_LETTERS = "A-Za-z0-9À-ÖØ-öø-ÿœ-ŸŒ"
_NOT_IN_COMMUNE = re.compile(rf"[^{_LETTERS}\-'’\s]+")
_NOT_IN_STREET = re.compile(rf"[^{_LETTERS}\-,()°.&:+–|;'’/\s]+")
_PHONE = re.compile(r"\+(?:33|262|269|508|590|594|596|681|687|689)(?:[1-9][0-9]{8}|[0-9]{6})")
_RNA = re.compile(r"W[a-zA-Z0-9]{9}")
_INSEE = re.compile(r"(?:[013-9][0-9]|2[AB1-9])[0-9]{3}")
# Spelled otherwise they say the same, and the library knows only the second.
_SAME_SIGN = str.maketrans({"—": "–", "―": "–", "‐": "-", "‑": "-", "º": "°", "‘": "’", "´": "’", "`": "’"})
_HOST = re.compile(r"[A-Za-z0-9.-]+")
_PATH_SAFE, _QUERY_SAFE = "+~,%@/._-", "-+=&;%@._"
_FRAGMENT = re.compile(r"[.!/\\A-Za-z0-9_]*")


def plain_text(text: str) -> str:
    """Return a text of several lines, composed (NFC), without control characters; every line end is a line feed."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in composed if c.isprintable() or c in "\n\u00a0\u202f").strip()


def one_line(text: str) -> str:
    """Return the text in one line, each stretch of white space a single space."""
    return " ".join(plain_text(text).split())


def national_commune(name: str) -> str:
    """Return a commune's name as the library takes it: "Château-Chinon Ville" for "Château-Chinon (Ville)".

    The INSEE code beside it tells which commune is meant; read back, the name finds the same commune.
    """
    return " ".join(_NOT_IN_COMMUNE.sub(" ", one_line(name)).split())


def national_street(street: str) -> str:
    """Return a street with only the signs that the library takes; "" when nothing is left."""
    text = one_line(street).translate(_SAME_SIGN)
    kept = "".join(c if not _NOT_IN_STREET.fullmatch(c) else _without_accent(c) for c in text)
    cleaned = " ".join(_NOT_IN_STREET.sub(" ", kept).split()).strip(" ,;|")
    return cleaned if any(c.isalnum() for c in cleaned) else ""


def _without_accent(letter: str) -> str:
    """Return the bare letter of one that Latin-1 lacks ("ž" → "z"); other signs stay to be dropped."""
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if bare.isascii() and bare.isalnum() else letter


def is_national_phone(phone: str) -> bool:
    """Tell whether both validators take a kept number: +33 and nine figures; never a short one such as 3646."""
    return _PHONE.fullmatch(phone) is not None


def is_national_pivot(pivot: str) -> bool:
    """Tell whether a number may be written: a SIRET whose check digit is right, or an RNA number.

    The schema also allows a RIDET number (9 or 10 figures), the library does not.
    """
    return is_siret(pivot) or _RNA.fullmatch(pivot) is not None


def is_national_insee(code: str) -> bool:
    """Tell whether the schema takes an INSEE code."""
    return _INSEE.fullmatch(code) is not None


def national_link(url: str) -> str:
    """Return a link with what the library refuses percent-encoded ("motif[]=1" → "motif%5B%5D=1"); "" if it cannot be.

    A port, a name and password or a fragment of other signs than letters, figures, ".", "!" and "/" have no accepted
    spelling.
    """
    try:
        parts = urlsplit(one_line(url))
        host = (parts.hostname or "").encode("idna").decode()
        if parts.port or parts.username is not None:
            return ""
    except ValueError:  # also what encoding and a strange port raise
        return ""
    if parts.scheme not in {"http", "https"} or "." not in host or not _HOST.fullmatch(host):
        return ""
    return _encoded(parts, host)


def _encoded(parts: SplitResult, host: str) -> str:
    if not _FRAGMENT.fullmatch(parts.fragment):
        return ""
    path = quote(parts.path, safe=_PATH_SAFE)
    # `quote` leaves "~" alone whatever is asked, and the library refuses it here.
    query = quote(parts.query, safe=_QUERY_SAFE).replace("~", "%7E")
    return f"{parts.scheme}://{host}{path}{'?' if query else ''}{query}{'#' if parts.fragment else ''}{parts.fragment}"


def listed_link(url: str) -> str:
    """Return a website's address as it may stand in a list joined with "|"."""
    return one_line(url).replace(" ", "%20").replace("|", "%7C")
