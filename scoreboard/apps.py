"""What Django sets up at the start."""

import faulthandler

from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    """The live side."""

    name = "scoreboard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415  # models are there only now

        from scoreboard.accounts import sessions  # noqa: PLC0415
        from scoreboard.audit import receivers  # noqa: PLC0415
        from scoreboard.models import loading  # noqa: PLC0415
        from scoreboard.record import warnings  # noqa: PLC0415
        from scoreboard.web import eligibility  # noqa: PLC0415
        from stats.ingest import dead_letters  # noqa: PLC0415

        if not faulthandler.is_enabled():  # as it is in tests
            faulthandler.enable()  # a crash within a C extension says in which line it came
        loading.connect()
        receivers.connect()
        user_logged_in.connect(sessions.note_begin)
        dead_letters.settled.connect(receivers.note_settled)
        warnings.FINDERS.append(eligibility.find_ineligible)
