"""A provider on this machine that speaks OpenAI's protocol over loopback.

Knows core and imaging only. Imports nothing of the server until it is started.
"""
