"""What the line must be told; the program's configuration has these members."""

from typing import Protocol


class IntakeAddress(Protocol):
    """Where the centre is and who we are to it."""

    @property
    def url(self) -> str:
        """The intake's root, without `/v1`."""

    @property
    def token(self) -> str:
        """This terminal's bearer token."""

    @property
    def ca_file(self) -> str:
        """A file with certificate authorities (PEM) besides the system's own, or ""."""

    @property
    def upload_bytes_per_s(self) -> int:
        """The most that papers may take of the line; 0 is no ceiling."""


class LineTimes(Protocol):
    """How long to wait for what; seconds."""

    @property
    def connect_timeout(self) -> float:
        """For a connection to stand, or a piece of a request to go out: urllib3 has one limit for both."""

    @property
    def read_timeout(self) -> float:
        """For the next byte of an answer; the whole of it gets `sync.connections.WHOLE_ANSWER` times as much."""

    @property
    def cases_poll(self) -> float:
        """Between two looks for case changes while all is well."""

    @property
    def centre_poll(self) -> float:
        """Between two looks at the centre's limits and clock."""

    @property
    def catalogue_poll(self) -> float:
        """Between two questions for a newer catalogue."""

    @property
    def retry_first(self) -> float:
        """At most until the second try."""

    @property
    def retry_most(self) -> float:
        """At most until any further try, unless the centre asks for more."""
