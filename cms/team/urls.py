"""Addresses of the team's own screens, below /equipe/: the queue, the structures, the people."""

from django.urls import URLPattern, URLResolver, path

from cms.team import importing, moderation_urls, people, programme, proposals, spaces, structures

app_name = "team"

urlpatterns: list[URLPattern | URLResolver] = [
    *moderation_urls.urlpatterns,
    path("structures/", structures.listing, name="structures"),
    path("structures/ouvrir/", spaces.open_structure, name="open_structure"),
    path("structures/<int:pk>/", structures.detail, name="structure"),
    path("structures/<int:pk>/renommer/", spaces.rename, name="rename_structure"),
    path("structures/<int:pk>/archiver/", spaces.archive, name="archive_structure"),
    path("structures/<int:pk>/rouvrir/", spaces.reopen, name="reopen_structure"),
    path("structures/<int:pk>/confiance/", spaces.trust, name="trust_structure"),
    path("structures/<int:pk>/confier/", spaces.hand_over, name="hand_over_structure"),
    path("personnes/", people.listing, name="people"),
    path("personnes/ajouter/", people.add, name="add_person"),
    path("personnes/<int:pk>/retirer/<slug:task>/", people.remove, name="remove_person"),
    path("personnes/<int:pk>/perimetre/", people.scope, name="moderator_scope"),
    path("personnes/<int:pk>/perimetre/retirer/", people.unscope, name="remove_scope"),
    path("programme/", programme.listing, name="programme"),
    path("programme/ajouter/", programme.add, name="add_programme_item"),
    path("programme/<int:page_id>/", programme.edit, name="programme_item"),
    path("programme/<int:page_id>/retirer/", programme.remove, name="remove_programme_item"),
    path("propositions/", proposals.listing, name="proposals"),
    path("propositions/<int:pk>/accepter/", proposals.accept, name="accept_proposal"),
    path("propositions/<int:pk>/refuser/", proposals.refuse, name="refuse_proposal"),
    path("structures/importer/", importing.upload, name="import_upload"),
    path("structures/importer/modele.csv", importing.model_table, name="import_model"),
    path("structures/importer/<int:run_id>/", importing.report, name="import"),
]
