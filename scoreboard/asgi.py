"""The ASGI application: HTTP to Django, WebSockets to the live consumers."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")
django.setup(set_prefix=False)  # before the imports below, which need it

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from scoreboard.live.transports.lifespan import lifespan  # noqa: E402
from scoreboard.live.transports.websocket import LiveConsumer, MatchConsumer, UnknownConsumer, check_origin  # noqa: E402
from scoreboard.web.handler import Handler  # noqa: E402

sockets = URLRouter(
    [
        path("ws/matches/<str:match_id>", MatchConsumer.as_asgi()),
        path("ws/live", LiveConsumer.as_asgi()),
        re_path("", UnknownConsumer.as_asgi()),
    ]
)
application = ProtocolTypeRouter({"http": Handler(), "websocket": check_origin(sockets), "lifespan": lifespan})
