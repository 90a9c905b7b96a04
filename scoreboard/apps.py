"""What Django sets up at the start."""

from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    """The live side."""

    name = "scoreboard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from scoreboard.audit import receivers  # noqa: PLC0415  # models are there only now
        from stats import deadletters  # noqa: PLC0415

        receivers.connect()
        deadletters.settled.connect(receivers.note_settled)
