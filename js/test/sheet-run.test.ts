import axe from "axe-core";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { frames, until } from "./page.js";
import { button } from "./sheet-page.js";
import { blank, cell, type fake, ready, sheeting } from "./sheeting.js";

sheeting();

const UNDER_WAY = {
  _cells: [cell(0), blank(1, "running", "Making"), blank(2, "planned"), blank(3, "planned")],
  _running: true,
};
const OVER = [cell(0), blank(1, "stopped", "Stopped waiting."), blank(2, "planned"), blank(3, "planned")];
const asked = (model: Awaited<ReturnType<typeof fake>>) => model.sent.map(({ kind }) => kind);
const region = () => page.getByRole("group", { name: "The sweep" });

describe("Stop", () => {
  test("while it runs it says how far it is, and a press asks the kernel once and waits with a word", async () => {
    const { model } = await ready(UNDER_WAY);
    await expect.element(region().getByText("1 of 4 done")).toBeVisible();
    expect((region().getByRole("progressbar").element() as HTMLProgressElement).position).toBe(0.25);
    const stop = button("Stop the sweep").element() as HTMLButtonElement;
    expect(stop.title).toContain("Nothing more is sent");
    expect(stop.title).toContain("may be charged");
    stop.click();
    stop.click();
    await expect.element(button("Stopping…")).toHaveAttribute("aria-disabled", "true");
    await frames(3);
    expect(asked(model).filter((kind) => kind === "stop")).toEqual(["stop"]);
    expect(model.get("_running")).toBe(true);
  });

  test("when the sweep is over it is gone; a stopped one says how it stands and how to go on", async () => {
    const { model } = await ready(UNDER_WAY);
    await button("Stop the sweep").click();
    const words = "Stopped: 1 done, 1 stopped, 2 planned. To go on, run `sweep.run()` in Python.";
    model.fromPython("_cells", OVER);
    model.fromPython("_stopped", { words, free: false });
    model.fromPython("_running", false);
    await expect.element(region().getByRole("status")).toHaveTextContent(words);
    expect(region().getByRole("button").elements()).toEqual([]);
    expect(region().getByRole("progressbar").elements()).toEqual([]);
  });

  test("of a sweep that ended by itself nothing is left, and a next run has its Stop again", async () => {
    const { model } = await ready(UNDER_WAY);
    await button("Stop the sweep").click();
    model.fromPython("_running", false);
    await until(() => !region().elements().length);
    model.fromPython("_running", true);
    await expect.element(button("Stop the sweep")).toHaveAttribute("aria-disabled", "false");
  });

  test("of clips that are no sweep, or of one that doesn't run, there is none", async () => {
    await ready();
    expect(region().elements()).toEqual([]);
  });

  test("by keyboard: who stopped it stands at what goes on with it", async () => {
    const { model } = await ready(UNDER_WAY);
    (button("Stop the sweep").element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    expect(asked(model)).toContain("stop");
    model.fromPython("_stopped", { words: "Stopped: 1 done.", free: true });
    model.fromPython("_running", false);
    await expect.element(button("Go on")).toHaveFocus();
    model.fromPython("_stopped", { words: "Stopped: 1 done.", free: false });
    await expect.element(region()).toHaveFocus();
  });
});

describe("going on", () => {
  const STOPPED = { _cells: OVER, _stopped: { words: "Stopped: 1 done, 1 stopped, 2 planned.", free: true } };

  test("what costs nothing goes on by a press, which says that it is free", async () => {
    const { model } = await ready(STOPPED);
    expect((button("Go on").element() as HTMLElement).title).toBe("Makes what is missing. That is free.");
    await button("Go on").click();
    await expect.element(button("Going on…")).toHaveAttribute("aria-disabled", "true");
    expect(asked(model)).toContain("resume");
    model.fromPython("_stopped", {});
    model.fromPython("_running", true);
    await expect.element(button("Stop the sweep")).toBeVisible();
    expect(button("Go on").elements()).toEqual([]);
  });

  test("what has become dear meanwhile is refused by the kernel, and its sentence is an alert", async () => {
    await ready(STOPPED, { dear: "This sweep costs ≈ 20 credits." });
    await button("Go on").click();
    await expect.element(region().getByRole("alert")).toHaveTextContent("This sweep costs ≈ 20 credits.");
    await expect.element(button("Go on")).toHaveAttribute("aria-disabled", "false");
  });
});

test.each([
  ["light", "runs"],
  ["dark", "stopped"],
])("axe finds nothing in %s while it %s", async (theme, state) => {
  document.body.style.background = theme === "dark" ? "#16181c" : "#fff";
  document.body.className = `vscode-${theme}`;
  await ready(
    state === "runs" ? UNDER_WAY : { _cells: OVER, _stopped: { words: "Stopped: 1 done, 1 stopped.", free: true } },
  );
  await frames(2);
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  document.body.style.background = "";
  document.body.className = "";
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test("it speaks Chinese", async () => {
  await ready({ ...UNDER_WAY, lang: "zh" });
  await expect.element(page.getByRole("button", { name: "停止批量" })).toBeVisible();
  await expect.element(page.getByText("已完成 1/4")).toBeVisible();
});
