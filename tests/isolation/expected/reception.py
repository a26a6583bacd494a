"""The reception desk, below /accueil/."""

from tests.isolation.rules import RECEPTION, TEAM, Rules, nobody, only

RULES: Rules = {
    **only(
        RECEPTION | TEAM,
        """
        reception:calls reception:home reception:machine reception:note reception:rota reception:undo
    """,
    ),
    **only(TEAM, "reception:calls_table reception:people"),
    **only(RECEPTION | TEAM, "reception:close reception:correct", fill={"pk": "place"}, may_leave=frozenset({"*"})),
    **only(RECEPTION | TEAM, "reception:drop_absence reception:drop_turn", none=RECEPTION | TEAM, fill={"pk": "shift"}),
    **only(RECEPTION | TEAM, "reception:notice", fill={"page_id": "event"}, may_leave=frozenset({"*"})),
    **only(TEAM, "reception:remove_person", fill={"pk": "receptionist"}),
    **nobody("reception:send"),
    **nobody("reception:take_back", path="/accueil/annuler/closure/{closure}/ /accueil/annuler/notice/{notice}/"),
}
