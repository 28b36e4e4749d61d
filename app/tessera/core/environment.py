"""The names of the environment's variables that say where calls go, and with which key."""

KEY = "OPENAI_API_KEY"
BASE_URL = "OPENAI_BASE_URL"
