"""What the program does: use cases in asyncio over client, store and imaging. No Qt."""
