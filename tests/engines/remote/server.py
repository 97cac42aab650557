"""A server that speaks the OpenAI protocol over real HTTP, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """Something else than an answer.

    Attributes:
        status: of HTTP; 0 closes the connection without a word.
        headers: further ones.
        body: what is sent.
        cut: whether the connection is closed before the promised end of the body.
        silent: seconds before anything is sent.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": {"message": "no"}}'
    cut: bool = False
    silent: float = 0.0


Behaviour = Callable[[Body], Body | Fault]


def completion(text: str | None, *, reason: str | None = "stop", logprob: float | None = -0.01) -> Body:
    """A chat completion whose tokens are single characters."""
    characters = [{"token": char, "bytes": list(char.encode()), "logprob": logprob} for char in text or ""]
    choice: Body = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason}
    if logprob is not None:
        choice["logprobs"] = {"content": [*characters, {"token": "<|im_end|>", "bytes": None, "logprob": -0.5}]}
    usage = {"prompt_tokens": 7, "completion_tokens": len(text or ""), "total_tokens": 7 + len(text or "")}
    return {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}


@dataclass
class Served:
    """A running server.

    Attributes:
        url: its base.
        bodies: of the requests, in the order they came.
        headers: likewise.
        most: requests that were in its hands at the same time, at most.
    """

    url: str
    bodies: list[Body] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    most: int = 0


@contextmanager
def serve(behave: Behaviour) -> Iterator[Served]:
    """Run a server; ``behave`` answers each request, in a thread of its own."""
    lock, stopped, now = threading.Lock(), threading.Event(), [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body: Body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                served.bodies.append(body)
                served.headers.append({name.lower(): value for name, value in self.headers.items()})
                now[0] += 1
                served.most = max(served.most, now[0])
            try:
                answer = behave(body)
            finally:
                with lock:
                    now[0] -= 1
            if isinstance(answer, Fault):
                self._fail(answer)
            elif body.get("stream"):
                _stream(self, answer)
            else:
                _send(self, 200, {}, json.dumps(answer).encode())

        def _fail(self, fault: Fault) -> None:
            stopped.wait(fault.silent)
            self.close_connection = True
            if fault.status:
                _send(self, fault.status, fault.headers, fault.body, missing=100 if fault.cut else 0)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # the client has gone away

    server = Server(("127.0.0.1", 0), Handler)
    served = Served(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield served
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _send(to: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes, missing: int = 0) -> None:
    to.send_response(status)
    for name, value in ({"Content-Type": "application/json"} | headers).items():
        to.send_header(name, value)
    to.send_header("Content-Length", str(len(body) + missing))
    to.end_headers()
    to.wfile.write(body)


def _stream(to: BaseHTTPRequestHandler, answer: Body) -> None:
    (choice,) = answer["choices"]
    tokens = choice.get("logprobs", {}).get("content")
    pieces: list[Body] = [
        {"delta": {"content": char}, "index": 0, "logprobs": {"content": [tokens[number]]} if tokens else None}
        for number, char in enumerate(choice["message"]["content"])
    ]
    end = {"delta": {}, "index": 0, "finish_reason": choice["finish_reason"]}
    events = [{"id": "x", "object": "chat.completion.chunk", "choices": [one]} for one in (*pieces, end)]
    lines = [f"data: {json.dumps(event)}\n\n" for event in events]
    _send(to, 200, {"Content-Type": "text/event-stream"}, "".join([*lines, "data: [DONE]\n\n"]).encode())
