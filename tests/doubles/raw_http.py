"""A web server on a bare socket."""

import socket
import struct
import threading
from collections.abc import Callable


class Raw:
    """A server that says what it likes, byte for byte."""

    def __init__(
        self, answers: dict[str, Callable[[socket.socket], None]], host: str = "127.0.0.1"
    ) -> None:
        self._answers = answers
        self.requests: list[str] = []
        self._socket = socket.create_server((host, 0))
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            received = client.recv(65_536).decode("latin-1")
            name = received.split(" ", 2)[1].strip("/")
            self.requests.append(name)
            try:
                self._answers.get(name, _missing)(client)
            except OSError:
                return


def _missing(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def cut(client: socket.socket) -> None:
    """End the connection with a reset instead of an orderly close."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
