"""An echo server on gevent. usage: echo_gevent.py PORT"""
import socket
import sys

from gevent.server import StreamServer


def echo(connection, _):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
    try:
        while True:
            data = connection.recv(64 * 1024)
            if not data:
                return
            connection.sendall(data)
    except ConnectionError:
        pass


server = StreamServer(("127.0.0.1", int(sys.argv[1])), echo, backlog=4096)
server.start()
print("ready", flush=True)
server.serve_forever()
