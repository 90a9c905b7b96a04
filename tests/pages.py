"""A page as its structure: what tests look at, instead of the page's words, which change with the language."""

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponseBase

NAMED = "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "list", "form"
"""Attributes whose words are ids of the page's own elements."""
CONTROLS = ", ".join(
    f"{control}:not([hidden])"
    for control in ("a[href]", "button", "summary", "select", "textarea", "input:not([type=hidden])")
)


def read_page(client, path, status=200, **headers) -> BeautifulSoup:
    """Ask for a page, hold it to `status` and to what every page is held to, and give its structure."""
    return parse_page(client.get(path, headers=headers or None), status)


def parse_page(answer: HttpResponseBase, status: int = 200) -> BeautifulSoup:
    """Hold an answer to `status` and to what every page is held to, and give its structure."""
    page = parse_foreign_page(answer, status)
    faults = find_faults(page)
    assert not faults, faults
    return page


def parse_foreign_page(answer: HttpResponseBase, status: int = 200) -> BeautifulSoup:
    """Hold an answer to `status` alone, and give its structure: for pages of Django's own, as the admin's forms are."""
    assert answer.status_code == status, answer
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    return BeautifulSoup(answer.content, "html.parser")


def read_part(page: Tag, selector: str) -> Tag:
    """The one part of a page that a CSS selector finds."""
    found = page.select(selector)
    assert len(found) == 1, f"{len(found)} of {selector}"
    return found[0]


def read_text(page: Tag, selector: str) -> str:
    """The text of the one part that a CSS selector finds, its white space as a browser shows it."""
    return " ".join(read_part(page, selector).get_text().split())


def read_texts(page: Tag, selector: str) -> list[str]:
    """The text of each part that a CSS selector finds, in the page's order."""
    return [" ".join(part.get_text().split()) for part in page.select(selector)]


def read_values(page: Tag, selector: str, attribute: str) -> list[str]:
    """The value of an attribute of each part that a CSS selector finds, in the page's order."""
    return [str(part[attribute]) for part in page.select(selector)]


def read_numbers(page: Tag, selector: str) -> list[int]:
    """The numbers in the text of the one part that a CSS selector finds, without those of its <time>s."""
    texts = [text for text in read_part(page, selector).find_all(string=True) if text.find_parent("time") is None]
    return [int(number) for number in re.findall(r"\d+", " ".join(texts))]


def find_faults(page: BeautifulSoup) -> list[str]:
    """What is wrong with a page's structure, whatever page it is: one line a fault.

    A page says its language and its title, has one main part and one first heading; an id is there once; what names
    another element names one of the page; a control and a link have a name; a form that posts carries its token; no
    code and no style stands in the page itself, which the Content-Security-Policy would not run.
    """
    once = {one: len(page.select(one)) for one in ("html[lang]", "head > title", "main", "h1")}
    faults = [f"{times} of {one}" for one, times in once.items() if times != 1]
    ids = Counter(part["id"] for part in page.select("[id]"))
    faults += [f"id {name!r} {times} times" for name, times in ids.items() if times > 1]
    for attribute in NAMED:
        for part in page.select(f"[{attribute}]"):
            faults += [f"{attribute}={name!r} names nothing" for name in part[attribute].split() if name not in ids]
    faults += [f"link to {part['href']!r}" for part in page.select('a[href^="#"]') if part["href"][1:] not in ids]
    labelled = {part["for"] for part in page.select("label[for]")}
    faults += [f"label for {name!r}" for name in labelled if name not in ids]
    shown = [part for part in page.select(CONTROLS) if part.find_parent(hidden=True) is None]
    for part in shown:
        if not find_name(part) and part.find_parent("label") is None and part.get("id") not in labelled:
            faults.append(f"no name: {part}")
    for form in page.select("form[method=post]"):
        if not form.select('[name="csrfmiddlewaretoken"]'):
            faults.append(f"no token: the form to {form.get('action', 'this page')}")
    for part in page.find_all(True):
        faults += [f"{name} in {part.name}" for name in part.attrs if name.startswith("on") or name == "style"]
    faults += [f"code in the page: {part}" for part in page.select("script:not([src])") if not is_data(part)]
    return faults


def is_data(script: Tag) -> bool:
    """Whether a script without an address is data, which no browser runs."""
    return script.get("type") in ("application/json", "application/ld+json")


def find_name(part: Tag) -> str:
    """What a screen reader says of a control or link: its text, its label, or its picture's."""
    own = part.get("aria-label") or part.get("aria-labelledby") or part.get("title") or ""
    if part.name == "input" and part.get("type") in ("submit", "button", "reset"):
        own = own or part.get("value", "")
    return str(own) or part.get_text().strip() or "".join(image.get("alt", "") for image in part.select("img"))
