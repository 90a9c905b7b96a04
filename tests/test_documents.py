"""scripts/documents.py: what a program writes of a document is its part, and nothing else."""

import pytest

from scripts.documents import replace_part, replace_table


def test_a_part_of_a_document_is_replaced_and_nothing_else(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("<!-- end -->\n<!-- a -->\nold\n<!-- end -->\nbetween\n<!-- b -->\n<!-- end -->\nrest\n")
    replace_part(document, mark="b", text="new\n")
    replace_table(document, mark="a", said="well", headings=("what", "how"), rows=[("x|y", "1")])
    text = document.read_text()
    assert text.startswith("<!-- end -->\n<!-- a -->\n")
    assert ": well.\n\n" in text
    assert "old" not in text
    assert text.endswith("\n<!-- end -->\nbetween\n<!-- b -->\nnew\n<!-- end -->\nrest\n")


@pytest.mark.parametrize("text", ["nothing", "<!-- a -->\n<!-- end -->\n<!-- a -->\n<!-- end -->", "<!-- a -->\n"])
def test_a_document_without_that_part_is_left_alone(tmp_path, text):
    document = tmp_path / "page.md"
    document.write_text(text)
    with pytest.raises(ValueError, match="values to unpack"):
        replace_part(document, mark="a", text="new")
    assert document.read_text() == text
