"""What a form of Django's admin says."""

from tests.pages import parse_foreign_page, read_texts


def read_refused(answer):
    """What is wrong with a form of the admin, by the field that it is said at."""
    lists = parse_foreign_page(answer).select("ul.errorlist")
    return {part["id"].removeprefix("id_").removesuffix("_error"): read_texts(part, "li") for part in lists}
