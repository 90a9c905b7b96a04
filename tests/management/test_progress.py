"""The bar of a long command: on a terminal with share and rate, elsewhere nothing."""

import io

from scoreboard.management.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_share_counts_and_rate_on_one_line():
    file = Terminal()
    progress = Progress(file)
    progress.show("reading", 0, 4)
    progress.show("reading", 4, 4)
    progress.end()
    first, *_, last = (part for part in file.getvalue().split("\r") if part)
    assert first.startswith("reading:   0%")
    assert "0/4" in first
    assert last.startswith("reading: 100%")
    assert "4/4" in last
    assert "/s]" in last
    assert file.getvalue().count("\n") == 1
    assert last.endswith("\n")


def test_each_step_has_a_line_and_a_rate_of_its_own():
    file = Terminal()
    progress = Progress(file)
    progress.show("reading", 1, 4)
    progress.show("writing", 2, 4)
    progress.end()
    reading, writing, rest = file.getvalue().split("\n")
    assert "reading:  25%" in reading
    assert "writing:  50%" in writing
    assert rest == ""


def test_elsewhere_nothing_is_written():
    file = io.StringIO()
    progress = Progress(file)
    progress.show("reading", 1, 4)
    progress.show("writing", 1, 4)
    progress.end()
    assert file.getvalue() == ""
