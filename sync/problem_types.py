"""The contract's ways to say no: RFC 9457 problem types by short name."""

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_TYPES = "urn:jiujin:problem:"

PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed": (400, "the request is not what the contract says"),
    "unknown-token": (401, "this token belongs to no terminal"),
    "terminal-revoked": (403, "this terminal has been revoked"),
    "terminal-mismatch": (403, "the token belongs to another terminal"),
    "filing-unknown": (404, "no such filing of this terminal"),
    "upload-unknown": (404, "no such upload"),
    "standing-unknown": (404, "this centre has no such filing"),
    "not-found": (404, "there is nothing at this address"),
    "method": (405, "this address does not take that method"),
    "id-reused": (409, "this id already stands for other content"),
    "not-complete": (409, "files are still missing"),
    "matter-superseded": (409, "this version of the matter is no longer taken"),
    "matter-closed": (409, "this matter is no longer offered"),
    "deadline-passed": (409, "the last day for this matter is past"),
    "duplicate": (409, "the same matter of the same person is already in hand"),
    "not-correctable": (409, "the filing that this one corrects is in hand or concluded"),
    "supplement-not-wanted": (409, "the case takes no papers now"),
    "withdrawn": (409, "the person has taken this filing back"),
    "withdrawal-too-late": (409, "the case has ended, it can no longer be taken back"),
    "offset": (409, "the upload stands at another offset"),
    "cursor-unknown": (410, "this cursor was not given out by this centre"),
    "tus-version": (412, "only tus 1.0.0 is spoken here"),
    "too-large": (413, "larger than this centre takes"),
    "media-type": (415, "a media type this centre does not take"),
    "invalid": (422, "the filing breaks a rule of the contract"),
    "too-many": (429, "this terminal asks too often"),
    "digest-mismatch": (460, "the uploaded bytes do not have the announced digest"),
    "failed": (500, "the centre failed"),
    "numbers-used-up": (503, "no case number is left for today"),
}
"""The problem types by short name, each with its HTTP status and title."""
