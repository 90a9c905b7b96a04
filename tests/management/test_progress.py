"""The bar of a long command: on a terminal with share and rate, elsewhere silent."""

import io

from scoreboard.management.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_share_counts_and_rate_on_one_line():
    file = Terminal()
    progress = Progress(file)
    progress.show("reading", 0, 4)
    progress.show("reading", 4, 4)
    progress.end()
    first, last = (part for part in file.getvalue().split("\r") if part)
    assert "0% 0 of 4" in first
    assert "100% 4 of 4, " in last
    assert "a second" in last
    assert last.endswith("\n")


def test_elsewhere_it_is_silent():
    file = io.StringIO()
    progress = Progress(file)
    progress.show("reading", 1, 4)
    progress.end()
    assert file.getvalue() == ""
