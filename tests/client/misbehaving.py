"""Ways in which a `Rogue` goes on after it has sent something: it closes, stalls, floods."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.client.rogue import Handler, Peer, Received, chunked

HTML = b"<!DOCTYPE html><html><title>Sign in</title></html>"


def then(data: bytes, act: Callable[[Peer], Awaitable[None]]) -> Handler:
    """Return a handler that sends ``data`` and then does something else."""

    async def handle(_: Received, peer: Peer) -> None:
        await peer.send(data)
        await act(peer)

    return handle


async def close(_: Peer) -> None:
    """Close the connection in order."""


async def reset(peer: Peer) -> None:
    await asyncio.sleep(0.02)
    peer.reset()


async def stall(peer: Peer) -> None:
    await peer.gone()


async def dribble(peer: Peer) -> None:
    """Send a comment now and then, for ever."""
    while True:
        await peer.send(chunked(b":\n"))
        await asyncio.sleep(0.05)


def flood(data: bytes) -> Callable[[Peer], Awaitable[None]]:
    async def act(peer: Peer) -> None:
        while True:
            await peer.send(data)

    return act
