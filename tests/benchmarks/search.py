"""Search, per keypress: every prefix of what people type, in characters, pinyin, initials and with slips."""

import time
from collections.abc import Iterator

from kiosk.catalogue.generator import generate
from kiosk.catalogue.search import SearchIndex, prepare_rows
from tests.benchmarks.figure import Figure, median, percentile

TYPED = [
    "gaolingjintie",
    "gljt",
    "高龄津贴",
    "shenfenzheng",
    "sfz",
    "身份正",
    "yibao",
    "医疗费报销",
    "zhaijidi",
    "宅基地审批",
    "yingyezhizhao",
    "营业执照",
    "canjirenbutie",
    "残疾人补贴",
    "chushengdengji",
    "出生登记",
    "laonianyouduizheng",
    "低保",
    "公积金提取",
    "tuixiujunren",
    "juzhuzheng",
    "shuidianranqi",
    "nongjibutie",
    "gogjijin",
    "yiliaobaoxain",
    "不动产登计",
]


def measure() -> Iterator[Figure]:
    for matters, budget in ((1297, 3.0), (100_000, 30.0)):
        index = SearchIndex.from_rows(prepare_rows(generate(matters, 1)))
        index.search("gao", 50)
        times = []
        for words in TYPED:
            for end in range(1, len(words) + 1):
                started = time.perf_counter()
                index.search(words[:end], 50)
                times.append((time.perf_counter() - started) * 1000)
        note = f"median {median(times):.2f} ms over {len(times)} keypresses"
        yield Figure(f"search, per keypress, {matters:,} matters, p99", percentile(times, 0.99), budget, "ms", note)
