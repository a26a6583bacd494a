"""A demo keeps to its own folder and ports, whatever the clone's environment says."""

import socket
from pathlib import Path

import pytest

from cms.demo.environment import LONGEST_SOCKET, AlreadyRunning, Folder, demo_environment, free_port


def test_nothing_of_the_clones_production_is_touched(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgres://prod", "EMAIL_HOST": "smtp.prod", "EMAIL_HOST_PASSWORD": "x", "SECRET_KEY": "prod",
    }  # fmt: skip
    env = demo_environment(given, Folder.of(tmp_path))
    assert "prod" not in "|".join([env[name] for name in given])
    assert str(tmp_path) in env["DATABASE_URL"]
    assert env["EMAIL_HOST_PASSWORD"] == ""


def test_a_broker_named_by_the_environment_is_used(tmp_path: Path) -> None:
    env = demo_environment({"REDIS_URL": "redis://example.org:6379/3"}, Folder.of(tmp_path))
    assert (env["CELERY_BROKER_URL"], env["DEMO_OWN_BROKER"]) == ("redis://example.org:6379/3", "0")


def test_the_address_stays_the_same_until_somebody_else_has_the_port(tmp_path: Path) -> None:
    folder = Folder.of(tmp_path)
    first = demo_environment({}, folder)["PUBLIC_URL"]
    assert demo_environment({}, folder)["PUBLIC_URL"] == first
    with socket.create_server(("127.0.0.1", int(first.rpartition(":")[2]))):
        assert demo_environment({}, folder)["PUBLIC_URL"] != first


def test_the_brokers_socket_is_short_and_private_however_deep_the_clone_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ("deep" * 25)).mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("deep" * 25)))
    folder = Folder.of(tmp_path / ("deep" * 30))
    sock = folder.socket()
    assert len(str(sock)) <= LONGEST_SOCKET
    assert sock.parent.stat().st_mode & 0o077 == 0
    folder.remove()
    assert not sock.parent.exists()
    assert not folder.root.exists()


def test_a_second_launcher_of_the_same_folder_is_told_where_the_first_one_answers(tmp_path: Path) -> None:
    folder = Folder.of(tmp_path)
    folder.remember_port(4242)
    with folder.lock(), pytest.raises(AlreadyRunning, match="localhost:4242"):
        Folder.of(tmp_path).lock()
    folder.lock().close()


def test_two_folders_run_side_by_side(tmp_path: Path) -> None:
    one, other = Folder.of(tmp_path / "a"), Folder.of(tmp_path / "b")
    with one.lock(), other.lock():
        assert one.socket() != other.socket()


def test_a_free_port_is_free() -> None:
    with socket.create_server(("127.0.0.1", free_port())):
        pass
