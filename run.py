#!/usr/bin/env python3
# -*- coding: ascii -*-
"""Set Tessera up and start it: ``python3 run.py``, and ``python3 run.py test``.

Without arguments the window opens, or where there is no display the tour is drawn. The verbs
``setup``, ``test``, ``check`` and ``package`` are answered here; everything else goes to the
program as it is. A second start compares one stamp with the lock file and hands over.

This file has to be understood by every Python since 2.7, to say that it is too old: no f-strings,
no annotations, plain ASCII. All the rest is in ``bootstrap/`` and is read only when needed.
"""

import os
import sys

ROOT = os.path.dirname(os.path.realpath(__file__))
OLDEST = (3, 11)
OWN_VERBS = ("setup", "test", "check", "package")
COMMANDS = ("meter", "ask", "generate", "edit", "sandbox", "ledger", "catalogue", "recover", "key")
COMMANDS += ("calibrate", "reconcile", "library")
WITHOUT_WINDOW = COMMANDS + ("-h", "--help", "--version")

NOTICE = "There is no display here, so the tour is drawn into %s\n"

# What set-up leaves in site-packages when it is complete; bootstrap/stamp.py writes it.
STAMP = "tessera-setup.stamp"
LOCK = os.path.join(ROOT, "requirements.lock")
VENV = os.path.join(ROOT, ".venv")
ON_WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if ON_WINDOWS else ("bin", "python")))


def main(words):
    """Run one verb, or hand over to the program; return the exit code."""
    if sys.version_info < OLDEST:
        return too_old()
    for folder in (os.path.join(ROOT, "app"), ROOT):
        sys.path.insert(0, folder)
    if words and words[0] in OWN_VERBS:
        from bootstrap.verbs import run_verb

        return run_verb(words[0], words[1:])
    if not is_ready():
        from bootstrap.verbs import prepare

        problem = prepare()
        if problem:
            return say(problem)
    return start(words)


def start(words):
    """Hand over to the program, after a look at the display where a window or tour is wanted."""
    if sys.platform == "linux" and not any(word in WITHOUT_WINDOW for word in words):
        words, problem = with_screen(words)
        if problem:
            return say(problem)
    command = [PYTHON, "-P", "-m", "tessera"] + words
    if not ON_WINDOWS:
        os.execv(PYTHON, command)
    from bootstrap.verbs import run_and_wait

    return run_and_wait(command)


def with_screen(words):
    """Return the words to run with (the tour's, without a display) and what Qt lacks, if anything.

    A window that was asked for by name is left to the program, which says why it cannot open, or
    draws it where ``QT_QPA_PLATFORM=offscreen`` wants it; of a bare start nobody would see that.
    """
    from tessera.display import Need, missing_libraries, screen

    need, notice = Need.OFFSCREEN if "tour" in words else screen(), ""
    if need is None and words:
        return words, None
    if need is None or (not words and need == Need.OFFSCREEN):
        need, folder = Need.OFFSCREEN, os.path.abspath("tour")
        words, notice = ["tour", "--out", folder], NOTICE % folder
    if not missing_libraries(need):
        sys.stderr.write(notice)
        return words, None
    from bootstrap.system import install_libraries

    problem = install_libraries(need)
    sys.stderr.write("" if problem else notice)
    return words, problem


def is_ready():
    """Return whether set-up was completed for this lock file and nothing has gone since."""
    try:
        os.stat(os.path.join(VENV, "pyvenv.cfg"))
        library = os.path.join(VENV, "Lib" if ON_WINDOWS else "lib")
        version = "" if ON_WINDOWS else only_python(os.listdir(library))
        packages = os.path.join(library, version, "site-packages")
        with open(os.path.join(packages, STAMP), encoding="utf-8") as stamp:
            place, interpreter, names, lock = stamp.read().split("\n", 3)
        with open(LOCK, encoding="utf-8") as wanted:
            unchanged = wanted.read() == lock
        here = place == ROOT and interpreter == os.path.realpath(PYTHON) and os.path.exists(PYTHON)
        return unchanged and here and set(names.split("/")).issubset(os.listdir(packages))
    except (OSError, ValueError):
        return False


def only_python(names):
    """Return the one folder of a Python's packages; a second one means a half-done rebuild."""
    (name,) = [name for name in names if name.startswith("python")]
    return name


def too_old():
    """Say so in one line, with a newer Python by name where one works."""
    found = [name for name in ("python3.%d" % minor for minor in range(14, 10, -1)) if works(name)]
    advice = "start it with: %s run.py" % found[0] if found else "install a newer one"
    version = "%d.%d" % sys.version_info[:2]
    return say("Python %s is too old; Tessera needs 3.11 or newer, %s." % (version, advice))


def works(python):
    """Return whether a Python of this name starts; some tools leave names that lead nowhere."""
    import subprocess

    with open(os.devnull, "w") as nowhere:
        try:
            return subprocess.call([python, "-c", ""], stdout=nowhere, stderr=nowhere) == 0
        except OSError:
            return False


def say(problem):
    """Print one line and return the exit code of a failure."""
    sys.stderr.write("tessera: %s\n" % problem)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
