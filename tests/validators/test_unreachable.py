"""Without a registry the tests say how to get the national library, and do not hang."""

from pathlib import Path

import pytest

from tests.plugins import npm
from tests.validators import national


@pytest.mark.once
def test_without_a_registry_the_library_is_told_unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(national, "FOLDER", tmp_path / "validators")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(npm.Unreachable, match="run this test once"):
        national.installed()
    assert not (tmp_path / "validators" / ".made").exists()
