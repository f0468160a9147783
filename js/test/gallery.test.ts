import axe from "axe-core";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { KEPT as KEPT_POSTERS } from "../src/gallery/posters.js";
import { gate, Library } from "./gallery-list.js";
import {
  blobs,
  box,
  clip,
  place,
  ready,
  scrollTo,
  shelf,
  show,
  stageGallery,
  status,
  tiles,
  visible,
} from "./gallery-page.js";
import { frames, until } from "./page.js";

stageGallery();

describe("the list", () => {
  test("10,000 clips are counted in words, and only those near the view are in the page", async () => {
    const library = new Library();
    await ready(library);
    await expect.element(status()).toHaveTextContent("10,000 clips");
    expect(tiles().length).toBeGreaterThan(8);
    expect(tiles().length).toBeLessThan(40);
    expect(library.asked).toEqual([{ search: "", provider: "", model: "", offset: 0, limit: 60 }]);
  });

  test("a tile says what the clip is: prompt, length, cost, model, place in the list", async () => {
    const library = new Library();
    library.facts = (index) => (index ? {} : { duration: 5.04, model: "grok-imagine", cost: "15 credits" });
    await ready(library);
    const first = page.getByRole("listitem").first();
    await expect.element(first).toHaveTextContent("fox number 0");
    await expect.element(first).toHaveTextContent("5 s · 15 credits · grok-imagine");
    await expect.element(first).toHaveAttribute("aria-setsize", "10000");
    expect(tiles().map(place)).toEqual(tiles().map((_, index) => index + 1));
  });

  test("one clip is one, and none has no list", async () => {
    await ready(new Library(1));
    await expect.element(status()).toHaveTextContent(/^1 clip$/);
    expect(tiles()).toHaveLength(1);
  });

  test("a clip whose file is gone says so, and only that one", async () => {
    const library = new Library(3);
    library.facts = (index) => ({ there: index !== 1 });
    await ready(library);
    const gone = page
      .getByText("not on disk")
      .elements()
      .filter((each) => each.checkVisibility());
    expect(gone.map(place)).toEqual([2]);
  });

  test("HTML in a prompt is text, and an empty prompt has a name", async () => {
    const evil = '<img src=x onerror="window.hacked=1">';
    const library = new Library(2);
    library.facts = (index) => ({ prompt: index ? "" : evil });
    library.still = async () => "";
    show(library);
    await expect.element(page.getByText(evil)).toBeVisible();
    await expect.element(page.getByRole("button", { name: /^untitled/ })).toBeVisible();
    expect(document.querySelector("img")).toBeNull();
  });

  test.each([
    [280, 2],
    [320, 2],
    [700, 3],
    [1200, 5],
  ])("at %i px there are %i columns, without a bar below", async (width, columns) => {
    const { el } = await ready(new Library(), {}, width);
    const tops = tiles().map((tile) => tile.getBoundingClientRect().top);
    expect(tops.filter((top) => top === tops[0])).toHaveLength(columns);
    const edge = el.getBoundingClientRect().right;
    expect(Math.max(...tiles().map((tile) => tile.getBoundingClientRect().right))).toBeLessThanOrEqual(edge);
    expect(shelf().scrollWidth).toBe(shelf().clientWidth);
  });

  test("a change of width lays the tiles out anew and keeps the clips in view", async () => {
    const { el } = await ready(new Library());
    await scrollTo(30_000);
    const top = () => Math.min(...visible().map(place));
    const before = await until(() => visible().length && top());
    el.style.width = "400px";
    await until(() => visible().length > 0 && Math.abs(top() - before) <= 2, "the same clips in view");
  });

  test("a clip is opened by a click and by Enter", async () => {
    const opened: string[] = [];
    await ready(new Library(), { open: ({ key }) => opened.push(key) });
    clip("fox number 1")?.click();
    clip("fox number 2")?.focus();
    await userEvent.keyboard("{Enter}");
    expect(opened).toEqual(["job1:0", "job2:0"]);
  });
});

describe("scrolling", () => {
  test("to the end asks for the last pages, not for all between, and the page stays small", async () => {
    const library = new Library();
    await ready(library);
    await scrollTo(shelf().scrollHeight);
    await until(() => clip("fox number 9999"), "the last clip");
    expect(library.asked.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual([0, 9960]);
    expect(tiles().length).toBeLessThan(40);
    expect(place(tiles().at(-1))).toBe(10_000);
  });

  test("what is in view is asked for first, at most two pages at once", async () => {
    const library = new Library();
    await ready(library);
    const gates = new Map<number, ReturnType<typeof gate>>();
    library.hold = ({ offset }) => {
      gates.set(offset, gate());
      return gates.get(offset)?.wait;
    };
    for (const top of [20_000, 60_000, 100_000, 140_000]) await scrollTo(top);
    const asked = library.asked.slice(1).map(({ offset }) => offset);
    expect(asked.length).toBeLessThanOrEqual(2);
    const coming = page.getByRole("listitem").getByRole("button", { name: "Looking into the library…" });
    expect(coming.elements().length).toBeGreaterThan(6);
    for (const each of coming.elements()) expect(each.getAttribute("aria-disabled")).toBe("true");
    for (const each of gates.values()) each.open();
    const there = () => visible().every((tile) => tile.textContent?.includes("fox number"));
    await until(() => gates.size > 2 || there());
    for (const each of gates.values()) each.open();
    await until(there, "the clips in view");
  });

  test("the clips of a page land in their places", async () => {
    await ready(new Library());
    await scrollTo(50_000);
    await until(() => visible().every((tile) => tile.textContent?.includes("fox number")));
    for (const tile of visible()) expect(tile.textContent).toContain(`fox number ${place(tile) - 1}`);
    expect(tiles().some((tile) => tile.querySelector("[aria-disabled=true]"))).toBe(false);
  });

  test("a library that grew meanwhile is read anew from where one is", async () => {
    const library = new Library();
    await ready(library);
    library.total = 10_001;
    await scrollTo(20_000);
    await expect.element(status()).toHaveTextContent("10,001 clips");
    await scrollTo(0);
    await until(() => library.asked.filter(({ offset }) => offset === 0).length === 2, "the first page again");
  });
});

describe("posters", () => {
  test("are asked for near the view only, four at once, the nearest first", async () => {
    const library = new Library();
    const first = gate();
    library.holdPoster = () => first.wait;
    await ready(library);
    await until(() => library.posters.length === 4);
    await frames(2);
    expect(library.posters).toHaveLength(4);
    const near = library.posters.map((key) => Number(key.slice(3, -2)) + 1);
    expect(visible().map(place)).toEqual(expect.arrayContaining(near));
    first.open();
    await until(() => tiles().every((tile) => tile.querySelector("img")), "all posters");
    expect(new Set(library.posters).size).toBe(library.posters.length);
    expect(library.posters.length).toBe(tiles().length);
    for (const tile of tiles()) {
      expect(library.owners.get(tile.querySelector("img")?.src ?? "")).toBe(`job${place(tile) - 1}:0`);
    }
  });

  test("the oldest are revoked, those in view never", async () => {
    const library = new Library();
    await ready(library);
    for (let top = 0; top < 20_000; top += 700) {
      await scrollTo(top);
      await until(() => tiles().every((tile) => tile.querySelector("img")), "the posters");
    }
    expect(library.posters.length).toBeGreaterThan(KEPT_POSTERS + 50);
    expect(blobs().size).toBe(KEPT_POSTERS);
    for (const img of document.querySelectorAll("img")) expect(blobs()).toContain(img.src);
    await scrollTo(0); // they were given back: asked for again
    await until(() => library.posters.filter((key) => key === "job0:0").length === 2);
  });

  test("one that is kept is there again at once", async () => {
    const library = new Library();
    await ready(library);
    await until(() => tiles().every((tile) => tile.querySelector("img")));
    await scrollTo(3000);
    await scrollTo(0);
    expect(clip("fox number 0")?.querySelector("img")).toBeTruthy();
    expect(library.posters.filter((key) => key === "job0:0")).toHaveLength(1);
  });

  test("without one, or with one that can't be read, the clip's own colours stay", async () => {
    const library = new Library(3);
    const bad = "data:image/gif;base64,AAAA";
    const asked: string[] = [];
    await ready(library, {
      still: async (key) => {
        asked.push(key);
        if (key === "job1:0") throw new Error("no kernel");
        return key === "job0:0" ? "" : bad;
      },
    });
    await until(() => asked.length === 3);
    await until(() => !document.querySelector("img"), "no broken picture");
    await expect.element(page.getByRole("alert")).toHaveTextContent("");
  });
});

describe("its own life", () => {
  test("ends timers, requests and every poster", async () => {
    const library = new Library();
    const view = await ready(library);
    await until(() => tiles().every((tile) => tile.querySelector("img")));
    const [late, picture] = [gate(), gate()];
    library.hold = () => late.wait;
    library.holdPoster = () => picture.wait;
    await userEvent.type(page.getByRole("searchbox"), "cat{Enter}");
    await scrollTo(2000);
    const before = [library.asked.length, tiles().length];
    view.life.abort();
    expect(blobs().size).toBe(0);
    late.open();
    picture.open();
    await scrollTo(8000);
    await userEvent.type(page.getByRole("searchbox"), "dog{Enter}");
    const width = tiles()[0]?.offsetWidth;
    view.el.style.width = "400px";
    await frames(3);
    expect(tiles()[0]?.offsetWidth).toBe(width);
    expect([library.asked.length, tiles().length]).toEqual(before);
    expect(blobs().size).toBe(0);
  });

  test("hidden and shown again it is where it was", async () => {
    const { el } = await ready(new Library());
    await scrollTo(20_000);
    const top = shelf().scrollTop;
    const there = shelf();
    el.hidden = true;
    await frames(3);
    el.hidden = false;
    await until(() => there.scrollTop === top && visible().length > 0, "the same place");
  });

  test("speaks Chinese", async () => {
    const library = new Library();
    library.facts = (index) => ({ there: index > 0 });
    await ready(library, { lang: "zh", compare() {}, restore() {} });
    await expect.element(status()).toHaveTextContent("10,000 个视频");
    await expect.element(page.getByRole("searchbox", { name: "搜索提示词" })).toBeVisible();
    await expect.element(page.getByRole("listitem").first()).toHaveTextContent("文件已不在");
    await expect.element(page.getByRole("listitem").first()).toHaveTextContent("6 秒 · free");
    await userEvent.type(page.getByRole("searchbox"), "nothing{Enter}");
    await expect.element(page.getByText("没有匹配的视频。请减少或更换关键词。")).toBeVisible();
  });

  test.each([
    ["light", "full"],
    ["dark", "full"],
    ["light", "none"],
    ["dark", "none"],
    ["light", "wrong"],
    ["dark", "wrong"],
  ])("axe finds nothing in %s, %s", async (theme, state) => {
    document.documentElement.style.colorScheme = theme;
    document.body.style.background = theme === "dark" ? "#16181c" : "#fff";
    const library = new Library(state === "none" ? 0 : 40);
    library.facts = (index) => ({ there: index % 3 > 0 });
    if (state === "wrong") library.hold = () => Promise.reject(new Error("No."));
    const { el } = show(library, { compare() {}, restore() {} });
    if (state === "full") {
      await until(() => clip("fox number 0"));
      await box(0).click();
      await box(1).click();
    } else await until(() => page.getByRole("button").elements().length === 1);
    await frames(2);
    const { violations } = await axe.run(el);
    document.documentElement.style.colorScheme = "";
    document.body.style.background = "";
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
