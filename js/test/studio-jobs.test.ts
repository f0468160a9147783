// The rows of the jobs: what each does, and what can be done about it.
import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { JobState } from "../src/job/state.js";
import { Blobs, gate } from "./gallery-list.js";
import { until } from "./page.js";
import {
  button,
  field,
  Panel,
  press,
  refusing,
  row,
  SILENT,
  settled,
  show,
  stagePanel,
  stopClock,
  text,
  there,
} from "./panel.js";
import { PIXEL } from "./playing.js";

stagePanel();

const rows = () => page.getByRole("list", { name: "Jobs" }).getByRole("listitem").elements() as HTMLElement[];
const lines = () => rows().map((each) => each.querySelector("button")?.innerText.split("\n"));
const news = (state: Partial<JobState>, more = {}) => {
  const panel = new Panel({ _jobs: [row("a", state, more)] });
  show(panel);
  return { panel, line: lines()[0]?.[1] ?? "" };
};
const opener = (place = 0) => rows()[place]?.querySelector("button") as HTMLButtonElement;
const BUTTONS = ["Stop", "Resume", "It wasn't charged: close it", "Dismiss"];
const GIF = Uint8Array.from(atob(PIXEL), (letter) => letter.charCodeAt(0));

describe("a row", () => {
  test("has the prompt, or says that there is none", () => {
    show(new Panel({ _jobs: [row("a"), row("b", {}, { prompt: "" })] }));
    expect(lines().map((each) => each?.[0])).toEqual(["prompt of a", "untitled"]);
  });

  test("without jobs there is no list", () => {
    const panel = new Panel();
    show(panel);
    expect(page.getByRole("list", { name: "Jobs" }).query()).toBeNull();
    panel.fromPython("_jobs", [row("a")]);
    expect(rows()).toHaveLength(1);
  });

  test.each([
    ["planned", "Getting ready"],
    ["submitting", "Sending the request"],
    ["queued", "Waiting in the queue"],
    ["running", "Making the video"],
    ["downloading", "Fetching the video"],
  ] as const)("%s is %j, has a moving bar and can be stopped", (status, words) => {
    const { line } = news({ status });
    expect(line).toBe(words);
    expect((page.getByRole("progressbar", { name: "Progress" }).element() as HTMLProgressElement).position).toBe(-1);
    expect(BUTTONS.filter(there)).toEqual(["Stop"]);
  });

  test.each([
    ["done", "free", ["Dismiss"]],
    ["failed", "No video came of it · What went wrong.", ["Dismiss"]],
    ["cancelled", "Cancelled · free", ["Dismiss"]],
    ["expired", "The task expired · What went wrong.", ["Dismiss"]],
    ["unknown", "Maybe charged · What went wrong.", ["It wasn't charged: close it", "Dismiss"]],
    ["stopped", "Stopped waiting · free", ["Resume", "Dismiss"]],
  ] as const)("%s is %j and offers %j", (status, words, buttons) => {
    const { line } = news({ status, message: "What went wrong.", elapsed_s: 30, progress: 40 });
    expect(line).toBe(words);
    expect(BUTTONS.filter(there)).toEqual(buttons);
    expect(page.getByRole("progressbar").query()).toBeNull();
  });

  test("that went wrong is drawn as wrong; one that goes on or ended well is not", () => {
    const colour = () => getComputedStyle(opener().querySelector(".gw-hint") as Element).color;
    const { panel } = news({ status: "running" });
    const calm = colour();
    panel.fromPython("_jobs", [row("a", { status: "failed" })]);
    expect(colour()).not.toBe(calm);
    panel.fromPython("_jobs", [row("a", { status: "done" })]);
    expect(colour()).toBe(calm);
  });

  test("tells the provider's own phase, the percentage, and one thing more", () => {
    const { panel, line } = news({ phase: "Warming up", progress: 42.9, elapsed_s: 12 });
    expect(line).toBe("Warming up · 42 % · 12 s");
    expect((page.getByRole("progressbar").element() as HTMLProgressElement).value).toBe(42.9);
    const tell = (state: Partial<JobState>) => panel.fromPython("_jobs", [row("a", state)]);
    tell({ progress: 0, elapsed_s: 12, expected_s: 16 });
    expect(lines()[0]?.[1]).toBe("Making the video · 0 % · about 16 s left");
    tell({ elapsed_s: 12, slow: true });
    expect(lines()[0]?.[1]).toBe("Making the video · longer than usual");
    expect((page.getByRole("progressbar").element() as HTMLProgressElement).position).toBe(-1);
    tell({ status: "queued", elapsed_s: 12, queue_place: 3 });
    expect(lines()[0]?.[1]).toBe("Waiting in the queue · number 3 in the queue");
  });

  test("speaks Chinese", () => {
    const panel = new Panel({
      lang: "zh",
      _jobs: [
        row("a", { progress: 5 }),
        row("b", { status: "unknown" }, { prompt: "" }),
        row("c", { status: "stopped" }),
      ],
    });
    show(panel);
    const shown = text();
    for (const words of ["正在生成视频 · 5 %", "可能已扣费", "无标题", "未扣费，关闭任务", "继续", "移除", "停止"])
      expect(shown).toContain(words);
  });
});

describe("the clock of a row", () => {
  test("ticks every second without the kernel, from when the kernel said so", async () => {
    const clock = stopClock();
    clock.setSystemTime(1_000_000);
    const panel = new Panel({ _jobs: [row("a", { elapsed_s: 12 }, { at: 990 })] });
    // The kernel's clock is five seconds behind the page's.
    panel.does.hello = () => ({ now: 995 });
    show(panel);
    await settled();
    clock.advanceTimersByTime(1000);
    expect(lines()[0]?.[1]).toBe("Making the video · 18 s");
    clock.advanceTimersByTime(3000);
    expect(lines()[0]?.[1]).toBe("Making the video · 21 s");
  });

  test("does not run backwards where the clocks differ", () => {
    const clock = stopClock();
    clock.setSystemTime(1_000_000);
    show(new Panel({ _jobs: [row("a", { elapsed_s: 12 }, { at: 1_050 })] }));
    expect(lines()[0]?.[1]).toBe("Making the video · 12 s");
  });

  test("draws nothing while no job goes on", () => {
    const clock = stopClock();
    show(new Panel({ _jobs: [row("a", { status: "done" })] }));
    const changes = new MutationObserver(() => {});
    changes.observe(rows()[0] as Element, { subtree: true, childList: true, attributes: true, characterData: true });
    clock.advanceTimersByTime(5000);
    expect(changes.takeRecords()).toEqual([]);
    changes.disconnect();
  });
});

describe("what can be done", () => {
  test.each([
    ["Stop", "job.stop", "running"],
    ["Resume", "job.resume", "stopped"],
    ["It wasn't charged: close it", "job.close", "unknown"],
    ["Dismiss", "job.drop", "done"],
  ] as const)("%s asks the kernel for it", async (name, kind, status) => {
    const { panel } = news({ status });
    panel.does[kind] = SILENT;
    press(name);
    expect(panel.asked(kind)).toEqual([{ id: "a" }]);
    expect(there(name)?.getAttribute("aria-disabled")).toBe("true");
  });

  test.each([
    ["Stop", "job.stop", "running"],
    ["Resume", "job.resume", "stopped"],
    ["It wasn't charged: close it", "job.close", "unknown"],
    ["Dismiss", "job.drop", "done"],
  ] as const)("a %s that is refused says so in the row, until it is tried again", async (name, kind, status) => {
    const { panel } = news({ status });
    panel.does[kind] = refusing("It can't be.");
    press(name);
    await settled();
    expect(page.getByRole("listitem").getByRole("alert").element().textContent).toBe("It can't be.");
    expect(there(name)?.getAttribute("aria-disabled")).toBeNull();
    panel.does[kind] = () => ({});
    press(name);
    expect(page.getByRole("listitem").getByRole("alert").query()).toBeNull();
  });

  test("a row that is pressed is shown: its clip, or the job while it has none", () => {
    const panel = new Panel({ _jobs: [row("a"), row("b", { status: "done" }, { clips: ["b:0", "b:1"] })] });
    show(panel);
    opener(0).click();
    opener(1).click();
    expect(panel.asked("show")).toEqual([{ id: "a" }, { file: "b:0" }]);
  });

  test("a row whose clip is gone says so when it is pressed", async () => {
    const panel = new Panel({ _jobs: [row("b", { status: "done" }, { clips: ["b:0"] })] });
    panel.does.show = refusing("The file is not there any more.");
    show(panel);
    opener().click();
    await settled();
    expect(text()).toContain("The file is not there any more.");
  });

  test("the row that is on the stage says so", () => {
    const shown = () => rows().map((each) => each.querySelector("[aria-current]") !== null);
    const panel = new Panel({
      _jobs: [row("a"), row("b", { status: "done" }, { clips: ["b:0", "b:1"] })],
      _shown: "a",
    });
    show(panel);
    expect(shown()).toEqual([true, false]);
    panel.fromPython("_shown", "clip");
    expect(shown()).toEqual([false, false]);
    panel.fromPython("_clip", { ...clipOf("b:1") });
    expect(shown()).toEqual([false, true]);
    panel.fromPython("_shown", "");
    expect(shown()).toEqual([false, false]);
  });
});

const clipOf = (key: string) => ({
  key,
  name: "",
  shown: "",
  mime: "video/mp4",
  duration: 1,
  fps: 1,
  width: 1,
  height: 1,
  sound: null,
  prompt: "",
  details: "",
  strip: false,
});

describe("the list", () => {
  test("keeps its order, its elements and the focus while jobs come, change and go", () => {
    const panel = new Panel({ _jobs: [row("b"), row("a")] });
    show(panel);
    const [b, a] = rows();
    const stop = b?.querySelectorAll("button")[1] as HTMLButtonElement;
    stop.focus();
    panel.fromPython("_jobs", [row("c"), row("b", { progress: 50 }), row("a")]);
    expect(rows().slice(1)).toEqual([b, a]);
    expect(document.activeElement).toBe(stop);
    panel.fromPython("_jobs", [row("b", { progress: 60 }), row("a")]);
    expect(rows()).toEqual([b, a]);
    panel.fromPython("_jobs", [row("a"), row("b")]);
    expect(rows()).toEqual([a, b]);
    panel.fromPython("_jobs", [row("b")]);
    expect(rows()).toEqual([b]);
    expect(lines()[0]).toEqual(["prompt of b", "Making the video"]);
  });
});

describe("the focus", () => {
  const focused = () => document.activeElement;

  test("stays in its row when the button that had it goes", () => {
    const { panel } = news({ status: "stopped" });
    (button("Resume").element() as HTMLElement).focus();
    panel.fromPython("_jobs", [row("a", { status: "running" })]);
    expect(focused()).toBe(opener());
  });

  test("goes with a row that is put elsewhere", () => {
    const panel = new Panel({ _jobs: [row("a"), row("b", { status: "stopped" })] });
    show(panel);
    (button("Resume").element() as HTMLElement).focus();
    panel.fromPython("_jobs", [row("b", { status: "running" }), row("a")]);
    expect(focused()).toBe(opener(0));
    expect(lines()[0]?.[0]).toBe("prompt of b");
  });

  test.each([
    [0, 0],
    [1, 1],
    [2, 1],
  ])("of row %i goes to row %i of those that are left when it is dismissed", (place, next) => {
    const three = ["a", "b", "c"].map((id) => row(id, { status: "done" }));
    const panel = new Panel({ _jobs: three });
    show(panel);
    const dismiss = page.getByRole("button", { name: "Dismiss", exact: true }).nth(place).element() as HTMLElement;
    dismiss.focus();
    panel.fromPython(
      "_jobs",
      three.filter((_, n) => n !== place),
    );
    expect(focused()).toBe(opener(next));
    panel.fromPython("_jobs", []);
    expect(focused()).toBe(document.body);
  });

  test("is not taken from where it is", () => {
    const panel = new Panel({ _jobs: [row("a"), row("b", { status: "stopped" })] });
    show(panel);
    field().focus();
    panel.fromPython("_jobs", [row("b")]);
    expect(focused()).toBe(field());
  });
});

describe("a row's picture", () => {
  const done = (id: string) => row(id, { status: "done" }, { clips: [`${id}:0`] });
  const picture = () => rows()[0]?.querySelector<HTMLElement>("[aria-hidden]")?.style.backgroundImage;
  const posters = (panel: Panel) => panel.asked("still").map(({ file, kind }) => `${kind} of ${file}`);

  test("comes with its clip, is asked for once, and lives as long as the row", async () => {
    const blobs = new Blobs();
    try {
      const panel = await new Panel({ _jobs: [row("a")] }).film({ stills: { poster: GIF } });
      show(panel);
      await settled();
      expect(posters(panel)).toEqual([]);
      expect(picture()).toBe("");
      panel.fromPython("_jobs", [done("a")]);
      panel.fromPython("_jobs", [done("a")]);
      const shown = await until(picture);
      expect(posters(panel)).toEqual(["poster of a:0"]);
      await until(() => blobs.alive.size === 1, "nothing but the poster");
      expect([...blobs.alive].map((url) => `url("${url}")`)).toEqual([shown]);
      panel.fromPython("_jobs", []);
      expect(blobs.alive.size).toBe(0);
    } finally {
      blobs.end();
    }
  });

  test("that comes when the row is gone is let go", async () => {
    const blobs = new Blobs();
    const { wait, open } = gate();
    try {
      const panel = await new Panel({ _jobs: [done("a")] }).film({
        stills: { poster: GIF },
        hold: (_, answer) => void wait.then(answer),
      });
      show(panel);
      await until(() => blobs.alive.size === 0 && panel.asked("part").length === 1);
      panel.fromPython("_jobs", []);
      open();
      await settled();
      await until(() => blobs.alive.size === 0, "no Blob URL");
    } finally {
      blobs.end();
    }
  });

  test.each([
    ["there is none", {}],
    ["it is refused", { still: refusing("gone") }],
  ])("where %s, the row has its own colour", async (_, does) => {
    const panel = new Panel({ _jobs: [done("a")] });
    Object.assign(panel.does, does);
    show(panel);
    await settled();
    expect(picture()).toBe("");
    const colour = (place: number) =>
      rows()[place]?.querySelector<HTMLElement>("[aria-hidden]")?.style.getPropertyValue("--gw-hue");
    panel.fromPython("_jobs", [done("a"), done("b")]);
    expect(Number(colour(0))).toBeGreaterThanOrEqual(0);
    expect(colour(0)).not.toBe(colour(1));
  });
});
