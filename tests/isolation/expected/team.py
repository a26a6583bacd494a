"""The team's screens, below /equipe/."""

from tests.isolation.rules import MODERATORS, TEAM, Rules, of_structure, only

RULES: Rules = {
    # What a limited moderator of A moderates; the lists show them nothing else.
    **only(MODERATORS, "team:queue team:decisions", queries=("structure={structure}", "structure_id={structure}")),
    # Ticked or not, what is another's is passed over.
    **only(MODERATORS, "team:bulk", body={"item": "{waiting}:{waiting_revision}"}),
    **of_structure(MODERATORS, "team:review team:read team:history", fill={"page_id": "waiting"}),
    **of_structure(MODERATORS, "team:publish", fill={"page_id": "waiting"}, body={"revision": "{waiting_revision}"}),
    **of_structure(
        MODERATORS,
        "team:send_back",
        fill={"page_id": "waiting"},
        body={"revision": "{waiting_revision}", "reason_code": "dates", "sentence": "Quand donc ?"},
    ),
    **of_structure(MODERATORS, "team:undo", fill={"decision_id": "decision"}),
    **of_structure(MODERATORS, "team:look", fill={"look_id": "look"}),
    **of_structure(MODERATORS, "team:together", fill={"request_id": "coorganiser"}, body={"answer": "yes"}),
    **only(TEAM, "team:accept_proposal team:refuse_proposal", fill={"pk": "proposal"}),
    **only(
        TEAM,
        """
        team:add_person team:import_model team:import_upload team:open_structure team:people team:proposals
        team:structures
    """,
    ),
    **only(
        TEAM,
        """
        team:archive_structure team:hand_over_structure team:rename_structure team:reopen_structure team:structure
        team:trust_structure
    """,
        fill={"pk": "structure"},
    ),
    **only(TEAM, "team:programme", queries=("quand=passe",)),
    **only(
        TEAM,
        "team:add_programme_item",
        body={
            "title": "Comité",
            "kind": "committee",
            "audience": "all",
            "date-TOTAL_FORMS": "1",
            "date-INITIAL_FORMS": "0",
            "date-0-day": "2030-01-10",
        },
    ),
    **only(TEAM, "team:programme_item team:remove_programme_item", fill={"page_id": "programme_page"}),
    **only(TEAM, "team:import", body={"invite": "on"}),
    **only(TEAM, "team:moderator_scope", fill={"pk": "limited"}),
    **only(TEAM, "team:remove_person", path="/equipe/personnes/{receptionist}/retirer/accueil/"),
    **only(TEAM, "team:remove_scope", none=TEAM, fill={"pk": "limited"}),
}
