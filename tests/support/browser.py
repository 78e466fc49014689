"""A browser without scripts for the officials' page: it keeps cookies, fills in forms, and takes no unsound HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests

VOID = {"meta", "link", "input", "img", "br"}
KNOWN = VOID | {
    *("html", "head", "title", "body", "header", "main", "nav", "section", "div", "span", "p", "a", "h1", "h2", "h3"),
    *("form", "label", "select", "option", "textarea", "button", "fieldset", "legend", "details", "summary", "small"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "ul", "ol", "li", "b", "strong", "blockquote"),
}
NOT_IN_P = {"p", "div", "section", "form", "fieldset", "ul", "ol", "dl", "table", "details", "blockquote", "h1", "h2"}


@dataclass
class PageForm:
    """One form: where it goes, and its fields as they stand."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A parsed page. Raises AssertionError where the HTML is not sound, or reaches out of the page's own site."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._ids: set[str] = set()
        self._wanted_ids: set[str] = set()
        self._area = ""
        self._seen: list[str] = []
        assert html.startswith("<!DOCTYPE html>\n")
        self.feed(html)
        self.close()
        assert self._open == [], self._open
        assert self._wanted_ids <= self._ids, self._wanted_ids - self._ids
        for once in ("title", "main", "h1"):
            assert self._seen.count(once) == 1, once

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert tag in KNOWN, tag
        assert len(given) == len(attrs), f"{tag} says an attribute twice"
        assert not any(name.startswith("on") or name == "style" for name in given)
        assert not ("p" in self._open and tag in NOT_IN_P), f"{tag} in p"
        self._seen.append(tag)
        if "id" in given:
            assert given["id"] not in self._ids
            self._ids.add(given["id"])
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self._wanted_ids.update(given.get(name, "").split())
        for name in ("href", "src", "action"):
            assert given.get(name, "/")[:1] in ("/", "#", "?"), given[name]
            assert not given.get(name, "/").startswith("//")
        if tag == "img":
            assert "alt" in given
            self.images.append(given["src"])
        if tag == "a":
            self.links.append(given["href"])
        self._form_part(tag, given)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> closes {self._open[-1]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area and self._open[-1] == "textarea":
            fields = self.forms[-1].fields
            fields[-1] = (self._area, fields[-1][1] + data)

    def form(self, action: str) -> PageForm:
        """The form that goes to an address that ends so."""
        return next(form for form in self.forms if form.action.endswith(action))

    def _form_part(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            assert "form" not in self._open
            self.forms.append(PageForm(given["method"], given["action"]))
        elif tag in ("input", "textarea", "select"):
            assert "form" in self._open
            kind, name, value = given.get("type", "text"), given["name"], given.get("value", "")
            assert kind == "hidden" or "id" in given or "label" in self._open, f"{name} has no label"
            if kind in ("checkbox", "radio"):
                self.forms[-1].choices.setdefault(name, []).append(value)
            if kind not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1].fields.append((name, value))
            self._area = name if tag == "textarea" else ""


class Browser:
    """One person's browser at the page."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def get(self, path: str, **more: object) -> requests.Response:
        return self.session.get(urljoin(self.url, path), timeout=30, allow_redirects=False, **more)  # type: ignore[arg-type]

    def page(self, path: str, status: int = 200) -> Page:
        answer = self.get(path)
        assert answer.status_code == status, (answer.status_code, path)
        return Page(answer.text)

    def post(self, path: str, fields: object, **headers: str) -> requests.Response:
        sent = {"Origin": self.url} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.post(  # type: ignore[call-overload]
            urljoin(self.url, path), data=fields, headers=sent, timeout=30, allow_redirects=False
        )

    def send(self, form: PageForm, **changed: str | list[str]) -> requests.Response:
        """Sends a form as it stands, with some fields set."""
        fields = [(name, value) for name, value in form.fields if name not in changed]
        for name, value in changed.items():
            fields += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return self.post(form.action, fields)

    def sign_in(self, name: str, password: str) -> requests.Response:
        return self.send(self.page("/sign-in").form("/sign-in"), name=name, password=password)

    def act(self, filing_id: str, act: str, **fields: str | list[str]) -> requests.Response:
        """Opens the case and does one act with its form."""
        return self.send(self.page(f"/cases/{filing_id}").form(f"/acts/{act}"), **fields)

    def follow(self, answer: requests.Response) -> Page:
        """The page that a done form leads to."""
        assert answer.status_code == 303, answer.status_code
        where = answer.headers["Location"]
        assert urlsplit(where).netloc == ""
        return self.page(where)

    def close(self) -> None:
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
