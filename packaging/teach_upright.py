"""Teaches the judge of devices/papers/upright.py and writes its weights.

`bash packaging/dev.sh run-any python packaging/teach_upright.py`, some two minutes.

Lines of the characters that are in use, of digits and of punctuation are drawn in this machine's Chinese fonts, worn
as scanners and cameras wear them, cut to pieces, and shown upright and upside down. The weights are a net of one
hidden layer; a fifth of the lines is kept for the figure that is printed.
"""

import sys
from pathlib import Path
from random import Random  # chance that can be repeated

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from devices.papers import upright

FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
)
LINES = 20_000
HIDDEN = 64
EPOCHS = 14
BATCH = 512
STEP = 2e-3
KEEP_SMALL = 2e-3


def characters() -> list[str]:
    """The 3,755 of the first level of GB 2312."""
    return [
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    ]


def line_of(random: Random, known: list[str]) -> str:
    """Something as it stands on papers."""
    kind = random.random()
    if kind < 0.15:
        return "".join(random.choice("0123456789-./") for _ in range(random.randrange(8, 20)))
    words = [random.choice(known) for _ in range(random.randrange(6, 26))]
    if kind < 0.75:
        for place in range(random.randrange(3, 9), len(words), random.randrange(6, 12)):
            words[place] = random.choice("，。、，。；：")
    if kind > 0.9:
        words[2:6] = list(str(random.randrange(1000, 9999)))
    return "".join(words)


def drawn(random: Random, noise: np.random.Generator, words: str, font: tuple[str, int]) -> upright.Pixels:
    """A line as the pipeline sees it, on a page of about 140 dpi."""
    face = ImageFont.truetype(font[0], random.randrange(40, 90), index=font[1])
    left, top, right, bottom = face.getbbox(words)
    image = Image.new("L", (int(right - left) + 8, int(bottom - top) + 4), 245)
    ImageDraw.Draw(image).text((4 - left, 2 - top), words, 40, font=face)
    height = random.randrange(14, 34)
    pixels = np.asarray(image)
    pixels = cv2.resize(
        pixels, (max(24, pixels.shape[1] * height // pixels.shape[0]), height), interpolation=cv2.INTER_AREA
    )
    pixels = cv2.GaussianBlur(pixels, (0, 0), random.uniform(0.2, 1.0))
    turn = cv2.getRotationMatrix2D((pixels.shape[1] / 2, height / 2), random.uniform(-0.4, 0.4), 1.0)
    pixels = cv2.warpAffine(pixels, turn, pixels.shape[::-1], borderValue=245)
    worn = pixels + noise.normal(0, random.uniform(0, 8), pixels.shape)
    worn = np.clip(worn * random.uniform(0.7, 1.0), 0, 255).astype(np.uint8)
    wide = max(upright.STRIP_PX, round(worn.shape[1] * upright.STRIP_PX / worn.shape[0]))
    return cv2.resize(worn, (wide, upright.STRIP_PX), interpolation=cv2.INTER_AREA)


def main() -> int:
    random, noise, known = Random(7), np.random.default_rng(7), characters()  # noqa: S311
    pieces, belongs = [], []
    for number in range(LINES):
        found = upright.features(drawn(random, noise, line_of(random, known), FONTS[number % len(FONTS)]))
        pieces.append(found)
        belongs.append(np.full(len(found), number))
    every, lines = np.concatenate(pieces), np.concatenate(belongs)
    taught = lines % 5 != 0
    judge = learn(every[taught])
    odds = judge.odds(every[~taught])
    whole = np.bincount(lines[~taught], odds)[np.unique(lines[~taught])]
    print(f"right of pieces: {np.mean(odds > 0):.3f}; of lines: {np.mean(whole > 0):.4f} of {len(whole)}")
    target = Path(upright.__file__).with_name("upright.npz")
    half = {name: getattr(judge, name).astype(np.float16) for name in ("inner", "bias", "outer")}
    np.savez(target, **half)
    return 0


def learn(pieces: upright.Pixels) -> upright.Judge:
    """Weights under which upright pieces have the better odds (logistic loss, Adam)."""
    noise = np.random.default_rng(3)
    size = pieces.shape[1]
    inner = noise.normal(0, (2 / size) ** 0.5 * 2, (size, HIDDEN)).astype(np.float32)
    weights = [inner, np.zeros(HIDDEN, np.float32), noise.normal(0, 0.3, HIDDEN).astype(np.float32)]
    moments = [np.zeros_like(one) for one in weights]
    spreads = [np.zeros_like(one) for one in weights]
    count = 0
    for epoch in range(EPOCHS):
        order = noise.permutation(len(pieces))
        rate = STEP * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        for start in range(0, len(order), BATCH):
            count += 1
            shown = pieces[order[start : start + BATCH]]
            for n, slope in enumerate(slopes(weights, shown)):
                moments[n] += 0.1 * (slope - moments[n])
                spreads[n] += 0.001 * (slope**2 - spreads[n])
                moment, spread = moments[n] / (1 - 0.9**count), spreads[n] / (1 - 0.999**count)
                weights[n] -= rate * (moment / (np.sqrt(spread) + 1e-8) + KEEP_SMALL * weights[n])
    return upright.Judge(*weights)


def slopes(weights: list[upright.Pixels], shown: upright.Pixels) -> list[upright.Pixels]:
    """Of the loss, by each of the weights."""
    inner, bias, outer = weights
    sides = (shown, 1.0), (upright.flipped(shown), -1.0)
    hidden = [np.tanh(seen @ inner + bias) for seen, _ in sides]
    wrong = 1 / (1 + np.exp((hidden[0] - hidden[1]) @ outer))
    by_inner, by_bias, by_outer = np.zeros_like(inner), np.zeros_like(bias), np.zeros_like(outer)
    for held, (seen, sign) in zip(hidden, sides, strict=True):
        back = (-sign * wrong / len(shown))[:, None]
        by_outer += (back * held).sum(axis=0)
        through = back * outer * (1 - held**2)
        by_inner += seen.T @ through
        by_bias += through.sum(axis=0)
    return [by_inner, by_bias, by_outer]


if __name__ == "__main__":
    sys.exit(main())
