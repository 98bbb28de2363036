"""A loopback server that speaks OpenAI's chat completions, well or badly."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any]], tuple[int, str]]
"""From the request's body to a status and the assistant message's content, or, with another status than 200, a body."""


@contextmanager
def model_server(reply: Reply) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The base address of a running server, and the requests it got."""
    requests: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append(body)
            status, content = reply(body)
            self._send(status, _completion(content) if status == 200 else content.encode())

        def _send(self, status: int, data: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                pass  # the client gave up, as it should

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", requests
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _completion(content: str) -> bytes:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    body = {"id": "c1", "object": "chat.completion", "created": int(time.time()), "model": "m", "choices": [choice]}
    return json.dumps({**body, "usage": usage}).encode()


def phrasing(answer: str, *citations: str, answered: bool = True) -> str:
    """The structured output that says this."""
    return json.dumps({"answered": answered, "answer": answer, "citations": list(citations)}, ensure_ascii=False)
