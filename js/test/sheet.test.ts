import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import widget from "../src/sheet.js";
import { frames, mount, until } from "./page.js";
import { button, films, moving, names, openers, position } from "./sheet-page.js";
import { blank, CELLS, cell, fake, ready, SHEET, sheeting } from "./sheeting.js";

sheeting();

describe("the grid", () => {
  test("has its axes, and each clip in its place with what it did cost", async () => {
    await ready();
    const table = page.getByRole("table", { name: "Sweep of 4 clips" });
    await expect.element(table.getByRole("columnheader", { name: "16:9" })).toBeVisible();
    await expect.element(table.getByRole("rowheader", { name: "an owl" })).toBeVisible();
    await expect.element(table.getByText("prompt ↓")).toBeVisible();
    await expect.element(table.getByText("aspect ratio →")).toBeVisible();
    const rows = table.getByRole("row").elements();
    expect(rows.slice(1).map((row) => row.querySelectorAll("td").length)).toEqual([2, 2]);
    expect(rows[2]?.querySelectorAll("td")[1]?.textContent).toContain("3 credits");
    expect(names()).toEqual(CELLS.map(({ name }) => name));
  });

  test("a place with several clips says below each which it is", async () => {
    const cells = [
      ...CELLS,
      { ...cell(4), n: 4, key: "job4:0", row: 0, column: 0, label: "take 2", name: "fox, take 2" },
    ];
    await ready({ _cells: cells });
    const first = page.getByRole("row").elements()[1]?.querySelector("td");
    expect(first?.querySelectorAll("video").length).toBe(2);
    expect(first?.textContent).toContain("take 2");
  });

  test("without axes the clips flow, each with its name", async () => {
    await ready({ _sheet: { ...SHEET, row_title: "", column_title: "", rows: [""], columns: [""], axes: [] } });
    const items = page.getByRole("list", { name: "Sweep of 4 clips" }).getByRole("listitem");
    expect(items.elements().length).toBe(4);
    await expect.element(items.nth(1)).toHaveTextContent("a fox · 9:16");
  });

  test("what isn't there says why, and fills in when it comes", async () => {
    const cells = [
      cell(0),
      blank(1, "running", "Making the video · 40 %"),
      blank(2, "failed", "No owls today."),
      cell(3),
    ];
    const { model } = await ready({ _cells: cells, _running: true });
    await expect.element(page.getByText("Making the video · 40 %")).toBeVisible();
    await expect.element(page.getByText("No owls today.")).toBeVisible();
    await expect.element(page.getByText("3 of 4 done")).toBeVisible();
    const before = films()[0];
    model.fromPython("_news", [blank(1, "running", "Making the video · 70 %")]);
    await expect.element(page.getByText("Making the video · 70 %")).toBeVisible();
    model.fromPython("_news", [cell(1)]);
    await until(() => films().length === 3 && films().every((video) => video.readyState >= 2));
    expect(films()[0]).toBe(before);
    expect(names()).toEqual(["a fox · 16:9", "a fox · 9:16", "an owl · 9:16"]);
  });

  test("a sentence of the kernel's stands in the page", async () => {
    const { model } = await ready();
    model.fromPython("_wrong", "The library can't be written.");
    await expect.element(page.getByRole("alert").first()).toHaveTextContent("The library can't be written.");
  });
});

describe("in step", () => {
  test("all play by themselves, silent, and never more than about a frame apart", async () => {
    await ready();
    await until(moving, "all moving");
    expect(films().every((video) => video.muted && video.playsInline)).toBe(true);
    const apart: number[] = [];
    for (let n = 0; n < 30; n++) {
      await frames(1);
      const times = films().map((video) => video.currentTime);
      if (films().every((video) => !video.paused)) apart.push(Math.max(...times) - Math.min(...times));
    }
    apart.sort((a, b) => a - b);
    expect(apart.length).toBeGreaterThan(5);
    expect(apart[Math.floor(apart.length / 2)]).toBeLessThan(0.1);
  });

  test("one pause holds all of them on one frame, and Python hears where", async () => {
    const { model } = await ready();
    await until(moving);
    await button("Pause").click();
    await until(() => films().every((video) => video.paused && !video.seeking));
    const times = films().map((video) => video.currentTime);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(0.001);
    expect(model.get("playing")).toBe(false);
    await until(() => model.get("time") > 0);
    expect(model.get("time")).toBeCloseTo(times[0] ?? -1, 1);
  });

  test("the slider moves all, and so does Python", async () => {
    const { model } = await ready({ playing: false });
    position().value = "1.04";
    position().dispatchEvent(new Event("input"));
    position().dispatchEvent(new Event("change"));
    await until(() => films().every((video) => !video.seeking && Math.abs(video.currentTime - 1.04) < 0.05));
    expect(position().ariaValueText).toBe("1.0 of 2.0 seconds");
    model.fromPython("time", 0.5);
    await until(() => films().every((video) => !video.seeking && Math.abs(video.currentTime - 0.5) < 0.05));
    model.fromPython("playing", true);
    await until(() => films().every((video) => !video.paused));
    await expect.element(button("Pause")).toBeVisible();
  });

  test("at the end all begin again", async () => {
    await ready();
    await until(moving);
    const [first] = films();
    await until(() => (first?.currentTime ?? 0) > 1.5);
    await until(() => films().every((video) => video.currentTime < 0.8));
    await until(moving, "all moving again");
  });

  test("the speed is that of all", async () => {
    await ready();
    await page.getByRole("combobox", { name: "Speed" }).selectOptions("0.5×");
    expect(films().map((video) => video.defaultPlaybackRate)).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test("a video that is made later shows its poster until then, joins the others, and holds nobody up", async () => {
    const lacking = new Set(["job3:0"]);
    const model = await fake({}, { lacking });
    mount(widget, model);
    await until(() => films().filter((video) => !video.paused && video.currentTime > 0.1).length === 3);
    const late = films()[3] as HTMLVideoElement;
    await until(() => late.parentElement?.querySelector("img")?.src.startsWith("blob:"));
    expect(late.getAttribute("src")).toBe(null);
    lacking.clear();
    model.fromPython("_made", 1);
    await until(() => !late.paused && late.currentTime > 0.1);
    await until(() => Math.abs(late.currentTime - (films()[0]?.currentTime ?? 9)) < 0.12, "in step");
  });

  test("what is out of view doesn't play, and goes on when it comes into view", async () => {
    await ready();
    await until(moving);
    const board = page.getByRole("group", { name: "Clips", exact: true }).element() as HTMLElement;
    board.style.maxHeight = "120px";
    await until(() => films()[3]?.paused);
    expect(films()[0]?.paused).toBe(false);
    board.scrollTop = board.scrollHeight;
    await until(() => !films()[3]?.paused && films()[0]?.paused);
  });

  test("where the reader asked for less motion nothing moves until they say so", async () => {
    const real = window.matchMedia.bind(window);
    vi.spyOn(window, "matchMedia").mockImplementation((query) =>
      query.includes("reduced-motion") ? ({ ...real(query), matches: true } as MediaQueryList) : real(query),
    );
    const { model } = await ready();
    await frames(5);
    expect(films().every((video) => video.paused)).toBe(true);
    expect(model.get("playing")).toBe(false);
    await button("Play").click();
    await until(moving);
  });

  test("one that can't be played says so, and the others play", async () => {
    const model = await fake({}, { junk: new Set(["job1:0"]), wrong: { "job2:0": "The file is gone: owl.mp4." } });
    mount(widget, model);
    await expect.element(page.getByText("This browser can't play the preview.")).toBeVisible();
    await expect.element(page.getByText("The file is gone: owl.mp4.")).toBeVisible();
    await until(() => [films()[0], films()[3]].every((video) => video && !video.paused && video.currentTime > 0.1));
  });
});

describe("from clip to clip", () => {
  test("the arrows go through rows and columns, and Tab leads to one tile", async () => {
    await ready({ playing: false });
    openers()[0]?.focus();
    const at = () => (document.activeElement as HTMLElement).ariaLabel;
    await userEvent.keyboard("{ArrowRight}");
    expect(at()).toBe("Open a fox · 9:16");
    await userEvent.keyboard("{ArrowDown}");
    expect(at()).toBe("Open an owl · 9:16");
    await userEvent.keyboard("{ArrowLeft}");
    expect(at()).toBe("Open an owl · 16:9");
    await userEvent.keyboard("{ArrowUp}");
    expect(at()).toBe("Open a fox · 16:9");
    await userEvent.keyboard("{End}");
    expect(at()).toBe("Open an owl · 9:16");
    expect(openers().filter(({ tabIndex }) => tabIndex === 0).length).toBe(1);
  });

  test("space plays and pauses from a tile, and opens nothing", async () => {
    const { model } = await ready({ playing: false });
    openers()[1]?.focus();
    await userEvent.keyboard(" ");
    await until(() => films().every((video) => !video.paused));
    await userEvent.keyboard(" ");
    await until(() => films().every((video) => video.paused));
    expect(model.get("opened")).toBe("");
  });

  test("no key reaches the notebook", async () => {
    await ready();
    const heard = vi.fn();
    document.body.addEventListener("keydown", heard);
    openers()[0]?.focus();
    await userEvent.keyboard("w5 x{ArrowDown}{Escape}");
    document.body.removeEventListener("keydown", heard);
    expect(heard).not.toHaveBeenCalled();
  });
});
