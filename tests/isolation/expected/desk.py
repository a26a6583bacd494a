"""The desk, below /mon-espace/."""

from tests.isolation.rules import (
    EDITORS,
    MEMBERS,
    MODERATORS,
    NOBODY,
    REFERENT,
    SIGNED_IN,
    TEAM,
    Rules,
    nobody,
    of_structure,
    only,
)

RULES: Rules = {
    **only(MEMBERS, "desk:add_event", queries=("structure={structure}", "copie={draft}", "de={draft}", "from={draft}")),
    **only(
        MEMBERS,
        """
        desk:add_news desk:add_place desk:edit_structure desk:pages desk:past desk:withdrawn
    """,
        queries=("structure={structure}",),
    ),
    **of_structure(
        MEMBERS | MODERATORS,
        "desk:close_place desk:closures desk:confirm_place desk:edit_place",
        fill={"page_id": "place"},
    ),
    **only(
        TEAM,
        """
        desk:contacts desk:contacts_act desk:contacts_add desk:contacts_close desk:contacts_close_single
        desk:contacts_line desk:corrections desk:coverage desk:coverage_csv desk:coverage_sheet desk:duplicates
        desk:hand_over desk:stale_places desk:stranded desk:tools
    """,
    ),
    **only(TEAM, "desk:contacts_reopen", none=TEAM),
    **of_structure(EDITORS | MODERATORS, "desk:coorganiser"),
    **only(MEMBERS, "desk:coorganisers"),
    **of_structure(
        MEMBERS | MODERATORS,
        """
        desk:copy desk:delete_event desk:edit_event desk:event_sent desk:take_back_event desk:undo_notice
    """,
    ),
    **of_structure(REFERENT, "desk:decide_join", fill={"pk": "join"}),
    **of_structure(MEMBERS | MODERATORS, "desk:edit_news desk:preview", fill={"page_id": "news"}),
    **of_structure(MEMBERS | MODERATORS, "desk:give_notice desk:notices desk:take_down", fill={"page_id": "event"}),
    **only(SIGNED_IN, "desk:home", queries=("structure={structure}",)),
    **of_structure(NOBODY, "desk:join_event", others=MEMBERS, fill={"page_id": "event"}),
    **nobody("desk:kept_file", path="/mon-espace/fichiers/6b9cf1d2-0c3a-4b8e-9d1f-2a3b4c5d6e7f/"),
    **only(REFERENT, "desk:people", queries=("structure={structure}",)),
    **of_structure(REFERENT, "desk:person desk:remove_person", fill={"pk": "membership"}),
    # Leads to team:review, which asks who it is.
    **only(SIGNED_IN, "desk:review", none=SIGNED_IN, fill={"page_id": "waiting"}),
}
