"""A server of the Python SDK over Streamable HTTP, in whichever era its client speaks.

Its argument is the port. It says on its standard output what it notices.
"""

import asyncio
import sys
from typing import Annotated

import anyio
from mcp.server.elicitation import AcceptedElicitation
from mcp.server.mcpserver import Context, Elicit, ElicitationResult, MCPServer, Resolve
from pydantic import BaseModel


class Who(BaseModel):
    name: str
    times: int


server = MCPServer("python", instructions="Speak softly.")


@server.tool()
def echo(text: str) -> str:
    return text


async def who() -> Elicit[Who]:
    return Elicit("Who, and how often?", Who)


@server.tool()
async def ask(given: Annotated[ElicitationResult[Who], Resolve(who)]) -> str:
    if isinstance(given, AcceptedElicitation):
        return f"{given.data.name} {given.data.times}"
    return f"no answer: {given.action}"


@server.tool()
async def slow(ctx: Context) -> str:
    await ctx.report_progress(1, 4, "a quarter")
    try:
        await anyio.sleep_forever()
    except anyio.get_cancelled_exc_class():
        print("cancelled", flush=True)
        raise
    return "late"


def grown() -> str:
    return "I am new."


@server.tool()
async def grow(ctx: Context) -> str:
    server.add_tool(grown)
    await ctx.notify_tools_changed()
    return "grown"


@server.resource("note://{name}")
def remark(name: str) -> str:
    return f"A note about {name}."


@server.prompt()
def greet(name: str) -> str:
    return f"Greet {name}."


asyncio.run(server.run_streamable_http_async(port=int(sys.argv[1])))
