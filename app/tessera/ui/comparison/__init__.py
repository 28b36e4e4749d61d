"""The tables that compare: one question for all models, and what a generation costs."""
