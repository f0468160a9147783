// The library's tab and the comparison's, whose code comes when they are first looked at.
import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { Blobs, gate } from "./gallery-list.js";
import { frames, until } from "./page.js";
import { alerts, clip, field, Panel, press, refusing, row, settled, show, stagePanel, tab, text } from "./panel.js";
import { PIXEL } from "./playing.js";

stagePanel();

const open = (name: string) => (tab(name).element() as HTMLElement).click();
const parts = (panel: Panel) =>
  panel
    .asked("part")
    .map(({ name }) => name)
    .filter((name) => name !== "stage");
const gallery = () => page.getByRole("region", { name: /^(Gallery|作品库|本地库|图库)$/ });
const tiles = () => page.getByRole("list", { name: /Clips/ }).getByRole("listitem").elements() as HTMLElement[];
const said = () =>
  page
    .getByRole("status")
    .elements()
    .map((each) => each.textContent);
const chosen = () => page.getByRole("tab", { selected: true }).element().textContent;
const comparison = () => page.getByRole("region", { name: /clips compared/ });

/** A panel whose library is open, with two clips in it. */
async function library(panel = new Panel()): Promise<Panel> {
  show(panel);
  open("Library");
  await until(() => tiles().length === 2, "two clips");
  return panel;
}

describe("the library", () => {
  test("is fetched when it is first opened, with its style and in its words", async () => {
    const { wait, open: let_ } = gate();
    const panel = new Panel();
    const { part } = panel.does;
    panel.does.part = (body) => (body.name === "gallery" ? wait.then(() => part?.(body)) : part?.(body));
    const { el } = show(panel);
    await settled();
    expect(parts(panel)).toEqual([]);
    open("Library");
    expect(said()).toContain("Loading…");
    open("Clip");
    open("Library");
    let_();
    await until(() => tiles().length === 2, "two clips");
    expect(parts(panel)).toEqual(["gallery"]);
    expect(said()).not.toContain("Loading…");
    expect(panel.asked("list")).toEqual([expect.objectContaining({ offset: 0, search: "" })]);
    const styles = [...el.querySelectorAll("style")].filter(({ textContent }) => textContent?.includes("of gallery"));
    expect(styles).toHaveLength(1);
    await expect.element(gallery()).toBeVisible();
  });

  test("is looked through again whenever it is opened again", async () => {
    const panel = await library();
    open("Library");
    expect(panel.asked("list")).toHaveLength(1);
    open("Clip");
    expect(panel.asked("list")).toHaveLength(1);
    open("Library");
    await until(() => panel.asked("list").length === 2);
    expect(parts(panel)).toEqual(["gallery"]);
  });

  test("is looked through again when a clip comes while it is open, and only then", async () => {
    const panel = await library();
    const jobs = (...clips: string[]) => panel.fromPython("_jobs", [row("a", { progress: clips.length }, { clips })]);
    jobs();
    expect(panel.asked("list")).toHaveLength(1);
    jobs("a:0");
    await until(() => panel.asked("list").length === 2);
    jobs("a:0");
    await frames(2);
    expect(panel.asked("list")).toHaveLength(2);
    open("Clip");
    jobs("a:0", "a:1");
    await frames(2);
    expect(panel.asked("list")).toHaveLength(2);
  });

  test("that can't be had says why, and is asked for again", async () => {
    const panel = new Panel();
    const { part } = panel.does;
    panel.does.part = refusing("The page is too old.");
    show(panel);
    open("Library");
    await until(() => alerts().includes("The page is too old."));
    panel.does.part = part as never;
    open("Clip");
    open("Library");
    await until(() => tiles().length === 2, "two clips");
    expect(alerts()).toEqual([]);
  });

  test("whose code is broken says so", async () => {
    const panel = new Panel();
    panel.does.part = () => ({ js: "throw new Error('half a bundle')", css: "", words: {} });
    show(panel);
    open("Library");
    await until(() => alerts().includes("half a bundle"));
  });

  test("that comes after the end of the panel is not filled", async () => {
    const { wait, open: let_ } = gate();
    const panel = new Panel();
    const { part } = panel.does;
    panel.does.part = (body) => wait.then(() => part?.(body));
    const view = show(panel);
    open("Library");
    view.abort();
    let_();
    await frames(4);
    expect(panel.asked("list")).toEqual([]);
  });

  test("a clip that is pressed is shown on the stage", async () => {
    const panel = await library();
    tiles()[1]?.querySelector("button")?.click();
    await until(() => chosen() === "Clip");
    expect(panel.asked("show")).toEqual([{ file: "job1:0" }]);
  });

  test("a clip that can't be shown is said to be, and the library stays", async () => {
    const panel = await library();
    panel.does.show = refusing("The file is not there any more.");
    tiles()[0]?.querySelector("button")?.click();
    await until(() => alerts().includes("The file is not there any more."));
    expect(chosen()).toBe("Library");
    panel.does.show = () => ({});
    tiles()[1]?.querySelector("button")?.click();
    expect(alerts()).toEqual([]);
  });

  test("a clip's request goes back into the panel, where writing goes on", async () => {
    const panel = await library();
    (page.getByRole("button", { name: "Use this request" }).nth(1).element() as HTMLElement).click();
    await until(() => said().includes("The clip's request is in the panel."));
    expect(panel.asked("restore")).toEqual([{ file: "job1:0" }]);
    expect(document.activeElement).toBe(field());
    panel.does.restore = refusing("Its ledger can't be read.");
    (page.getByRole("button", { name: "Use this request" }).nth(0).element() as HTMLElement).click();
    await until(() => alerts().includes("Its ledger can't be read."));
  });

  test("its posters end with the panel", async () => {
    const blobs = new Blobs();
    try {
      const gif = Uint8Array.from(atob(PIXEL), (letter) => letter.charCodeAt(0));
      const panel = await new Panel().film({ stills: { poster: gif } });
      const view = show(panel);
      open("Library");
      await until(() => panel.asked("still").length === 2 && blobs.alive.size === 2, "two posters");
      expect(panel.asked("still")).toContainEqual({ file: "job0:0", kind: "poster" });
      view.abort();
      expect(blobs.alive.size).toBe(0);
    } finally {
      blobs.end();
    }
  });
});

describe("the comparison", () => {
  const check = (place: number) =>
    (page.getByRole("checkbox", { name: "Select to compare" }).nth(place).element() as HTMLElement).click();

  /** Compares the two clips of the library. */
  async function compared(panel = new Panel()): Promise<Panel> {
    await library(await panel.film());
    expect(page.getByRole("tab").elements()).toHaveLength(2);
    check(0);
    check(1);
    press("Compare 2");
    return panel;
  }

  test("has its tab from then on, with the clips that were chosen", async () => {
    const panel = await compared();
    expect(chosen()).toBe("Compare");
    expect(said()).toContain("Loading…");
    await expect.element(comparison()).toBeVisible();
    expect(panel.asked("compare")).toEqual([{ files: ["job0:0", "job1:0"] }]);
    expect(parts(panel)).toEqual(["gallery", "compare"]);
    await until(() => panel.asked("open").length === 2, "both are fetched");
    expect(panel.asked("open").map(({ file }) => file)).toEqual(["job0:0", "job1:0"]);
    open("Clip");
    expect(page.getByRole("tab").elements()).toHaveLength(3);
  });

  test("a new one takes the place of the old one", async () => {
    const panel = await compared();
    await expect.element(comparison()).toBeVisible();
    panel.does.compare = () => ({ clips: ["x", "y", "z"].map((key) => clip(key)), differences: [] });
    open("Library");
    press("Compare 2");
    await until(() => comparison().query()?.getAttribute("aria-label") === "3 clips compared");
    expect(comparison().elements()).toHaveLength(1);
    expect(parts(panel)).toEqual(["gallery", "compare"]);
  });

  test("of two that are asked for the later one is shown, whichever comes first", async () => {
    const { wait, open: let_ } = gate();
    const panel = new Panel();
    let count = 0;
    panel.does.compare = async () => {
      count += 1;
      if (count === 1) await wait;
      return { clips: (count === 1 ? ["x", "y", "z"] : ["x", "y"]).map((key) => clip(key)), differences: [] };
    };
    await compared(panel);
    open("Library");
    press("Compare 2");
    await until(() => comparison().query());
    let_();
    await frames(4);
    expect(comparison().element().getAttribute("aria-label")).toBe("2 clips compared");
  });

  test("that is refused says why; one that nobody waits for any more doesn't", async () => {
    const { wait, fail } = gate();
    const panel = new Panel();
    panel.does.compare = () => wait;
    await compared(panel);
    panel.does.compare = refusing("A file is gone.");
    open("Library");
    press("Compare 2");
    await until(() => alerts().includes("A file is gone."));
    fail(new Error("The first one."));
    await frames(2);
    expect(alerts()).toEqual(["A file is gone."]);
  });
});

test("in Chinese, the parts too", async () => {
  const panel = new Panel({ lang: "zh" });
  show(panel);
  open("本地库");
  await until(() => panel.asked("list").length === 1);
  await until(() => text().includes("选择以对比") || page.getByRole("checkbox").elements().length > 1);
  expect(text()).not.toContain("gallery.");
  expect(document.querySelector("section section")?.getAttribute("lang")).toBe("zh");
});
