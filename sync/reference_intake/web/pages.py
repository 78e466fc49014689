"""The pages behind the door: the list, one case, its papers, and the acts."""

import secrets
from pathlib import Path
from urllib.parse import parse_qsl

from sqlalchemy import Engine
from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from sync import wire
from sync.reference_intake.web import acts, case_page, listing, papers
from sync.reference_intake.web.acts import Act, Done, Faulty, Overtaken, Said
from sync.reference_intake.web.forms import Form, plain
from sync.reference_intake.web.labels import labels_of
from sync.reference_intake.web.refusals import TurnedAway
from sync.reference_intake.web.rendering import render
from sync.reference_intake.web.sessions import Session

PICTURE_POLICY = {"Content-Security-Policy": "default-src 'none'; sandbox"}
"""For a stranger's bytes: whatever a browser takes them for, they can do nothing."""


class Pages:
    """Each method answers one address; every look at a case is recorded before it is answered."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._reads = engine.execution_options(reads_only=True)
        self._folder = folder

    async def cases(self, request: Request, session: Session) -> Response:
        """GET /"""
        try:
            query = parse_qsl(request.url.query, errors="strict", max_num_fields=20)
        except ValueError:
            query = []
        wanted = listing.filter_of(query)

        def read() -> listing.Listing:
            with self._reads.begin() as connection:
                return listing.read(connection, wanted)

        found = await run_in_threadpool(read)
        return render(request, "cases.html", session=session, wanted=wanted, found=found)

    async def search(self, request: Request, session: Session, form: Form) -> Response:
        """POST /people: the cases of one identity number; by POST, so that it stands in no address and no log."""
        number = plain(form.one("number"))[:40]

        def read() -> list[object]:
            with self._reads.begin() as connection:
                rows = listing.of_person(connection, number) if number else []
            for row in rows:
                case_page.record(self._engine, row.filing_id, session.official, "search")
            return rows

        rows = await run_in_threadpool(read)
        return render(request, "people.html", session=session, rows=rows)

    async def case(self, request: Request, session: Session) -> Response:
        """GET /cases/{id}"""
        return await self._case(request, session)

    async def act(self, request: Request, session: Session, form: Form) -> Response:
        """POST /cases/{id}/acts/{act}: done once, then the case again."""
        if not session.official.may_act:
            raise TurnedAway("look-only")
        said = _said(request.path_params["act"], form)
        filing_id = request.path_params["filing_id"]
        try:
            outcome = await run_in_threadpool(acts.perform, self._engine, filing_id, session.official, said)
        except LookupError:
            raise TurnedAway("not-found") from None
        if isinstance(outcome, Done):
            return RedirectResponse(f"/cases/{filing_id}?done={said.act.value}", 303)
        if isinstance(outcome, Overtaken):
            return render(
                request, "overtaken.html", 409, session=session, filing_id=filing_id, other=outcome, said=said
            )
        return await self._case(request, session, said, outcome)

    async def paper(self, request: Request, session: Session) -> Response:
        """GET /cases/{id}/papers/{paper}/{page}: one page, large."""
        filing_id = request.path_params["filing_id"]
        number, manifest = await self._manifest(filing_id, session, "pages")
        all_pages = [
            (place, page, material) for place, material in enumerate(manifest.materials, 1) for page in material.pages
        ]
        asked = (_place(request, "paper"), _place(request, "page"))
        places: list[tuple[int, int]] = []
        for place, _page, _material in all_pages:
            places.append((place, 1 + sum(other == place for other, _ in places)))
        if asked not in places:
            raise TurnedAway("not-found")
        at = places.index(asked)
        return render(
            request,
            "paper.html",
            session=session,
            filing_id=filing_id,
            case_number=number,
            material=all_pages[at][2],
            page=all_pages[at][1],
            place=asked,
            before=places[at - 1] if at else None,
            after=places[at + 1] if at + 1 < len(places) else None,
        )

    async def file(self, request: Request, session: Session) -> Response:
        """GET /cases/{id}/files/{digest}: a picture for the page; anything else as a download."""
        filing_id, digest = request.path_params["filing_id"], request.path_params["digest"]
        number, manifest = await self._manifest(filing_id, session, "pages")
        ref = manifest.files().get(digest)
        if ref is None:
            raise TurnedAway("not-found")
        path = self._folder / filing_id / ref.sha256
        media_type = await run_in_threadpool(papers.proven, path, ref.media_type)
        if media_type == "image/tiff" and "download" not in request.query_params:
            return Response(await run_in_threadpool(papers.tiff_as_png, path), 200, PICTURE_POLICY, "image/png")
        name = f"{number}-{digest[:8]}.{papers.SUFFIXES[media_type]}"
        inline = media_type in papers.SHOWN and "download" not in request.query_params
        return FileResponse(
            path,
            media_type=media_type,
            headers=PICTURE_POLICY,
            filename=name,
            content_disposition_type="inline" if inline else "attachment",
        )

    async def pdf(self, request: Request, session: Session) -> Response:
        """GET /cases/{id}/papers/{paper}.pdf: one paper, all its pages."""
        filing_id, place = request.path_params["filing_id"], _place(request, "paper")
        number, manifest = await self._manifest(filing_id, session, "download")
        if not 1 <= place <= len(manifest.materials) or not manifest.materials[place - 1].pages:
            raise TurnedAway("not-found")
        pages = manifest.materials[place - 1].pages
        folder, name = self._folder / filing_id, f"{number}-{place}.pdf"
        if len(pages) == 1 and pages[0].media_type == "application/pdf":
            path = folder / pages[0].sha256
            await run_in_threadpool(papers.proven, path, pages[0].media_type)
            return FileResponse(path, media_type="application/pdf", headers=PICTURE_POLICY, filename=name)
        made = await run_in_threadpool(papers.as_pdf, folder, pages, number)
        headers = PICTURE_POLICY | {"Content-Disposition": f'attachment; filename="{name}"'}
        pieces = iterate_in_threadpool(iter(lambda: made.read(65_536), b""))
        return StreamingResponse(
            pieces, headers=headers, media_type="application/pdf", background=BackgroundTask(made.close)
        )

    async def _case(
        self, request: Request, session: Session, said: Said | None = None, wrong: Faulty | None = None
    ) -> Response:
        filing_id = request.path_params["filing_id"]
        try:
            view = await run_in_threadpool(case_page.read, self._engine, filing_id, session.official)
        except LookupError:
            raise TurnedAway("not-found") from None
        if view.filing_id != filing_id:
            return RedirectResponse(f"/cases/{view.filing_id}", 303)
        labels = await run_in_threadpool(labels_of, self._engine, view.manifest.matter)
        done = request.query_params.get("done", "")
        return render(
            request,
            "case.html",
            422 if wrong else 200,
            session=session,
            case=view,
            labels=labels,
            allowed=acts.allowed(view.status) if session.official.may_act else [],
            form=secrets.token_urlsafe(16),
            said=said,
            faults=wrong.faults if wrong else {},
            done=acts.RULES[Act(done)].name if done in set(Act) and wrong is None else None,
        )

    async def _manifest(self, filing_id: str, session: Session, what: str) -> tuple[str, wire.Manifest]:
        try:
            return await run_in_threadpool(case_page.manifest_of, self._engine, filing_id, session.official, what)
        except LookupError:
            raise TurnedAway("not-found") from None


def _said(act: str, form: Form) -> Said:
    """What the form says. Raises TurnedAway where it is none of ours."""
    seen = wire.number(form.one("seen"))
    once = form.one("form")
    if act not in set(Act):
        raise TurnedAway("not-found")
    if seen is None or not 8 <= len(once) <= 64:
        raise TurnedAway("bad-form")
    return Said(
        act=Act(act),
        form=once,
        seen=seen,
        note=plain(form.one("note")),
        ground=form.one("ground"),
        papers=tuple(dict.fromkeys(form.all("papers"))),
        again=form.one("again") == "yes",
    )


def _place(request: Request, name: str) -> int:
    return wire.number(request.path_params[name]) or 0
