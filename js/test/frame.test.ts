// The frame of a clip: its shape and its colour.
import { expect, test } from "vitest";
import { hueOf, shape, shapeOf } from "../src/frame.js";

test.each([
  ["16:9", 16 / 9],
  ["9:16", 9 / 16],
  ["1.5:1", 1.5],
  ["100:1", 4],
  ["1:100", 0.25],
  ["0:9", 16 / 9],
  ["-4:3", 16 / 9],
  ["4:0", 16 / 9],
  ["4", 16 / 9],
  ["", 16 / 9],
  ["auto", 16 / 9],
])("a ratio of %j has the shape %d", (ratio, wanted) => expect(shapeOf(ratio)).toBeCloseTo(wanted, 10));

test.each([
  [16 / 9, "1.7778", "640px"],
  [1, "1.0000", "480px"],
  [9 / 16, "0.5625", "270px"],
])("the shape %d is %s, and at most %s wide", (ratio, told, width) => {
  const element = document.createElement("div");
  shape(element, ratio);
  expect(element.style.getPropertyValue("--gw-ratio")).toBe(told);
  expect(element.style.getPropertyValue("--gw-width")).toBe(width);
});

test("a text has a hue of its own, always the same", () => {
  expect(["", "a", "b", "ab", "ba", "狐", "🦊"].map(hueOf)).toEqual([61, 340, 157, 306, 68, 79, 237]);
});
