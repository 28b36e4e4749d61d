"""The seal: an edit put back so that only what was masked changes.

`report` and `order` are values for both sides; everything else runs in the seal child only, where
numpy is loaded before the first job.
"""
