"""What Wagtail's admin still does about accounts: no password of somebody else's, and forms that are not lost."""

from collections.abc import Callable

from django.test import Client

from cms.accounts.models import User


def test_an_administrator_makes_an_account_without_a_password(
    client_of: Callable[[User], Client], platform: object
) -> None:
    chief = User.objects.create_superuser("chef", "chef@example.org", "x")
    admin = client_of(chief)
    form = admin.get("/admin/users/new/").content.decode()
    assert 'name="password1"' not in form
    data = {"username": "zoe", "email": "zoe@example.org", "first_name": "Zoé", "last_name": "Vial", "is_active": "on"}
    assert admin.post("/admin/users/new/", data).status_code == 302
    assert not User.objects.get(username="zoe").has_usable_password()


def test_the_admin_s_own_account_page_changes_no_password(client_of: Callable[[User], Client], moderator: User) -> None:
    page = client_of(moderator).get("/admin/account/")
    assert page.status_code == 200
    assert 'type="password"' not in page.content.decode()
