import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Ask } from "../src/gallery/view.js";
import css from "../src/gallery.css?inline";
import widget, { type GalleryTraits } from "../src/gallery.js";
import { FakeModel } from "./fake-model.js";
import { Blobs, item, Library } from "./gallery-list.js";
import { serve } from "./kernel.js";
import { mount, stage, until } from "./page.js";
import { wordsOf } from "./words.js";

let blobs: Blobs;
beforeEach(() => {
  blobs = new Blobs();
});
afterEach(() => blobs.end());
stage(css);

const PIXEL = new DataView(Uint8Array.from(atob("UklGRgAAAABXRUJQ"), (letter) => letter.charCodeAt(0)).buffer);

async function fake(traits: Partial<GalleryTraits> = {}, library = new Library(30)): Promise<FakeModel<GalleryTraits>> {
  const model = new FakeModel<GalleryTraits>({
    search: "",
    provider: "",
    model: "",
    selected: "",
    lang: "en",
    _version: 0,
    _words: wordsOf("gallery"),
    ...traits,
  });
  await serve(model);
  const delivery = model.kernel;
  model.kernel = (request) => {
    const { id, kind, body } = request;
    if (kind === "list") library.list(body as unknown as Ask).then((told) => model.answer(id, told));
    else if (kind === "item") {
      const index = Number(String(body.file).match(/^job(\d+):0$/)?.[1] ?? -1);
      if (index < 0) model.refuse(id, "The ledger has no such job.");
      else model.answer(id, item(index));
    } else if (kind === "still") model.answer(id, { mime: "image/webp" }, [PIXEL]);
    else delivery(request);
  };
  return model;
}
const show = (model: FakeModel<GalleryTraits>, options = {}) => mount(widget, model, options);
const clip = (index: number) => page.getByRole("button", { name: new RegExp(`^fox number ${index}\\b`) });
const back = () => page.getByRole("button", { name: "All clips" });
const video = (index: number) => page.getByRole("region", { name: `Video: fox number ${index}` });
const kinds = (model: FakeModel<GalleryTraits>, kind: string) => model.sent.filter((each) => each.kind === kind);

describe("a clip that is opened", () => {
  test("plays in place of the grid, Python hears which, and the way back leads to its tile", async () => {
    const model = await fake();
    show(model);
    await clip(3).click();
    await expect.element(video(3)).toBeVisible();
    expect(model.traits.selected).toBe("job3:0");
    expect(clip(3).query()).toBeNull();
    await until(() => kinds(model, "open").some(({ body }) => body.file === "job3:0"));
    await until(() => document.querySelector("video")?.readyState === 4, "a playable film");
    await back().click();
    await expect.element(clip(3)).toHaveFocus();
    expect(model.traits.selected).toBe("");
    expect(video(3).query()).toBeNull();
    expect(model.saved).toEqual([{ selected: "job3:0" }, { selected: "" }]);
  });

  test("is left by Escape, wherever the focus is in it", async () => {
    const model = await fake();
    show(model);
    await clip(1).click();
    await expect.element(back()).toHaveFocus();
    (video(1).element() as HTMLElement).focus();
    await userEvent.keyboard("{Escape}");
    await expect.element(clip(1)).toHaveFocus();
    expect(model.traits.selected).toBe("");
  });

  test("gives its film and its stills back when it is left", async () => {
    const model = await fake({}, new Library(1));
    show(model);
    await until(() => blobs.alive.size === 1, "the tile's poster");
    await clip(0).click();
    await until(() => document.querySelector("video")?.readyState === 4, "a playable film");
    expect(blobs.alive.size).toBeGreaterThan(1);
    await back().click();
    expect(blobs.alive.size).toBeLessThanOrEqual(1);
  });

  test("may be chosen from Python, changed, and closed", async () => {
    const model = await fake({ selected: "job2:0" });
    show(model);
    await expect.element(video(2)).toBeVisible();
    model.fromPython("selected", "job5:0");
    await expect.element(video(5)).toBeVisible();
    expect(video(2).query()).toBeNull();
    model.fromPython("selected", "");
    await expect.element(clip(0)).toBeVisible();
    expect(model.saved).toEqual([]); // what came from Python isn't sent back
  });

  test("that the library doesn't know is said in words, until another one is opened", async () => {
    const model = await fake();
    show(model);
    model.fromPython("selected", "nonsense");
    await expect.element(page.getByText("The ledger has no such job.")).toBeVisible();
    await clip(0).click();
    await expect.element(video(0)).toBeVisible();
    expect(page.getByText("The ledger has no such job.").query()).toBeNull();
  });

  test("an answer for one that nobody wants any more opens nothing", async () => {
    const model = await fake();
    const { kernel } = model;
    let late = () => {};
    model.kernel = (request) => {
      if (request.kind === "item") late = () => kernel(request);
      else kernel(request);
    };
    show(model);
    model.fromPython("selected", "job2:0");
    model.fromPython("selected", "");
    late();
    await expect.element(clip(0)).toBeVisible();
    expect(video(2).query()).toBeNull();
  });
});

describe("what is looked for", () => {
  test("is told to Python", async () => {
    const model = await fake();
    show(model);
    await userEvent.type(page.getByRole("searchbox"), "cat{Enter}");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Provider" }), "xai");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Model" }), "grok-video");
    const { search, provider, model: name } = model.traits;
    expect([search, provider, name]).toEqual(["cat", "xai", "grok-video"]);
    expect(model.saved.at(-1)).toEqual({ search: "cat", provider: "xai", model: "grok-video" });
    expect(kinds(model, "list").filter(({ body }) => body.model === "grok-video")).toHaveLength(1);
    model.fromPython("search", "dog"); // and Python is still heard
    await expect.element(page.getByRole("searchbox")).toHaveValue("dog");
  });

  test("may come from Python, at first and later", async () => {
    const model = await fake({ search: "cat" });
    show(model);
    await expect.element(page.getByRole("searchbox")).toHaveValue("cat");
    expect(kinds(model, "list").map(({ body }) => body.search)).toEqual(["cat"]);
    model.fromPython("search", "dog");
    model.fromPython("provider", "xai");
    model.fromPython("model", "grok-video");
    await expect.element(page.getByRole("combobox", { name: "Model" })).toHaveValue("grok-video");
    expect(kinds(model, "list").at(-1)?.body).toMatchObject({ search: "dog", provider: "xai", model: "grok-video" });
    expect(model.saved).toEqual([]);
  });

  test("is looked for again when Python says so", async () => {
    const library = new Library(30);
    const model = await fake({}, library);
    show(model);
    await expect.element(page.getByRole("status").first()).toHaveTextContent("30 clips");
    library.total = 31;
    model.fromPython("_version", 1);
    await expect.element(page.getByRole("status").first()).toHaveTextContent("31 clips");
  });
});

describe("its place in a notebook", () => {
  test("the notebook's shortcuts hear nothing of what is typed in it", async () => {
    const model = await fake();
    const { el } = show(model);
    const heard: string[] = [];
    for (const name of ["keydown", "keyup", "keypress"]) el.addEventListener(name, () => heard.push(name));
    await userEvent.type(page.getByRole("searchbox"), "a");
    await clip(0).click();
    await userEvent.keyboard("b{Escape}");
    expect(heard).toEqual([]);
    expect(
      el.querySelector("[data-lm-suppress-shortcuts='true']")?.contains(page.getByRole("searchbox").element()),
    ).toBe(true);
  });

  test.each([
    ["a signal", { signals: true }],
    ["a clean-up function", { signals: false }],
  ])("%s ends listeners, elements and blobs", async (_, options) => {
    const model = await fake();
    const view = show(model, options);
    await clip(0).click();
    await until(() => document.querySelector("video")?.readyState === 4, "a playable film");
    if (options.signals) view.abort();
    else view.cleanup();
    expect([model.listeners, view.el.childElementCount, blobs.alive.size]).toEqual([0, 0, 0]);
  });

  test("speaks Chinese, the player too", async () => {
    const model = await fake({ lang: "zh" });
    show(model);
    await expect.element(page.getByRole("status").first()).toHaveTextContent("30 个视频");
    await clip(0).click();
    await expect.element(page.getByRole("button", { name: "全部视频" })).toBeVisible();
    await expect.element(page.getByRole("region", { name: "视频：fox number 0" })).toBeVisible();
  });
});
