"""An echo server on asyncio. usage: echo_asyncio.py asyncio|uvloop protocol|streams PORT"""
import asyncio
import socket
import sys

LOOP, STYLE, PORT = sys.argv[1], sys.argv[2], int(sys.argv[3])
BYTES = 64 * 1024


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def echo(reader, writer):
    try:
        while data := await reader.read(BYTES):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main():
    options = dict(host="127.0.0.1", port=PORT, backlog=4096, family=socket.AF_INET)
    if STYLE == "protocol":
        server = await asyncio.get_running_loop().create_server(Echo, **options)
    else:
        server = await asyncio.start_server(echo, **options)
    print("ready", flush=True)
    await server.serve_forever()


if LOOP == "uvloop":
    import uvloop

    uvloop.install()
asyncio.run(main())
