import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { area, field, marks, prompting, show, status, THREE } from "./prompting.js";

prompting();
describe("the text", () => {
  test("what is typed is told, and the field is found by its label", async () => {
    const { text } = show();
    await userEvent.type(field(), "a red fox");
    expect(text.value).toBe("a red fox");
  });

  test("what is there at first, and what comes from outside, is shown", async () => {
    const { text } = show({ text: "a fox" });
    await expect.element(field()).toHaveValue("a fox");
    text.value = "一只狐狸";
    await expect.element(field()).toHaveValue("一只狐狸");
  });

  test("HTML, emoji and right-to-left text are text", async () => {
    const nasty = '<img src=x onerror="document.title=1">🦊</mark> ثعلب @image1';
    const { text, root } = show({ images: THREE });
    text.value = nasty;
    await expect.element(field()).toHaveValue(nasty);
    expect(root.querySelectorAll("img")).toHaveLength(0);
    expect(marks()).toEqual([["@image1", "solid"]]);
  });

  test("the caret stays where it was when something is written before or behind it", async () => {
    const { text } = show({ text: "a red fox runs" });
    area().focus();
    area().setSelectionRange(2, 5);
    text.value = "a red fox runs fast";
    expect([area().selectionStart, area().selectionEnd]).toEqual([2, 5]);
    text.value = "see: a red fox runs fast";
    expect([area().selectionStart, area().selectionEnd]).toEqual([7, 10]);
    area().setSelectionRange(24, 24);
    text.value += ", on and on";
    expect(area().selectionEnd).toBe(24);
    text.value = "x";
    expect(area().selectionEnd).toBeLessThanOrEqual(1);
  });

  test("a text that is what was typed already changes nothing: typing can still be undone", async () => {
    const { text } = show();
    await userEvent.type(field(), "fox");
    text.value = "";
    text.value = "fox";
    await expect.element(field()).toHaveValue("fox");
    await userEvent.type(field(), "es");
    text.value = area().value;
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(area().value).not.toBe("foxes");
  });

  test("it doesn't take the focus when its text changes, and takes it when asked", () => {
    const { text, focus } = show();
    text.value = "a fox";
    expect(document.activeElement).toBe(document.body);
    focus();
    expect(document.activeElement).toBe(area());
  });

  test("the field grows with its text, from three lines to fourteen, and then scrolls", async () => {
    const { text } = show();
    const height = () => area().getBoundingClientRect().height;
    const least = height();
    text.value = "1\n2\n3";
    expect(height()).toBe(least);
    text.value = "1\n2\n3\n4\n";
    expect(height()).toBe(least + 40);
    text.value = "line\n".repeat(13);
    expect(height()).toBe(least + 11 * 20);
    text.value = "line\n".repeat(100);
    expect(height()).toBe(least + 11 * 20);
    expect(area().scrollHeight).toBeGreaterThan(area().clientHeight);
    text.value = "";
    expect(height()).toBe(least);
  });

  test("the chips scroll with their text", async () => {
    show({ images: THREE, text: `@image1 ${"line\n".repeat(40)} @image2` });
    const last = () => document.querySelectorAll("mark")[1]?.getBoundingClientRect() as DOMRect;
    const box = area().getBoundingClientRect();
    expect(last().top).toBeGreaterThan(box.bottom);
    area().scrollTop = area().scrollHeight;
    await vi.waitFor(() => expect(last().bottom).toBeLessThanOrEqual(box.bottom));
  });
});

describe("the count", () => {
  test("characters are counted as Python counts them, without the space around them", async () => {
    const { text } = show({ text: "🦊狐\n", limit: 1200 });
    await expect.element(page.getByText("2 / 1,200", { exact: true })).toBeVisible();
    text.value = "x".repeat(1000);
    await expect.element(page.getByText("1,000 / 1,200", { exact: true })).toBeVisible();
  });

  test("without a limit it is only counted", async () => {
    show({ text: "x".repeat(6000), limit: null });
    await expect.element(page.getByText("6,000", { exact: true })).toBeVisible();
    await expect.element(field()).toHaveAttribute("aria-invalid", "false");
    await expect.element(status()).toHaveTextContent("");
  });

  test("near the limit it warns by its colour, over it by a sentence; nothing is cut off", async () => {
    const { text, limit } = show({ limit: 100 });
    const colour = () => getComputedStyle(page.getByText(/^\d+ \/ \d+$/).element()).color;
    const plain = colour();
    text.value = "x".repeat(89);
    expect(colour()).toBe(plain);
    text.value = "x".repeat(90);
    const near = colour();
    expect(near).not.toBe(plain);
    text.value = "x".repeat(100);
    expect(colour()).toBe(near);
    await expect.element(status()).toHaveTextContent("");
    await expect.element(field()).toHaveAttribute("aria-invalid", "false");
    text.value = "x".repeat(112);
    expect([plain, near]).not.toContain(colour());
    await expect.element(status()).toHaveTextContent("12 characters too many: the model takes 100.");
    await expect.element(field()).toHaveAttribute("aria-invalid", "true");
    await expect.element(field()).toHaveValue("x".repeat(112));
    limit.value = 200; // another model
    await expect.element(status()).toHaveTextContent("");
  });

  test("6,000 characters are typed, counted and kept", async () => {
    const { text } = show();
    await userEvent.fill(field(), `${"狐狸".repeat(2999)}🦊!`);
    expect([...text.value]).toHaveLength(6000);
    await expect.element(status()).toHaveTextContent("1,000 characters too many: the model takes 5,000.");
  });
});

describe("references", () => {
  test("an image that is there is a chip, one that isn't is marked and named", async () => {
    const { images } = show({ images: THREE.slice(0, 2), text: "@image1 @IMAGE 2, @image3 @image0 @images" });
    expect(marks()).toEqual([
      ["@image1", "solid"],
      ["@IMAGE 2", "solid"],
      ["@image3", "wavy"],
      ["@image0", "wavy"],
    ]);
    await expect.element(status()).toHaveTextContent("@image3: there is no such image.");
    await expect.element(field()).toHaveAttribute("aria-invalid", "true");
    images.value = THREE;
    expect(marks()[2]).toEqual(["@image3", "solid"]);
    await expect.element(status()).toHaveTextContent("@image0: there is no such image.");
  });

  test("a chip lies exactly behind its words", async () => {
    show({ images: THREE, text: "one two @image1 three" });
    const mark = document.querySelector("mark") as HTMLElement;
    const box = area().getBoundingClientRect();
    const before = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
    before.font = getComputedStyle(area()).font;
    const left = box.left + 1 + 10 + before.measureText("one two ").width;
    expect(Math.abs(mark.getBoundingClientRect().left - left)).toBeLessThan(1);
  });

  test("what Python found wrong is an alert, in the place of what the page itself says", async () => {
    const { problem } = show({ text: "@image1" });
    await expect.element(status()).toHaveTextContent("@image1: there is no such image.");
    problem.value = "The prompt speaks of @image1, but there is no image.";
    await expect.element(page.getByRole("alert")).toHaveTextContent(problem.value);
    await expect.element(status()).toHaveTextContent("");
    problem.value = "";
    await expect.element(page.getByRole("alert")).toHaveTextContent("");
  });

  test("a problem alone makes the field invalid", async () => {
    const { problem } = show({ text: "fine" });
    await expect.element(field()).toHaveAttribute("aria-invalid", "false");
    problem.value = "No.";
    await expect.element(field()).toHaveAttribute("aria-invalid", "true");
    await expect.element(field()).toHaveAccessibleDescription(/No\./);
  });
});
