"""Values in, values out: the rules Tessera exists for.

Standard library only. Nothing here knows Qt, the network, files or asyncio.
"""
