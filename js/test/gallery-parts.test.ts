// The gallery's arithmetic and its bookkeeping, without a page around them.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Ask } from "../src/gallery/facts.js";
import { drawn, GAP, layoutOf, moved, topOf } from "../src/gallery/layout.js";
import { PAGE, PATIENCE, type PagesOptions, pages } from "../src/gallery/pages.js";
import { KEPT, posters } from "../src/gallery/posters.js";
import { item } from "./gallery-list.js";

describe("layout", () => {
  test.each([
    [100, 1],
    [230, 1],
    [240, 2],
    [280, 2],
    [440, 3],
    [680, 3],
    [840, 4],
    [1160, 5],
    [2000, 9],
  ])("%i px have %i columns that fill the width", (width, columns) => {
    const layout = layoutOf(width);
    expect(layout.columns).toBe(columns);
    expect(layout.columns * layout.width + (layout.columns - 1) * GAP).toBeCloseTo(width);
    expect(layout.height).toBe(Math.round((layout.width * 9) / 16) + 64);
  });

  test("no width has one column: nothing is divided by zero", () => {
    expect(layoutOf(0).columns).toBe(1);
  });

  const layout = { columns: 3, width: 100, height: 88 }; // rows are 100 apart
  test("rows are a tile and a gap apart", () => {
    expect([0, 1, 5].map((row) => topOf(layout, row))).toEqual([0, 100, 500]);
  });

  test.each([
    [0, 250, 0, 14], // rows 0 to 2, two more below
    [1000, 250, 24, 44], // rows 10 to 12, two more on each side
    [150, 100, 0, 14],
    [3250, 250, 90, 99], // the last row, with one clip in it
    [99_999, 250, 100, 99], // nothing
  ])("scrolled to %i with %i in view, %i to %i are drawn", (top, height, first, last) => {
    expect(drawn(layout, 100, top, height)).toEqual([first, last]);
  });

  test("of nothing, nothing is drawn", () => {
    const [first, last] = drawn(layout, 0, 0, 250);
    expect(last).toBeLessThan(first);
  });

  test.each([
    ["ArrowLeft", 4, 3],
    ["ArrowLeft", 0, 0],
    ["ArrowRight", 4, 5],
    ["ArrowRight", 9, 9],
    ["ArrowUp", 4, 1],
    ["ArrowUp", 3, 0],
    ["ArrowUp", 2, 2],
    ["ArrowDown", 4, 7],
    ["ArrowDown", 6, 9],
    ["ArrowDown", 8, 9],
    ["ArrowDown", 9, 9],
    ["PageUp", 8, 2],
    ["PageUp", 6, 0],
    ["PageUp", 5, 2],
    ["PageDown", 1, 7],
    ["PageDown", 5, 9],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["a", 5, undefined],
  ])("%s leads from %i to %s, of ten in three columns with two rows in view", (key, from, to) => {
    expect(moved(key, from, 10, 3, 2)).toBe(to);
  });

  test("a page is one row at least", () => {
    expect(moved("PageDown", 0, 10, 3, 0)).toBe(3);
  });
});

describe("pages", () => {
  const TOTAL = 6000;
  let life: AbortController;
  let asked: { ask: Ask; answer(total?: number): Promise<void>; fail(): Promise<void> }[];
  let told: { came: boolean[]; failed: unknown[]; silent: boolean[] };
  beforeEach(() => {
    vi.useFakeTimers();
    life = new AbortController();
    asked = [];
    told = { came: [], failed: [], silent: [] };
  });
  afterEach(() => void vi.useRealTimers());

  function made() {
    const list: PagesOptions["list"] = (ask) =>
      new Promise((resolve, reject) => {
        const settled = () => Promise.resolve().then(() => {});
        asked.push({
          ask,
          answer(total = TOTAL) {
            const items = Array.from({ length: ask.limit }, (_, n) => item(ask.offset + n));
            resolve({ items, total, providers: [{ name: "local", models: [] }] });
            return settled();
          },
          fail() {
            reject(new Error("no"));
            return settled();
          },
        });
      });
    return pages({
      list,
      came: (fresh) => told.came.push(fresh),
      failed: (error) => told.failed.push(error),
      silent: (silent) => told.silent.push(silent),
      life: life.signal,
    });
  }
  const offsets = () => asked.map(({ ask }) => ask.offset);
  const everything = { search: "", provider: "", model: "" };

  test("before the first answer nothing is known, and only one page is asked for", async () => {
    const known = made();
    known.ask(everything, 0);
    known.want(0, 1000);
    expect([known.total, known.makers, known.at(0), offsets()]).toEqual([-1, [], undefined, [0]]);
    await asked[0]?.answer();
    expect([known.total, known.makers.length, known.at(0)?.key, told.came]).toEqual([TOTAL, 1, "job0:0", [true]]);
  });

  test("two are asked for at once; when one comes, the next that is in view then", async () => {
    const known = made();
    known.ask(everything, 0);
    await asked[0]?.answer();
    known.want(PAGE, PAGE * 5);
    expect(offsets()).toEqual([0, 60, 120]);
    known.want(PAGE * 50, PAGE * 51 - 1);
    expect(offsets()).toEqual([0, 60, 120]);
    await asked[1]?.answer();
    expect(offsets()).toEqual([0, 60, 120, 3000]);
    expect(known.at(61)?.key).toBe("job61:0");
    expect(told.came).toEqual([true, false]);
  });

  test("what is here, or on its way, isn't asked for again", async () => {
    const known = made();
    known.ask(everything, 0);
    await asked[0]?.answer();
    for (let n = 0; n < 3; n++) known.want(0, PAGE);
    expect(offsets()).toEqual([0, 60]);
  });

  test("the oldest pages are forgotten, never those in view", async () => {
    const known = made();
    known.ask(everything, 0);
    await asked[0]?.answer();
    for (let page = 1; page <= 45; page++) {
      known.want(page * PAGE, page * PAGE + PAGE - 1);
      await asked.at(-1)?.answer();
    }
    const here = Array.from({ length: 46 }, (_, page) => page).filter((page) => known.at(page * PAGE));
    expect(here).toEqual(Array.from({ length: 40 }, (_, n) => n + 6));
    known.want(6 * PAGE, 6 * PAGE + 1); // the oldest that is here
    known.want(5 * PAGE, 6 * PAGE); // and one that is not
    await asked.at(-1)?.answer();
    expect(known.at(6 * PAGE)).toBeTruthy();
    expect(known.at(7 * PAGE)).toBeUndefined();
  });

  test("another total says that every place is another one now", async () => {
    const known = made();
    known.ask(everything, 0);
    await asked[0]?.answer();
    known.want(PAGE, PAGE);
    await asked[1]?.answer(TOTAL + 1);
    expect([known.total, known.at(0), known.at(PAGE)?.key]).toEqual([TOTAL + 1, undefined, "job60:0"]);
  });

  test("a new question keeps what is known until its answer, and is deaf to older ones", async () => {
    const known = made();
    known.ask(everything, 0);
    await asked[0]?.answer();
    known.want(PAGE, PAGE);
    known.ask({ ...everything, search: "cat" }, PAGE * 3 + 5);
    expect(asked.at(-1)?.ask).toEqual({ search: "cat", provider: "", model: "", offset: 180, limit: 60 });
    await asked[1]?.answer(7);
    expect([known.total, known.at(0)?.key]).toEqual([TOTAL, "job0:0"]);
    await asked[1]?.fail();
    await asked[2]?.answer(200);
    expect([known.total, known.at(0), known.at(185)?.key]).toEqual([200, undefined, "job185:0"]);
    expect([told.came, told.failed]).toEqual([[true, true], []]);
  });

  test("after a failure nothing is asked until somebody says so", async () => {
    const known = made();
    known.ask(everything, 0);
    await asked[0]?.fail();
    expect(told.failed).toHaveLength(1);
    known.want(0, 100);
    expect(offsets()).toEqual([0]);
    known.again();
    expect(offsets()).toEqual([0, 0]);
  });

  test("silence is told once, and taken back by an answer, a failure or a new question", async () => {
    const known = made();
    known.ask(everything, 0);
    vi.advanceTimersByTime(PATIENCE);
    expect(told.silent.filter(Boolean)).toHaveLength(1);
    await asked[0]?.answer();
    expect(told.silent.at(-1)).toBe(false);
    known.want(PAGE, PAGE);
    vi.advanceTimersByTime(PATIENCE);
    expect(told.silent.at(-1)).toBe(true);
    await asked[1]?.fail();
    expect(told.silent.at(-1)).toBe(false);
    known.again();
    vi.advanceTimersByTime(PATIENCE);
    known.ask(everything, 0);
    expect(told.silent.at(-1)).toBe(false);
  });

  test("its end ends its timer, and what comes later changes nothing", async () => {
    const known = made();
    known.ask(everything, 0);
    life.abort();
    expect(vi.getTimerCount()).toBe(0);
    await asked[0]?.answer();
    expect([known.total, told.came]).toEqual([-1, []]);
  });
});

describe("posters", () => {
  test("four are asked for at once, and never those that nobody wants any more", async () => {
    const waiting = new Map<string, (url: string) => void>();
    const came: string[] = [];
    const life = new AbortController();
    const kept = posters(
      (key) => new Promise((resolve) => waiting.set(key, resolve)),
      (key, url) => came.push(`${key}=${url}`),
      life.signal,
    );
    kept.want(["a", "b", "c", "d", "e", "f"]);
    expect([...waiting.keys()]).toEqual(["a", "b", "c", "d"]);
    kept.want(["z", "a"]);
    expect(waiting.has("z")).toBe(false);
    waiting.get("b")?.("");
    await vi.waitFor(() => expect(waiting.has("z")).toBe(true));
    expect(waiting.has("e")).toBe(false);
    expect([came, kept.url("b"), kept.url("a")]).toEqual([["b="], "", undefined]);
    life.abort();
  });

  test("so many are kept; those that were wanted longest ago go first", async () => {
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    const life = new AbortController();
    let heard = () => {};
    const kept = posters(
      async (key) => `blob:${key}`,
      () => heard(),
      life.signal,
    );
    const fetched = (key: string) =>
      new Promise<void>((resolve) => {
        heard = resolve;
        kept.want([key]);
      });
    for (let n = 0; n < KEPT; n++) await fetched(`k${n}`);
    kept.want(["k0"]); // once more: now k1 is the oldest
    await fetched("new");
    expect(revoked.mock.calls).toEqual([["blob:k1"]]);
    expect([kept.url("k0"), kept.url("k1")]).toEqual(["blob:k0", undefined]);
    life.abort();
    expect(revoked.mock.calls).toHaveLength(1 + KEPT);
    revoked.mockRestore();
  });
});
