"""HTTP to one OpenAI-compatible server, by LangChain's client; every failure becomes a sentence.

Nothing is sent but to the one address; for this machine no proxy of the environment is used.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatGenerationChunk
from pydantic import SecretStr

from ragqa.errors import ModelError, os_reason
from ragqa.generation.remote import server_errors
from ragqa.generation.remote.address import Address
from ragqa.generation.remote.server_errors import Refusal, cleaned
from ragqa.generation.remote.serving import Body

if TYPE_CHECKING:
    import httpx2

_CONNECT_SECONDS = 10.0


class RefusedError(Exception):
    """The server did not answer: ``error`` is what to say if there is no other way to ask."""

    def __init__(self, error: ModelError, refusal: Refusal | None) -> None:
        super().__init__(error.en)
        self.error = error
        self.refusal = refusal


class Wire:
    """HTTP to one server; every failure becomes a sentence."""

    def __init__(self, address: Address, key: str, seconds: float) -> None:
        import httpx2

        self._address = address
        self._key = key
        self._seconds = seconds
        self._timeout = httpx2.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds))
        self._http = httpx2.Client(
            timeout=self._timeout,
            trust_env=not address.is_local,
            follow_redirects=False,  # passages go where they were meant to go, or nowhere
            event_hooks={"request": [self._undress]},
        )

    def openai(self, model: str) -> BaseChatModel:
        """LangChain's client on this wire."""
        from langchain_openai.chat_models.base import BaseChatOpenAI

        return BaseChatOpenAI(
            model=model,
            base_url=self._address.url,
            api_key=SecretStr(self._key or "none"),
            http_client=self._http,
            timeout=self._timeout,
            max_retries=0,
            use_responses_api=False,
        )

    def models(self) -> object:
        """The server's list of models, parsed; None where it has no list."""
        url = f"{self._address.url}/models"
        response = self._request("GET", url, None)
        if response.status_code in (401, 403, 429) or response.status_code >= 500:
            refusal = Refusal(response.status_code, self._said(_parsed(response)))
            raise server_errors.refused(self._address.url, self._address.model, refusal)
        if not response.is_success:
            return None
        listed = _parsed(response)
        if listed is None:
            raise server_errors.not_openai(self._address.url)
        return listed

    def fetch(self, path: str, body: Body | None) -> Any:
        """As ``serving.Fetch``. Raises ModelError when the server is not there."""
        method = "GET" if body is None else "POST"
        response = self._request(method, f"{self._address.root}{path}", body)
        return _parsed(response) if response.is_success else None

    def told(
        self, heard: Generator[ChatGenerationChunk, None, None], model: str
    ) -> Generator[ChatGenerationChunk, None, None]:
        """``heard``, whose failures become sentences; closing it closes the connection.

        Raises:
            ModelError: The connection failed.
            RefusedError: The server did not like the request.
        """
        import httpx2
        import openai

        begun = False
        try:
            with closing(heard):
                for chunk in heard:
                    begun = True
                    yield chunk
        except (openai.APITimeoutError, httpx2.TimeoutException) as error:
            raise server_errors.silent(self._address.url, self._seconds) from error
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            raise self._lost(error, begun=begun) from error
        except openai.APIError as error:
            raise self._refused(error, model) from error
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            # What it sent is not JSON, or not what a chat model sends.
            name = type(error).__name__
            garbled = server_errors.broken_off(self._address.url, (name, name))
            raise (garbled if begun else server_errors.not_openai(self._address.url)) from error
        if not begun:
            raise RefusedError(server_errors.wordless(self._address.url), None)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _request(self, method: str, url: str, body: Body | None) -> httpx2.Response:
        import httpx2

        try:
            try:
                return self._http.request(method, url, json=body)
            except (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError):
                # The server has closed a connection that was kept: a new one may do.
                return self._http.request(method, url, json=body)
        except httpx2.TimeoutException as error:
            raise server_errors.silent(self._address.url, self._seconds) from error
        except httpx2.HTTPError as error:
            raise server_errors.unreachable(self._address.url, self._reason(error)) from error

    def _undress(self, request: httpx2.Request) -> None:
        """Send the key if there is one, and nothing about this machine or the person at it."""
        for name in list(request.headers):
            if name.lower().startswith(("x-stainless-", "openai-")):
                del request.headers[name]
        request.headers.pop("authorization", None)
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"

    def _lost(self, error: Exception, *, begun: bool) -> Exception:
        import httpx2

        cause: BaseException = error
        while cause.__cause__ is not None and not isinstance(cause, httpx2.HTTPError):
            cause = cause.__cause__
        reason = self._reason(cause)
        if isinstance(cause, httpx2.ConnectError):
            return server_errors.unreachable(self._address.url, reason)
        if begun:
            return server_errors.broken_off(self._address.url, reason)
        return RefusedError(server_errors.wordless(self._address.url, reason), None)

    def _reason(self, error: BaseException) -> tuple[str, str]:
        """Why a connection failed, in English and in Chinese: what the system says, if it does."""
        cause: BaseException | None = error
        while cause is not None and not (isinstance(cause, ConnectionError) and cause.strerror):
            cause = cause.__cause__ or cause.__context__
        if isinstance(cause, ConnectionError):
            return os_reason(cause)
        told = cleaned(str(error), self._key) or type(error).__name__
        return told, told

    def _refused(self, error: Any, model: str) -> RefusedError:
        said = self._said(error.body) or self._said(str(error.message))
        status = getattr(error, "status_code", None)
        if status is None:  # told inside the stream
            code = error.body.get("code") if isinstance(error.body, Mapping) else None
            status = code if isinstance(code, int) else 500
        refusal = Refusal(status, said)
        return RefusedError(server_errors.refused(self._address.url, model, refusal), refusal)

    def _said(self, body: object) -> str:
        """The server's own words in the body of an error."""
        while isinstance(body, Mapping):
            body = next((body[k] for k in ("error", "message", "detail") if k in body), "")
        return cleaned(str(body or ""), self._key)


def _parsed(response: httpx2.Response) -> object:
    try:
        return cast(object, response.json())
    except ValueError:
        return None
