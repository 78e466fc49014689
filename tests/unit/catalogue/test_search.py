"""People find what they mean: by characters, pinyin, first letters, mixed, in any order, with slips."""

import string
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from kiosk.catalogue.generator import generate
from kiosk.catalogue.loader import load_builtin
from kiosk.catalogue.search import How, SearchIndex, prepare, prepare_rows
from kiosk.catalogue.sounds import READINGS, blur, mandarin

ROWS = prepare_rows(load_builtin())
TITLES = {row.code: row.title for row in ROWS}
INDEX = SearchIndex.from_rows(ROWS)


def titles(words: str, index: SearchIndex = INDEX) -> list[str]:
    return [TITLES[hit.code] for hit in index.search(words) if hit.code in TITLES]


FIRST_HITS = {
    # as written, and by other names
    "高龄津贴": "高龄津贴",
    "老人补贴": "高龄津贴",
    "80岁": "高龄津贴",
    "身份证": "居民身份证换领、补领",
    "医保": "城乡居民基本医疗保险参保登记",
    "医保报销": "医疗费用零星报销",
    "外地看病": "异地就医备案",
    "低保": "最低生活保障",
    "盖房子": "农村宅基地（建房）审批",
    "营业执照": "个体工商户设立登记",
    "五保户": "特困人员救助供养",
    "准生证": "生育登记",
    "领证": "婚姻登记预约",
    "去世": "家里有人过世",
    "水": "用水报装、过户",
    "ＧＪＪ": "住房公积金提取",
    # pinyin, whole and half typed
    "gaolingjintie": "高龄津贴",
    "gaol": "高龄津贴",
    "shenfenzheng": "居民身份证换领、补领",
    "shenfenzh": "居民身份证换领、补领",
    "shen fen zheng": "居民身份证换领、补领",
    "zhaijidi": "农村宅基地（建房）审批",
    "tianranqi": "燃气开户、过户",
    "hu'kou'qian'yi": "户口迁移",
    # first letters
    "gljt": "高龄津贴",
    "sfz": "居民身份证换领、补领",
    "hkqy": "户口迁移",
    "gjj": "住房公积金提取",
    "yyzz": "个体工商户设立登记",
    "xmba": "企业投资项目备案",
    # mixed
    "shenfz": "居民身份证换领、补领",
    "sfzheng": "居民身份证换领、补领",
    "身份zheng": "居民身份证换领、补领",
    "zhaijd": "农村宅基地（建房）审批",
    "gaoling津贴": "高龄津贴",
    # sounds that are mixed up, and characters that sound alike
    "sengfengzhen": "居民身份证换领、补领",
    "longjibutie": "农机购置与应用补贴",
    "zunsengzen": "生育登记",
    "gaolinjintie": "高龄津贴",
    "身份正": "居民身份证换领、补领",
    "高令津帖": "高龄津贴",
    "公集金": "住房公积金提取",
    "底保": "最低生活保障",
    # one slip: swapped, missing, one too many, wrong, and swapped at the seam of two syllables
    "gaolingjitnie": "高龄津贴",
    "shnfenzheng": "居民身份证换领、补领",
    "shenfeinzheng": "居民身份证换领、补领",
    "tianyanqi": "燃气开户、过户",
    "shefnenzheng": "居民身份证换领、补领",
    "hukouqainyi": "户口迁移",
    "canjirenbutei": "残疾人两项补贴",
    # any order, with and without gaps
    "津贴 高龄": "高龄津贴",
    "补领,身份证": "居民身份证换领、补领",
    "jintie gaoling": "高龄津贴",
    "迁移户口": "户口迁移",
    "登记 不存在的词 失业": "失业登记",
    # spoken
    "身份证丢了怎么办": "居民身份证换领、补领",
    "我想开个小饭店": "小餐饮店登记",
    "看病的钱怎么报销": "医疗费用零星报销",
    "孩子上户口需要什么": "出生登记（新生儿落户）",
    # English
    "old age": "高龄津贴",
    "Identity Card": "居民身份证换领、补领",
    "gas": "燃气开户、过户",
}


@pytest.mark.parametrize(("words", "title"), FIRST_HITS.items())
def test_the_first_hit_is_what_was_meant(words: str, title: str) -> None:
    assert (titles(words) or [""])[0] == title


@pytest.mark.parametrize("words", ["", "  ", "、，", "🙂", "\n\t", "qqqqqqqq"])
def test_nothing_meant_nothing_found(words: str) -> None:
    assert INDEX.search(words) == []


def test_an_empty_catalogue_can_be_searched() -> None:
    empty = SearchIndex.from_rows(())
    assert [empty.search(words) for words in ("身份证", "sfz", "shenfnezheng", "old age", "a b")] == [[]] * 5


def test_whole_names_come_before_beginnings_and_beginnings_before_the_rest() -> None:
    assert titles("户口")[0] == "户口迁移"
    assert titles("高龄")[0] == "高龄津贴"
    scores = [hit.score for hit in INDEX.search("补贴")]
    assert scores == sorted(scores, reverse=True)


def test_a_hit_tells_how_it_was_found() -> None:
    ways = {
        words: INDEX.search(words)[0].how for words in ("高龄津贴", "gljt", "shenfnezheng", "身份证丢了怎么办", "gas")
    }
    assert list(ways.values()) == [How.WRITTEN, How.SOUNDED, How.SLIPPED, How.PIECES, How.ENGLISH]


def test_no_more_than_asked_for_and_none_twice() -> None:
    hits = INDEX.search("登记", limit=3)
    assert len(hits) == 3
    everything = [hit.code for hit in INDEX.search("d", limit=1000)]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_every_matter_is_found_by_its_title_its_pinyin_and_its_first_letters(row: tuple[str, str, str]) -> None:
    code, title, keys = row
    assert INDEX.search(title)[0].code == code
    syllables = keys.split("\n")[1].split(" \t ")[0].split(" ")
    assert INDEX.search("".join(syllables)[:40])[0].code == code
    letters = "".join(syllable[0] for syllable in syllables)
    assert code in [hit.code for hit in INDEX.search(letters)]


@given(st.sampled_from(["gaolingjintie", "shenfenzheng", "hukouqianyi", "zhaijidi", "gongjijin"]), st.data())
@settings(max_examples=300)
def test_any_slip_between_two_neighbours_is_forgiven(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 2))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert titles(word)[0] in titles(swapped)


@given(st.text(string.ascii_lowercase + "身份证高龄津贴 80、", max_size=40))
@settings(max_examples=300)
def test_anything_can_be_typed(words: str) -> None:
    hits = INDEX.search(words)
    assert len(hits) <= 50
    assert all(hit.code in TITLES for hit in hits)


def test_among_many_the_short_title_comes_first() -> None:
    index = SearchIndex.from_rows([*ROWS, *prepare_rows(generate(400))[len(ROWS) - 2 : -2]])
    assert titles("高龄津贴", index)[0] == "高龄津贴"
    assert titles("sfz", index)[0] == "居民身份证换领、补领"
    assert titles("shenfnezheng", index)[0] == "居民身份证换领、补领"


def test_two_common_words_are_both_in_every_hit() -> None:
    rows = [
        (str(number), f"登记{number}农村", f"登记{number}农村\ndeng ji {' '.join(str(number))} nong cun\nx")
        for number in range(900)
    ]
    both = ("b", "农村环境卫生整治登记", "农村环境卫生整治登记\nnong cun huan jing wei sheng zheng zhi deng ji\nx")
    only = [(f"n{number}", "农村", "农村\nnong cun\nx") for number in range(900)]
    index = SearchIndex.from_rows([*rows, both, *only])
    for words in ("登记 农村", "nongcun dengji", "dj 农村"):
        found = [hit.code for hit in index.search(words, limit=2000)]
        assert found
        assert not any(code.startswith("n") for code in found)
    assert [hit.code for hit in index.search("农村 huanjing")] == ["b"]


def test_rows_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="000511007000 were made by another version"):
        SearchIndex.from_rows([("000511007000", "高龄津贴", "高龄津贴\ngao ling\nold")])


def test_context_decides_how_a_character_is_read() -> None:
    bank = prepare(load_builtin().matters[0]).keys
    assert bank.count("\n") == 2
    index = SearchIndex.from_rows([("1", "银行行政", "银行行政\nyin hang xing zheng\nbank")])
    assert [len(index.search(words)) for words in ("yinhang", "xingzheng", "yinghang", "hangzheng")] == [1, 1, 1, 0]


def test_the_readings_file_agrees_with_pypinyin() -> None:
    for line in READINGS.read_text("utf-8").splitlines():
        syllable, characters = line.split(" ")
        assert {lazy_pinyin(character)[0] for character in characters} == {syllable}


@pytest.mark.parametrize(
    ("one", "other"), [("zhang", "zan"), ("chong", "con"), ("shi", "si"), ("ling", "nin"), ("lve", "nue"), ("lü", "nv")]
)
def test_sounds_that_are_mixed_up_are_one(one: str, other: str) -> None:
    assert blur(one) == blur(other)


@pytest.mark.parametrize("syllable", ["zheng", "shen", "ling", "xiao", "chuang", "nv"])
def test_every_single_slip_in_a_syllable_is_near_it(syllable: str) -> None:
    sounds = mandarin()
    slips = {syllable[:at] + syllable[at + 1 :] for at in range(len(syllable))}
    slips |= {syllable[:at] + letter + syllable[at:] for at in range(len(syllable) + 1) for letter in "axn"}
    slips |= {syllable[:at] + letter + syllable[at + 1 :] for at in range(len(syllable)) for letter in "axn"}
    swaps = range(len(syllable) - 1)
    slips |= {syllable[:at] + syllable[at + 1] + syllable[at] + syllable[at + 2 :] for at in swaps}
    meant = sounds.exact(syllable)
    missed = {slip for slip in slips if sounds.exact(slip) != meant and meant not in sounds.near(slip)}
    assert missed == set()
    assert meant not in sounds.near(syllable)


def test_neither_start_up_nor_a_keypress_loads_pypinyin() -> None:
    code = (
        "import sys\n"
        "from kiosk.catalogue.search import SearchIndex\n"
        "index = SearchIndex.from_rows([('1', '身份证', '身份证\\nshen fen zheng\\nidentity card')])\n"
        "hits = [len(index.search(words)) for words in ('身份正', 'sfz', 'shnfenzheng')]\n"
        "print(*hits, 'pypinyin' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["1", "1", "1", "False"]
