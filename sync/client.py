"""The centre as a terminal sees it: the contract's calls, and the three steps of a delivery."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from kiosk.domain.course import Withdrawal
from kiosk.domain.evaluation import Evaluation
from kiosk.domain.filing import Acknowledgement, Filing, Progress
from kiosk.errors import LineFailure
from sync import wire
from sync.bandwidth import Ceiling
from sync.begun import Begun
from sync.failures import NONSENSE, ProblemAnswer
from sync.manifest import evaluation_of, files_of, manifest_of, withdrawal_of
from sync.settings import IntakeAddress, LineTimes
from sync.tally import Tally
from sync.transport import Transport
from sync.uploads import HeldContent, Told, Uploader, nobody

STANDING_TIMEOUT_S = 3.0
"""For the next byte of a standing, at most; as always, four times as long for the whole answer."""


class IntakeClient:
    """`kiosk.ports.Intake` over HTTP. Blocking; any thread; raises LineFailure or IntakeRefusal and nothing else.

    Every call may be repeated: the contract makes each of them idempotent. Building one raises ConfigurationFailure
    where the configured token is none or the configured certificate authority cannot be read.
    """

    def __init__(
        self,
        address: IntakeAddress,
        times: LineTimes,
        *,
        transport: Transport | None = None,
        begun: Begun | None = None,
    ) -> None:
        self._transport = transport or Transport(address, times)
        self._ceiling = Ceiling(address.upload_bytes_per_s)
        self._uploader = Uploader(self._transport, ceiling=self._ceiling, begun=begun)

    def deliver(self, filing: Filing, told: Callable[[Progress], None] = nobody) -> Acknowledgement:
        """The contract's three steps; returns only on a parsed acknowledgement. `told` as in `kiosk.ports.Intake`."""
        files = files_of(filing)
        tally = Tally(filing, told)
        answer = self.put_manifest(manifest_of(filing))
        self._upload_all(filing.filing_id, files, answer.missing, tally)
        try:
            completion = self.complete(filing.filing_id)
        except ProblemAnswer as problem:
            if problem.problem.kind != "not-complete":
                raise
            # It lost something between our upload and our word; once more, and no more than that.
            self._upload_all(filing.filing_id, files, problem.problem.missing, tally)
            completion = self.complete(filing.filing_id)
        return Acknowledgement(completion.case_number, completion.query_code, completion.received_at)

    def put_manifest(self, manifest: wire.Manifest) -> wire.ManifestAnswer:
        """Step 1: announces the filing; the answer names the files still missing."""
        answer = self._transport.ask("PUT", f"/v1/filings/{manifest.filing_id}", wire.ManifestAnswer, manifest)
        return _about(manifest.filing_id, answer)

    def upload(self, filing_id: str, content: HeldContent, told: Told = nobody) -> None:
        """Step 2: brings one file, from where the centre already has it; `told` hears how many bytes it has."""
        self._uploader.upload(filing_id, content, told)

    def complete(self, filing_id: str) -> wire.Completion:
        """Step 3: asks for the case."""
        answer = self._transport.ask("POST", f"/v1/filings/{filing_id}/complete", wire.Completion)
        return _about(filing_id, answer)

    def changes(self, cursor: str) -> wire.CaseChanges:
        """One page of case changes after `cursor`; "" asks from the beginning."""
        query = f"?{urlencode({'cursor': cursor})}" if cursor else ""
        page = self._transport.ask("GET", f"/v1/cases/changes{query}", wire.CaseChanges)
        if (page.more or page.changes) and page.cursor == cursor:
            raise LineFailure(NONSENSE, "the centre told changes without moving the cursor")
        return page

    def standing(self, filing_id: str) -> wire.Standing:
        """How far a filing of whichever terminal is; a person waits, so it is not waited for as long as for others.

        Raises ProblemAnswer `standing-unknown` where the centre does not have it.
        """
        path = f"/v1/filings/{filing_id}/standing"
        return _about(filing_id, self._transport.ask("GET", path, wire.Standing, read_timeout=STANDING_TIMEOUT_S))

    def evaluation(self, evaluation: Evaluation) -> wire.EvaluationAnswer:
        """Hands one evaluation over."""
        message = evaluation_of(evaluation)
        answer = self._transport.ask("POST", "/v1/evaluations", wire.EvaluationAnswer, message)
        return _about(evaluation.filing_id, answer)

    def withdraw(self, withdrawal: Withdrawal) -> wire.WithdrawalAnswer:
        """Tells that the person takes a filing back, whether the centre has it or not."""
        path = f"/v1/filings/{withdrawal.filing_id}/withdrawal"
        answer = self._transport.ask("POST", path, wire.WithdrawalAnswer, withdrawal_of(withdrawal))
        return _about(withdrawal.filing_id, answer)

    def heartbeat(self, beat: wire.Heartbeat) -> wire.HeartbeatAnswer:
        """Tells how this terminal is."""
        return self._transport.ask("POST", "/v1/heartbeat", wire.HeartbeatAnswer, beat)

    def catalogue(self, version: str, serial: int) -> wire.CatalogueAnswer:
        """The step from what is installed to the newest catalogue, if there is one."""
        query = urlencode({"since": version, "serial": serial})
        return self._transport.ask("GET", f"/v1/catalogue?{query}", wire.CatalogueAnswer)

    def health(self) -> wire.Health:
        """Whether the intake answers, its clock and its limits."""
        return self._transport.ask("GET", "/v1/health", wire.Health)

    def interrupt(self) -> None:
        """Breaks off the upload under way; what the centre has of it stays, and the next start goes on from there."""
        self._ceiling.end()

    def close(self) -> None:
        """Lets go of idle connections."""
        self._transport.close()

    def _upload_all(
        self, filing_id: str, files: Mapping[str, HeldContent], missing: tuple[str, ...], tally: Tally
    ) -> None:
        if unknown := [digest for digest in missing if digest not in files]:
            raise LineFailure(NONSENSE, f"the centre misses {len(unknown)} files that are not the filing's")
        tally.misses(frozenset(missing))
        # Small before large: over a bad line most of a filing arrives early.
        for file in sorted((files[digest] for digest in set(missing)), key=lambda file: file.size):
            self.upload(filing_id, file, partial(tally.file_at, file.sha256))
            tally.arrived(file.sha256)


Answer = TypeVar(
    "Answer", wire.ManifestAnswer, wire.Completion, wire.Standing, wire.EvaluationAnswer, wire.WithdrawalAnswer
)


def _about(filing_id: str, answer: Answer) -> Answer:
    """`answer`, if it is about this filing; an answer about another is nonsense, however well formed."""
    if answer.filing_id != filing_id:
        raise LineFailure(NONSENSE, "the answer is about another filing")
    return answer
