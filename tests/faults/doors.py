"""Servers that misbehave before HTTP begins: over TLS, or as the proxy on the way."""

import asyncio

from tests.client.rogue import Peer, Received, Rogue, plain


class Mute(Rogue):
    """A server that takes the hello and says nothing."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while await reader.read(2**16):
            pass
        writer.close()


class HangsUp(Rogue):
    """A server that closes each connection before a word is said."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.close()


class Replies(Rogue):
    """A server that answers the client's hello with some bytes and closes."""

    said = b""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.read(2**16)
        writer.write(self.said)
        writer.close()


class SpeaksPlainly(Replies):
    """A server without TLS, which finds the client's hello a bad request."""

    said = plain(b"", 400)


class BreaksOff(Replies):
    """A server whose hello breaks off in its middle."""

    said = b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" + bytes(40)


class KnowsOnlyOld(Replies):
    """A server of another age: a fatal alert, protocol_version (RFC 8446, section 6.2)."""

    said = b"\x15\x03\x01\x00\x02\x02\x46"


class Tunnel:
    """A proxy that opens the tunnel it is asked for, but always to one server here.

    ``asked`` is what it was told in plain text.
    """

    def __init__(self, server: Rogue) -> None:
        self._server = server
        self.asked: list[Received] = []

    async def __call__(self, received: Received, peer: Peer) -> None:
        self.asked.append(received)
        reader, writer = await asyncio.open_connection("127.0.0.1", self._server.port)
        await peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = asyncio.create_task(_passed_on(reader, peer.writer))
        await _passed_on(peer.reader, writer)
        await back


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(2**16):
        writer.write(data)
        await writer.drain()
    writer.close()
