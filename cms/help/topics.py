"""Which help pages there are, and which page speaks of which screen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """One task. Its text is `help/topics/<slug>.html`; `screens` are the names of addresses that lead to it."""

    slug: str
    title: str
    screens: tuple[str, ...]

    @property
    def template(self) -> str:
        """The template that holds the page's text."""
        return f"help/topics/{self.slug}.html"


TOPICS = (
    Topic(
        "annoncer-un-evenement",
        "Annoncer un événement",
        ("desk:add_event", "desk:edit_event", "desk:event_sent", "desk:delete_event", "desk:take_back_event"),
    ),
    Topic(
        "prevenir-d-un-changement", "Prévenir d’un changement", ("desk:notices", "desk:give_notice", "desk:undo_notice")
    ),
    Topic("le-mois-prochain", "La même chose le mois prochain", ("desk:copy", "desk:past", "desk:month")),
    Topic("dans-la-lettre", "Ce que la lettre dira de vous", ("desk:letter",)),
    Topic("combien-de-personnes", "Combien de personnes sont venues", ("desk:attendances", "desk:attendance")),
    Topic(
        "actualites-et-lieux",
        "Publier une actualité ou un lieu",
        (
            "desk:add_news",
            "desk:edit_news",
            "desk:add_place",
            "desk:edit_place",
            "desk:pages",
            "desk:closures",
            "desk:edit_structure",
            "desk:preview",
            "desk:take_down",
            "desk:withdrawn",
        ),
    ),
    Topic(
        "inviter-un-collegue",
        "Inviter un collègue",
        ("desk:people", "desk:person", "desk:remove_person", "desk:decide_join"),
    ),
    Topic("abonner-une-personne", "Abonner une personne à la lettre", ("desk:sign_up", "desk:signed_up")),
    Topic(
        "organiser-a-plusieurs",
        "Organiser à plusieurs",
        ("desk:coorganisers", "desk:coorganiser", "desk:join_event"),
    ),
    Topic(
        "calendrier-du-programme",
        "Suivre le calendrier du programme",
        (
            "desk:programme",
            "desk:programme_item",
            "desk:programme_feed",
            "team:programme",
            "team:add_programme_item",
            "team:programme_item",
            "team:remove_programme_item",
        ),
    ),
    Topic(
        "relire-et-publier",
        "Relire et publier",
        ("team:queue", "team:review", "team:bulk", "team:decisions", "team:history", "team:send_back"),
    ),
    Topic(
        "structures-et-personnes",
        "Structures et personnes",
        (
            "team:structures",
            "team:structure",
            "team:open_structure",
            "team:rename_structure",
            "team:archive_structure",
            "team:hand_over_structure",
            "team:import_upload",
            "team:import",
            "team:people",
            "team:add_person",
            "team:moderator_scope",
            "team:remove_person",
            "team:proposals",
        ),
    ),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}
_BY_SCREEN = {screen: topic for topic in TOPICS for screen in topic.screens}


def topic_of(screen: str) -> Topic | None:
    """Return the page that speaks of a screen ("desk:add_event"); None when none does."""
    return _BY_SCREEN.get(screen)
