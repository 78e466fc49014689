"""One server, two sockets: terminals come in by one and officials by the other, and neither finds the other's rooms."""

from starlette.types import ASGIApp, Receive, Scope, Send


def two_doors(terminals: ASGIApp, desk: ASGIApp, desk_port: int) -> ASGIApp:
    """Sends a request to `desk` if it came in at that port of this machine, otherwise to `terminals`.

    The port is the socket's own, told by the server; nothing in a request can change it.
    """

    async def chosen(scope: Scope, receive: Receive, send: Send) -> None:
        at_desk = scope["type"] == "http" and (scope.get("server") or ("", 0))[1] == desk_port
        await (desk if at_desk else terminals)(scope, receive, send)

    return chosen
