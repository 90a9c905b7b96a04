"""Settings of bench/plain_channels.py: the project's, on the channel layer that Channels' tutorial uses."""

import os

from scoreboard.settings import *  # noqa: F403
from scoreboard.settings import REDIS_URLS

LAYER = os.environ.get("PLAIN_LAYER", "channels_redis.core.RedisChannelLayer")
CHANNEL_LAYERS = {"default": {"BACKEND": LAYER, "CONFIG": {"hosts": REDIS_URLS}}}
