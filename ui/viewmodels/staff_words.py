"""What staff are told of a device: what it is, how it is, and what they can do, in two languages."""

from kiosk.domain.text import Text
from kiosk.ports import DeviceSnapshot, DeviceState

CAPABILITIES: dict[str, Text] = {
    "card": Text("读卡器", "Card reader"),
    "scanner": Text("扫描仪", "Scanner"),
    "camera": Text("高拍仪", "Document camera"),
    "printer": Text("打印机", "Printer"),
    "slip-printer": Text("小票打印机", "Receipt printer"),
    "cabinet": Text("机柜", "Cabinet"),
    "ups": Text("备用电源", "UPS"),
}
SOCIAL_READER = Text("社保卡读卡器", "Social-security card reader")

STATES: dict[DeviceState, Text] = {
    DeviceState.READY: Text("正常", "Ready"),
    DeviceState.BUSY: Text("正在工作", "Busy"),
    DeviceState.STARTING: Text("正在启动", "Starting"),
    DeviceState.ABSENT: Text("没有接上", "Not there"),
    DeviceState.NEEDS_ATTENTION: Text("要人处理", "Needs attention"),
    DeviceState.FAILED: Text("故障", "Failed"),
}

REMEDIES: dict[str, Text] = {
    "absent": Text("看看线有没有插好、电源开没开。", "Check its cable and its power."),
    "permission": Text("系统没有给权限：装上设备规则，或请管理员处理。", "No permission: install the udev rules."),
    "in-use": Text("别的程序占着它，关掉那个程序。", "Another program holds it; end that program."),
    "no-driver": Text("驱动没有装，看日志里写的是哪个。", "Its driver is missing; the log names it."),
    "no-answer": Text("不回话：关掉电源再开；看看线。", "No answer: switch it off and on; check the cable."),
    "io": Text("线路断了，看看线。", "The line broke; check its cable."),
    "crashed": Text(
        "驱动程序垮了，会自己重来；老是这样请报修。", "Its driver crashed and is restarted; report it if it recurs."
    ),
    "self-test": Text("自检没有通过：关掉再开，不行就换。", "Self-test failed: switch it off and on, else replace it."),
    "not-authorised": Text(
        "安全模块没有授权，要换读卡器。", "Its security module is not authorised: exchange the reader."
    ),
    "bug": Text("程序出错了，请把日志交给维护方。", "A fault in the program; send the log to the maintainers."),
    "no-paper": Text("送纸器里没有纸。", "There is no paper in the feeder."),
    "jammed": Text("扫描仪卡纸：打开盖子，把纸拉出来。", "Scanner jam: open the cover and pull the paper out."),
    "cover-open": Text("盖子开着，关好。", "Close the cover."),
    "paper-out": Text("没纸了，加纸。", "Out of paper: refill the tray."),
    "toner-out": Text("没墨了，换墨盒。", "Out of toner: change the cartridge."),
    "door-open": Text("门没关好，关上。", "A door is open: close it."),
    "paper-jam": Text("卡纸：打开，把纸拉出来。", "Paper jam: open it and pull the paper out."),
    "output-full": Text("出纸口满了，把纸拿走。", "The output tray is full: take the papers out."),
    "offline": Text("没有开机或没有接上。", "Switched off or not connected."),
    "paused": Text("打印队列停了，在 CUPS 里启用。", "Its queue is paused; enable it in CUPS."),
    "rejecting": Text("打印队列不收任务，在 CUPS 里打开。", "Its queue takes no jobs; let it in CUPS."),
    "no-printer": Text("没有这个打印队列，在 CUPS 里加上。", "No such queue: add it in CUPS."),
    "no-pcscd": Text("智能卡服务没有运行，启动 pcscd。", "The PC/SC service does not answer: start pcscd."),
    "no-server": Text("打印服务没有运行，启动 cups。", "The CUPS server does not answer: start it."),
    "folder": Text("打印文件夹写不进去，看看磁盘。", "The print folder cannot be written: check the disk."),
}
UNKNOWN = Text("看日志（kiosk doctor）。", "See the log (kiosk doctor).")


def device_name(device: DeviceSnapshot) -> Text:
    """What people call it."""
    if device.name == "social-card":
        return SOCIAL_READER
    return CAPABILITIES.get(device.capability, Text(device.name))


def remedy(device: DeviceSnapshot) -> Text | None:
    """What staff can do now; None where there is nothing to do."""
    if not device.cause or device.state in (DeviceState.READY, DeviceState.BUSY, DeviceState.STARTING):
        return None
    # A cause without words of its own is told by its name, in the terms of the log.
    return REMEDIES.get(device.cause) or Text(f"{device.cause}：{UNKNOWN.zh}", f"{device.cause}: {UNKNOWN.en}")
