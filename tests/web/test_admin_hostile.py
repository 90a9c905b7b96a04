"""The admin's addresses with hostile values: answered, never a failure, in every list and lookup there is."""

from urllib.parse import quote

import pytest
from django.contrib import admin

from tests.factories import make_match
from tests.pages import parse_page, read_part, read_text

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
VALUES = ("9" * 30, "-1", "\0", "x" * 5_000, "nan", "2026-13-45")


def lookups(model_admin):
    """The parameters that a list takes."""
    yield from ("q", "p", "o", "nonsense", "pk__in")
    for entry in model_admin.list_filter:
        field = entry[0] if isinstance(entry, tuple) else entry  # a field with a filter of its own
        if isinstance(field, str):
            yield from (f"{field}{lookup}" for lookup in ("", "__in", "__isnull", "__id__exact"))
        elif hasattr(field, "parameter_name"):
            yield field.parameter_name
    if model_admin.date_hierarchy:
        yield from (f"{model_admin.date_hierarchy}{part}" for part in ("__year", "__month", "__gte"))


def addresses(model, model_admin):
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for value in map(quote, VALUES):
        yield from (f"{base}?{name}={value}" for name in lookups(model_admin))
        yield f"{base}{value}/change/"
        name = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
        yield f"/admin/autocomplete/?{name}&field_name=season&term={value}"


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_whatever_is_looked_up_is_answered(admin_client, model):
    make_match()
    admin_client.raise_request_exception = False
    asked = list(addresses(model, admin.site._registry[model]))
    failed = [address[:120] for address in asked if admin_client.get(address).status_code >= 500]
    assert failed == []


def test_what_cannot_be_looked_up_is_400_and_says_so(admin_client):
    make_match()
    answer = admin_client.get(f"/admin/scoreboard/match/?scheduled_on__year={'9' * 30}")
    page = parse_page(answer, 400)
    assert read_text(page, "main h1 + p") == answer.context["detail"]
    assert read_part(page, "main a")["href"] == "/"
