import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import type { JobState } from "../src/job/state.js";
import css from "../src/jobview.css?inline";
import widget, { type JobTraits } from "../src/jobview.js";
import { FakeModel } from "./fake-model.js";
import { mount, stage } from "./page.js";
import { wordsOf } from "./words.js";

const START: JobState = {
  status: "running",
  phase: "",
  progress: null,
  elapsed_s: 0,
  expected_s: null,
  expected_high_s: null,
  queue_place: null,
  message: "",
  can_stop: true,
  slow: false,
};

function fake(state: Partial<JobState> = {}, traits: Partial<JobTraits> = {}): FakeModel<JobTraits> {
  return new FakeModel<JobTraits>({
    state: { ...START, ...state },
    request: { prompt: "a red fox", provider: "local", model: "local-v1", details: "16:9 · 6 s" },
    ratio: "16:9",
    lang: "en",
    _words: wordsOf("job"),
    _host: { message: 1 << 20, pull: 0 },
    ...traits,
  });
}

const show = (model: FakeModel<JobTraits>, options = {}) => mount(widget, model, options);
const tell = (model: FakeModel<JobTraits>, state: Partial<JobState>) =>
  model.fromPython("state", { ...model.get("state"), ...state });
const text = () => document.body.textContent ?? "";
const stopButton = () => page.getByRole("button");

afterEach(() => void vi.useRealTimers());
stage(css);

describe("progress", () => {
  test("a percentage fills the bar and is written beside it", async () => {
    show(fake({ progress: 42.4 }));
    const bar = page.getByRole("progressbar", { name: "Progress" });
    await expect.element(bar).toHaveAttribute("value", "42.4");
    await expect.element(page.getByText("42 %")).toBeVisible();
  });

  test("without a percentage the bar is indeterminate, also after there was one", async () => {
    const model = fake({ progress: 10 });
    show(model);
    tell(model, { progress: null });
    const bar = page.getByRole("progressbar").element() as HTMLProgressElement;
    expect(bar.position).toBe(-1);
    expect(text()).not.toContain("%");
  });

  test("the status is a live region and says the phase; Python's own phase text comes first", async () => {
    const model = fake({ status: "queued" });
    show(model);
    await expect.element(page.getByRole("status")).toHaveTextContent("Waiting in the queue");
    tell(model, { phase: "Warming up the machine" });
    await expect.element(page.getByRole("status")).toHaveTextContent("Warming up the machine");
  });

  test("the queue place is told while it queues", async () => {
    const model = fake({ status: "queued", queue_place: 3 });
    show(model);
    await expect.element(page.getByRole("status")).toHaveTextContent("number 3 in the queue");
    tell(model, { status: "running" });
    await expect.element(page.getByRole("status")).not.toHaveTextContent("number 3");
  });
});

describe("the clocks", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  test("elapsed seconds count on between updates, and time left counts down", () => {
    show(fake({ elapsed_s: 12, expected_s: 16 }));
    expect(text()).toContain("12 s");
    expect(text()).toContain("about 16 s left");
    vi.advanceTimersByTime(5000);
    expect(text()).toContain("17 s");
    expect(text()).toContain("about 11 s left");
  });

  test("an update sets the clock anew", () => {
    const model = fake({ elapsed_s: 12 });
    show(model);
    vi.advanceTimersByTime(5000);
    tell(model, { elapsed_s: 90 });
    expect(text()).toContain("1 min 30 s");
  });

  test("the live region is left alone by the ticking clock", () => {
    show(fake({ elapsed_s: 12, slow: true }));
    const region = page.getByRole("status").element();
    const changes: MutationRecord[] = [];
    const watch = new MutationObserver((seen) => changes.push(...seen));
    watch.observe(region, { childList: true, subtree: true, characterData: true });
    vi.advanceTimersByTime(3000);
    changes.push(...watch.takeRecords());
    watch.disconnect();
    expect(changes).toHaveLength(0);
  });

  test("past the expected time it says any moment, past the slowest tenth it says longer than usual", () => {
    show(fake({ elapsed_s: 12, expected_s: 2, expected_high_s: 5 }));
    vi.advanceTimersByTime(3000);
    expect(text()).toContain("any moment now");
    vi.advanceTimersByTime(3000);
    expect(text()).toContain("longer than usual");
    expect(text()).not.toContain("any moment now");
  });

  test("it stops when the job ends", () => {
    const model = fake({ elapsed_s: 12 });
    show(model);
    tell(model, { status: "done", elapsed_s: 24 });
    vi.advanceTimersByTime(9000);
    expect(text()).toContain("24 s");
  });

  test("a second view of the same job shows the same time as the first", () => {
    const model = fake({ elapsed_s: 12 });
    show(model);
    vi.advanceTimersByTime(7000);
    const el = document.body.appendChild(document.createElement("div"));
    const end = widget.render({ model, el });
    expect(el.textContent).toContain("19 s");
    end();
  });

  test("minutes left are rounded, seconds are not pretended", () => {
    const model = fake({ expected_s: 130 });
    show(model);
    expect(text()).toContain("about 2 min left");
    tell(model, { expected_s: 47 });
    expect(text()).toContain("about 45 s left");
  });
});

describe("Stop", () => {
  test("says stopping at once, asks the kernel once, and waits for the job to end", async () => {
    const model = fake();
    model.kernel = ({ id }) => model.answer(id, { stopping: true });
    show(model);
    await stopButton().click();
    await expect.element(stopButton()).toHaveTextContent("Stopping…");
    (stopButton().element() as HTMLButtonElement).click();
    expect(model.sent.map(({ kind }) => kind)).toEqual(["stop"]);
    tell(model, { status: "stopped", message: "It can be resumed." });
    await expect.element(stopButton()).not.toBeInTheDocument();
    await expect.element(page.getByText("It can be resumed.")).toBeVisible();
  });

  test("without an answer in two seconds it names the interrupt button, and takes it back when the answer comes", () => {
    vi.useFakeTimers();
    const model = fake();
    show(model);
    (stopButton().element() as HTMLButtonElement).click();
    vi.advanceTimersByTime(1900);
    expect(text()).not.toContain("■");
    vi.advanceTimersByTime(200);
    expect(page.getByRole("status").element().textContent).toContain("The kernel is busy: press ■ (interrupt)");
    model.answer(model.sent[0]?.id ?? "", { stopping: true });
    return vi.waitFor(() => expect(text()).not.toContain("■"));
  });

  test("a refusal is shown as an alert, and Stop can be pressed again", async () => {
    const model = fake();
    model.kernel = ({ id }) => model.refuse(id, "The job is gone.");
    show(model);
    await stopButton().click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("The job is gone.");
    await expect.element(page.getByRole("button", { name: "Stop", exact: true })).toBeVisible();
    tell(model, { status: "done", message: "It came anyway." });
    await expect.element(page.getByText("It came anyway.")).toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });

  test("is not offered where the job can't be stopped", async () => {
    show(fake({ can_stop: false }));
    await expect.element(stopButton()).not.toBeInTheDocument();
  });

  test("works by keyboard", async () => {
    const model = fake();
    show(model);
    (stopButton().element() as HTMLButtonElement).focus();
    const { userEvent } = await import("vitest/browser");
    await userEvent.keyboard("{Enter}");
    expect(model.sent).toHaveLength(1);
  });

  test("an answer to another view's request changes nothing", () => {
    const model = fake();
    show(model);
    (stopButton().element() as HTMLButtonElement).click();
    model.refuse("someone-else-1", "not ours");
    expect(text()).not.toContain("not ours");
  });
});

describe("the end", () => {
  test.each(["failed", "expired", "unknown"] as const)("%s is an alert with its message", async (status) => {
    const model = fake();
    show(model);
    tell(model, { status, message: "What it means for your money." });
    await expect.element(page.getByRole("alert")).toHaveTextContent("What it means for your money.");
    await expect.element(page.getByRole("progressbar")).not.toBeInTheDocument();
  });

  test.each(["done", "stopped", "cancelled"] as const)("%s is no alarm", async (status) => {
    const model = fake();
    show(model);
    tell(model, { status, message: "All is well." });
    await expect.element(page.getByText("All is well.")).toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });

  test.each([
    [0.9, false],
    [1, true],
  ])("after %d s its time is told: %s", (elapsed_s, told) => {
    show(fake({ status: "done", elapsed_s }));
    expect(page.getByText("1 s").query() !== null).toBe(told);
  });

  test("nothing is said of what went wrong while all is well", () => {
    show(fake());
    expect(page.getByRole("alert").query()).toBeNull();
    const shown = (document.querySelector("section") as HTMLElement).innerText.split("\n").filter(Boolean);
    expect(shown).toEqual(["Making the video", "Stop", "a red fox", "local · local-v1 · 16:9 · 6 s"]);
  });

  test("HTML in a message or a prompt is shown as text", async () => {
    const evil = '<img src=x onerror="window.hacked=1"><b>bold</b>';
    show(fake({ status: "failed", message: evil }, { request: { prompt: evil } }));
    await expect.element(page.getByRole("alert")).toHaveTextContent(evil);
    expect(document.querySelector("img, b")).toBeNull();
  });
});

describe("the caption", () => {
  test("has the prompt, and one line of who makes it and how", async () => {
    show(fake());
    await expect.element(page.getByText("a red fox", { exact: true })).toHaveAttribute("dir", "auto");
    await expect.element(page.getByText("local · local-v1 · 16:9 · 6 s", { exact: true })).toBeVisible();
    expect(page.getByRole("region", { name: "Video generation: a red fox" }).query()).toBeTruthy();
  });

  test("leaves out what is not known", () => {
    const { el } = show(fake({}, { request: { model: "local-v1" } }));
    expect([...el.querySelectorAll("p")].map(({ textContent }) => textContent).filter(Boolean)).toEqual(["local-v1"]);
    expect(page.getByRole("region", { name: "Video generation:" }).query()).toBeTruthy();
    document.body.replaceChildren();
    const other = show(fake({}, { request: {} }));
    expect([...other.el.querySelectorAll("p")].filter(({ textContent }) => textContent)).toEqual([]);
  });
});

describe("shape and language", () => {
  test.each([
    ["16:9", 640, 360],
    ["1:1", 480, 480],
    ["9:16", 270, 480],
  ])("%s has the frame of its clip", (ratio, width, height) => {
    const { el } = show(fake({}, { ratio }));
    const frame = el.querySelector("progress")?.parentElement?.parentElement?.getBoundingClientRect();
    expect([frame?.width, frame?.height].map((length) => Math.round(length ?? 0))).toEqual([width, height]);
  });

  test("a long message makes the frame grow and is not cut off", () => {
    const { el } = show(fake({ status: "failed", message: "Many words. ".repeat(60) }));
    el.style.width = "300px";
    const alert = page.getByRole("alert").element();
    const frame = alert.parentElement?.parentElement;
    expect(alert.getBoundingClientRect().top).toBeGreaterThan(frame?.getBoundingClientRect().top ?? Infinity);
  });

  test("speaks Chinese", async () => {
    show(fake({ status: "queued", elapsed_s: 65, queue_place: 2 }, { lang: "zh" }));
    await expect.element(page.getByRole("button", { name: "停止" })).toBeVisible();
    await expect.element(page.getByRole("status")).toHaveTextContent("排队中");
    expect(text()).toContain("已用 1 分 5 秒");
  });

  test("auto is the browser's language", async () => {
    show(fake({}, { lang: "auto" }));
    await expect.element(page.getByRole("button", { name: "Stop" })).toBeVisible();
  });
});

describe("where a page hears no thread of the kernel", () => {
  test("it asks for the state again and again, one question at a time", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const model = fake({ progress: 10 }, { _host: { message: 1 << 19, pull: 1000 } });
    const asked: string[] = [];
    model.kernel = ({ id }) => void asked.push(id);
    show(model);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(1);
    model.answer(asked[0] ?? "", { ...START, progress: 30 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    vi.useRealTimers();
    await expect.element(page.getByText("30 %")).toBeVisible();
  });

  test("elsewhere it doesn't ask", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const model = fake();
    show(model);
    await vi.advanceTimersByTimeAsync(5000);
    expect(model.sent).toEqual([]);
  });
});

describe("its own life", () => {
  test.each([
    ["a signal", { signals: true }],
    ["a clean-up function", { signals: false }],
  ])("%s ends listeners, timers and the elements", (_, options) => {
    vi.useFakeTimers();
    const model = fake();
    const view = show(model, options);
    (stopButton().element() as HTMLButtonElement).click();
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    expect(model.listeners).toBeGreaterThan(0);
    if (options.signals) view.abort();
    else view.cleanup();
    expect(vi.getTimerCount()).toBe(0);
    expect(view.el.childElementCount).toBe(0);
    expect(model.listeners).toBe(options.signals ? 0 : 1); // the model's own, which `initialize` made
  });

  test("an answer that comes after the end is ignored", () => {
    const model = fake();
    const view = show(model);
    (stopButton().element() as HTMLButtonElement).click();
    view.abort();
    expect(() => model.refuse(model.sent[0]?.id ?? "", "late")).not.toThrow();
  });

  test.each(["running", "queued", "failed", "unknown", "stopped", "done"] as const)(
    "axe finds nothing in %s",
    async (status) => {
      const { el } = show(
        fake({ status, progress: 30, message: status === "running" ? "" : "A sentence.", elapsed_s: 5 }),
      );
      const { violations } = await axe.run(el);
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );
});
