"""With the keyboard alone: type, Enter, read, press a key, and the empty field is ready for the next call."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agenda.calls.models import Call
from cms.structures.actions import Platform, add_receptionist
from cms.territories.models import Commune
from tests.cast import PASSWORD
from tests.screens import overflow


@pytest.mark.once
def test_a_call_is_answered_with_the_keyboard_alone(
    live_server: LiveServer, browser: Browser, platform: Platform, communes: dict[str, Commune]
) -> None:
    agent = add_receptionist(email="odile@example.org", first_name="Odile", last_name="Brun", now=timezone.now())
    agent.set_password(PASSWORD)
    agent.save()
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{live_server.url}/connexion/mot-de-passe/?next=/accueil/")
    page.fill("input[name=username]", agent.email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement?.id === 'q'")  # the page takes the focus after it is parsed
    page.keyboard.type("58500 imprimer")
    page.keyboard.press("Enter")
    page.wait_for_selector(".numbered a")
    page.wait_for_load_state("load")
    page.keyboard.press("1")
    page.wait_for_selector(".aloud")
    page.wait_for_load_state("load")  # the script that reads keys
    assert page.evaluate("document.activeElement.id") == "reponse"
    assert overflow(page) == 0
    # Typing while the answer is read is the next question, and notes nothing.
    page.keyboard.type("1234")
    assert page.input_value("#q") == "1234"
    assert not Call.objects.exists()
    page.reload()
    page.wait_for_load_state("load")
    page.wait_for_function("document.activeElement?.id === 'reponse'")
    page.keyboard.press("Tab")
    page.keyboard.press("4")
    page.wait_for_selector(".noted")
    page.wait_for_function("document.activeElement?.id === 'q'")
    call = Call.objects.select_related("commune").get()
    assert (call.commune.name, call.need, call.outcome) == ("Clamecy", "acces", "unanswered")
    page.keyboard.type("nevers")
    page.keyboard.press("Enter")
    page.wait_for_selector(".aloud")
    page.wait_for_load_state("load")  # the script that reads keys
    # Without the keys too: the first button is one Tab away.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".noted")
    assert Call.objects.count() == 2
    page.close()
