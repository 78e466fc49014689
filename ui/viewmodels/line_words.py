"""What is said of the line to the centre: a few words for everybody, and for staff what they can do."""

from kiosk.domain.text import Text
from kiosk.services.health import LineState

OFFLINE = Text("网络断开", "Offline")

SHORT: dict[str, Text] = {
    "line.unreachable": OFFLINE,
    "line.timeout": Text("中心没有回应", "Centre not answering"),
    "line.broken": Text("网络时断时续", "Line keeps breaking"),
    "line.portal": Text("网络要先登录", "Network wants a log-in"),
    "line.corrupted": Text("网络传坏了内容", "Line damages data"),
    "line.certificate": Text("中心的证书不可信", "Centre not trusted"),
    "line.certificate-date": Text("证书日期不对", "Certificate date wrong"),
    "line.certificate-name": Text("连到了别的地方", "Not our centre"),
    "intake.unavailable": Text("中心出故障了", "Centre out of order"),
    "intake.busy": Text("中心正忙", "Centre is busy"),
    "intake.nonsense": Text("中心的回话不对", "Wrong answer from centre"),
    "intake.unknown-token": Text("这台机器没有登记", "Terminal not enrolled"),
    "intake.terminal-revoked": Text("这台机器已停用", "Terminal revoked"),
    "intake.terminal-mismatch": Text("这台机器登记错了", "Terminal enrolled wrongly"),
    "terminal.fault": Text("程序出错了", "Program fault"),
}

REMEDIES: dict[str, Text] = {
    "line.unreachable": Text(
        "看网线和路由器；再看设置里的 intake.url。", "Check cable and router, then intake.url in the settings."
    ),
    "line.timeout": Text(
        "网络太慢或中心太忙，等一会儿；一直这样请打电话给中心。",
        "The network is slow or the centre overloaded: wait; call the centre if it goes on.",
    ),
    "line.broken": Text("看网线和路由器，接头有没有松。", "Check cable and router for a loose plug."),
    "line.portal": Text(
        "这个网络要先登录才能用，请网络管理员放行这台机器。",
        "This network wants a log-in first: have its administrator let this machine through.",
    ),
    "line.corrupted": Text("换一根网线或一个网口再看。", "Try another cable or another socket."),
    "line.certificate": Text(
        "看设置里的 intake.ca_file；网络里有设备拆看加密的，请管理员放行。",
        "Check intake.ca_file; if a device in the network opens encrypted traffic, have it leave ours alone.",
    ),
    "line.certificate-date": Text(
        "先看这台机器的时间对不对；时间对，就是中心要换证书。",
        "Check this machine's clock first; if it is right, the centre must renew its certificate.",
    ),
    "line.certificate-name": Text(
        "看设置里的 intake.url 和 DNS，回答的不是那个地址。",
        "Check intake.url and the DNS: who answers is not at that address.",
    ),
    "intake.unavailable": Text(
        "中心那边的事，等它恢复；久了请打电话给中心。", "Wait for the centre; call it if it lasts."
    ),
    "intake.busy": Text("不用管，机器过一会儿自己再送。", "Nothing to do: it is tried again by itself."),
    "intake.nonsense": Text(
        "看设置里的 intake.url；地址对，请把日志交给维护方。",
        "Check intake.url; if it is right, send the log to the maintainers.",
    ),
    "intake.unknown-token": Text("请运维人员重新登记这台机器。", "Have a technician enrol this terminal again."),
    "intake.terminal-revoked": Text("请打电话给中心，问为什么停用。", "Call the centre and ask why."),
    "intake.terminal-mismatch": Text(
        "登记用了别的机器的令牌，请运维人员重新登记。", "It has another terminal's token: have it enrolled again."
    ),
    "terminal.fault": Text("请把日志交给维护方。", "Send the log to the maintainers."),
}


def line_words(line: LineState) -> Text:
    """Why the line is down, in a few words; a reason without words of its own is told as a line that is down."""
    return SHORT.get(line.reason, OFFLINE)


def line_remedy(line: LineState) -> Text:
    """What staff can do about it; a reason without words of its own is told by its name."""
    return REMEDIES.get(line.reason) or Text(
        f"{line.reason}：看日志（kiosk doctor）。", f"{line.reason}: see the log (kiosk doctor)."
    )
