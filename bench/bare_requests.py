"""What the bare reference is asked: to insert one row, or to list fifty."""

import json

from bench.load import Script
from bench.servers import HOST


def inserts(port: int, count: int) -> list[Script]:
    return [[_post(port, number)] for number in range(count)]


def lists(port: int, count: int) -> list[Script]:
    return [[f"GET /items HTTP/1.1\r\nHost: {HOST}:{port}\r\n\r\n".encode()] for _ in range(count)]


def _post(port: int, number: int) -> bytes:
    item = {
        "title": "Street lamp broken",
        "body": "The lamp in front of the house is out. " * 6,
        "contact": f"+3069000{number % 100000:05d}",
        "category": "light",
    }
    body = json.dumps(item).encode()
    head = f"POST /items HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
