"""Turns are counted in the database: exactly, across processes, and nothing in the rows names anybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from cms.foundation.throttle import Turn, forget_turns, free_at, purge_turns, take_turn


@pytest.mark.postgres
@pytest.mark.django_db
def test_so_many_turns_and_then_none_until_the_time_is_over() -> None:
    now = timezone.now()
    assert [take_turn(key="a", limit=3, seconds=60, now=now) for _turn in range(5)] == [True] * 3 + [False] * 2
    assert take_turn(key="b", limit=3, seconds=60, now=now)
    assert free_at(key="a") == now + timedelta(seconds=60)
    assert take_turn(key="a", limit=3, seconds=60, now=now + timedelta(seconds=60))
    assert not take_turn(key="c", limit=0, seconds=60, now=now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_processes_that_count_together_give_no_turn_too_many() -> None:
    now = timezone.now()

    def take(_number: int) -> bool:
        try:
            return take_turn(key="together", limit=7, seconds=60, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(20))) == 7


@pytest.mark.django_db
def test_rows_name_nobody_and_do_not_stay() -> None:
    now = timezone.now()
    take_turn(key="link:alice@example.org", limit=1, seconds=60, now=now)
    assert "alice" not in str(Turn.objects.values())
    assert purge_turns(now=now) == 0
    assert purge_turns(now=now + timedelta(seconds=61)) == 1
    take_turn(key="x", limit=1, seconds=60, now=now)
    forget_turns(key="x")
    assert take_turn(key="x", limit=1, seconds=60, now=now)
