"""What a fresh installation says until its record is filled in: neutral French copy that names no département."""

from django.template.loader import render_to_string

PROGRAMME_NAME = "Le relais numérique"
SHORT_NAME = "Relais numérique"
NEWSLETTER_NAME = "La lettre du relais numérique"
TAGLINE = "Des personnes près de chez vous pour vous aider avec le numérique."
DEPARTEMENT_NAME = "Département"
DEPARTEMENT_THE = "le département"
DEPARTEMENT_IN = "dans le département"
SENDER_NAME = "Le relais numérique"

# Petrol and sunflower on warm white: ink on paper 15:1, petrol on paper 9:1, ink on sunflower 10:1.
COLOUR_PRIMARY = "#0e4d5c"
COLOUR_ACCENT = "#ffcf5c"
COLOUR_INK = "#1d2429"
COLOUR_PAPER = "#fffdf8"


def legal_text() -> str:
    """Return the legal notice to complete."""
    return _copy("legal")


def privacy_text() -> str:
    """Return the privacy notice, true of what the product does."""
    return _copy("privacy")


def accessibility_text() -> str:
    """Return the accessibility statement of a site that has not been audited."""
    return _copy("accessibility")


def consent_text() -> str:
    """Return the sentence a subscriber agrees to."""
    return _copy("consent")


def _copy(name: str) -> str:
    return render_to_string(f"branding/defaults/{name}.html").strip()
