"""httpx's requests carried by aiohttp, whose reading of HTTP is compiled: for answers that come in many small pieces.

httpx reads each piece through a pool, a state machine (h11) and a cancel scope (anyio), all of them Python. Headers,
redirects and cookies stay httpx's. Proxies are the environment's (`HTTPS_PROXY`, `NO_PROXY`...), as httpx has them
if no transport is given.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx2
import yarl

#: Connections at once, and seconds that one is kept without use: as livekit-agents' plugins have them.
_CONNECTIONS, _KEPT_S = 50, 120
#: What aiohttp would say of itself.
_OF_AIOHTTP = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Carries the requests of one `httpx2.AsyncClient`, on one event loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        #: By scheme (`all` for any), as the environment had them at the start.
        self._proxies = getproxies()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and return the answer, its body to be read.

        Raises:
            httpx2.TransportError: it can't be sent, or isn't answered in time.
        """
        waits = request.extensions.get("timeout", {})
        body = await request.aread()
        with _as_httpx():
            answer = await self._opened().request(
                request.method,
                yarl.URL(str(request.url), encoded=True),
                headers=[(name.decode(), value.decode()) for name, value in request.headers.raw],
                skip_auto_headers=_OF_AIOHTTP,
                data=body or None,
                allow_redirects=False,
                proxy=self._proxy(request.url),
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=waits.get("pool"),
                    sock_connect=waits.get("connect"),
                    sock_read=waits.get("read"),
                ),
            )
        return httpx2.Response(
            answer.status,
            headers=answer.raw_headers,
            stream=_Body(answer),
            extensions={"http_version": b"HTTP/1.1"},
        )

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _proxy(self, url: httpx2.URL) -> str | None:
        """Return the proxy that the environment names for an address."""
        # Not aiohttp's own `trust_env`, which would put a password of ~/.netrc in place of the key.
        if not self._proxies or proxy_bypass(url.host):
            return None
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all")
        return proxy if proxy is None or "://" in proxy else f"http://{proxy}"

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=_CONNECTIONS, keepalive_timeout=_KEPT_S, ssl=httpx2.create_ssl_context()
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                # httpx does by the headers.
                auto_decompress=False,
            )
        return self._session


class _Body(httpx2.AsyncByteStream):
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for piece in self._answer.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        """Let go of the connection: for the next request, if all of the body was read."""
        self._answer.close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Raise httpx's errors for aiohttp's."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx2.ConnectTimeout(str(error)) from error
    except TimeoutError as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except (aiohttp.ClientConnectorError, ssl.SSLError) as error:
        raise httpx2.ConnectError(str(error)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise httpx2.ReadError(str(error)) from error
