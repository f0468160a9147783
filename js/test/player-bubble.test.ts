import { afterEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { shareAt, stamp, thumbAt } from "../src/player/bubble.js";
import css from "../src/player.css?inline";
import { serve } from "./kernel.js";
import { stage, until } from "./page.js";
import { asked, fake, film, ready, show } from "./playing.js";

const STRIP = { strip: new Uint8Array([71, 73, 70, 56]) };
const striped = () => fake({}, { strip: true });

afterEach(() => void vi.restoreAllMocks());
stage(css);

const slider = () => page.getByRole("slider", { name: "Position" });
const rail = () => slider().element().getBoundingClientRect();
const box = () => slider().element().nextElementSibling as HTMLElement;
const thumb = () => box().firstElementChild as HTMLElement;
const open = () => !box().hidden;
/** Moves the pointer over the slider, so many px from its left. */
const point = (x: number) => slider().hover({ position: { x, y: 10 } });
const key = (name: string) => userEvent.keyboard(name);

describe("the moment below the pointer", () => {
  test.each([
    [7, 0],
    [0, 0],
    [-40, 0],
    [57, 0.5],
    [32, 0.25],
    [107, 1],
    [300, 1],
  ])("%i px of 114 mean %f of the clip, as the slider itself counts", (x, share) => {
    expect(shareAt(x, 114)).toBeCloseTo(share, 9);
  });

  test.each([
    [0, 0],
    [0.099, 0],
    [0.1, 1],
    [0.55, 5],
    [0.999, 9],
    [1, 9],
  ])("%f of the clip is shown by thumbnail %i", (share, index) => {
    expect(thumbAt(share)).toBe(index);
  });

  test.each([
    [0, "0:00.0"],
    [0.3 - 1e-9, "0:00.3"],
    [59.96, "0:59.9"],
    [60, "1:00.0"],
    [605.25, "10:05.2"],
  ])("%f s are written %s", (seconds, text) => {
    expect(stamp(seconds)).toBe(text);
  });

  test("is the one that a click there goes to", async () => {
    await ready(striped(), { stills: STRIP });
    for (const x of [120, 480]) {
      await point(x);
      const told = box().textContent;
      await slider().click({ position: { x, y: 10 } });
      await until(() => !film().seeking);
      expect(stamp(film().currentTime)).toBe(told);
    }
  });
});

describe("the bubble", () => {
  test("stands over the pointer, with the thumbnail of that moment and the time", async () => {
    await ready(striped(), { stills: STRIP });
    await point(320);
    await expect.element(page.getByText("0:01.0", { exact: true })).toBeVisible();
    const { left, right, bottom } = box().getBoundingClientRect();
    expect((left + right) / 2 - rail().left).toBeCloseTo(320, 0);
    expect(bottom).toBeLessThanOrEqual(rail().top);
    expect(Number.parseFloat(thumb().style.backgroundPositionX)).toBeCloseTo(500 / 9, 2);
    const { width, height } = thumb().getBoundingClientRect();
    expect(width / height).toBeCloseTo(16 / 9, 1);
  });

  test("never leaves the player at the ends", async () => {
    await ready(striped(), { stills: STRIP });
    await point(1);
    expect(box().getBoundingClientRect().left).toBeCloseTo(rail().left, 0);
    await point(639);
    expect(box().getBoundingClientRect().right).toBeCloseTo(rail().right, 0);
    expect(box().textContent).toBe("0:02.0");
  });

  test("goes with the pointer", async () => {
    await ready(striped(), { stills: STRIP });
    expect(open()).toBe(false);
    await point(100);
    expect(open()).toBe(true);
    await userEvent.hover(page.getByText("a red fox"));
    expect(open()).toBe(false);
  });

  test("follows a drag, and goes when it is let go", async () => {
    await ready(striped(), { stills: STRIP });
    const input = slider().element() as HTMLInputElement;
    input.value = "1.5";
    input.dispatchEvent(new Event("input"));
    expect([open(), box().textContent]).toEqual([true, "0:01.5"]);
    input.dispatchEvent(new Event("change"));
    expect(open()).toBe(false);
  });

  test("of an upright clip is upright, and no higher than a thumbnail", async () => {
    const model = fake({}, { strip: true, width: 90, height: 160 });
    await serve(model, { stills: STRIP });
    show(model);
    await point(50);
    const { width, height } = thumb().getBoundingClientRect();
    expect([Math.round(width), Math.round(height)]).toEqual([51, 90]);
  });

  test("is not read out: the slider says the same", async () => {
    await ready(striped(), { stills: STRIP });
    await point(100);
    expect(box().getAttribute("aria-hidden")).toBe("true");
    expect(slider().element().hasAttribute("title")).toBe(false);
  });
});

describe("the strip", () => {
  test("is fetched at the first visit, once", async () => {
    const model = await ready(striped(), { stills: STRIP });
    expect(asked(model, "still")).toEqual([]);
    await point(100);
    await point(200);
    const [, url] = await until(() => thumb().style.backgroundImage.match(/"(blob:.*)"/));
    expect(asked(model, "still")).toEqual([{ file: "", kind: "strip" }]);
    expect((await (await fetch(url ?? "")).blob()).size).toBe(4);
  });

  test("is fetched as soon as the slider has the focus", async () => {
    const model = await ready(striped(), { stills: STRIP });
    (slider().element() as HTMLElement).focus();
    expect(asked(model, "still")).toHaveLength(1);
    expect(open()).toBe(false);
  });

  test("that a clip hasn't is not asked for: the bubble tells the time", async () => {
    const model = await ready(fake());
    await point(320);
    expect(asked(model, "still")).toEqual([]);
    expect([thumb().hidden, box().textContent]).toEqual([true, "0:01.0"]);
  });

  test("that is gone leaves the time alone", async () => {
    await ready(striped());
    await point(320);
    await until(() => thumb().hidden);
    expect(open()).toBe(true);
  });

  test("that was refused is asked for again", async () => {
    const model = await ready(striped());
    model.kernel = ({ id }) => queueMicrotask(() => model.refuse(id, "busy"));
    await point(100);
    await serve(model, { stills: STRIP });
    await point(200);
    await until(() => thumb().style.backgroundImage);
    expect(asked(model, "still")).toHaveLength(2);
  });
});

describe("by keyboard", () => {
  const focus = async () => {
    await ready(striped(), { stills: STRIP });
    (slider().element() as HTMLElement).focus();
  };

  test("moving the slider shows where it goes", async () => {
    await focus();
    await key("{ArrowRight}");
    expect([open(), box().textContent]).toEqual([true, "0:01.0"]);
    await key("{End}");
    expect(box().textContent).toBe("0:02.0");
    await key("{Home}");
    expect(box().textContent).toBe("0:00.0");
    await key(".");
    expect(box().textContent).toBe("0:00.1");
    await key("{ArrowUp}");
    expect(open()).toBe(true);
  });

  test("Escape and leaving take it away", async () => {
    await focus();
    await key("{ArrowRight}");
    await key("{Escape}");
    expect(open()).toBe(false);
    await key("{ArrowLeft}");
    expect(open()).toBe(true);
    await userEvent.tab();
    expect(open()).toBe(false);
  });

  test("keys that don't move the slider don't show it", async () => {
    await focus();
    await key("m");
    film().currentTime = 1;
    await until(() => (slider().element() as HTMLInputElement).value === "1");
    expect(open()).toBe(false);
  });

  test("playing takes it away", async () => {
    await focus();
    await key("{ArrowRight}");
    film().play();
    await until(() => !open());
    film().pause();
    await until(() => film().paused);
    expect(open()).toBe(false);
  });
});
