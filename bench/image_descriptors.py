#!/usr/bin/env python3
"""Which descriptors find the pictures in assets/ by distorted parts of them: what image search could have been made of.

    pip install numpy==2.4.6 opencv-python-headless==4.14.0.94 onnxruntime==1.32.0
    bench/image_descriptors.py
"""

import csv
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

HOME = Path(__file__).resolve().parent.parent
MODEL = HOME / "search/src/main/resources/io/github/deepeyes4j/search/image/efficientnet-lite0.onnx"
SIDE = 320  # of pictures in which keypoints are looked for


def pictures():
    with open(HOME / "assets/ASSETS.tsv", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if row["path"].endswith((".jpg", ".png")):
                image = cv2.imread(str(HOME / "assets" / row["path"]), cv2.IMREAD_UNCHANGED)
                if image.shape[2] == 4:  # over white
                    alpha = image[..., 3:] / 255
                    image = (image[..., :3] * alpha + 255 * (1 - alpha)).round().astype(np.uint8)
                yield row["path"], image


def part(image, rng, side):
    """A part at a random place, seen at an angle, blurred, compressed."""
    h, w = image.shape[:2]
    width, height = w * side, h * side
    x, y = rng.uniform(0, w - width), rng.uniform(0, h - height)
    corners = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    corners = np.clip(corners + rng.uniform(-0.05, 0.05, (4, 2)) * [width, height], 0, [w - 1, h - 1])
    size = max(8, round(width)), max(8, round(height))
    square = np.float32([[0, 0], [size[0], 0], size, [0, size[1]]])
    flat = cv2.warpPerspective(image, cv2.getPerspectiveTransform(np.float32(corners), square), size)
    jpeg = cv2.imencode(".jpg", cv2.GaussianBlur(flat, (0, 0), 1), [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
    return cv2.imdecode(jpeg, cv2.IMREAD_COLOR)


def relit(image, rng):
    return np.clip(255 * (image / 255) ** rng.uniform(0.7, 1.4) * rng.uniform(0.8, 1.2), 0, 255).astype(np.uint8)


def unit(vector):
    return vector / (np.linalg.norm(vector) + 1e-9)


def lab(image, side):
    return cv2.cvtColor(cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2LAB)


def colour_pyramid(image):
    """Colour histograms of 4 x 6 x 6 bins of the whole, its quarters and sixteenths."""
    pixels, parts = lab(image, 128), []
    for n in (1, 2, 4):
        for rows in np.array_split(pixels, n, 0):
            for cell in np.array_split(rows, n, 1):
                counts = cv2.calcHist([np.ascontiguousarray(cell)], [0, 1, 2], None, [4, 6, 6], [0, 256] * 3).ravel()
                parts.append(np.sqrt(counts / counts.sum()) / n)
    return unit(np.concatenate(parts))


def layout(image):
    return unit((lab(image, 8).astype(np.float32) - [127, 128, 128]).ravel())


def layouts(image):
    """The layouts of 39 windows."""
    h, w = image.shape[:2]
    for side in (1, 0.85, 0.72, 0.6):
        steps = int(np.ceil((1 - side) / (side * 0.2))) + 1
        for y in np.linspace(0, 1 - side, steps):
            for x in np.linspace(0, 1 - side, steps):
                yield layout(image[int(y * h) : int((y + side) * h), int(x * w) : int((x + side) * w)])


HOG = cv2.HOGDescriptor((64, 64), (16, 16), (16, 16), (8, 8), 9)


def gradients(image):
    return unit(HOG.compute(cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA)).ravel())


SESSION = onnxruntime.InferenceSession(str(MODEL))


def encoder(image):
    pixels = cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA)[..., ::-1].astype(np.float32)
    return unit(SESSION.run(None, {"pixel_values": ((pixels - 127) / 128).transpose(2, 0, 1)[None]})[0][0])


class Vectors:
    """Cosine of vectors; of several for a picture the largest."""

    def __init__(self, describe, images, several=None):
        self.describe = describe
        self.base = [np.array(list(several(image)) if several else [describe(image)]) for image in images]

    def scores(self, image):
        query = self.describe(image)
        return np.array([(vectors @ query).max() for vectors in self.base])


class Keypoints:
    """How many matches a homography agrees with."""

    def __init__(self, detector, norm, images):
        self.detector = detector
        self.matcher = cv2.BFMatcher(norm)
        self.base = [self.features(image) for image in images]

    def features(self, image):
        scale = min(1, SIDE / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return self.detector.detectAndCompute(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), None)

    def scores(self, image):
        query = self.features(image)
        return np.array([self.score(query, other) for other in self.base])

    def score(self, a, b):
        if a[1] is None or b[1] is None or min(len(a[0]), len(b[0])) < 4:
            return 0
        pairs = [pair for pair in self.matcher.knnMatch(a[1], b[1], k=2) if len(pair) == 2]
        good = [first for first, second in pairs if first.distance < 0.8 * second.distance]
        if len(good) < 6:
            return 0.01 * len(good)
        here = np.float32([a[0][match.queryIdx].pt for match in good])
        there = np.float32([b[0][match.trainIdx].pt for match in good])
        inliers = cv2.findHomography(here, there, cv2.RANSAC, 4.0)[1]
        return 0 if inliers is None else int(inliers.sum())


def rank(scores, picture):
    """How many others are better, of equal ones half."""
    return (scores > scores[picture]).sum() + ((scores == scores[picture]).sum() - 1) / 2


def main():
    names, images = zip(*pictures())
    ways = {
        "colour pyramid": Vectors(colour_pyramid, images),
        "colour layout": Vectors(layout, images, layouts),
        "HOG": Vectors(gradients, images),
        "ORB": Keypoints(cv2.ORB_create(500), cv2.NORM_HAMMING, images),
        "SIFT": Keypoints(cv2.SIFT_create(500), cv2.NORM_L2, images),
        "AKAZE": Keypoints(cv2.AKAZE_create(), cv2.NORM_HAMMING, images),
        "encoder": Vectors(encoder, images),
    }
    for light in (False, True):
        for kind in ("flags", "photos"):
            chosen = [i for i, name in enumerate(names) if name.startswith("flags/") == (kind == "flags")]
            ranks = {way: [] for way in ways}
            for i in chosen:
                rng = np.random.default_rng(i)
                query = part(relit(images[i], rng) if light else images[i], rng, 0.6)
                for way, index in ways.items():
                    ranks[way].append(rank(index.scores(query), i))
            for way, found in ranks.items():
                hits = [np.mean(np.array(found) < top) for top in (1, 5)]
                print(f"{'other light, ' if light else ''}{kind}, {way}: {hits[0]:.3f} / {hits[1]:.3f}", flush=True)


if __name__ == "__main__":
    main()
