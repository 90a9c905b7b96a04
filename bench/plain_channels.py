"""The peer of bench/push_latency.py: live scores as Channels' own tutorial does it, one group member a socket.

Run on daphne, with RedisChannelLayer.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.plain_settings")
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class ScoreConsumer(AsyncWebsocketConsumer):
    """A viewer of one match."""

    async def connect(self):
        """Join the match's group."""
        self.group = f"plain.{self.scope['url_route']['kwargs']['match_id']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send(text_data='{"t":"hello"}')

    async def disconnect(self, code):
        """Leave it."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def frame(self, message):
        """Send what the group is sent."""
        await self.send(text_data=message["text"])


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/matches/<match_id>", ScoreConsumer.as_asgi())])})
