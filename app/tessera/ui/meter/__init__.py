"""The meter: what a request will cost, how sure that is, and what it did cost."""
