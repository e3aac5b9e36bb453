"""The Python SDK: `python client.py URL auto|legacy`. Speaks to the test as desk.mjs does."""

import asyncio
import json
import sys
import time
from urllib.parse import parse_qs, urlsplit

from mcp import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider, oauth2
from mcp.client.streamable_http import streamable_http_client
from mcp.shared import auth_utils
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.auth import OAuthClientMetadata


def say(**what):
    print(json.dumps(what), flush=True)


class Clock:
    """The SDK's clock, by which it sees that a token has ended: it goes ahead with the server's."""

    ahead = 0

    @classmethod
    def time(cls):
        return time.time() + cls.ahead


oauth2.time = auth_utils.time = Clock


async def done(step, **more):
    """Says that a step is done, and waits until the next one may be taken: some seconds later, says the test."""
    say(done=step, **more)
    Clock.ahead += int(await asyncio.to_thread(sys.stdin.readline))


class Keeper:
    """Everything in memory."""

    def __init__(self):
        self.tokens = None
        self.client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Listener:
    """Where the browser comes back to."""

    def __init__(self):
        self.answers = asyncio.Queue()

    async def listen(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/callback"

    async def serve(self, reader, writer):
        target = (await reader.readline()).split()[1].decode()
        while (await reader.readline()).strip():
            pass
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()
        await self.answers.put({key: values[0] for key, values in parse_qs(urlsplit(target).query).items()})

    async def answer(self):
        answer = await self.answers.get()
        return AuthorizationCodeResult(code=answer["code"], state=answer.get("state"), iss=answer.get("iss"))


async def main(url, mode):
    listener, keeper = Listener(), Keeper()
    redirect = await listener.listen()

    async def open_page(address):
        say(open=address)

    auth = OAuthClientProvider(
        server_url=url,
        client_metadata=OAuthClientMetadata(
            client_name="A client that others wrote",
            redirect_uris=[redirect],
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            token_endpoint_auth_method="none",
        ),
        storage=keeper,
        redirect_handler=open_page,
        callback_handler=listener.answer,
    )
    async with create_mcp_http_client(auth=auth) as http:
        async with Client(streamable_http_client(url, http_client=http), mode=mode) as client:

            async def call(name, arguments=None):
                result = await client.call_tool(name, arguments or {})
                return json.loads(result.model_dump_json(by_alias=True))

            tools = [tool.name for tool in (await client.list_tools()).tools]
            await done("call", tools=tools, result=await call("whoami"), version=str(client.protocol_version))
            before = keeper.tokens.access_token
            again = await call("whoami")
            await done("refresh", result=again, renewed=before != keeper.tokens.access_token)
            ticket = {"title": "The lamp flickers", "description": "Since this morning.", "category": "facilities"}
            await done("step-up", result=await call("ticket_create", ticket))


asyncio.run(main(*sys.argv[1:]))
