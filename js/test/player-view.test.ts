import { signal } from "@preact/signals-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { KernelError } from "../src/host/channel.js";
import { icons } from "../src/player/icons.js";
import { type PlayerOptions, playerView } from "../src/player/view.js";
import css from "../src/player.css?inline";
import { filmBytes } from "./kernel.js";
import { stage, until } from "./page.js";
import { fake, film, ready } from "./playing.js";

let life = new AbortController();
afterEach(() => {
  life.abort();
  life = new AbortController();
  vi.restoreAllMocks();
});
stage(css);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const drawn = (name: string) => button(name).element().querySelector("path")?.getAttribute("d");

/** A player as a panel mounts it: with callbacks, and no model. */
function view(more: Partial<PlayerOptions> = {}) {
  const made = playerView({
    clip: { ...fake().traits.clip, prompt: "a red fox", details: "local" },
    lang: "en",
    say: (key) => key,
    loop: signal(false),
    speed: signal(1),
    autoplay: false,
    load: () => new Promise(() => {}),
    still: async () => "",
    poster: "",
    about: () => new Promise(() => {}),
    life: life.signal,
    ...more,
  });
  document.body.append(made.element);
  return made;
}

describe("a panel's player", () => {
  test("has the buttons that the panel gives it, in their order", async () => {
    const pressed = vi.fn();
    const actions = [
      { label: "Use the last frame", icon: icons.forward, press: pressed },
      { label: "Compare", icon: icons.full, press: () => {} },
    ];
    view({ actions });
    const names = page
      .getByRole("button")
      .elements()
      .map((each) => each.getAttribute("aria-label"));
    expect(names.slice(4, 7)).toEqual(["mute", "Use the last frame", "Compare"]);
    expect(drawn("Use the last frame")).toBe(icons.forward);
    await button("Use the last frame").click();
    expect(pressed).toHaveBeenCalledOnce();
    expect(button("Compare").element().getAttribute("title")).toBe("Compare");
  });

  test("plays what its owner loads, and its owner can drive it", async () => {
    const url = URL.createObjectURL(new Blob([(await filmBytes()) as BlobPart], { type: "video/mp4" }));
    const { element, playback } = view({ load: async () => ({ url, via: "files" }) });
    await until(() => film().readyState === 4);
    expect(element.dataset.via).toBe("files");
    playback.seek(1);
    await until(() => !film().seeking && film().currentTime === 1);
    URL.revokeObjectURL(url);
  });

  test("shows the owner's poster, and where there is none asks for one", () => {
    const still = vi.fn(async () => "");
    view({ poster: "data:image/gif;base64,R0lGODlhAQABAAAAACw=", still });
    expect(still).not.toHaveBeenCalled();
    view({ still });
    expect(still.mock.calls).toEqual([["poster"]]);
  });

  test("a film that can't be had is an alert; Try again keeps the focus inside", async () => {
    const load = vi.fn(() => Promise.reject(new KernelError("MediaError", "moved")));
    const { element } = view({ load });
    await expect.element(page.getByRole("alert")).toHaveTextContent("moved");
    await button("again").click();
    expect(load).toHaveBeenCalledTimes(2);
    expect(document.activeElement).toBe(element);
  });

  test("a clip of no known shape is wide", () => {
    const { element } = view({ clip: { ...fake().traits.clip, prompt: "", details: "", width: 0, height: 0 } });
    expect(Number(element.style.getPropertyValue("--gw-ratio"))).toBeCloseTo(16 / 9, 3);
    expect(element.getAttribute("aria-label")).toBe("label");
  });
});

describe("the buttons", () => {
  test("Mute and the key M mute, and show it", async () => {
    await ready();
    await button("Mute").click();
    await expect.element(button("Mute")).toHaveAttribute("aria-pressed", "true");
    expect([film().muted, drawn("Mute")]).toEqual([true, icons.silent]);
    await userEvent.keyboard("M");
    await expect.element(button("Mute")).toHaveAttribute("aria-pressed", "false");
    expect([film().muted, drawn("Mute")]).toEqual([false, icons.sound]);
  });

  test("Play becomes Pause while it plays, by the key K too", async () => {
    await ready(fake({ loop: true }));
    (button("Loop").element() as HTMLElement).focus();
    await userEvent.keyboard("k");
    await expect.element(button("Pause")).toHaveAttribute("title", "Pause");
    expect(drawn("Pause")).toBe(icons.pause);
    await userEvent.keyboard("k");
    await expect.element(button("Play")).toBeVisible();
    expect(drawn("Play")).toBe(icons.play);
  });

  test("Full screen fills the screen with the player, and the same button and the key F leave it", async () => {
    await ready();
    const section = film().closest("section") as HTMLElement;
    const enter = vi.spyOn(section, "requestFullscreen").mockResolvedValue();
    const leave = vi.spyOn(document, "exitFullscreen").mockResolvedValue();
    await button("Full screen").click();
    expect(enter).toHaveBeenCalledOnce();
    const filled = vi.spyOn(document, "fullscreenElement", "get").mockReturnValue(section);
    document.dispatchEvent(new Event("fullscreenchange"));
    await expect.element(button("Full screen")).toHaveAttribute("aria-pressed", "true");
    expect(drawn("Full screen")).toBe(icons.small);
    await userEvent.keyboard("f");
    expect(leave).toHaveBeenCalledOnce();
    filled.mockReturnValue(null);
    document.dispatchEvent(new Event("fullscreenchange"));
    await expect.element(button("Full screen")).toHaveAttribute("aria-pressed", "false");
    expect(drawn("Full screen")).toBe(icons.full);
  });

  test("links are off until the film is here", async () => {
    const { element } = view();
    const link = page.getByLabelText("download").element();
    expect([link.getAttribute("aria-disabled"), link.hasAttribute("href")]).toEqual(["true", false]);
    element.remove();
    await ready();
    await expect.element(page.getByLabelText("Download")).toHaveAttribute("aria-disabled", "false");
  });

  test("a speed that is none of the usual is a choice too", () => {
    view({ speed: signal(1.1) });
    const names = page
      .getByRole("option")
      .elements()
      .map((each) => each.textContent);
    expect(names).toEqual(["0.25×", "0.5×", "0.75×", "1×", "1.1×", "1.25×", "1.5×", "2×"]);
    expect(film().playbackRate).toBe(1.1);
  });
});
