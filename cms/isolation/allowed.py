"""The addresses of Wagtail's admin that are open to people outside the team: a list of what is, never of what is not.

An address that is not here does not exist for them, so a view that an upgrade of Wagtail adds stays closed until
somebody has read it. What core then checks per object (may this person edit this page?) is not repeated here.
"""

# Nobody has to be anybody: signing in and out, a forgotten password, the icons and texts of those screens.
OPEN_TO_ALL = frozenset({
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
})  # fmt: skip

# For every authenticated person: leads them to their first screen (cms/desk/front_door.py, which has no name).
FRONT_DOOR = frozenset({"", "wagtailadmin_home"})

_PAGES = """
    add preview_on_add add_subpage edit preview_on_edit view_draft delete unpublish copy move move_confirm usage
    search search_results history history_results revisions_index revisions_view revisions_revert revisions_compare
    workflow_action collect_workflow_action_data confirm_workflow_cancellation workflow_preview
    workflow_history workflow_history_detail
"""
_PAGE_TREE = """
    wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results
    wagtailadmin_choose_page wagtailadmin_choose_page_child wagtailadmin_choose_page_search
    wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link
    wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
    wagtailadmin_api:pages:listing wagtailadmin_api:pages:detail
"""
_IMAGES = """
    index index_results edit delete preview add image_usage add_multiple edit_multiple delete_multiple
    create_multiple_from_uploaded_image delete_upload_multiple
"""
_DOCUMENTS = """
    index index_results edit delete add document_usage add_multiple edit_multiple delete_multiple
    create_multiple_from_uploaded_document delete_upload_multiple
"""
_CHOOSERS = "choose choose_results chosen chosen_multiple create"
_ACCOUNT = """
    wagtailadmin_account wagtailadmin_dismissibles wagtail_bulk_action
    wagtailadmin_editing_sessions:ping wagtailadmin_editing_sessions:release
    wagtailadmin_api:images:listing wagtailadmin_api:images:detail
    wagtailadmin_api:documents:listing wagtailadmin_api:documents:detail
"""


def _names(namespace: str, names: str) -> frozenset[str]:
    return frozenset(f"{namespace}:{name}" if namespace else name for name in names.split())


# For editors and referents, on their own subtree and collection.
OPEN_TO_EDITORS = frozenset().union(
    FRONT_DOOR,
    _names("wagtailadmin_pages", _PAGES),
    _names("", _PAGE_TREE),
    _names("wagtailimages", _IMAGES),
    _names("wagtaildocs", _DOCUMENTS),
    _names("wagtailimages_chooser", f"{_CHOOSERS} select_format"),
    _names("wagtaildocs_chooser", _CHOOSERS),
    _names("", _ACCOUNT),
)  # fmt: skip
