#!/usr/bin/env python3
"""Django's command line for Scoreboard. Any Python starts it; it goes on in `.venv`, where `make run` put the packages.

Kept in a syntax that old Pythons read, so that they can say that they are too old.
"""

import os
import sys

VENV = os.path.join(os.path.dirname(os.path.abspath(__file__)), ".venv")
HANDED_OVER = "SCOREBOARD_HANDED_OVER"  # in the environment of the Python that is to go on


def continue_in_venv():
    """Replace this Python by that of .venv, if there is one, unless another activated environment has Django."""
    python = os.path.join(VENV, "bin", "python")
    handed_over = os.environ.pop(HANDED_OVER, None)  # at most once, wherever sys.prefix of that one points
    if handed_over or os.path.realpath(sys.prefix) == os.path.realpath(VENV) or not os.path.exists(python):
        return
    if sys.prefix != getattr(sys, "base_prefix", sys.prefix) and has_django():
        return
    options = getattr(sys, "orig_argv", [python] + sys.argv)[1:]  # -W and -X with them, from Python 3.10 on
    os.execve(python, [python] + options, dict(os.environ, **{HANDED_OVER: "1"}))


def has_django():
    """Whether this Python finds Django."""
    try:
        import django  # noqa: F401  # only whether it can be
    except ImportError:
        return False
    return True


def main():
    """Run the command that the arguments name."""
    continue_in_venv()
    if sys.version_info < (3, 11):
        found = "%s is %d.%d" % (sys.executable, sys.version_info[0], sys.version_info[1])
        sys.exit("Scoreboard needs Python 3.11 or newer, and %s: `make run` finds one." % found)
    if not has_django():
        sys.exit("Scoreboard's packages are not installed for %s: `make run` first." % sys.executable)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit("%s: %s" % (sys.argv[0], error))


if __name__ == "__main__":
    main()
