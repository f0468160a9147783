import axe from "axe-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import css from "../src/player.css?inline";
import { jupyter, serve } from "./kernel.js";
import { frames, stage, until } from "./page.js";
import { asked, FPS, fake, film, POSTER, ready, show } from "./playing.js";

const FRAMES = 24;
const button = (name: string) => page.getByRole("button", { name, exact: true });
/** Which of the film's frames is on the screen: each has a grey of its own. */
function frame(): number {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  canvas?.drawImage(film(), 80, 45, 1, 1, 0, 0, 1, 1);
  const grey = canvas?.getImageData(0, 0, 1, 1).data[1] ?? 0;
  return Math.round(((grey * 219) / 255 + 16 - 40) / 8);
}
const still = () => until(() => !film().seeking && film().paused, "a still picture");

afterEach(() => void vi.restoreAllMocks());
stage(css);

describe("what is shown", () => {
  test("the poster is there before the kernel answers anything", () => {
    const model = fake();
    show(model);
    expect(film().poster).toBe(POSTER);
    expect(film().hasAttribute("src")).toBe(false);
    expect(asked(model, "still")).toEqual([]);
    expect(page.getByRole("progressbar", { name: "Loading the video" }).element()).toBeTruthy();
  });

  test("a poster that isn't here yet is asked for, and lives as long as the view", async () => {
    const model = fake({ poster: "" }, { key: "job:1" });
    await serve(model, { stills: { poster: new Uint8Array([71, 73, 70]) } });
    const view = show(model);
    const poster = await until(() => film().poster);
    expect(asked(model, "still")).toEqual([{ file: "job:1", kind: "poster" }]);
    expect(asked(model, "open")[0]).toMatchObject({ file: "job:1" });
    const kept = await (await fetch(poster)).blob();
    expect([kept.type, kept.size]).toEqual(["image/gif", 3]);
    view.abort();
    await expect(fetch(poster)).rejects.toThrow();
  });

  test("a clip without a poster, or whose poster is refused, plays without one", async () => {
    const model = await ready(fake({ poster: "" }));
    expect(film().poster).toBe("");
    const other = fake({ poster: "" });
    other.kernel = ({ id }) => queueMicrotask(() => other.refuse(id, "gone"));
    show(other);
    await expect.element(page.getByRole("alert").last()).toHaveTextContent("gone");
    expect(asked(model, "still")).toHaveLength(1);
  });

  test("a still that comes after the end of the view makes no Blob URL", async () => {
    const model = fake({ poster: "" });
    const held: (() => void)[] = [];
    await serve(model, { stills: { poster: new Uint8Array(3) }, hold: (_, give) => held.push(give) });
    const made = vi.spyOn(URL, "createObjectURL");
    show(model).abort();
    for (const give of held) give();
    await frames(2);
    expect(made).not.toHaveBeenCalled();
  });

  test("prompt and details are text, HTML in them too", async () => {
    show(fake({ prompt: '<img src=x onerror="window.hacked=1">', details: "<b>free</b>" }));
    await expect.element(page.getByText('<img src=x onerror="window.hacked=1">', { exact: true })).toBeVisible();
    await expect.element(page.getByText("<b>free</b>")).toBeVisible();
    expect(document.querySelector("img, b")).toBeNull();
  });

  test("the picture's frame has its shape before a byte has come", () => {
    show(fake());
    const { width, height } = film().getBoundingClientRect();
    expect([Math.round(width), Math.round(height)]).toEqual([640, 360]);
  });

  test("the film comes, with its length, and the loading bar goes", async () => {
    await ready();
    expect(film().duration).toBeCloseTo(2, 1);
    await expect.element(page.getByRole("progressbar")).not.toBeInTheDocument();
  });

  test("in a JupyterLab it plays from the server", async () => {
    const leave = jupyter();
    const model = fake();
    await serve(model, { routes: ["clip%20%E7%8B%90.mp4"] });
    show(model);
    await until(() => film().readyState === 4);
    expect(new URL(film().currentSrc).pathname).toBe("/hub/files/clip%20%E7%8B%90.mp4");
    leave();
  });

  test("a server's URL that turns out wrong is no alarm: the film comes from the kernel", async () => {
    const leave = jupyter();
    const model = fake();
    await serve(model, { routes: ["missing.mp4"] });
    show(model);
    await until(() => film().readyState === 4 && !film().seeking, "a playable film");
    expect(film().src).toMatch(/^blob:/);
    expect(document.querySelector("[role=alert]")?.textContent).toBe("");
    leave();
  });

  test("a clip without sound has nothing to mute", async () => {
    show(fake({}, { sound: false }));
    await expect.element(button("Mute")).not.toBeInTheDocument();
  });

  test("speaks Chinese", async () => {
    show(fake({ lang: "zh" }));
    await expect.element(button("播放")).toBeVisible();
    await expect
      .element(page.getByRole("slider", { name: "播放位置" }))
      .toHaveAttribute("aria-valuetext", "第 0.0 秒，共 2.0 秒");
  });
});

describe("playing", () => {
  test("Play plays, time moves, Pause pauses", async () => {
    await ready(fake({ loop: true }));
    await button("Play").click();
    await until(() => film().currentTime > 0.2, "time moving");
    const slider = page.getByRole("slider", { name: "Position" }).element() as HTMLInputElement;
    await until(() => Number(slider.value) > 0.2);
    await button("Pause").click();
    expect(film().paused).toBe(true);
    await expect.element(button("Play")).toBeVisible();
  });

  test("a click on the picture plays and pauses, and brings the focus inside", async () => {
    await ready();
    film().click();
    await until(() => !film().paused);
    expect(film().closest("section")?.contains(document.activeElement)).toBe(true);
    film().click();
    expect(film().paused).toBe(true);
  });

  test("Loop is a toggle that Python can set and read", async () => {
    const model = await ready(fake({ loop: true }));
    expect(film().loop).toBe(true);
    await button("Loop").click();
    expect(film().loop).toBe(false);
    expect(model.saved).toEqual([{ loop: false }]);
    model.fromPython("loop", true);
    await expect.element(button("Loop")).toHaveAttribute("aria-pressed", "true");
    expect(model.saved).toHaveLength(1); // what came from Python is not sent back
  });

  test("speed can be chosen, and Python hears of it", async () => {
    const model = await ready();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Speed" }), "0.5×");
    expect(film().playbackRate).toBe(0.5);
    expect(model.saved).toEqual([{ speed: 0.5 }]);
    model.fromPython("speed", 1.25);
    expect(film().playbackRate).toBe(1.25);
  });

  test("autoplay starts by itself, muted", async () => {
    await ready(fake({ autoplay: true, loop: true }));
    await until(() => film().currentTime > 0.05);
    await expect.element(button("Mute")).toHaveAttribute("aria-pressed", "true");
  });

  test("a browser that lets nothing start by itself is named, until somebody presses play", async () => {
    const refusal = vi.spyOn(HTMLMediaElement.prototype, "play");
    refusal.mockRejectedValueOnce(new DOMException("not yet", "NotAllowedError"));
    await ready(fake({ autoplay: true }));
    const news = page.getByText("This browser does not let videos start by themselves: press play.");
    await expect.element(news).toBeVisible();
    await page.getByRole("button", { name: "Play" }).click();
    await expect.element(news).not.toBeInTheDocument();
  });

  test("autoplay doesn't where the reader asked for less motion", async () => {
    const asked = vi.spyOn(window, "matchMedia").mockReturnValue({ matches: true } as MediaQueryList);
    await ready(fake({ autoplay: true }));
    expect(asked).toHaveBeenCalledWith("(prefers-reduced-motion: reduce)");
    await new Promise((next) => requestAnimationFrame(next));
    expect(film().paused).toBe(true);
  });
});

describe("going to a moment", () => {
  test("the slider goes there and shows the time", async () => {
    await ready();
    const slider = page.getByRole("slider", { name: "Position" });
    await slider.fill("1.5");
    await still();
    expect(film().currentTime).toBeCloseTo(1.5, 2);
    await expect.element(page.getByText("0:01.5 / 0:02.0")).toBeVisible();
    await expect.element(slider).toHaveAttribute("aria-valuetext", "1.5 of 2.0 seconds");
  });

  test("scrubbing while it plays holds it, and letting go plays on", async () => {
    await ready(fake({ loop: true }));
    await button("Play").click();
    await until(() => !film().paused);
    const slider = page.getByRole("slider").element() as HTMLInputElement;
    slider.value = "1";
    slider.dispatchEvent(new Event("input"));
    expect(film().paused).toBe(true);
    slider.dispatchEvent(new Event("change"));
    await until(() => !film().paused);
  });

  test("a wish before the film is here is kept", async () => {
    const model = fake();
    const held: (() => void)[] = [];
    await serve(model, { hold: (kind, give) => (kind === "open" ? held.push(give) : give()) });
    show(model);
    await page.getByRole("slider").fill("1");
    held[0]?.();
    await until(() => film().readyState === 4 && Math.abs(film().currentTime - 1) < 0.01, "the film at one second");
  });

  test("frame steps show every frame once, in both directions, and stop at the ends", async () => {
    await ready();
    const seen: number[] = [];
    const press = async (name: string) => {
      await button(name).click();
      await still();
      await until(() => Math.floor(film().currentTime * FPS) === frame(), "the picture of that time");
      seen.push(frame());
    };
    for (let count = 0; count < 4; count++) await press("One frame forward");
    await press("One frame back");
    expect(seen).toEqual([1, 2, 3, 4, 3]);
    await page.getByRole("slider").fill("1.99");
    await still();
    await button("One frame forward").click();
    await still();
    expect(Math.floor(film().currentTime * FPS)).toBe(FRAMES - 1);
  });
});

describe("keys", () => {
  const focus = () => (button("Loop").element() as HTMLElement).focus();
  const press = (key: string) =>
    (document.activeElement as Element).dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );

  test.each([
    ["ArrowRight", 1],
    ["End", 2],
    [".", 0.125],
  ])("%s goes to %f s", async (key, seconds) => {
    await ready();
    focus();
    press(key);
    await still();
    expect(film().currentTime).toBeCloseTo(seconds, 1);
  });

  test.each([
    ["ArrowLeft", 0.5],
    ["Home", 0],
    [",", 1.458],
  ])("%s goes back from 1.5 s to %f s", async (key, seconds) => {
    await ready();
    await page.getByRole("slider").fill("1.5");
    await still();
    focus();
    press(key);
    await still();
    expect(film().currentTime).toBeCloseTo(seconds, 1);
  });

  test("space plays, but on a button it presses the button", async () => {
    await ready(fake({ loop: true }));
    (page.getByRole("slider").element() as HTMLElement).focus();
    await userEvent.keyboard(" ");
    await until(() => !film().paused);
    focus();
    await userEvent.keyboard(" ");
    expect(film().paused).toBe(false);
    expect(film().loop).toBe(false);
  });

  test("no key leaves the player, and the host's shortcuts are told to stay away", async () => {
    await ready();
    const heard: string[] = [];
    const hear = (event: Event) => heard.push((event as KeyboardEvent).key);
    document.addEventListener("keydown", hear);
    focus();
    for (const key of ["d", "a", "Enter", "ArrowDown", " "]) press(key);
    document.removeEventListener("keydown", hear);
    expect(heard).toEqual([]);
    expect(document.activeElement?.closest("[data-lm-suppress-shortcuts]")).not.toBeNull();
  });

  test("Ctrl and Cmd combinations stay the browser's", async () => {
    await ready();
    focus();
    const event = new KeyboardEvent("keydown", { key: "l", ctrlKey: true, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect(film().loop).toBe(false);
  });

  test("keys outside do nothing here", async () => {
    await ready();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
    expect(film().paused).toBe(true);
  });
});

describe("the file", () => {
  test("can be downloaded under its own name and opened, once it is here", async () => {
    const model = fake();
    const held: (() => void)[] = [];
    await serve(model, { hold: (kind, give) => (kind === "open" ? held.push(give) : give()) });
    show(model);
    const download = page.getByLabelText("Download").element() as HTMLAnchorElement;
    expect(download.hasAttribute("href")).toBe(false);
    held[0]?.();
    await until(() => download.href);
    expect(download.download).toBe("fox.mp4");
    const size = (await (await fetch(download.href)).blob()).size;
    expect(size).toBeGreaterThan(1000);
    expect((page.getByLabelText("Open file in a new tab").element() as HTMLAnchorElement).target).toBe("_blank");
  });

  test("that is gone is an alert in the kernel's words, and Try again tries again", async () => {
    const model = fake();
    model.kernel = ({ id }) => queueMicrotask(() => model.refuse(id, "It was <b>moved</b>."));
    show(model);
    await expect.element(page.getByRole("alert")).toHaveTextContent("It was <b>moved</b>.");
    await serve(model);
    await button("Try again").click();
    await until(() => film().readyState === 4);
    expect(
      page
        .getByRole("alert")
        .elements()
        .map((each) => each.textContent),
    ).toEqual([""]);
  });

  test("that no browser can play says so, and where it is", async () => {
    const model = fake();
    await serve(model, { data: new TextEncoder().encode("this is no film".repeat(50)) });
    show(model);
    await expect.element(page.getByRole("alert")).toHaveTextContent("This browser can't play the file");
    await expect.element(page.getByRole("alert")).toHaveTextContent("grokvideos/fox.mp4");
  });
});

describe("its own life", () => {
  test.each([
    ["a signal", { signals: true }],
    ["a clean-up function", { signals: false }],
  ])("%s ends listeners, frames and Blob URLs", async (_, options) => {
    const model = fake({ loop: true });
    await serve(model);
    const view = show(model, options);
    await until(() => film().readyState === 4);
    await button("Play").click();
    await until(() => !film().paused);
    const [video, url] = [film(), film().src];
    if (options.signals) view.abort();
    else view.cleanup();
    expect(model.listeners).toBe(0);
    expect(view.el.childElementCount).toBe(0);
    expect(video.paused).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
    const draw = window.requestAnimationFrame.bind(window);
    const drawn = vi.spyOn(window, "requestAnimationFrame");
    await frames(4, draw);
    expect(drawn).not.toHaveBeenCalled();
  });

  test("a view that ends while the kernel is silent leaves no timer", () => {
    vi.useFakeTimers();
    const view = show(fake());
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    view.abort();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("axe finds nothing", async () => {
    await ready();
    const { violations } = await axe.run(document.body, {
      rules: {
        region: { enabled: false },
        "page-has-heading-one": { enabled: false },
        "landmark-one-main": { enabled: false },
      },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
