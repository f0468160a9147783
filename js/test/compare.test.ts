import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import widget from "../src/compare.js";
import {
  button,
  clip,
  comparing,
  divider,
  drag,
  fake,
  films,
  type Kernel,
  loaded,
  moving,
  position,
  ready,
  shown,
  still,
} from "./comparing.js";
import { filmBytes } from "./kernel.js";
import { frames, mount, until } from "./page.js";

comparing();
describe("in step", () => {
  test("Play plays all of them, never more than about a frame apart, and Pause leaves them on one frame", async () => {
    await ready();
    await button("Play").click();
    await until(moving, "all moving");
    const apart: number[] = [];
    for (let n = 0; n < 30; n++) {
      await frames(1);
      const [one = 0, other = 0] = shown();
      if (films().every((video) => !video.paused)) apart.push(Math.abs(one - other));
    }
    apart.sort((a, b) => a - b);
    expect(apart.length).toBeGreaterThan(5);
    expect(apart[Math.floor(apart.length / 2)]).toBeLessThanOrEqual(1);
    await button("Pause").click();
    const [one, other] = await still();
    expect(one).toBe(other);
    await expect.element(button("Play")).toBeVisible();
  });

  test("a frame on and back goes a frame on and back for all", async () => {
    await ready();
    await button("One frame forward").click();
    await button("One frame forward").click();
    await button("One frame forward").click();
    expect(await still()).toEqual([3, 3]);
    await button("One frame back").click();
    expect(await still()).toEqual([2, 2]);
  });

  test("scrubbing moves all, and they play on afterwards if they played", async () => {
    await ready();
    drag(position(), 1.04);
    position().dispatchEvent(new Event("change"));
    expect(await still()).toEqual([12, 12]);
    expect(position().ariaValueText).toBe("1.0 of 2.0 seconds");
    await button("Play").click();
    await until(() => films().every((video) => !video.paused));
    drag(position(), 0.54);
    expect(await still()).toEqual([6, 6]);
    position().dispatchEvent(new Event("change"));
    await until(() => films().every((video) => !video.paused), "playing on");
  });

  test("one that is far off is put where the others are", async () => {
    await ready();
    await button("Play").click();
    await until(moving);
    const [one, other] = films() as [HTMLVideoElement, HTMLVideoElement];
    other.currentTime = 1.6;
    await until(() => loaded(other) && Math.abs(one.currentTime - other.currentTime) < 0.2 && !one.paused, "together");
  });

  test("one that lags a little runs faster until it has caught up, without a seek", async () => {
    await ready();
    await button("Play").click();
    await until(moving);
    const [one, other] = films() as [HTMLVideoElement, HTMLVideoElement];
    let seeks = 0;
    other.addEventListener("seeking", () => seeks++);
    one.playbackRate = 2; // its clock runs away
    await until(() => other.playbackRate > 1, "catching up");
    one.playbackRate = 1;
    await until(() => other.playbackRate === 1 || other.ended, "in step again");
    expect(seeks).toBe(0);
  });

  test("none starts before all are there, and a clip that stalls holds all", async () => {
    const kernel: Kernel = { silent: new Set(["job:2"]) };
    const model = await fake({}, kernel);
    mount(widget, model);
    const [one, other] = films() as [HTMLVideoElement, HTMLVideoElement];
    await until(() => loaded(one));
    await button("Play").click();
    await frames(10);
    expect([one.paused, other.paused, one.currentTime]).toEqual([true, true, 0]);
    await expect.element(button("Pause")).toBeVisible();
    const bytes = (await filmBytes()).slice();
    other.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
    await until(moving, "all moving");
    vi.spyOn(other, "readyState", "get").mockReturnValue(2);
    other.dispatchEvent(new Event("waiting"));
    expect([one.paused, other.paused]).toEqual([true, true]);
    vi.restoreAllMocks();
    other.dispatchEvent(new Event("canplay"));
    await until(() => !one.paused && !other.paused, "going on");
  });

  test("without Loop they stop at the end, and Play starts again from the beginning", async () => {
    await ready();
    await button("Loop").click();
    await expect.element(button("Loop")).toHaveAttribute("aria-pressed", "false");
    drag(position(), 1.7);
    await button("Play").click();
    await until(() => films().every((video) => video.paused && video.currentTime > 1.9), "the end");
    await expect.element(button("Play")).toBeVisible();
    await button("Play").click();
    await until(() => films().every((video) => !video.paused && video.currentTime < 1), "the beginning");
  });

  test("with Loop, which is on at first, all begin again together", async () => {
    await ready();
    await expect.element(button("Loop")).toHaveAttribute("aria-pressed", "true");
    drag(position(), 1.7);
    await button("Play").click();
    await until(() => films().every((video) => !video.paused && video.currentTime < 1), "the beginning");
  });

  test("when somebody else pauses one, all pause", async () => {
    await ready();
    await button("Play").click();
    await until(moving);
    films()[0]?.pause();
    await until(() => films().every((video) => video.paused), "all paused");
    await expect.element(button("Play")).toBeVisible();
  });

  test("the speed is that of all", async () => {
    await ready();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Speed" }), "0.5×");
    expect(films().map((video) => video.playbackRate)).toEqual([0.5, 0.5]);
  });

  test("of clips of different lengths the shorter holds its last frame until the longest ends", async () => {
    // The test film has two seconds; the second is said to have one, and is cut there.
    await ready({ clips: [clip(1), clip(2, { duration: 1 })] });
    await expect
      .element(page.getByText("A shorter clip holds its last frame until the longest one ends."))
      .toBeVisible();
    const short = films()[1] as HTMLVideoElement;
    vi.spyOn(short, "duration", "get").mockReturnValue(1);
    drag(position(), 1.54);
    expect(await still()).toEqual([18, 11]);
    expect(position().max).toBe("2");
    await button("Play").click();
    await until(() => (films()[0]?.currentTime ?? 0) > 1.7, "the long one going on");
    expect(short.paused).toBe(true);
  });

  test("clips of one length need no such hint", async () => {
    await ready();
    await expect.element(page.getByText("A shorter clip", { exact: false })).not.toBeInTheDocument();
  });
});

describe("sound", () => {
  test("all are muted at first, and only the chosen one sounds", async () => {
    await ready();
    const sound = page.getByRole("combobox", { name: "Sound" });
    const muted = () => films().map((video) => video.muted);
    expect(muted()).toEqual([true, true]);
    await userEvent.selectOptions(sound, "Sound of 2");
    expect(muted()).toEqual([true, false]);
    await userEvent.selectOptions(sound, "Sound of 1");
    expect(muted()).toEqual([false, true]);
    await userEvent.selectOptions(sound, "Muted");
    expect(muted()).toEqual([true, true]);
  });

  test("M silences, and brings back the one that sounded", async () => {
    await ready();
    const sound = page.getByRole("combobox", { name: "Sound" });
    await userEvent.selectOptions(sound, "Sound of 2");
    films()[0]?.click();
    await userEvent.keyboard("m");
    expect(films().map((video) => video.muted)).toEqual([true, true]);
    await userEvent.keyboard("m");
    expect(films().map((video) => video.muted)).toEqual([true, false]);
  });

  test("a clip without sound can't be chosen, and where none has any there is nothing to choose", async () => {
    await ready({ clips: [clip(1, { sound: false }), clip(2)] });
    const sound = page.getByRole("combobox", { name: "Sound" });
    expect([...(sound.element() as HTMLSelectElement).options].map(({ text }) => text)).toEqual([
      "Muted",
      "Sound of 2",
    ]);
    document.body.replaceChildren();
    await ready({ clips: [clip(1, { sound: false }), clip(2, { sound: false })] });
    await expect.element(sound).not.toBeInTheDocument();
  });
});

describe("layouts", () => {
  const wipe = () => page.getByRole("radio", { name: "Wipe" });

  test("side by side is the first; under a wipe both lie in one place", async () => {
    await ready();
    expect((page.getByRole("radio", { name: "Side by side" }).element() as HTMLInputElement).checked).toBe(true);
    const places = () => films().map((video) => video.getBoundingClientRect());
    const [one, other] = places() as [DOMRect, DOMRect];
    expect(other.left).toBeGreaterThan(one.right);
    expect(other.top).toBe(one.top);
    expect(document.querySelector("[type=range][aria-label=Divider]")?.checkVisibility()).toBe(false);
    (wipe().element() as HTMLElement).click();
    await frames(1);
    const [under, over] = places() as [DOMRect, DOMRect];
    expect([over.left, over.top, over.width, over.height]).toEqual([under.left, under.top, under.width, under.height]);
    expect(getComputedStyle(films()[1] as Element).clipPath).toBe("inset(0px 0px 0px 50%)");
  });

  test("the divider moves by keyboard, says where it is, and moves nothing else", async () => {
    await ready();
    (wipe().element() as HTMLElement).click();
    divider().focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowLeft}{ArrowLeft}");
    expect(divider().value).toBe("47");
    expect(divider().ariaValueText).toBe("clip 1 on 47 %, clip 2 on 53 %");
    expect(getComputedStyle(films()[1] as Element).clipPath).toBe("inset(0px 0px 0px 47%)");
    expect(position().value).toBe("0");
    await userEvent.keyboard("{End}");
    expect(divider().value).toBe("100");
    await userEvent.keyboard(".");
    expect(await still()).toEqual([1, 1]); // the other keys are those of the player
  });

  test("the divider follows the pointer", async () => {
    await ready();
    (wipe().element() as HTMLElement).click();
    const { width, height } = divider().getBoundingClientRect();
    await userEvent.click(divider(), { position: { x: Math.round(width / 4), y: Math.round(height / 3) } });
    expect(Number(divider().value)).toBeCloseTo(25, -0.5);
  });

  test("clips of different shapes are put into one frame under a wipe", async () => {
    await ready({ clips: [clip(1), clip(2, { width: 90, height: 160 })] });
    const shapes = () => films().map((video) => video.clientWidth / video.clientHeight);
    const [wide = 0, high = 0] = shapes();
    expect(wide).toBeCloseTo(16 / 9, 1);
    expect(high).toBeCloseTo(9 / 16, 1);
    (wipe().element() as HTMLElement).click();
    await frames(1);
    for (const shape of shapes()) expect(shape).toBeCloseTo(1, 1);
    expect(films().map((video) => getComputedStyle(video).objectFit)).toEqual(["contain", "contain"]);
  });

  test("the arrows choose the layout where the focus is on it, and move no clip", async () => {
    await ready();
    (page.getByRole("radio", { name: "Side by side" }).element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect((wipe().element() as HTMLInputElement).checked).toBe(true);
    expect(position().value).toBe("0");
  });

  test("three have no wipe, and play in step", async () => {
    await ready({ clips: [clip(1), clip(2), clip(3)], differences: { en: [] } });
    await expect.element(page.getByRole("radio")).not.toBeInTheDocument();
    await button("One frame forward").click();
    expect(await still()).toEqual([1, 1, 1]);
    await expect.element(page.getByRole("region", { name: "3 clips compared" })).toBeVisible();
  });

  test.each([280, 320])("at %i px nothing is wider than the page", async (width) => {
    await ready();
    const host = document.body.firstElementChild as HTMLElement;
    host.style.width = `${width}px`;
    await frames(2);
    expect(host.scrollWidth).toBeLessThanOrEqual(width);
    (wipe().element() as HTMLElement).click();
    await frames(2);
    expect(host.scrollWidth).toBeLessThanOrEqual(width);
  });
});
