"""What everybody reads."""

from tests.isolation.rules import (
    EVERYBODY,
    MEMBERS,
    MODERATORS,
    NOBODY,
    Rules,
    everybody,
    nobody,
    of_side,
    of_structure,
)

SUBSCRIBING = frozenset({
    "cms_turn", "newsletter_addresschange", "newsletter_assistedsignup", "newsletter_consentrecord",
    "newsletter_heldrequest",
    "newsletter_subscriber", "newsletter_suppression", "post_office_email",
})  # fmt: skip

# An erased address takes the references to its commune along.
ERASING = SUBSCRIBING | {"wagtailcore_referenceindex"}
MINE = frozenset({"subscriber", "new_address"})

RULES: Rules = {
    # Whoever holds the mail answers; a token that is none leads nowhere.
    **of_side(EVERYBODY, NOBODY, "rhythm:month", fill={"token": "month_token"}),
    **of_side(EVERYBODY, NOBODY, "rhythm:attendance", fill={"token": "attendance_token"}),
    **of_side(EVERYBODY, NOBODY, "newsletter:reminders", fill={"token": "reminders_token"}),
    # The address is the key: B's is at B's desk only.
    **of_side(EVERYBODY, NOBODY, "programme:feed", fill={"token": "programme_token"}),
    **nobody("(media/<path:path>)", path="/media/{document_file}", queries=("/media/{image_name}",)),
    **everybody("""
        help:home help:manual branding:accessibility branding:legal branding:privacy branding:stylesheet
        newsletter:archive newsletter:archive_feed newsletter:asked newsletter:ask_link newsletter:frame
        newsletter:from_elsewhere
        newsletter:link_sent newsletter:subscribe
        pages:commune pages:commune_card pages:commune_dateless_text_file
        pages:commune_text_file pages:commune_texts pages:embed_who_to_call pages:event_calendar pages:event_code
        pages:machine_text pages:news pages:places pages:propose pages:proposed pages:robots pages:sitemap
        pages:structures pages:who_to_call wagtailcore_login
    """),
    # The token of a mail is the proof; a made-up one is none.
    **everybody("newsletter:confirm", fill={"token": "confirm_token"}, may_leave=SUBSCRIBING),
    **nobody("newsletter:confirm#unknown", fill={"token": "=1-aucun"}),
    **everybody("newsletter:unsubscribe", fill={"token": "unsubscribe_token"}, may_leave=SUBSCRIBING),
    # The secret in the address is the key, and none is set.
    **nobody("newsletter:returned"),
    **nobody("newsletter:unsubscribe#unknown", fill={"token": "=1-aucun"}),
    # Whoever was given the address rereads; a made-up one is none.
    **everybody(
        "newsletter:review newsletter:review_mail newsletter:reviewed",
        fill={"token": "review_token"},
        may_leave=frozenset({"newsletter_reviewanswer", "post_office_email"}),
        may_say=frozenset({"Issue.subject", "Issue.editorial", "reviewer"}),
    ),
    **nobody("newsletter:review#unknown", fill={"token": "=1-aucun"}),
    **everybody("newsletter:from_letter", fill={"token": "unsubscribe_token"}, may_leave=SUBSCRIBING),
    **everybody("newsletter:not_me", fill={"token": "not_me_token"}, may_leave=ERASING),
    **everybody("newsletter:new_address", fill={"token": "new_address_token"}, may_leave=ERASING, may_say=MINE),
    # Mailed to the person's own address: it shows what is held about them, to whoever opens that mail.
    **everybody(
        "newsletter:mine newsletter:change_address newsletter:data newsletter:data_file newsletter:erase",
        fill={"token": "fresh_token"},
        may_leave=ERASING,
        may_say=MINE,
    ),
    **nobody("""
        newsletter:issue newsletter:edition wagtailcore_authenticate_with_password
        wagtaildocs_authenticate_with_password
    """),
    **everybody("pages:agenda_month", queries=("structure={structure}", "mois=2026-12")),
    **everybody("pages:agenda_map", queries=("structure={structure}", "q=castagnette")),
    **everybody("pages:agenda_alert", queries=("structure={structure}",)),
    **everybody("feeds:new", queries=("structure={structure}", "q=castagnette")),
    **everybody("pages:agenda", queries=("structure={structure}", "commune={commune}")),
    **everybody("pages:commune_month", queries=("?mois=2026-12",)),
    **everybody("help:topic", path="/aide/annoncer-un-evenement/"),
    **everybody("pages:structure_month", fill={"pk": "structure"}, queries=("?mois=2026-12",)),
    **everybody("pages:confirm_place", none=EVERYBODY, fill={"token": "place_token"}),
    **everybody(
        "pages:join_structure",
        fill={"pk": "structure"},
        may_leave=frozenset(
            {"accounts_signinlink", "wagtailcore_pagelogentry", "cms_joinrequest", "post_office_email"}
        ),
    ),
    **everybody("pages:joined_structure", fill={"pk": "structure"}),
    **everybody("pages:place_code", fill={"code": "place_code"}),
    **everybody("pages:search", queries=("q=castagnette", "q=zqmb")),
    **nobody(
        "wagtail_serve",
        path="{draft_path} {place_draft_path} /demo/ /demo/courrier/",
        queries=("{event_path}", "{structure_path}", "/"),
    ),
    **of_structure(
        MEMBERS, "wagtaildocs_serve#programme", path="/documents/{programme_document}/{programme_document_name}"
    ),
    **of_structure(MEMBERS | MODERATORS, "wagtaildocs_serve", path="/documents/{document}/{document_name}"),
}
