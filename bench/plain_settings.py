"""Settings of bench/plain_channels.py: the project's, on the channel layer that Channels' tutorial uses."""

from scoreboard.settings import *  # noqa: F403
from scoreboard.settings import REDIS_URLS

CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": REDIS_URLS}}}
