"""Sheets of paper for tests: Chinese print in the layouts that come to a counter, and what a camera makes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

FONTS = {
    "sans": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "sans-bold": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "serif": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "serif-bold": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "micro-hei": ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
}
WORDS = (
    "象山县丹东街道办事处",
    "兹有本辖区居民因家庭生活困难，申请最低生活保障，情况属实，特此证明。",
    "申请人承诺所提供的材料真实、完整、有效，如有虚假，愿意承担相应的法律责任。",
    "根据《中华人民共和国行政许可法》第三十二条的规定，经审查，决定予以受理。",
    "户主姓名、身份证号码、家庭住址、联系电话、银行账号均须填写清楚，不得涂改。",
    "自收到本通知书之日起十五个工作日内，请持有效证件到便民服务中心窗口领取。",
    "房屋坐落于宁波市象山县爵溪街道，建筑面积一百二十三点五平方米，结构为砖混。",
    "经办人（签名）：          年    月    日",
    "出生日期：1956年8月12日   有效期限：2016.03.15－长期",
    "公民身份号码 330225195608120027，联系电话 13957412345。",
    "村民委员会意见：同意上报。负责人签字并盖章。",
    "办理时间：周一至周五 8:30－11:30，14:00－17:00，法定节假日除外。",
)
INK = (40, 38, 36)
RED = (40, 40, 200)
"""The stamp's colour, blue first."""


@dataclass(frozen=True)
class Sheet:
    """A clean picture of a sheet of paper, upright and straight."""

    kind: str
    font: str
    pixels: Pixels
    dpi: int


@cache
def font_of(name: str, size: int) -> ImageFont.FreeTypeFont:
    path, index = FONTS[name]
    return ImageFont.truetype(path, size, index=index)


class _Pen:
    """Draws on an A4 sheet in millimetres."""

    def __init__(self, font: str, dpi: int, random: Random, size_mm: tuple[float, float] = (210, 297)) -> None:
        self.mm = dpi / 25.4
        self.font = font
        self.random = random
        width, height = round(size_mm[0] * self.mm), round(size_mm[1] * self.mm)
        self.image = Image.new("RGB", (width, height), (250, 250, 250))
        self.draw = ImageDraw.Draw(self.image)

    def words(self, x: float, y: float, words: str, points: float = 10.5, font: str = "") -> float:
        face = font_of(font or self.font, max(6, round(points / 72 * 25.4 * self.mm)))
        self.draw.text((x * self.mm, y * self.mm), words, INK, font=face)
        return self.draw.textlength(words, font=face) / self.mm

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        ends = (x * self.mm, y * self.mm, to_x * self.mm, to_y * self.mm)
        self.draw.line(ends, INK, max(1, round(0.25 * self.mm)))

    def paragraph(self, x: float, y: float, width: float, points: float, sentences: int, leading: float = 1.7) -> float:
        text = "　　" + "".join(self.random.choice(WORDS) for _ in range(sentences))
        per_line = max(4, int(width / (points / 72 * 25.4)))
        for start in range(0, len(text), per_line):
            self.words(x, y, text[start : start + per_line], points)
            y += points / 72 * 25.4 * leading
        return y

    def stamp(self, x: float, y: float, radius: float = 20) -> None:
        box = tuple(value * self.mm for value in (x - radius, y - radius, x + radius, y + radius))
        red = RED[::-1]
        self.draw.ellipse(box, outline=red, width=max(2, round(1.1 * self.mm)))
        face = font_of("serif-bold", round(5 * self.mm))
        self.draw.text(((x - radius * 0.72) * self.mm, (y - 2.5) * self.mm), "象山县民政局", red, font=face)

    def photo(self, x: float, y: float, width: float, height: float) -> None:
        """Something like a landscape: smooth patches, soft edges."""
        size = (round(width * self.mm), round(height * self.mm))
        noise = np.random.default_rng(self.random.randrange(1 << 30)).integers(30, 230, (9, 12, 3), dtype=np.uint8)
        soft = Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)
        self.image.paste(soft, (round(x * self.mm), round(y * self.mm)))

    def sheet(self, kind: str, dpi: int) -> Sheet:
        return Sheet(kind, self.font, np.ascontiguousarray(np.asarray(self.image)[:, :, ::-1]), dpi)


def letter(pen: _Pen) -> None:
    pen.words(70, 25, "关于低保申请的证明", 20)
    y = pen.paragraph(28, 45, 155, pen.random.choice((10.5, 12, 14, 16)), 7)
    y = pen.paragraph(28, y + 4, 155, 12, 3)
    pen.words(125, y + 12, "象山县丹东街道", 12)
    pen.words(125, y + 20, "2026年3月2日", 12)
    pen.stamp(145, y + 18)


def dense(pen: _Pen) -> None:
    y = 20.0
    while y < 265:
        y = pen.paragraph(20, y, 170, 9, 5, 1.45)


def form(pen: _Pen) -> None:
    pen.words(75, 18, "居民申请登记表", 18)
    labels = ("姓名", "性别", "民族", "出生日期", "身份证号码", "家庭住址", "联系电话", "开户银行", "银行账号", "备注")
    values = ("史美娥", "女", "汉", "1956年8月12日", "330225195608120027", "象山县爵溪街道新城路12号", "13957412345")
    for row in range(11):
        y = 35 + row * 12
        pen.line(20, y, 190, y)
        if row == 10:
            break
        pen.words(23, y + 3.5, labels[row], 11)
        if row < len(values):
            pen.words(58, y + 3.5, values[row], 11)
    for x in (20, 55, 190):
        pen.line(x, 35, x, 155)
    pen.words(22, 162, "本人承诺以上内容属实。", 11)
    pen.words(110, 180, "申请人（签名）：", 11)
    pen.words(110, 190, "        年    月    日", 11)


def nearly_empty_form(pen: _Pen) -> None:
    pen.words(80, 22, "委托书", 20)
    pen.words(25, 45, "委托人：", 12)
    pen.words(25, 57, "受委托人：", 12)
    pen.words(25, 69, "委托事项：", 12)
    pen.stamp(150, 230)


def card_copy(pen: _Pen) -> None:
    for top, back in ((35.0, False), (115.0, True)):
        pen.draw.rounded_rectangle(
            tuple(value * pen.mm for value in (60, top, 145.6, top + 54)), 3 * pen.mm, (225, 232, 238), INK, 2
        )
        if back:
            pen.words(80, top + 10, "中华人民共和国", 13)
            pen.words(82, top + 20, "居民身份证", 16)
            pen.words(75, top + 37, "签发机关 象山县公安局", 8)
            pen.words(75, top + 43, "有效期限 2016.03.15-长期", 8)
            continue
        pen.words(64, top + 6, "姓名 史美娥", 9)
        pen.words(64, top + 13, "性别 女  民族 汉", 8)
        pen.words(64, top + 20, "出生 1956 年 8 月 12 日", 8)
        pen.words(64, top + 27, "住址 浙江省象山县爵溪街", 8)
        pen.words(74, top + 32, "道新城路12号", 8)
        pen.words(64, top + 45, "公民身份号码 330225195608120027", 9)
        pen.photo(118, top + 8, 22, 30)


def hukou(pen: _Pen) -> None:
    pen.words(80, 20, "常住人口登记卡", 16)
    for row in range(8):
        y = 35 + row * 10
        pen.line(15, y, 195, y)
        if row < 7:
            for column, x in enumerate((17, 62, 107, 152)):
                words = ("姓名", "史美娥", "与户主关系", "妻", "曾用名", "性别", "女", "出生地", "浙江省象山县", "汉族")
                pen.words(x, y + 2.5, words[(row * 4 + column) % len(words)], 10)
    for x in (15, 60, 105, 150, 195):
        pen.line(x, 35, x, 105)
    pen.words(20, 112, "何时由何地迁来本市（县）", 10)
    pen.words(20, 122, "承办人签章：            登记日期：1998年6月1日", 10)
    pen.stamp(160, 120, 15)


def photo_page(pen: _Pen) -> None:
    pen.words(75, 15, "现场照片", 16)
    pen.photo(25, 30, 160, 105)
    pen.words(30, 138, "图一：房屋东侧，摄于2026年2月18日上午。", 11)
    pen.photo(25, 150, 160, 105)
    pen.words(30, 258, "图二：院内附属用房及围墙，面积约三十平方米。", 11)


def only_photo(pen: _Pen) -> None:
    pen.photo(20, 25, 170, 120)


def numbers(pen: _Pen) -> None:
    pen.words(60, 20, "银行账户交易明细", 16)
    for row in range(30):
        y = 35 + row * 7.5
        amount = f"{pen.random.randrange(1, 99999)}.{pen.random.randrange(100):02}"
        pen.words(20, y, f"2026-{pen.random.randrange(1, 13):02}-{pen.random.randrange(1, 29):02}", 10)
        pen.words(55, y, pen.random.choice(("转账支取", "工资", "消费", "利息", "养老金")), 10)
        pen.words(95, y, amount, 10)
        pen.words(130, y, f"{pen.random.randrange(1, 9999999)}.00", 10)
        pen.words(165, y, str(pen.random.randrange(100000, 999999)), 10)


def certificate(pen: _Pen) -> None:
    pen.draw.rectangle(tuple(v * pen.mm for v in (12, 12, 198, 285)), outline=(60, 60, 200), width=round(2 * pen.mm))
    pen.words(65, 45, "不动产权证书", 28)
    pen.words(40, 85, "浙（2026）象山县不动产权第0012345号", 14)
    y = pen.paragraph(30, 105, 150, 16, 4, 2.0)
    pen.stamp(140, min(240, y + 25), 22)
    pen.words(120, 255, "二〇二六年三月二日", 14)


def stamp_only(pen: _Pen) -> None:
    pen.stamp(140, 200)


LAYOUTS: dict[str, Callable[[_Pen], None]] = {
    "letter": letter,
    "dense": dense,
    "form": form,
    "nearly-empty-form": nearly_empty_form,
    "card-copy": card_copy,
    "hukou": hukou,
    "photos-with-words": photo_page,
    "photo-alone": only_photo,
    "numbers": numbers,
    "certificate": certificate,
    "stamp-alone": stamp_only,
}


def sheet(kind: str, font: str = "sans", dpi: int = 150, seed: int = 1) -> Sheet:
    """One sheet of A4 paper."""
    pen = _Pen(font, dpi, Random(seed))
    LAYOUTS[kind](pen)
    return pen.sheet(kind, dpi)


def back_of(front: Sheet, strength: float = 0.12) -> Sheet:
    """The empty back of a printed sheet, with the front shining through: mirrored, soft and faint."""
    mirrored = cv2.GaussianBlur(front.pixels[:, ::-1].astype(np.float32), (0, 0), front.dpi / 80)
    return Sheet("back", front.font, (250 - (250 - mirrored) * strength).astype(np.uint8), front.dpi)


def noisy(pixels: Pixels, sigma: float, seed: int = 1) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, sigma, pixels.shape).astype(np.float32)
    return np.clip(pixels.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def shaded(pixels: Pixels, low: float = 0.65, angle: float = 0.6) -> Pixels:
    """Light that falls off across the picture."""
    height, width = pixels.shape[:2]
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    light = low + (1 - low) * np.clip(across * np.cos(angle) + down * np.sin(angle), 0, 1)
    return (pixels * light[:, :, None]).astype(np.uint8) if pixels.ndim == 3 else (pixels * light).astype(np.uint8)


def table(kind: str, width: int, height: int, seed: int = 1) -> Pixels:
    """What a sheet lies on: `dark`, `wood`, `grey` or `pale`."""
    random = np.random.default_rng(seed)
    if kind == "wood":
        rows = cv2.resize(random.normal(0, 1, (height // 6, 4)).astype(np.float32), (width, height))
        fine = cv2.resize(random.normal(0, 1, (height, 40)).astype(np.float32), (width, height))
        grain = cv2.GaussianBlur(rows * 16 + fine * 7, (0, 0), 1.2)
        return np.clip(np.array([70, 105, 150], np.float32) + grain[:, :, None], 0, 255).astype(np.uint8)
    level = {"dark": 38, "grey": 120, "pale": 190}[kind]
    return noisy(np.full((height, width, 3), level, np.uint8), 3, seed)


def photographed(
    page: Sheet, corners: npt.NDArray[np.float64], width: int, height: int, on: str = "dark", seed: int = 1
) -> Pixels:
    """The sheet on a table, with its corners (top left first, clockwise; pixels) where a camera would see them."""
    tall, wide = page.pixels.shape[:2]
    plain = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    matrix = cv2.getPerspectiveTransform(plain - 0.5, corners.astype(np.float32) - 0.5)
    below = table(on, width, height, seed)
    seen = cv2.warpPerspective(page.pixels, matrix, (width, height), flags=cv2.INTER_AREA)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, np.round(corners * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    share = (mask.astype(np.float32) / 255)[:, :, None]
    shadow = 1 - 0.35 * cv2.GaussianBlur(np.roll(mask, (9, 12), (0, 1)), (0, 0), 9)[:, :, None] / 255 * (1 - share)
    return np.clip(seen * share + below * shadow * (1 - share), 0, 255).astype(np.uint8)
