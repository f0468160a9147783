import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Difference } from "../src/compare/table.js";
import widget, { compareView } from "../src/compare.js";
import {
  button,
  clip,
  comparing,
  fake,
  films,
  type Kernel,
  loaded,
  moving,
  position,
  ready,
  still,
} from "./comparing.js";
import { filmBytes } from "./kernel.js";
import { frames, mount, until } from "./page.js";

comparing();

describe("trouble", () => {
  test("a clip that is gone says so in its place; the other plays, and Try again brings it back in step", async () => {
    const kernel: Kernel = { gone: new Set(["job:2"]) };
    mount(widget, await fake({}, kernel));
    const [one, other] = films() as [HTMLVideoElement, HTMLVideoElement];
    const second = page.getByRole("group", { name: "Clip 2: fox 2" });
    await expect.element(second.getByRole("alert")).toHaveTextContent("The file is not there any more: fox.mp4.");
    await until(() => loaded(one));
    await button("Play").click();
    await until(() => one.currentTime > 0.1, "the other one moving");
    kernel.gone?.clear();
    await second.getByRole("button", { name: "Try again" }).click();
    await until(() => !one.paused && !other.paused && Math.abs(one.currentTime - other.currentTime) < 0.3, "both");
    await expect.element(second.getByRole("alert")).toBeEmptyDOMElement();
  });

  test("a file that is no film says so, with where it is, and takes the wipe away", async () => {
    mount(widget, await fake({}, { junk: new Set(["job:1"]) }));
    (page.getByRole("radio", { name: "Wipe" }).element() as HTMLElement).click();
    const first = page.getByRole("group", { name: "Clip 1: fox 1" });
    await expect.element(first.getByRole("alert")).toHaveTextContent("grokvideos/fox-1.mp4");
    await frames(1);
    const [one, other] = films().map((video) => video.getBoundingClientRect()) as [DOMRect, DOMRect];
    expect(other.left).toBeGreaterThan(one.right);
  });

  test("of the longest gone, the length is that of what is left", async () => {
    mount(widget, await fake({ clips: [clip(1), clip(2, { duration: 9 })] }, { gone: new Set(["job:2"]) }));
    await until(() => position().max === "2", "the shorter length");
    await expect.element(page.getByText("/ 0:02.0")).toBeVisible();
  });

  test("a kernel that doesn't answer is named", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    mount(widget, await fake({}, { silent: new Set(["job:1"]) }));
    await vi.advanceTimersByTimeAsync(5001);
    vi.useRealTimers();
    await expect.element(page.getByText("clip 1 can't be fetched", { exact: false })).toBeVisible();
  });

  test("the posters are there before a film is", async () => {
    mount(widget, await fake());
    await until(() => films().every((video) => video.poster.startsWith("blob:")), "posters");
  });
});

describe("differences", () => {
  test("a row a field; what not all share is marked, and text stays text", async () => {
    await ready();
    const rows = page.getByRole("row").elements();
    expect(rows.map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
      ["What differs", "Clip 1", "Clip 2"],
      ["prompt", "a red fox", "a <b>white</b> fox"],
      ["duration", "2 s", "4 s"],
    ]);
    expect([...document.querySelectorAll("mark")].map(({ textContent }) => textContent)).toEqual([
      "red",
      "<b>white</b>",
    ]);
    expect(document.querySelector("b")).toBeNull();
    await expect.element(page.getByText("The requests are the same", { exact: false })).not.toBeInTheDocument();
  });

  const take: Difference = {
    name: "take",
    field: "take",
    values: [[{ text: "1", changed: true }], [{ text: "2", changed: true }]],
  };
  test.each([
    ["en", [take], "The requests are the same: only the take differs."],
    ["zh", [take], "请求完全相同：只是生成次数不同。"],
    ["en", [], "The requests are the same: nothing differs in what was asked for."],
    [
      "en",
      [{ ...take, name: "cost", field: "cost" }],
      "The requests are the same: nothing differs in what was asked for.",
    ],
  ])("what is the same in the request is said (%s, %#)", async (lang, differences, sentence) => {
    await ready({ lang, differences: { [lang]: differences as Difference[] } });
    await expect.element(page.getByText(sentence)).toBeVisible();
    expect(page.getByRole("table").elements().length).toBe(differences.length ? 1 : 0);
  });

  test("speaks Chinese", async () => {
    await ready({ lang: "zh" });
    await expect.element(button("播放")).toBeVisible();
    await expect.element(page.getByRole("radio", { name: "滑动对比" })).toBeInTheDocument();
    await expect.element(page.getByRole("group", { name: "视频 1：fox 1" })).toBeInTheDocument();
    expect(document.querySelector("section")?.lang).toBe("zh");
  });
});

describe("a good guest", () => {
  test("keys work while the focus is inside, and the host never hears them", async () => {
    await ready();
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    films()[0]?.click();
    await until(() => films().every((video) => !video.paused), "playing");
    await userEvent.keyboard(" ");
    await still();
    await userEvent.keyboard("{End}");
    expect(await still()).toEqual([23, 23]);
    await userEvent.keyboard("{Home}");
    expect(await still()).toEqual([0, 0]);
    await userEvent.keyboard("l");
    await expect.element(button("Loop")).toHaveAttribute("aria-pressed", "false");
    document.removeEventListener("keydown", heard);
    expect(heard).not.toHaveBeenCalled();
  });

  test.each(["light", "dark"])("axe finds nothing in %s", async (theme) => {
    document.body.style.background = theme === "dark" ? "#16181c" : "#fff";
    document.body.className = `vscode-${theme}`;
    await ready();
    const quiet = async () =>
      (await axe.run(document.body, { rules: { region: { enabled: false } } })).violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ html }) => html),
      ]);
    expect(await quiet()).toEqual([]);
    (page.getByRole("radio", { name: "Wipe" }).element() as HTMLElement).click();
    await frames(1);
    expect(await quiet()).toEqual([]);
    document.body.removeAttribute("style");
    document.body.className = "";
  });

  test.each(["abort", "cleanup"] as const)("everything ends with %s", async (how) => {
    const made = vi.spyOn(URL, "createObjectURL");
    const given = vi.spyOn(URL, "revokeObjectURL");
    const model = await fake();
    const view = mount(widget, model, { signals: how === "abort" });
    await until(() => films().every(loaded));
    const videos = films();
    await button("Play").click();
    await until(moving);
    view[how]();
    expect(model.listeners).toBe(0);
    expect(view.el.childElementCount).toBe(0);
    expect(made.mock.results.map(({ value }) => value).sort()).toEqual(given.mock.calls.map(([url]) => url).sort());
    expect(videos.every((video) => video.paused && !video.hasAttribute("src"))).toBe(true);
    const draw = requestAnimationFrame.bind(globalThis);
    const drawn = vi.spyOn(globalThis, "requestAnimationFrame");
    await frames(4, draw);
    expect(drawn).not.toHaveBeenCalled();
  });

  test("the panel can mount it with plain values, without a model", async () => {
    const life = new AbortController();
    const bytes = (await filmBytes()).slice();
    const url = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
    const { element } = compareView({
      say: (key) => key,
      lang: "en",
      clips: [clip(1), clip(2)],
      differences: [],
      load: async () => ({ url, via: "chunks" }),
      still: async () => "",
      life: life.signal,
    });
    document.body.append(element);
    await until(() => films().every(loaded), "playable films");
    expect(films().map((video) => video.poster)).toEqual(["", ""]);
    life.abort();
    URL.revokeObjectURL(url);
  });

  test("full screen is the whole of it, and comes back", async () => {
    await ready();
    const asked = vi.spyOn(HTMLElement.prototype, "requestFullscreen").mockResolvedValue();
    const left = vi.spyOn(document, "exitFullscreen").mockResolvedValue();
    const root = document.querySelector("section") as HTMLElement;
    await button("Full screen").click();
    expect(asked.mock.contexts).toEqual([root]);
    vi.spyOn(document, "fullscreenElement", "get").mockReturnValue(root);
    document.dispatchEvent(new Event("fullscreenchange"));
    await expect.element(button("Full screen")).toHaveAttribute("aria-pressed", "true");
    await button("Full screen").click();
    expect(left).toHaveBeenCalledOnce();
  });
});
