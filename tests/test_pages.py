"""tests/pages.py finds what is wrong with a page, and nothing with one that is well."""

import pytest
from bs4 import BeautifulSoup

from tests.pages import find_faults

WELL = """<!DOCTYPE html>
<html lang="en">
<head><title>A page</title><script src="/static/a.js"></script></head>
<body>
  <a href="#content">Skip</a>
  <main id="content"><h1 id="title">A page</h1>
    <section aria-labelledby="title"><svg role="img"><title>Drawn</title></svg></section>
    <form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
      <label for="name">Name</label><input id="name"><label>Place <input></label><button hidden></button>
      <button aria-label="Close"></button><input type="submit" value="Save">
    </form>
    <a href="/team"><img alt="Reds"></a>
    <script type="application/json">{}</script>
  </main>
</body>
</html>"""


def list_faults(text):
    return find_faults(BeautifulSoup(text, "html.parser"))


def test_a_page_that_is_well_has_no_fault():
    assert list_faults(WELL) == []


@pytest.mark.parametrize(
    ("part", "instead", "fault"),
    [
        ('<html lang="en">', "<html>", "0 of html[lang]"),
        ("<title>A page</title>", "", "0 of head > title"),
        ("</main>", "</main><main></main>", "2 of main"),
        ("<h1", "<h1>Another</h1><h1", "2 of h1"),
        ('<input id="name">', '<input id="name"><p id="name"></p>', "id 'name' 2 times"),
        ('aria-labelledby="title"', 'aria-labelledby="title gone"', "aria-labelledby='gone' names nothing"),
        ('href="#content"', 'href="#top"', "link to '#top'"),
        ('<label for="name">', '<label for="names">', "label for 'names'"),
        ("<label>Place <input></label>", "Place <input>", "no name: <input/>"),
        ('<button aria-label="Close">', "<button>", "no name: <button></button>"),
        ('alt="Reds"', 'alt=""', 'no name: <a href="/team"><img alt=""/></a>'),
        ("csrfmiddlewaretoken", "token", "no token: the form to this page"),
        ("<main ", '<main onclick="go()" ', "onclick in main"),
        ("<main ", '<main style="color: red" ', "style in main"),
        ("<script type", "<script>go()</script><script type", "code in the page: <script>go()</script>"),
    ],
)
def test_a_fault_is_found(part, instead, fault):
    assert part in WELL
    assert fault in list_faults(WELL.replace(part, instead, 1))
