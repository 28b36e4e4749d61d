"""The network: the only room that imports httpx. Knows core, nothing of disk or window."""
