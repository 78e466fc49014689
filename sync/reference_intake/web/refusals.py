"""How the page says no: by name, each with its status and its words."""

from kiosk.domain.text import Text

REFUSALS: dict[str, tuple[int, Text]] = {
    "bad-form": (
        400,
        Text("浏览器送来的内容不完整。请返回重试。", "The form did not arrive whole. Go back and try again."),
    ),
    "stale-form": (
        403,
        Text(
            "这张表单不是本次登录打开的，没有办理。请重新打开这一页。",
            "This form does not belong to this sign-in; nothing was done. Open the page anew.",
        ),
    ),
    "foreign": (403, Text("请求来自别的网站，没有办理。", "The request came from another site; nothing was done.")),
    "look-only": (
        403,
        Text("您的账号只能查看，不能办理。", "This account may look at cases, and may not decide on them."),
    ),
    "not-found": (404, Text("没有这一页，或没有这一件。", "There is no such page, or no such case.")),
    "method": (405, Text("这个地址不能这样打开。", "This address cannot be used in that way.")),
    "too-large": (413, Text("内容太长。", "That is too long.")),
    "not-a-picture": (
        415,
        Text(
            "这个文件的内容与申报的类型不符，不能打开。请让技术员核对。",
            "The file is not of the kind it was announced as, and is not shown. Have a technician look.",
        ),
    ),
    "failed": (500, Text("系统出错，没有办理。请稍后再试。", "The page failed; nothing was done. Try again later.")),
}


class TurnedAway(Exception):
    """A refusal; `kind` is a name in REFUSALS."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
