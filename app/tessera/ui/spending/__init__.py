"""The spending window: what was spent, every call, a planner, and the limits."""
