"""The steps of a visit and the signals that lead from one to another."""

from enum import StrEnum


class Step(StrEnum):
    """Where a visit stands; each step has one screen and one view-model of the same name."""

    ATTRACT = "attract"
    AGENT_SIGN_IN = "agent-sign-in"
    OUTLET = "outlet"
    IDENTIFY = "identify"
    HOME = "home"
    DRAFT = "draft"
    FIND = "find"
    GUIDE = "guide"
    FORM = "form"
    MATERIALS = "materials"
    REVIEW = "review"
    SIGN = "sign"
    DONE = "done"
    CASES = "cases"
    CASE = "case"
    FAREWELL = "farewell"
    STAFF = "staff"


class Signal(StrEnum):
    """What can happen to a visit."""

    BACK = "back"
    CANCEL = "cancel"
    TIMEOUT = "timeout"
    NEXT = "next"
    IDENTIFIED = "identified"
    BROWSE = "browse"
    IDENTIFY = "identify"
    SIGNED_IN = "signed-in"
    SIGN_OUT = "sign-out"
    SEARCH = "search"
    MATTER = "matter"
    DRAFT = "draft"
    CASES = "cases"
    CASE = "case"
    REVIEW = "review"
    EDIT_FORM = "edit-form"
    EDIT_MATERIALS = "edit-materials"
    SAVED = "saved"
    STAFF = "staff"
