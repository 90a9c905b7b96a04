"""The demo's Django app, installed with DEMO=1 only: it listens to the hub, and no module imports it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Matches played again and again, as long as somebody watches."""

    name = "scoreboard.demo"

    def ready(self) -> None:
        from scoreboard.demo import audience  # noqa: PLC0415  # the hub needs models, which are there only now

        audience.listen()
