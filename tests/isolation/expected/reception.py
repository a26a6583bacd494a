"""The reception desk, below /accueil/."""

from tests.isolation.rules import RECEPTION, TEAM, Rules, nobody, of_side, only

# What an announcement on a structure's behalf touches.
ANNOUNCED = frozenset({"agenda_placeclosure", "agenda_notice", "agenda_entry", "cms_look", "wagtailcore_pagelogentry"})
ROTA = frozenset({"agenda_shift", "agenda_absence"})

RULES: Rules = {
    **only(
        RECEPTION | TEAM,
        """
        reception:calls reception:home reception:machine reception:note reception:rota reception:undo
    """,
    ),
    **only(TEAM, "reception:calls_table reception:people"),
    # The desk corrects and announces for everybody what is published, and nothing else.
    **only(RECEPTION | TEAM, "reception:close reception:correct", fill={"pk": "place"}, may_leave=ANNOUNCED),
    **nobody("reception:close#draft reception:correct#draft", fill={"pk": "place_draft"}),
    **only(RECEPTION | TEAM, "reception:drop_turn", none=RECEPTION | TEAM, fill={"pk": "shift"}, may_leave=ROTA),
    **only(RECEPTION | TEAM, "reception:drop_absence", none=RECEPTION | TEAM, fill={"pk": "absence"}, may_leave=ROTA),
    **only(RECEPTION | TEAM, "reception:notice", fill={"page_id": "event"}, may_leave=ANNOUNCED),
    **nobody("reception:notice#draft", fill={"page_id": "draft"}),
    **only(TEAM, "reception:remove_person", fill={"pk": "receptionist"}),
    **only(
        RECEPTION | TEAM,
        "reception:send",
        body={"commune": "{commune}", "besoin": "", "number": "12", "address": "appel@example.org"},
    ),
    # One's own deeds of the last hour, nobody else's, not for the team either.
    **of_side(RECEPTION, RECEPTION, "reception:take_back", path="/accueil/annuler/avis/{deed}/", may_leave=ANNOUNCED),
    **nobody(
        "reception:take_back#another's",
        path="/accueil/annuler/fermeture/{closure}/ /accueil/annuler/avis/{notice}/"
        " /accueil/annuler/correction/{correction}/",
    ),
}
