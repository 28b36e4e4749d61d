"""What ``run.py`` does beyond handing over: set-up, system packages, checks and test suites.

Standard library only, on any Python since 3.11; nothing here is part of the program.
"""
