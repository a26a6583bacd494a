"""Addresses of the way in, mounted at /connexion/."""

from django.urls import path

from cms.signin import account, codes, provider, views

app_name = "signin"
urlpatterns = [
    path("", views.home, name="home"),
    path("envoye/", views.sent, name="sent"),
    path("lien/<str:token>/", views.link, name="link"),
    path("mot-de-passe/", views.password, name="password"),
    path("sortir/", views.sign_out, name="sign_out"),
    path("c-est-fait/", views.done, name="done"),
    path("qui-ecrit/", account.writer, name="writer"),
    path("code/", codes.second_factor, name="second_factor"),
    path("code/installer/", codes.set_up, name="set_up"),
    path("code/qr.svg", codes.qr, name="qr"),
    path("fournisseur/", provider.begin, name="provider"),
    path("fournisseur/retour/", provider.come_back, name="provider_back"),
    path("fournisseur/inconnu/", provider.unknown, name="provider_unknown"),
]
