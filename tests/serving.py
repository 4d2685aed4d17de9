"""A web server on loopback for tests of sources."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def serving(answers):
    """Serve path → bytes, (status, headers, bytes) or a function of the handler; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path, (404, {}, b"nothing"))
            if callable(answer):
                answer(self)
                return
            status, headers, content = answer if isinstance(answer, tuple) else (200, {}, answer)
            self.send_response(status)
            for key, value in {"Content-Length": len(content), **headers}.items():
                self.send_header(key, str(value))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip(handler):
    """Answer a byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(300):
            handler.wfile.write(b"<p>")
            time.sleep(0.05)
    except OSError:
        pass
