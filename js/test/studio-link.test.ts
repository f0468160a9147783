// The panel's line to its kernel, as the reader sees it.
import { describe, expect, test } from "vitest";
import { alerts, Panel, press, radio, refusing, settled, show, stagePanel, stopClock } from "./panel.js";

stagePanel();

const BUSY = "The kernel doesn't answer: it is busy with a cell, or the connection is lost.";
const GONE = "The kernel was restarted or is gone.";
const banner = () => document.querySelector<HTMLElement>(".gw-banner") as HTMLElement;
const seen = () => (banner().checkVisibility() ? banner().textContent : "");

/** A panel that greeted its kernel, with the clock stopped. */
async function panel(): Promise<{ clock: ReturnType<typeof stopClock>; made: Panel }> {
  const clock = stopClock();
  const made = new Panel();
  show(made);
  await settled();
  expect(seen()).toBe("");
  return { clock, made };
}

const ids = (made: Panel, kind: string) => made.sent.filter((each) => each.kind === kind).map(({ id }) => id);

describe("silence", () => {
  test("of four seconds is told, and what was asked is asked again by the same name", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    radio("9:16").click();
    clock.advanceTimersByTime(3999);
    expect(seen()).toBe("");
    clock.advanceTimersByTime(1);
    expect(seen()).toContain(BUSY);
    expect(banner().getAttribute("role")).toBe("alert");
    const [first, second, ...more] = ids(made, "set");
    expect(second).toBe(first);
    expect(more).toEqual([]);
    expect(made.asked("set")[1]).toEqual(made.asked("set")[0]);
  });

  test("is over with the answer: that is told for four seconds", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    radio("9:16").click();
    clock.advanceTimersByTime(4000);
    made.answer(ids(made, "set")[0] ?? "", {});
    await settled();
    expect(seen()).toBe("Connected again.");
    clock.advanceTimersByTime(3999);
    expect(seen()).toBe("Connected again.");
    clock.advanceTimersByTime(1);
    expect(seen()).toBe("");
  });

  test("is over only when all that was late is answered", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    radio("9:16").click();
    radio("1:1").click();
    clock.advanceTimersByTime(20_000);
    const [first, second] = [...new Set(ids(made, "set"))] as [string, string];
    made.answer(second, {});
    await settled();
    expect(seen()).toContain(BUSY);
    made.refuse(first, "No.");
    await settled();
    expect(seen()).toBe("Connected again.");
  });

  test("its end is told no longer for what is answered meanwhile, and leaves no timer behind", async () => {
    const clock = stopClock();
    const made = new Panel();
    const view = show(made);
    await settled();
    made.silent = true;
    radio("9:16").click();
    clock.advanceTimersByTime(4000);
    made.silent = false;
    made.answer(ids(made, "set")[0] ?? "", {});
    await settled();
    clock.advanceTimersByTime(3000);
    radio("1:1").click();
    await settled();
    clock.advanceTimersByTime(1000);
    expect(seen()).toBe("");
    made.silent = true;
    radio("9:16").click();
    clock.advanceTimersByTime(4000);
    made.answer(ids(made, "set").at(-1) ?? "", {});
    await settled();
    expect(seen()).toBe("Connected again.");
    view.abort();
    expect(clock.getTimerCount()).toBe(0);
  });

  test("that comes back while its end is told is told again", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    radio("9:16").click();
    clock.advanceTimersByTime(4000);
    made.answer(ids(made, "set")[0] ?? "", {});
    await settled();
    radio("1:1").click();
    clock.advanceTimersByTime(4000);
    expect(seen()).toContain(BUSY);
    clock.advanceTimersByTime(4000);
    expect(seen()).toContain(BUSY);
  });

  test("of a request that is answered in time says nothing", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    radio("9:16").click();
    clock.advanceTimersByTime(3000);
    made.answer(ids(made, "set")[0] ?? "", {});
    await settled();
    clock.advanceTimersByTime(60_000);
    expect(seen()).toBe("");
    expect(ids(made, "set")).toHaveLength(1);
  });
});

describe("the host's word that the connection has changed", () => {
  test("makes the panel ask whether its kernel is there; one that answers is not mentioned", async () => {
    const { clock, made } = await panel();
    made.happens("comm_live_update");
    await settled();
    clock.advanceTimersByTime(60_000);
    expect(made.asked("ping")).toEqual([{}]);
    expect(seen()).toBe("");
  });

  test("is told as the end of the kernel when nobody answers for two and a half seconds", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    made.happens("comm_live_update");
    clock.advanceTimersByTime(2499);
    await settled();
    expect(seen()).toBe("");
    clock.advanceTimersByTime(1);
    await settled();
    expect(seen()).toContain(GONE);
    expect(ids(made, "ping")).toHaveLength(1);
  });

  test("a kernel that is gone isn't called busy, and is back when it answers anything", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    made.happens("comm_live_update");
    clock.advanceTimersByTime(2500);
    await settled();
    radio("9:16").click();
    clock.advanceTimersByTime(4000);
    expect(seen()).toContain(GONE);
    made.silent = false;
    radio("1:1").click();
    await settled();
    expect(seen()).toContain(GONE);
    clock.advanceTimersByTime(8000);
    await settled();
    expect(seen()).toBe("Connected again.");
  });

  test("a kernel that is gone is back with the first answer when nothing was late", async () => {
    const { clock, made } = await panel();
    made.silent = true;
    made.happens("comm_live_update");
    clock.advanceTimersByTime(2500);
    await settled();
    made.silent = false;
    radio("1:1").click();
    await settled();
    expect(seen()).toBe("Connected again.");
  });

  test("after the end of the view nobody asks or tells", async () => {
    const clock = stopClock();
    const made = new Panel();
    const view = show(made);
    await settled();
    made.silent = true;
    made.happens("comm_live_update");
    view.abort();
    clock.advanceTimersByTime(60_000);
    await settled();
    expect(banner()).toBeNull();
    made.happens("comm_live_update");
    expect(made.asked("ping")).toHaveLength(1);
  });
});

test("a refusal is an answer", async () => {
  const { clock, made } = await panel();
  made.does.generate = refusing("No.");
  press("Generate");
  await settled();
  clock.advanceTimersByTime(60_000);
  expect(seen()).toBe("");
  expect(alerts()).toEqual(["No."]);
});

test("in Chinese", async () => {
  const clock = stopClock();
  const made = new Panel({ lang: "zh" });
  show(made);
  await settled();
  made.silent = true;
  made.happens("comm_live_update");
  radio("9:16").click();
  clock.advanceTimersByTime(2500);
  await settled();
  expect(seen()).toContain("内核已重启或已停止。");
});
