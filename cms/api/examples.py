"""One example of each answer, fictional; a test holds them against the schemas."""

from typing import Any

SITE = "https://numerique.example.org"

_TERRITORY = {"insee": "29232", "commune": "Quimper", "epci": "200068120", "departement": "29"}
_STRUCTURE_REF = {"id": 12, "name": "Les Ateliers du clic", "url": f"{SITE}/les-ateliers-du-clic/"}
_SERVICE = {
    "code": "demarches",
    "label": "Faire ses démarches en ligne",
    "national": "Aide aux démarches administratives",
}
_FREE = {"code": "gratuit", "label": "Gratuit", "national": "Gratuit"}
_SITTING = {
    "original_start": "2026-12-01T14:00:00+01:00",
    "start": "2026-12-01T14:00:00+01:00",
    "end": "2026-12-01T16:00:00+01:00",
    "state": "scheduled",
    "note": "",
}

EVENT: dict[str, Any] = {
    "uid": "5f0c3a52-6a1b-5c1e-9a55-0b7c5f6f2a10",
    "code": "k7m2pq",
    "url": f"{SITE}/e/k7m2pq",
    "change_no": 418,
    "changed_at": "2026-11-20T09:12:00+01:00",
    "first_published_at": "2026-11-12T17:40:00+01:00",
    "title": "Premiers pas avec l’ordinateur",
    "kind": "workshop",
    "kind_label": "atelier",
    "status": "scheduled",
    "status_label": "a lieu",
    "status_sentence": "",
    "summary": "Deux heures en petit groupe, à votre rythme.",
    "body_html": "<p>On apporte ses questions, on repart avec des réponses.</p>",
    "body_text": "On apporte ses questions, on repart avec des réponses.",
    "when": "mardi 1er décembre 2026, de 14 h à 16 h",
    "next_start": "2026-12-01T14:00:00+01:00",
    "occurrences": [_SITTING],
    "cycle": False,
    "mode": "on_site",
    "place": {
        "name": "Médiathèque",
        "street": "1 place de l’Exemple",
        "postal_code": "29000",
        "commune": "Quimper",
        "insee": "29232",
        "latitude": 47.9975,
        "longitude": -4.0979,
        "code": "h3v8tn",
        "url": f"{SITE}/l/h3v8tn",
    },
    "online": None,
    "territory": _TERRITORY,
    "distance_km": 4,
    "themes": [_SERVICE],
    "audience": "Débutants",
    "audiences": [{"code": "seniors", "label": "Seniors", "national": "Seniors"}],
    "special_needs": [
        {"code": "moteur", "label": "Handicap moteur", "national": "Handicaps moteurs"},
    ],
    "bring": "Votre ordinateur si vous en avez un",
    "access": "De plain-pied",
    "price": {"kind": "free", "label": "gratuit", "text": ""},
    "registration": {"required": True, "link": "", "phone": "02 61 91 00 12", "email": ""},
    "seats": 8,
    "image": None,
    "poster_url": "",
    "structure": {**_STRUCTURE_REF, "phone": "02 61 91 00 12", "email": "bonjour@example.org", "website": ""},
    "coorganisers": [{"id": 95, "name": "Médiathèque", "url": f"{SITE}/mediatheque/"}],
}
NEWS: dict[str, Any] = {
    "id": 87,
    "url": f"{SITE}/les-ateliers-du-clic/nouveaux-horaires/",
    "title": "Nouveaux horaires cet hiver",
    "summary": "La permanence du mardi commence une demi-heure plus tôt.",
    "body_html": "<p>À partir de décembre, nous ouvrons à 13 h 30.</p>",
    "body_text": "À partir de décembre, nous ouvrons à 13 h 30.",
    "published_at": "2026-11-18T10:00:00+01:00",
    "changed_at": "2026-11-18T10:00:00+01:00",
    "structure": _STRUCTURE_REF,
}
PLACE: dict[str, Any] = {
    "code": "h3v8tn",
    "url": f"{SITE}/l/h3v8tn",
    "name": "Médiathèque",
    "summary": "Six ordinateurs et quelqu’un pour vous aider.",
    "details": "",
    "street": "1 place de l’Exemple",
    "complement": "",
    "postal_code": "29000",
    "territory": _TERRITORY,
    "latitude": 47.9975,
    "longitude": -4.0979,
    "distance_km": 4,
    "itinerant": False,
    "itinerance": [{"code": "fixe", "label": "Reste à son adresse", "national": "Fixe"}],
    "phone": "02 61 91 00 34",
    "phone_uri": "tel:+33261910034",
    "email": "",
    "further_emails": [],
    "website": "",
    "further_websites": [],
    "hours": "Mo-Fr 10:00-12:00,14:00-18:00; Sa 10:00-17:00",
    "closures": [{"start_date": "2026-12-24", "end_date": "2027-01-02", "sentence": "Congés de fin d’année"}],
    "stops": [],
    "services": [_SERVICE],
    "support_modes": [],
    "access_modes": [],
    "fees": [_FREE],
    "audiences": [],
    "special_needs": [],
    "booking_url": "",
    "access_url": "",
    "national_id": "",
    "source": "",
    "parent_structure": "",
    "licence": "lo2",
    "updated_date": "2026-10-05",
    "structure": _STRUCTURE_REF,
}
STRUCTURE: dict[str, Any] = {
    **_STRUCTURE_REF,
    "kind": "association",
    "kind_label": "association",
    "siret": "",
    "summary": "Une association qui aide à se servir du numérique, sans jargon.",
    "body_html": "<p>Nous venons aussi chez vous.</p>",
    "body_text": "Nous venons aussi chez vous.",
    "address": "3 rue de l’Exemple",
    "territory": _TERRITORY,
    "phone": "02 61 91 00 12",
    "phone_uri": "tel:+33261910012",
    "email": "bonjour@example.org",
    "website": "https://ateliers.example.org/",
    "logo": None,
    "feed_url": f"{SITE}/flux/structure/12.ics",
}
ISSUE_REF: dict[str, Any] = {
    "slug": "2026-11",
    "url": f"{SITE}/lettre/2026-11/",
    "title": "Novembre : les ateliers près de chez vous",
    "period": "2026-11",
    "sent_at": "2026-11-02T09:00:00+01:00",
}
ISSUE: dict[str, Any] = {
    **ISSUE_REF,
    "name": "La lettre du numérique",
    "month": "novembre 2026",
    "editorial_html": "<p>Bonjour à toutes et à tous.</p>",
    "editorial_text": "Bonjour à toutes et à tous.",
    "sections": [
        {
            "kind": "agenda",
            "heading": "Autour de Quimper",
            "items": [
                {
                    "title": EVENT["title"],
                    "line": EVENT["when"],
                    "url": EVENT["url"],
                    "by": "Les Ateliers du clic",
                    "cancelled": False,
                }
            ],
            "html": "",
            "phone": "",
            "hours": "",
            "picture": None,
        }
    ],
}
BRAND: dict[str, Any] = {
    "programme_name": "Le relais numérique",
    "short_name": "Relais numérique",
    "newsletter_name": "La lettre du numérique",
    "tagline": "Des personnes près de chez vous pour vous aider avec le numérique.",
    "departement_code": "29",
    "departement_name": "Finistère",
    "departement_the": "le Finistère",
    "departement_in": "dans le Finistère",
    "url": f"{SITE}/",
    "agenda_url": f"{SITE}/agenda/",
    "feed_url": f"{SITE}/flux/agenda.ics",
    "subscribe_url": f"{SITE}/lettre/abonnement/",
    "logo_url": "",
    "colours": {"primary": "#0e4d5c", "accent": "#ffcf5c", "ink": "#1d2429", "paper": "#fffdf8"},
    "phone": "02 61 91 00 00",
    "phone_uri": "tel:+33261910000",
    "phone_hours": "Mo-Fr 09:00-12:00",
    "phone_hours_lines": ["lundi au vendredi : 9 h – 12 h"],
    "phone_note": "Appel gratuit",
    "answers_now": {"is_open": True, "sentence": "ouvert maintenant, jusqu’à 12 h"},
    "contact_email": "bonjour@example.org",
    "postal_address": ["1 place de l’Exemple", "29000 Quimper"],
}


PHONE_LINE: dict[str, Any] = {
    "kind": "single",
    "name": "Le relais numérique",
    "phone": "02 61 91 00 00",
    "phone_uri": "tel:+33261910000",
    "answers_now": True,
    "until": "2026-12-01T12:00:00+01:00",
    "next_open": None,
    "sentence": "On vous répond maintenant, jusqu’à 12 h.",
    "hours_lines": ["lundi au vendredi : 9 h – 12 h"],
    "note": "Appel gratuit",
    "url": "",
}
WHO_TO_CALL: dict[str, Any] = {
    "territory": {"insee": "29232", "commune": "Quimper", "epci": "200068120", "departement": "29"},
    "need": "demarches",
    "url": f"{SITE}/qui-appeler/?commune=29232&besoin=demarches",
    "whose_number": "",
    "now": PHONE_LINE,
    "next": None,
    "chain": [PHONE_LINE],
    "places": [
        {
            "url": f"{SITE}/l/k7d2",
            "name": "Médiathèque des Ursulines",
            "commune": "Quimper",
            "distance_km": 1,
            "phone": "02 61 91 00 01",
            "next_opening": "mardi de 9 h à 12 h",
            "services": [
                {
                    "code": "demarches",
                    "label": "Faire ses démarches en ligne",
                    "national": "Aide aux démarches administratives",
                }
            ],
            "licence": "lo2",
        }
    ],
    "nearer": [],
    "events_km": 15,
    "events": [
        {
            "url": EVENT["url"],
            "title": EVENT["title"],
            "starts_at": "2026-12-01T14:00:00+01:00",
            "ends_at": "2026-12-01T16:00:00+01:00",
            "place": "Médiathèque, Quimper",
            "remote": False,
            "status": "scheduled",
        }
    ],
    "sentences": [
        "Vous pouvez appeler tout de suite le 02 61 91 00 00, Le relais numérique, jusqu’à 12 h.",
        (
            "Le lieu le plus proche est à environ 1 km : Médiathèque des Ursulines, où l’on vous reçoit mardi de 9 h à "
            "12 h."
        ),
    ],
}


def _page(item: dict[str, Any], resource: str) -> dict[str, Any]:
    return {"items": [item], "next": f"{SITE}/api/v1/{resource}?limit=1&cursor=WyIyMDI2LTEyIl0"}


EXAMPLES: dict[str, dict[str, Any]] = {
    "events": _page(EVENT, "events"),
    "event": EVENT,
    "news_list": _page(NEWS, "news"),
    "news": NEWS,
    "places": _page(PLACE, "places"),
    "place": PLACE,
    "structures": _page(STRUCTURE, "structures"),
    "structure": STRUCTURE,
    "issues": _page(ISSUE_REF, "issues"),
    "issue": ISSUE,
    "who_to_call": WHO_TO_CALL,
    "brand": BRAND,
}

REFUSALS: dict[int, dict[str, Any]] = {
    404: {"detail": "Il n’y a rien à cette adresse.", "problems": []},
    410: {"detail": "Cet événement n’est plus publié.", "problems": []},
    422: {
        "detail": "« limit » est un nombre entier de 1 à 100.",
        "problems": [{"parameter": "limit", "sentence": "« limit » est un nombre entier de 1 à 100."}],
    },
}
