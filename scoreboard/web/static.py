"""Static files, served from the event loop."""

from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from servestatic.middleware import ServeStaticMiddleware, is_async_callable


class ServeStatic(ServeStaticMiddleware):
    """servestatic's middleware, in Django's asynchronous chain only: no request for a page goes through it."""

    sync_capable = True

    def __init__(self, get_response: Any = None) -> None:
        """Load the files; raises MiddlewareNotUsed in a synchronous chain."""
        if not is_async_callable(get_response):
            raise MiddlewareNotUsed
        super().__init__(get_response)
