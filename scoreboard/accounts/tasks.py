"""The Celery tasks of accounts, which beat starts."""

import logging

from celery import shared_task
from django.db import Error
from django.utils import timezone

from scoreboard.accounts.purging import purge as purge_now

logger = logging.getLogger(__name__)


@shared_task(name="accounts.purge", ignore_result=True)
def purge() -> None:
    """Delete what is kept for some time only; where the database is away, the next one does."""
    try:
        purge_now(now=timezone.now())
    except Error as error:
        logger.warning("nothing is purged: %s", error)
