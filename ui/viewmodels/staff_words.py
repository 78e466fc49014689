"""What staff are told of a device: what it is, how it is, and what they can do, in two languages."""

from kiosk.domain.text import Text
from kiosk.ports import DeviceSnapshot, DeviceState, Supply

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
    "checksum": Text(
        "回话总是坏的：看看线，离电源线远一点。", "Damaged answers: check the cable, away from power lines."
    ),
    "garbage": Text("回的不是话：看看波特率和读卡器型号。", "It makes no sense: check baud rate and kind of reader."),
    "refused": Text("读卡器不认命令，看看型号对不对。", "It refuses the command: check the kind of reader."),
    "read-failed": Text("卡读不出来，芯片可能坏了。", "The card cannot be read; its chip may be damaged."),
    "card-pulled": Text("卡拿得太早了，重放。", "The card was taken too early; lay it down again."),
    "card-unknown": Text("这种卡这里读不了。", "This kind of card cannot be read here."),
    "card-locked": Text("卡锁住了，要到发卡的地方解锁。", "The card is locked; its issuer can unlock it."),
    "bad-data": Text("卡里的内容不对，芯片可能坏了。", "What the card says makes no sense; its chip may be damaged."),
    "no-photo": Text("卡里没有照片，不用照片也能办。", "The card has no photo: go on without one."),
    "photo-undecoded": Text("照片解不开，看看解码库和代码。", "Photo not decoded: check its library and code."),
    "unsupported": Text("这台设备做不了，看看材料的设置。", "It cannot do that: check the material's settings."),
    "no-memory": Text("内存不够，分辨率调低一点。", "Out of memory: scan with a lower resolution."),
    "too-large": Text("材料太大，放宽大小限制。", "Too large: raise the material's size limit."),
    "file-unreadable": Text("文件打不开，要 JPEG、PNG、TIFF 或 PDF。", "Unreadable: take a JPEG, PNG, TIFF or PDF."),
    "picture-too-large": Text("图太大，换小一点的。", "The picture is too large: take a smaller one."),
    "picture-too-small": Text("图太小，扫原件。", "The picture is too small: scan the paper."),
    "pdf-locked": Text("PDF 有密码，去掉再来。", "The PDF has a password: save it without one."),
    "too-many-pages": Text("文件页数太多。", "The file has too many pages."),
    "bad-picture": Text("画面读不出来，纸放平再拍。", "No picture can be read: lay the paper flat, try again."),
    "waste-full": Text("废粉盒满了，换一个。", "The waste toner bottle is full: change it."),
    "wrong-address": Text("设置里写的不是这种设备，改过来。", "The settings name no such device: correct its name."),
    "cutter": Text("切刀卡住：打开盖子，取出纸，关好。", "The cutter is stuck: open, take the paper out, close."),
    "not-ready": Text("正在预热或太热，等几分钟。", "Warming up or too hot: wait a few minutes."),
    "spool-full": Text("打印服务的磁盘满了，清一清。", "The spooler's disk is full: free space."),
    "too-slow": Text("太久没有打出来，看看打印机和队列。", "Nothing came out in time: look at printer and queue."),
    "paper-low": Text("纸快没了。", "Paper is running low."),
    "toner-low": Text("墨快没了。", "Toner is running low."),
    "waste-nearly-full": Text("废粉盒快满了。", "The waste toner bottle is nearly full."),
    "output-nearly-full": Text("出纸口快满了。", "The output tray is nearly full."),
    "job-failed": Text("这张没有打成，看看 CUPS 的日志。", "The paper failed: look into the CUPS error log."),
    "wrong-unit": Text(
        "别的板子回了话，改设置里的 cabinet_unit。", "Another board answered: set devices.cabinet_unit."
    ),
    "board-refused": Text("机柜板不认命令，对一下 cabinet_map。", "The board refused: compare devices.cabinet_map."),
    "no-upsd": Text("电源服务没有运行，启动 nut-server。", "The NUT server does not answer: start nut-server."),
    "no-ups": Text("电源服务里没有这台，改 devices.ups。", "No such UPS: correct devices.ups, or add it to ups.conf."),
    "ups-silent": Text("备用电源不回话，看看线和它的驱动。", "The UPS is silent: check its cable and its driver."),
    "ups-unclear": Text("备用电源说的看不懂，用 upsc 看看。", "What the UPS tells makes no sense: look with upsc."),
}
UNKNOWN = Text("看日志（kiosk doctor）。", "See the log (kiosk doctor).")


def device_name(device: DeviceSnapshot) -> Text:
    """What people call it."""
    if device.name == "social-card":
        return SOCIAL_READER
    return CAPABILITIES.get(device.capability, Text(device.name))


def remedy(device: DeviceSnapshot) -> Text | None:
    """What staff can do now, about what does not work and what soon will not; None where there is nothing to do."""
    quiet = device.state in (DeviceState.READY, DeviceState.BUSY, DeviceState.STARTING)
    causes = device.warnings if quiet or not device.cause else (device.cause, *device.warnings)
    told = [_words(cause) for cause in causes]
    return Text("".join(one.zh for one in told), " ".join(one.en for one in told)) if told else None


def _words(cause: str) -> Text:
    # A cause without words of its own is told by its name, in the terms of the log.
    return REMEDIES.get(cause) or Text(f"{cause}：{UNKNOWN.zh}", f"{cause}: {UNKNOWN.en}")


def supply_words(supplies: tuple[Supply, ...]) -> Text:
    """What the printer says of its toner or ink; empty where it says nothing."""
    levels = "、".join(f"{one.name} {one.percent}%" for one in supplies if one.percent is not None and _colours(one))
    if not levels:
        return Text("")
    return Text(f"打印机自己说：{levels}", f"the printer says: {levels.replace('、', ', ')}")


def _colours(supply: Supply) -> bool:
    return supply.kind.lower().startswith(("toner", "ink"))
