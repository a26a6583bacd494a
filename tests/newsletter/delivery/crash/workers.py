"""The project's own Celery application, each of whose pool processes dies at a named point (see `points`)."""

from celery.signals import worker_process_init

from cms.celery import app

__all__ = ["app"]


@worker_process_init.connect
def arm_process(**_told: object) -> None:
    """Arm each pool process after its fork."""
    from tests.newsletter.delivery.crash.points import arm

    arm()
