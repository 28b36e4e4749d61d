"""The window in which the meter learns: from bills, and by asking a provider to count."""
