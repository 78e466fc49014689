"""The heartbeat of a terminal: how the machine is, for those who keep the fleet. Nothing about any person."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from sync.wire.values import Moment, Name, Sent, Told

Code: TypeAlias = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9._-]*$", max_length=60, description="a stable code")]
NoCode: TypeAlias = Annotated[str, Meta(pattern="^([a-z0-9][a-z0-9._-]*)?$", max_length=60)]
Version: TypeAlias = Annotated[str, Meta(max_length=60)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=1 << 40)]
Seconds: TypeAlias = Annotated[float, Meta(ge=-1e10, le=1e10)]


class DeviceReport(Sent, frozen=True, kw_only=True):
    """One device: what it is called on the terminal, how it is, and the code of why; no port and no address."""

    name: Code
    state: Literal["absent", "starting", "ready", "busy", "needs-attention", "failed"]
    cause: NoCode = ""
    warnings: Annotated[tuple[Code, ...], Meta(max_length=20)] = ()


class QueueReport(Sent, frozen=True, kw_only=True):
    """What has not reached the centre: filings that wait and are refused, evaluations, bytes still to send.

    `oldest_s` is for how long the longest waiting filing has been confirmed, in seconds; null where none waits.
    """

    waiting: Count
    refused: Count
    evaluations: Count
    bytes_left: Count
    oldest_s: Count | None = None


class Heartbeat(Sent, frozen=True, kw_only=True):
    """`at` is the terminal's own clock, `skew_s` by how much that is ahead of the centre's as last measured, if ever;
    disk is where the store lies, in bytes; `catalogue` the version of the matters, "" before there are any.
    """

    terminal_id: Name
    version: Version
    catalogue: Version
    at: Moment
    devices: Annotated[tuple[DeviceReport, ...], Meta(max_length=50)]
    queues: QueueReport
    disk_free: Count
    disk_size: Count
    skew_s: Seconds | None = None


class HeartbeatAnswer(Told, frozen=True, kw_only=True):
    """The centre has noted it, at this moment of its own clock."""

    received_at: Moment
