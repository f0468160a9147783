import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import widget from "../src/sheet.js";
import { frames, mount, until } from "./page.js";
import { button, films, moving, names, openers, picker } from "./sheet-page.js";
import { blank, CELLS, cell, fake, ready, SHEET, sheeting } from "./sheeting.js";

sheeting();

describe("order and choice", () => {
  test("sorted, the clips flow in that order and go on playing; unsorted they are back in their places", async () => {
    const { model } = await ready();
    await until(moving);
    const before = new Set(films());
    await picker("Sort by").selectOptions("cost");
    expect(names()).toEqual(["an owl · 9:16", "an owl · 16:9", "a fox · 9:16", "a fox · 16:9"]);
    expect(model.get("sort")).toBe("cost");
    expect(page.getByRole("table").elements().length).toBe(0);
    expect(films().every((video) => before.has(video))).toBe(true);
    await until(moving);
    model.fromPython("sort", "");
    expect(names()).toEqual(CELLS.map(({ name }) => name));
    await expect.element(page.getByRole("table")).toBeVisible();
  });

  test("other axes are asked for from the kernel", async () => {
    const { model } = await ready();
    await picker("Rows").selectOptions("aspect ratio");
    expect(model.get("rows")).toBe("aspect_ratio");
    await picker("Columns").selectOptions("none");
    expect(model.get("columns")).toBe("");
    model.fromPython("_sheet", {
      ...SHEET,
      rows: SHEET.columns,
      columns: [""],
      row_title: "aspect ratio",
      column_title: "",
    });
    model.fromPython(
      "_cells",
      CELLS.map((each) => ({ ...each, row: each.column, column: 0 })),
    );
    await expect.element(page.getByRole("rowheader", { name: "9:16" })).toBeVisible();
  });

  test("words filter by prompts and choices, and rows without a match go", async () => {
    const { model } = await ready();
    await page.getByRole("searchbox", { name: "Filter" }).fill("NIGHT 9:16");
    await until(() => names().length === 1);
    expect(names()).toEqual(["an owl · 9:16"]);
    expect(page.getByRole("rowheader").elements().length).toBe(1);
    await expect.element(page.getByText("1 of 4")).toBeVisible();
    expect(model.get("filter")).toBe("NIGHT 9:16");
    await page.getByRole("searchbox").fill("zebra");
    await expect.element(page.getByText("Nothing matches.")).toBeVisible();
    await button("Show everything").click();
    expect(names().length).toBe(4);
    expect((page.getByRole("searchbox").element() as HTMLInputElement).value).toBe("");
  });

  test("what failed can be looked at alone", async () => {
    await ready({ _cells: [cell(0), blank(1, "failed", "No owls today."), cell(2), cell(3)] });
    await picker("Show").selectOptions("failed");
    expect(names()).toEqual([]);
    await expect.element(page.getByText("No owls today.")).toBeVisible();
  });

  test("by stars, once there are any", async () => {
    const { model } = await ready();
    expect(picker("Stars").elements().length).toBe(0);
    model.fromPython("_cells", [cell(0, { rating: 2 }), cell(1, { rating: 4 }), cell(2), cell(3)]);
    await picker("Stars").selectOptions("★★★ or more");
    expect(names()).toEqual(["a fox · 9:16"]);
    expect(model.get("rating")).toBe(3);
  });

  test("the size of the tiles is the reader's", async () => {
    await ready();
    const size = page.getByRole("slider", { name: "Tile size" }).element() as HTMLInputElement;
    const before = films()[0]?.clientWidth ?? 0;
    size.value = "80";
    size.dispatchEvent(new Event("input"));
    await frames(2);
    expect(films()[0]?.clientWidth).toBeLessThan(before);
    expect(films()[0]?.clientWidth).toBeCloseTo(80 * Math.sqrt(1.778), -1);
  });
});

describe("winners and stars", () => {
  test("a click and W pick and give back, and Python hears", async () => {
    const { model } = await ready();
    await button("Winner: a fox · 9:16").click();
    expect(model.get("winners")).toEqual(["job1:0"]);
    await expect.element(button("Winner: a fox · 9:16")).toHaveAttribute("aria-pressed", "true");
    openers()[3]?.focus();
    await userEvent.keyboard("w");
    expect(model.get("winners")).toEqual(["job1:0", "job3:0"]);
    await expect.element(page.getByText("4 of 4 · winners: 2")).toBeVisible();
    await userEvent.keyboard("w");
    expect(model.get("winners")).toEqual(["job1:0"]);
    model.fromPython("winners", ["job2:0"]);
    await expect.element(button("Winner: an owl · 16:9")).toHaveAttribute("aria-pressed", "true");
    await expect.element(button("Winner: a fox · 9:16")).toHaveAttribute("aria-pressed", "false");
  });

  test("the winners alone", async () => {
    const { model } = await ready({ winners: ["job0:0", "job3:0"] });
    const only = page.getByRole("button", { name: "Winners only" });
    await only.click();
    expect(names()).toEqual(["a fox · 16:9", "an owl · 9:16"]);
    await expect.element(only).toHaveAttribute("aria-pressed", "true");
    expect(model.get("only_winners")).toBe(true);
    await button("Winner: a fox · 16:9").click();
    expect(names()).toEqual(["an owl · 9:16"]);
  });

  test("a number rates the clip, and so does its slider", async () => {
    const { model } = await ready();
    openers()[1]?.focus();
    await userEvent.keyboard("4");
    const asked = () => model.sent.filter(({ kind }) => kind === "rate").map(({ body }) => body);
    expect(asked()).toEqual([{ file: "job1:0", rating: 4 }]);
    const stars = page.getByRole("slider", { name: "Stars of a fox · 9:16" });
    (stars.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(asked()[1]).toEqual({ file: "job1:0", rating: 1 });
    expect((stars.element() as HTMLInputElement).ariaValueText).toBe("1 of 5");
  });

  test("a rating that can't be written is a sentence", async () => {
    await ready({}, { refuses: "The library can't be written." });
    openers()[0]?.focus();
    await userEvent.keyboard("3");
    await expect.element(page.getByRole("alert").first()).toHaveTextContent("The library can't be written.");
  });
});

describe("one clip in the player", () => {
  test("opens in the place of the grid, goes from clip to clip, and Escape leads back to its tile", async () => {
    const { model } = await ready();
    openers()[1]?.focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("region", { name: "Video: prompt of job1:0" })).toBeVisible();
    expect(model.get("opened")).toBe("job1:0");
    expect(page.getByRole("table").elements().length).toBe(0);
    await until(() => films().every((video) => video.paused));
    await button("Next clip").click();
    await expect.element(page.getByRole("region", { name: "Video: prompt of job2:0" })).toBeVisible();
    await button("Previous clip").click();
    await button("Previous clip").click();
    await expect.element(page.getByRole("region", { name: "Video: prompt of job0:0" })).toBeVisible();
    await button("Winner:").click();
    expect(model.get("winners")).toEqual(["job0:0"]);
    expect(model.sent.filter(({ kind }) => kind === "part").length).toBe(1);
    (page.getByRole("button", { name: "in the player" }).element() as HTMLElement).focus();
    await userEvent.keyboard("{Escape}");
    expect(model.get("opened")).toBe("");
    expect((document.activeElement as HTMLElement).ariaLabel).toBe("Open a fox · 16:9");
    await until(moving, "the sheet plays on");
  });

  test("Python opens and closes it", async () => {
    const { model } = await ready();
    model.fromPython("opened", "job2:0");
    await expect.element(page.getByRole("region", { name: "Video: prompt of job2:0" })).toBeVisible();
    model.fromPython("opened", "");
    await expect.element(page.getByRole("table")).toBeVisible();
  });
});

describe("with and without a kernel", () => {
  const kept = () => {
    const still = document.body.appendChild(document.createElement("div"));
    still.className = "gw-kept-abc";
    still.textContent = "kept";
    return still;
  };

  test("the form that the notebook keeps is hidden while the sheet is there", async () => {
    const still = kept();
    const { view } = await ready();
    expect(getComputedStyle(still).display).toBe("none");
    view.abort();
    expect(getComputedStyle(still).display).toBe("block");
  });

  test("where nobody answers it is shown, with a sentence", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const still = kept();
    const model = await fake({}, { silent: new Set(["tiles"]) });
    mount(widget, model);
    await until(() => model.sent.length > 0);
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    await expect.element(page.getByText(/^The kernel does not answer/)).toBeVisible();
    expect(getComputedStyle(still).display).toBe("block");
    const ask = model.sent[0];
    model.answer(ask?.id ?? "", { tiles: [] }, []);
    await until(() => getComputedStyle(still).display === "none");
  });

  test("everything ends with the view", async () => {
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    const { model, view } = await ready();
    const videos = films();
    view.abort();
    expect(model.listeners).toBe(0);
    expect(films()).toEqual([]);
    expect(revoked.mock.calls.length).toBeGreaterThanOrEqual(4);
    await frames(2);
    expect(videos.every((video) => video.paused)).toBe(true);
  });

  test("with the view every tile lets go of its film, and of the time after which it would", async () => {
    const { view } = await ready();
    const board = page.getByRole("group", { name: "Clips", exact: true }).element() as HTMLElement;
    const videos = films();
    await until(moving);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    board.style.maxHeight = "120px";
    await until(() => videos[3]?.paused);
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    view.abort();
    expect(vi.getTimerCount()).toBe(0);
    expect(videos.map((video) => video.getAttribute("src"))).toEqual([null, null, null, null]);
    expect(videos.map((video) => video.readyState)).toEqual([0, 0, 0, 0]);
  });

  test("where the page hears no thread of the kernel it asks, until it is closed", async () => {
    const { model, view } = await ready({ _host: { message: 1 << 19, pull: 20 } });
    const pings = () => model.sent.filter(({ kind }) => kind === "ping").length;
    await until(() => pings() >= 3);
    view.abort();
    const asked = pings();
    await frames(10);
    expect(pings()).toBe(asked);
  });

  test("it speaks Chinese", async () => {
    await ready({ lang: "zh" });
    await expect.element(page.getByRole("region", { name: "总览" })).toBeVisible();
    await expect.element(page.getByRole("button", { name: "仅看优选" })).toBeVisible();
    await expect.element(page.getByText("4 个中的 4 个")).toBeVisible();
  });
});

describe("everywhere", () => {
  test.each([320, 500])("at %i px nothing but the grid itself is wider than the page", async (width) => {
    await ready();
    const host = document.body.firstElementChild as HTMLElement;
    host.style.width = `${width}px`;
    await frames(3);
    expect(host.scrollWidth).toBeLessThanOrEqual(width);
  });

  test.each([
    ["light", "grid"],
    ["dark", "grid"],
    ["light", "flow"],
    ["dark", "unfinished"],
  ])("axe finds nothing in %s, %s", async (theme, state) => {
    document.body.style.background = theme === "dark" ? "#16181c" : "#fff";
    document.body.className = `vscode-${theme}`;
    const unfinished = [cell(0, { rating: 3 }), blank(1, "running", "Making"), blank(2, "failed", "No."), cell(3)];
    await ready({
      winners: ["job0:0"],
      ...(state === "flow" && { sort: "cost" }),
      ...(state === "unfinished" && { _cells: unfinished, _running: true }),
    });
    await frames(2);
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
    document.body.style.background = "";
    document.body.className = "";
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
