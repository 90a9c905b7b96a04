"""The admin's site, which answers 400, not 500, to an id or filter that the database cannot look up."""

import functools
import logging
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


class Site(AdminSite):
    """Django's, which passes values of an address on to the database as they are."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A view of the admin; a value that no database can look up is answered with 400, where nothing is written."""
        inner = super().admin_view(view, cacheable)

        @functools.wraps(inner)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                response: Any = inner(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response  # its queries are made there
            except (DataError, OverflowError, ValueError) as error:
                if request.method not in {"GET", "HEAD"}:
                    raise
                logger.warning("%s cannot be looked up: %s", request.path, str(error)[:200])
                detail = "A value in the address cannot be looked up: it is too large, or none of that kind."
                return render(request, "error.html", {"title": "No such thing", "detail": detail}, status=400)

        return answer


class Config(AdminConfig):
    """Has `admin.site` be ours."""

    default_site = "scoreboard.web.admin_site.Site"
