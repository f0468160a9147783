// The stage: nothing yet, a job on its way, or the clip in the player.
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { of } from "./choices.js";
import { gate } from "./gallery-list.js";
import { until } from "./page.js";
import {
  alerts,
  clip,
  Panel,
  press,
  radio,
  refusing,
  row,
  settled,
  show,
  stagePanel,
  stopClock,
  text,
} from "./panel.js";

stagePanel();

const EMPTY = "Your video will play here.";
const view = () => page.getByRole("tabpanel", { name: "Clip" }).element() as HTMLElement;
const film = () => document.querySelector("video");
const player = (prompt = "a red fox") => page.getByRole("region", { name: `Video: ${prompt}` }).query();
const job = (prompt: string) => page.getByRole("region", { name: `Video generation: ${prompt}` });
/** Width to height of what is on the stage, in hundredths. */
const ratio = () => {
  const { width, height } = view().querySelector(".gw-stage")?.getBoundingClientRect() ?? { width: 0, height: 1 };
  return Math.round((width / height) * 100);
};
const said = () =>
  page
    .getByRole("status")
    .elements()
    .map((each) => each.textContent);

describe("with nothing yet", () => {
  test("there is the frame that was chosen, or the model's own, or 16:9", () => {
    const panel = new Panel();
    show(panel);
    expect(text()).toContain(EMPTY);
    expect(ratio()).toBe(178);
    radio("1:1").click();
    expect(ratio()).toBe(100);
    panel.fromPython("aspect_ratio", null);
    panel.fromPython("_options", of("aivideoapi")); // its own is 2:3
    expect(ratio()).toBe(67);
    const { fields } = of("local");
    panel.fromPython("_options", {
      ...of("local"),
      fields: { ...fields, aspect_ratio: { ...fields.aspect_ratio, default: null } },
    });
    expect(ratio()).toBe(178);
  });

  test.each([
    ["a clip that isn't there", { _shown: "clip" }],
    ["a job that isn't there", { _shown: "b", _jobs: [row("a")] }],
  ])("%s is nothing", (_, traits) => {
    show(new Panel(traits));
    expect(text()).toContain(EMPTY);
  });

  test("is said in Chinese", () => {
    show(new Panel({ lang: "zh" }));
    expect(text()).toContain("您的视频将在这里播放。");
  });
});

describe("with a job", () => {
  test("its progress is in the frame of its clip, and follows it", async () => {
    const panel = new Panel({ _jobs: [row("a", { progress: 10 }, { ratio: "1:1" }), row("b")], _shown: "a" });
    show(panel);
    await expect.element(job("prompt of a")).toBeVisible();
    expect(text()).not.toContain(EMPTY);
    expect(ratio()).toBe(100);
    await expect.element(job("prompt of a").getByText("10 %")).toBeVisible();
    const element = job("prompt of a").element();
    panel.fromPython("_jobs", [row("c"), row("a", { progress: 20 }), row("b")]);
    await expect.element(job("prompt of a").getByText("20 %")).toBeVisible();
    expect(job("prompt of a").element()).toBe(element);
    panel.fromPython("_shown", "b");
    expect(job("prompt of a").query()).toBeNull();
    expect(panel.asked("part")).toEqual([{ name: "stage" }]);
    await expect.element(job("prompt of b")).toBeVisible();
    panel.fromPython("_jobs", [row("c")]);
    expect(text()).toContain(EMPTY);
  });

  test("its clock counts from when the kernel said so", async () => {
    const clock = stopClock();
    show(new Panel({ _jobs: [row("a", { elapsed_s: 12 }, { at: Date.now() / 1000 - 3 })], _shown: "a" }));
    await until(() => job("prompt of a").query());
    expect(job("prompt of a").element().textContent).toContain("15 s");
    clock.advanceTimersByTime(2000);
    expect(job("prompt of a").element().textContent).toContain("17 s");
  });

  test("it can be stopped there", async () => {
    const panel = new Panel({ _jobs: [row("a")], _shown: "a" });
    panel.does["job.stop"] = refusing("Too late.");
    show(panel);
    await until(() => job("prompt of a").query());
    (job("prompt of a").getByRole("button", { name: "Stop" }).element() as HTMLElement).click();
    expect(panel.asked("job.stop")).toEqual([{ id: "a" }]);
    await expect.element(job("prompt of a").getByRole("alert")).toHaveTextContent("Too late.");
  });
});

describe("with a clip", () => {
  const shown = async (more = {}, traits = {}) => {
    const panel = await new Panel({ _clip: clip("a:0", more), _shown: "clip", ...traits }).film();
    show(panel);
    return panel;
  };

  test("its frame is there before its player, and the player in the frame", async () => {
    const { wait, open } = gate();
    const panel = new Panel({ _clip: clip("a:0", { width: 90, height: 160 }), _shown: "clip" });
    const { part } = panel.does;
    panel.does.part = (body) => wait.then(() => part?.(body));
    show(await panel.film());
    await settled();
    expect(film()).toBeNull();
    const before = ratio();
    expect(before).toBe(56);
    open();
    await until(() => player());
    expect(ratio()).toBe(before);
    expect(page.getByRole("region", { name: /^Video:/ }).elements()).toHaveLength(1);
  });

  test.each([
    [0, 0],
    [160, 0],
  ])("of %i by %i pixels, it has a frame all the same", async (width, height) => {
    await shown({ width, height });
    expect(ratio()).toBeGreaterThan(100);
  });

  test("plays by itself, from the kernel that knows it by its key", async () => {
    const panel = await shown();
    await until(() => film()?.readyState === 4, "a playable film");
    expect(panel.asked("open")[0]).toMatchObject({ file: "a:0" });
    expect(panel.asked("still")).toEqual([{ file: "a:0", kind: "poster" }]);
    await until(() => !film()?.paused, "playing");
  });

  test("goes on when its row or its facts are told again, and ends with another one", async () => {
    const panel = await shown();
    const first = await until(() => film());
    panel.fromPython("_clip", clip("a:0"));
    panel.fromPython("_jobs", [row("a", { status: "done" }, { clips: ["a:0"] })]);
    expect(film()).toBe(first);
    panel.fromPython("_clip", clip("b:0", { prompt: "a white hare" }));
    await until(() => player("a white hare"));
    expect(film()).not.toBe(first);
    expect(player()).toBeNull();
    expect(panel.asked("part")).toEqual([{ name: "stage" }]);
  });

  test("loop and speed are kept from clip to clip", async () => {
    const panel = await shown();
    await until(() => film());
    const loop = () => page.getByRole("button", { name: "Loop" });
    const speed = () => page.getByRole("combobox", { name: "Speed" });
    await expect.element(loop()).toHaveAttribute("aria-pressed", "true");
    (loop().element() as HTMLElement).click();
    await userEvent.selectOptions(speed(), "2");
    panel.fromPython("_clip", clip("b:0", { prompt: "a white hare" }));
    await until(() => player("a white hare"));
    await expect.element(loop()).toHaveAttribute("aria-pressed", "false");
    expect((speed().element() as HTMLSelectElement).value).toBe("2");
  });

  test("that has gone before its player came is not played", async () => {
    const { wait, open } = gate();
    const panel = new Panel({ _clip: clip("a:0"), _shown: "clip" });
    const { part } = panel.does;
    panel.does.part = (body) => wait.then(() => part?.(body));
    show(await panel.film());
    panel.fromPython("_shown", "");
    open();
    panel.fromPython("_clip", clip("b:0", { prompt: "a white hare" }));
    panel.fromPython("_shown", "clip");
    await until(() => player("a white hare"));
    expect(panel.asked("open").map(({ file }) => file)).toEqual(["b:0"]);
  });

  test("that can't be shown any more leaves an empty stage", async () => {
    const panel = await shown();
    await until(() => player());
    panel.fromPython("_clip", null);
    expect(text()).toContain(EMPTY);
    expect(film()).toBeNull();
  });

  test("without a player says why, and the next one asks for it again", async () => {
    const panel = new Panel({ _clip: clip("a:0"), _shown: "clip" });
    const { part } = panel.does;
    panel.does.part = refusing("The player is gone.");
    show(await panel.film());
    await expect.element(page.getByRole("tabpanel").getByRole("alert")).toHaveTextContent("The player is gone.");
    panel.does.part = part as never;
    panel.fromPython("_clip", clip("b:0"));
    await until(() => player());
    expect(view().textContent).not.toContain("The player is gone.");
  });

  test.each([
    ["Use the last frame as an image", "frame", "The last frame is among the images."],
    ["Keep this clip below the panel", "pin", "It stays below the panel."],
  ])("%j asks the kernel and says how it went", async (name, kind, done) => {
    const panel = await shown();
    await until(() => player());
    press(name);
    expect(panel.asked(kind)).toEqual([{ file: "a:0" }]);
    await until(() => said().includes(done));
    panel.does[kind] = refusing("The file is gone.");
    press(name);
    expect(said()).not.toContain(done);
    await until(() => alerts().includes("The file is gone."));
    panel.does[kind] = () => ({});
    press(name);
    expect(alerts()).toEqual([]);
    await until(() => said().includes(done));
  });
});
