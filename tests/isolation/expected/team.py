"""The team's screens, below /equipe/."""

from tests.isolation.rules import MODERATORS, TEAM, Rules, nobody, of_structure, only

RULES: Rules = {
    # What a limited moderator of A moderates; the lists show them nothing else.
    **only(
        MODERATORS, "team:queue team:decisions team:bulk", queries=("structure={structure}", "structure_id={structure}")
    ),
    **of_structure(
        MODERATORS,
        "team:review team:publish team:send_back team:read team:history",
        fill={"page_id": "waiting"},
    ),
    **of_structure(MODERATORS, "team:undo", fill={"decision_id": "decision"}),
    **of_structure(MODERATORS, "team:look", fill={"look_id": "look"}),
    **of_structure(MODERATORS, "team:together", fill={"request_id": "coorganiser"}),
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
    **nobody("team:import"),
    **nobody("team:moderator_scope", fill={"pk": "user"}),
    **only(TEAM, "team:remove_person", path="/equipe/personnes/{receptionist}/retirer/accueil/"),
    **only(TEAM, "team:remove_scope", none=TEAM, fill={"pk": "user"}),
}
