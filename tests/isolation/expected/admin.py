"""Wagtail's admin and the letter's boards in it: editors on their own subtree, the team everywhere."""

from tests.isolation.rules import (
    ADMINISTRATOR,
    EDITORS,
    NOBODY,
    RECEPTION,
    TEAM,
    Rules,
    everybody,
    nobody,
    of_structure,
    only,
)

RULES: Rules = {
    **only(RECEPTION | TEAM, "(admin/) wagtailadmin_home", path="/admin/"),
    **nobody("(admin/^.*/$)", path="/admin/n-existe-pas/"),
    **nobody("""
        abonnes_modeladmin_create consentements_modeladmin_create envois_modeladmin_create
        adresses-ecartees_modeladmin_create inscriptions-accompagnees_modeladmin_create
        wagtailadmin_api:documents:find wagtailadmin_api:images:find wagtailadmin_api:pages:action
        wagtailadmin_block_preview wagtailadmin_login wagtailadmin_pages:convert_alias
         wagtailadmin_password_reset wagtailadmin_password_reset_complete
        wagtailadmin_password_reset_confirm wagtailadmin_password_reset_done wagtailadmin_tag_model_autocomplete
        wagtailadmin_workflows:add_task

          wagtailsettings:preview_on_edit
        wagtailsnippetchoosers_newsletter_issue:create wagtailsnippets:index wagtailsnippets_newsletter_issue:add
        wagtailsnippets_newsletter_issue:preview_on_add
    """),
    **nobody(
        """
        abonnes_modeladmin_delete abonnes_modeladmin_edit envois_modeladmin_delete envois_modeladmin_edit
        envois_modeladmin_history envois_modeladmin_inspect
        adresses-ecartees_modeladmin_delete adresses-ecartees_modeladmin_edit adresses-ecartees_modeladmin_history
        adresses-ecartees_modeladmin_inspect
    """,
        fill={"instance_pk": "subscriber"},
    ),
    # Any month may be looked at, whatever stands in it.
    **only(TEAM, "letter:month letter:silent", none=TEAM),
    **only(TEAM, "abonnes_modeladmin_history abonnes_modeladmin_inspect", fill={"instance_pk": "subscriber"}),
    **only(
        TEAM,
        """
        held_requests set_address_aside subscriber_import:upload
        abonnes_modeladmin_index adresses-ecartees_modeladmin_index consentements_modeladmin_index
        envois_modeladmin_index inscriptions-accompagnees_modeladmin_index letter:approve letter:board
        letter:add_late letter:chase letter:compose letter:extend letter:months letter:pause
        letter:preview letter:replies letter:reply_close letter:reply_unsubscribe letter:report letter:resend
        letter:resume letter:review letter:revoke letter:send
        letter:send_later letter:send_test letter:stop letter:try_now letter:unschedule letter:untick open_space
        wagtail_modeladmin:javascript_catalog wagtailadmin_pages:lock wagtailadmin_pages:revisions_unschedule
        wagtailadmin_pages:set_page_position wagtailadmin_pages:set_privacy wagtailadmin_pages:unlock
        wagtailadmin_reports:aging_pages wagtailadmin_reports:aging_pages_results wagtailadmin_reports:locked_pages
        wagtailadmin_reports:locked_pages_results wagtailadmin_reports:page_types_usage
        wagtailadmin_reports:page_types_usage_results wagtailadmin_reports:site_history
        wagtailadmin_reports:site_history_results wagtailadmin_reports:workflow
        wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
        wagtailadmin_reports:workflow_tasks_results wagtailadmin_tag_autocomplete
        wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_create
        wagtailadmin_workflows:task_chooser_results wagtailadmin_workflows:task_chosen wagtailembeds:chooser
        wagtailembeds:chooser_upload wagtailsnippetchoosers_newsletter_issue:choose
        wagtailsnippetchoosers_newsletter_issue:choose_results
        wagtailsnippetchoosers_newsletter_issue:chosen_multiple wagtailsnippets_newsletter_issue:list
        wagtailsnippets_newsletter_issue:list_results
    """,
    ),
    **only(TEAM, "subscriber_import:report", fill={"import_id": "subscriber_import"}),
    **nobody(
        "inscriptions-accompagnees_modeladmin_delete inscriptions-accompagnees_modeladmin_edit",
        fill={"instance_pk": "signup"},
    ),
    **only(
        TEAM,
        "inscriptions-accompagnees_modeladmin_history inscriptions-accompagnees_modeladmin_inspect",
        fill={"instance_pk": "signup"},
    ),
    **nobody("consentements_modeladmin_delete consentements_modeladmin_edit", fill={"instance_pk": "consent"}),
    **only(TEAM, "consentements_modeladmin_history consentements_modeladmin_inspect", fill={"instance_pk": "consent"}),
    **of_structure(
        EDITORS,
        "wagtail_bulk_action",
        path="/admin/bulk/wagtailcore/page/delete/?id={draft}&next=/admin/"
        " /admin/bulk/wagtailcore/page/move/?id={waiting}&next=/admin/"
        " /admin/bulk/wagtailimages/image/add_tags/?id={image}&next=/admin/"
        " /admin/bulk/wagtailimages/image/add_to_collection/?id={image}&next=/admin/"
        " /admin/bulk/wagtaildocs/document/add_tags/?id={document}&next=/admin/",
    ),
    **only(
        EDITORS | TEAM,
        """
        wagtailadmin_account wagtailadmin_choose_page_anchor_link wagtailadmin_choose_page_child
        wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link wagtailadmin_dismissibles
        wagtailadmin_explore_root wagtailadmin_pages:search wagtailadmin_pages:search_results wagtaildocs:add
        wagtaildocs:add_multiple wagtaildocs:index_results wagtaildocs_chooser:choose wagtaildocs_chooser:create
        wagtailimages:add wagtailimages:add_multiple wagtailimages:index_results wagtailimages_chooser:choose
        wagtailimages_chooser:create
    """,
    ),
    **of_structure(EDITORS, "wagtailadmin_api:documents:detail wagtaildocs_chooser:chosen", fill={"pk": "document"}),
    **only(
        EDITORS | TEAM,
        "wagtailadmin_api:documents:listing wagtailadmin_api:images:listing",
        queries=("search=castagnette", "fields=*"),
    ),
    **of_structure(EDITORS, "wagtailadmin_api:images:detail wagtailimages_chooser:chosen", fill={"pk": "image"}),
    **of_structure(
        EDITORS,
        """
        wagtailadmin_api:pages:detail wagtailadmin_explore_results wagtailadmin_pages:add
        wagtailadmin_pages:add_subpage wagtailadmin_pages:collect_workflow_action_data
        wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:delete wagtailadmin_pages:edit
        wagtailadmin_pages:history wagtailadmin_pages:history_results wagtailadmin_pages:move
        wagtailadmin_pages:move_confirm wagtailadmin_pages:preview_on_add wagtailadmin_pages:preview_on_edit
        wagtailadmin_pages:revisions_compare wagtailadmin_pages:revisions_revert wagtailadmin_pages:revisions_view
        wagtailadmin_pages:usage wagtailadmin_pages:view_draft wagtailadmin_pages:workflow_action
        wagtailadmin_pages:workflow_history wagtaildocs:delete wagtaildocs:delete_multiple
        wagtaildocs:document_usage wagtaildocs:edit wagtaildocs:edit_multiple wagtailimages:delete
        wagtailimages:delete_multiple wagtailimages:edit wagtailimages:edit_multiple wagtailimages:image_usage
        wagtailimages:preview wagtailimages_chooser:select_format
    """,
    ),
    **nobody("wagtailadmin_api:pages:find", queries=("id={draft}",)),
    **only(
        EDITORS | TEAM,
        "wagtailadmin_api:pages:listing",
        queries=(
            "child_of={structure}",
            "search=castagnette",
            "for_explorer=1&child_of={home}",
            "descendant_of={home}&fields=*",
        ),
    ),
    **only(
        EDITORS | TEAM, "wagtailadmin_choose_page", queries=("page_type=wagtailcore.page", "page_type=agenda.eventpage")
    ),
    **of_structure(
        EDITORS,
        "wagtailadmin_choose_page_chosen_multiple",
        none=TEAM,
        path="/admin/choose-page/chosen-multiple/?id={draft}&id={waiting}",
    ),
    **only(EDITORS | TEAM, "wagtailadmin_choose_page_external_link", picks=True),
    **only(EDITORS | TEAM, "wagtailadmin_choose_page_search", queries=("q=castagnette", "q=zqmb")),
    **only(
        ADMINISTRATOR,
        """
        wagtailadmin_collections:add wagtailadmin_collections:index wagtailadmin_collections:set_privacy
        wagtailadmin_workflows:add wagtailadmin_workflows:index wagtailadmin_workflows:index_results
        wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_index
        wagtailadmin_workflows:task_index_results wagtailredirects:add wagtailredirects:index
        wagtailredirects:index_results wagtailredirects:start_import wagtailusers_groups:add
        wagtailusers_groups:index wagtailusers_groups:index_results wagtailusers_users:add wagtailusers_users:index
        wagtailusers_users:index_results
    """,
    ),
    **only(ADMINISTRATOR, "wagtailadmin_collections:edit", fill={"pk": "collection"}),
    # One that holds something is not deleted (403).
    **only(ADMINISTRATOR, "wagtailadmin_collections:delete", fill={"pk": "collection"}, picks=True),
    **of_structure(
        EDITORS,
        "wagtailadmin_editing_sessions:ping",
        path="/admin/editing-sessions/ping/agenda/eventpage/{draft}/{session}/",
    ),
    **only(EDITORS | TEAM, "wagtailadmin_editing_sessions:release", none=EDITORS | TEAM),
    **of_structure(EDITORS, "wagtailadmin_explore", queries=("ordering=ord", "owner={user}", "q=castagnette")),
    **everybody("""
        wagtailadmin_javascript_catalog wagtailadmin_logout wagtailadmin_sprite
    """),
    **only(
        TEAM,
        """
        wagtailadmin_pages:choose_parent wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results
    """,
        none=TEAM,
    ),
    **of_structure(EDITORS, "wagtailadmin_pages:copy", picks=True),
    **of_structure(EDITORS, "wagtailadmin_pages:revisions_index", none=TEAM),
    **of_structure(EDITORS, "wagtailadmin_pages:workflow_history_detail", fill={"page_id": "waiting"}),
    **only(
        ADMINISTRATOR,
        """
        wagtailadmin_workflows:disable wagtailadmin_workflows:edit wagtailadmin_workflows:enable
        wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results
    """,
        fill={"pk": "workflow"},
    ),
    **only(
        ADMINISTRATOR,
        """
        wagtailadmin_workflows:disable_task wagtailadmin_workflows:edit_task wagtailadmin_workflows:enable_task
    """,
        fill={"pk": "task"},
    ),
    **only(
        ADMINISTRATOR,
        "wagtailadmin_workflows:remove",
        path="/admin/workflows/remove/{structure}/ /admin/workflows/remove/{structure}/{workflow}/",
    ),
    **only(
        EDITORS | TEAM,
        """
        wagtaildocs:index wagtaildocs_chooser:choose_results wagtailimages_chooser:choose_results
    """,
        queries=("collection_id={collection}", "q=castagnette"),
    ),
    **only(
        EDITORS | TEAM,
        "wagtaildocs_chooser:chosen_multiple",
        none=EDITORS | TEAM,
        path="/admin/documents/chooser/chosen-multiple/?id={document}",
    ),
    **of_structure(
        frozenset({"editor"}),
        """
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
    """,
        others=NOBODY,
    ),
    **only(EDITORS | TEAM, "wagtailimages:index", queries=("collection_id={collection}", "q=castagnette", "tag=zqmb")),
    **only(
        EDITORS | TEAM,
        "wagtailimages_chooser:chosen_multiple",
        none=EDITORS | TEAM,
        path="/admin/images/chooser/chosen-multiple/?id={image}",
    ),
    **only(ADMINISTRATOR, "wagtailredirects:process_import", picks=True),
    **only(ADMINISTRATOR, "wagtailsettings:edit", none=ADMINISTRATOR, path="/admin/settings/branding/brand/1/"),
    **only(
        TEAM,
        """
        wagtailsnippetchoosers_newsletter_issue:chosen wagtailsnippets_newsletter_issue:delete
        wagtailsnippets_newsletter_issue:history wagtailsnippets_newsletter_issue:history_results
        wagtailsnippets_newsletter_issue:preview_on_edit wagtailsnippets_newsletter_issue:usage
    """,
        fill={"pk": "issue"},
    ),
    **only(TEAM, "wagtailsnippets_newsletter_issue:edit", fill={"pk": "issue"}, picks=True),
    **only(
        TEAM,
        """
        wagtailsnippets_newsletter_issue:revisions_compare wagtailsnippets_newsletter_issue:revisions_revert
        wagtailsnippets_newsletter_issue:revisions_view
    """,
        picks=True,
        fill={
            "pk": "issue",
            "revision_id": "issue_revision",
            "revision_id_a": "issue_revision",
            "revision_id_b": "issue_revision",
        },
    ),
    **only(TEAM, "wagtailadmin_pages:unpublish", fill={"page_id": "event"}),
    **only(TEAM, "wagtailadmin_pages:workflow_preview", fill={"page_id": "waiting", "task_id": "task"}),
    **only(
        frozenset({"moderator"}),
        "wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple",
        fill={"uploaded_file_id": "document_upload"},
        # ValueError “'DocumentForm' has no field named 'file'”, wagtail/admin/views/generic/multiple_upload.py, on the
        # description of a file that is no document: its own uploader only, and nothing is written.
        crashes=True,
    ),
    **only(ADMINISTRATOR, "wagtailredirects:delete wagtailredirects:edit"),
    # No address gives out renditions made to measure, hence no screen to write one.
    **nobody("wagtailimages:url_generator wagtailimages:url_generator_output"),
    **only(ADMINISTRATOR, "wagtailsites:index wagtailsites:index_results wagtailsites:add"),
    **only(
        ADMINISTRATOR,
        """
        wagtailsites:copy wagtailsites:delete wagtailsites:edit wagtailsites:history wagtailsites:history_results
        wagtailsites:usage
    """,
        fill={"pk": "site"},
    ),
    **only(ADMINISTRATOR, "wagtailusers_groups:delete", fill={"pk": "group"}),
    **only(
        ADMINISTRATOR,
        """
        wagtailusers_groups:edit wagtailusers_groups:history wagtailusers_groups:history_results
        wagtailusers_groups:usage
    """,
        fill={"pk": "group"},
    ),
    **only(
        ADMINISTRATOR,
        """
        wagtailusers_users:copy wagtailusers_users:delete wagtailusers_users:edit wagtailusers_users:history
        wagtailusers_users:history_results wagtailusers_users:usage
    """,
        fill={"pk": "user"},
    ),
}
