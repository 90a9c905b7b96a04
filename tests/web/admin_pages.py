"""Pages of Django's admin as their structure. Its templates are Django's own, and held to their status alone."""

from bs4 import BeautifulSoup

from tests.pages import read_texts


def parse_admin(answer):
    """The structure of a page of the admin."""
    assert answer.status_code == 200, answer
    return BeautifulSoup(answer.content, "html.parser")


def read_refused(answer):
    """What is wrong with a form of the admin, by the field that it is said at."""
    lists = parse_admin(answer).select("ul.errorlist")
    return {part["id"].removeprefix("id_").removesuffix("_error"): read_texts(part, "li") for part in lists}
