"""Messages over a stream socket: a JSON header and binary blobs.

A frame is a 4-byte big-endian length, that many bytes of JSON, then the blobs whose lengths the header
lists under "blobs".
"""

import json
import struct

MAX_HEADER = 64 << 20


class Closed(Exception):
    """The other side has gone."""


def receive(connection):
    """The next frame: its header, and its blobs as byte strings."""
    (length,) = struct.unpack(">I", _exactly(connection, 4))
    if length > MAX_HEADER:
        raise Closed(f"a header of {length} bytes")
    header = json.loads(_exactly(connection, length))
    return header, [_exactly(connection, size) for size in header.get("blobs", ())]


def send(connection, header, blobs=()):
    header = dict(header, blobs=[len(blob) for blob in blobs])
    data = json.dumps(header).encode()
    connection.sendall(struct.pack(">I", len(data)) + data)
    for blob in blobs:
        connection.sendall(blob)


def _exactly(connection, size):
    buffer = bytearray(size)
    view = memoryview(buffer)
    at = 0
    while at < size:
        count = connection.recv_into(view[at:])
        if count == 0:
            raise Closed("end of stream")
        at += count
    return bytes(buffer)
