"""The desk, below /mon-espace/."""

from tests.isolation.rules import (
    MEMBERS,
    MODERATORS,
    NOBODY,
    REFERENT,
    SIGNED_IN,
    TEAM,
    Rules,
    of_side,
    of_structure,
    only,
)

RULES: Rules = {
    **of_side(MEMBERS, NOBODY, "desk:month", fill={"month": "month"}),
    # For who asks at a counter: everybody who writes for a structure, and the team for itself.
    **only(MEMBERS | TEAM, "desk:sign_up desk:signed_up"),
    **only(MEMBERS, "desk:attendances desk:attendance_table"),
    **of_side(
        MEMBERS,
        NOBODY,
        "desk:attendances#chosen",
        path="/mon-espace/frequentation/?structure={structure}"
        " /mon-espace/frequentation/mois.csv?structure={structure}",
    ),
    **of_structure(MEMBERS | MODERATORS, "desk:attendance", fill={"pk": "attendance"}),
    **of_structure(MEMBERS | MODERATORS, "desk:letter"),
    **only(
        MEMBERS, "desk:add_event", queries=("structure={structure}", "copie={draft}", "de={draft}", "comme={draft}")
    ),
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
        desk:contacts_line desk:coverage desk:coverage_csv desk:coverage_sheet desk:stale_places desk:stranded
        desk:tools
    """,
    ),
    **only(TEAM, "desk:corrections", body={"undo": "{correction}"}),
    **only(TEAM, "desk:duplicates", body={"one": "{place}", "other": "{place_draft}", "answer": "same"}),
    **only(TEAM, "desk:hand_over", body={"place": "{place}", "structure": "{structure}"}),
    **only(TEAM, "desk:contacts_reopen", none=TEAM),
    # A contributor reads what is asked; the answer is refused with a sentence (tests/cms/desk/test_coorganisers.py).
    **of_structure(MEMBERS | MODERATORS, "desk:coorganiser", body={"reponse": "oui"}),
    **only(MEMBERS, "desk:coorganisers"),
    # What was typed is read, no event is.
    **only(SIGNED_IN, "desk:event_dates", none=SIGNED_IN, queries=("schedule-text=tous les mardis",)),
    **of_structure(
        MEMBERS | MODERATORS,
        """
        desk:copy desk:dates_seen desk:delete_event desk:edit_event desk:event_sent desk:take_back_event
        desk:undo_notice
    """,
    ),
    **of_structure(REFERENT, "desk:decide_join", fill={"pk": "join"}, body={"answer": "yes"}),
    **of_structure(MEMBERS | MODERATORS, "desk:edit_news desk:preview", fill={"page_id": "news"}),
    **of_structure(MEMBERS | MODERATORS, "desk:give_notice desk:notices desk:take_down", fill={"page_id": "event"}),
    **only(SIGNED_IN, "desk:home", queries=("structure={structure}",)),
    # One's own event is nothing to join; another's is only while it is public.
    **of_side(
        NOBODY,
        MEMBERS,
        "desk:join_event",
        fill={"page_id": "event"},
        body={"structure": "{mine}", "message": "Ensemble ?"},
        may_leave=frozenset({"agenda_coorganiser", "wagtailcore_pagelogentry"}),
    ),
    **of_side(NOBODY, NOBODY, "desk:join_event#draft", fill={"page_id": "draft"}),
    # Of whoever sent it, the team included.
    **of_side(frozenset({"editor"}), NOBODY, "desk:kept_file", fill={"token": "kept"}),
    **only(REFERENT, "desk:people"),
    **of_side(
        REFERENT | TEAM,
        TEAM,
        "desk:people#chosen",
        path="/mon-espace/equipe/?structure={structure}",
        body={"email": "nouveau@example.org", "first_name": "Noé", "last_name": "Petit", "role": "editor"},
    ),
    # Another's structure in the address, or another's event to start from.
    **of_structure(
        MEMBERS | MODERATORS,
        "desk:add_event#chosen",
        path="/mon-espace/evenements/ajouter/?structure={structure} /mon-espace/evenements/ajouter/?comme={draft}",
    ),
    **of_structure(
        MEMBERS | MODERATORS, "desk:add_news#chosen", path="/mon-espace/actualites/ajouter/?structure={structure}"
    ),
    **of_structure(
        MEMBERS | MODERATORS, "desk:add_place#chosen", path="/mon-espace/lieux/ajouter/?structure={structure}"
    ),
    **of_structure(
        MEMBERS | MODERATORS, "desk:edit_structure#chosen", path="/mon-espace/structure/?structure={structure}"
    ),
    # A limited moderator is no partner; the team without a space of its own is led to its list.
    **only(MEMBERS | TEAM, "desk:programme", queries=("quand=passe", "structure={structure}")),
    **of_structure(MEMBERS, "desk:programme#chosen", path="/mon-espace/programme/?structure={structure}"),
    **of_structure(MEMBERS, "desk:programme_item"),
    **of_structure(REFERENT, "desk:programme_feed", body={"structure": "{structure}", "verb": "changer"}),
    **of_structure(REFERENT, "desk:person desk:remove_person", fill={"pk": "membership"}),
    # Leads to team:review, which asks who it is.
    **only(SIGNED_IN, "desk:review", none=SIGNED_IN, fill={"page_id": "waiting"}),
}
