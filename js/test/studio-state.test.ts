// What is chosen and typed: at once on the page, in order at the kernel.
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import {
  alerts,
  field,
  Panel,
  press,
  radio,
  refusing,
  SILENT,
  settled,
  show,
  stagePanel,
  stopClock,
  type,
} from "./panel.js";

stagePanel();

const told = (panel: Panel) => panel.asked("set").map(({ values }) => values);
const orders = (panel: Panel) => panel.sent.map(({ body }) => body.seq).filter((seq) => seq !== undefined);

describe("what is chosen", () => {
  test("is on the page, and in whatever is linked to it there, before the kernel answers", async () => {
    const panel = new Panel();
    panel.does.set = SILENT;
    let linked = "";
    panel.on("change:aspect_ratio", () => {
      linked = String(panel.get("aspect_ratio"));
    });
    show(panel);
    radio("9:16").click();
    expect(linked).toBe("9:16");
    expect(radio("9:16").checked).toBe(true);
    expect(panel.asked("set")).toEqual([{ seq: expect.any(Number), values: { aspect_ratio: "9:16" } }]);
    expect(panel.saved).toEqual([]);
  });

  test("follows Python, which has the last word", () => {
    const panel = new Panel();
    show(panel);
    radio("9:16").click();
    panel.fromPython("aspect_ratio", "1:1");
    expect(radio("1:1").checked).toBe(true);
    expect(told(panel)).toHaveLength(1);
  });

  test.each([
    ["provider", { name: "Provider", choose: "xai" }],
    ["model", { name: "Model", choose: "local-video" }],
  ])("the %s is one of it", async (name, { name: list, choose }) => {
    const panel = new Panel();
    show(panel);
    await userEvent.selectOptions(page.getByRole("combobox", { name: list }), choose);
    expect(told(panel)).toEqual([{ [name]: choose }]);
  });

  test.each([
    ["resolution", "720p", "720p"],
    ["mode", "fun", "fun"],
    ["nsfw_checker", "off", false],
  ])("%s is one of it", (name, label, value) => {
    const panel = new Panel();
    show(panel);
    radio(label).click();
    expect(told(panel)).toEqual([{ [name]: value }]);
    panel.fromPython(name as "mode", null);
    expect(radio(label).checked).toBe(false);
  });

  test("a note of what had to change with it is told at its field", async () => {
    const panel = new Panel();
    show(panel);
    panel.fromPython("_notes", { mode: "spicy was changed to normal." });
    await expect.element(page.getByRole("radiogroup", { name: "Mode" })).toHaveTextContent("spicy was changed");
  });
});

describe("the order of changes", () => {
  test("counts up with the clock, within one millisecond, and when the clock is set back", () => {
    const clock = stopClock();
    clock.setSystemTime(5_000);
    const panel = new Panel();
    show(panel);
    for (const ratio of ["9:16", "1:1"]) radio(ratio).click();
    clock.setSystemTime(1_000);
    radio("4:3").click();
    clock.setSystemTime(9_000);
    press("Generate");
    expect(orders(panel)).toEqual([5000, 5001, 5002, 9000]);
  });

  test("goes on when the panel is shown again, and starts anew for another one", () => {
    const clock = stopClock();
    clock.setSystemTime(5_000);
    const panel = new Panel();
    show(panel).abort();
    show(panel);
    radio("9:16").click();
    clock.setSystemTime(4_000);
    document.body.replaceChildren();
    show(panel);
    radio("1:1").click();
    expect(orders(panel)).toEqual([5000, 5001]);
    document.body.replaceChildren();
    const other = new Panel();
    show(other);
    radio("9:16").click();
    expect(orders(other)).toEqual([4000]);
  });
});

describe("what is typed", () => {
  test("is told once, 150 ms after the last letter", () => {
    const clock = stopClock();
    const panel = new Panel();
    show(panel);
    type("a");
    clock.advanceTimersByTime(149);
    type("ab");
    clock.advanceTimersByTime(149);
    expect(told(panel)).toEqual([]);
    clock.advanceTimersByTime(1);
    expect(told(panel)).toEqual([{ prompt: "ab" }]);
    expect(panel.get("prompt")).toBe("ab");
    clock.advanceTimersByTime(1000);
    expect(told(panel)).toHaveLength(1);
  });

  test("isn't fought by what Python says meanwhile, and gives way to what it says afterwards", () => {
    const clock = stopClock();
    const panel = new Panel();
    show(panel);
    type("a blue fox");
    panel.fromPython("prompt", "a green fox");
    expect(field().value).toBe("a blue fox");
    clock.advanceTimersByTime(150);
    expect(told(panel)).toEqual([{ prompt: "a blue fox" }]);
    panel.fromPython("prompt", "a grey fox");
    expect(field().value).toBe("a grey fox");
    clock.advanceTimersByTime(1000);
    expect(told(panel)).toHaveLength(1);
  });

  test("and taken back in time, is not told at all", () => {
    const clock = stopClock();
    const panel = new Panel();
    show(panel);
    type("a red fox!");
    type("a red fox");
    clock.advanceTimersByTime(1000);
    expect(told(panel)).toEqual([]);
    panel.fromPython("prompt", "a grey fox");
    expect(field().value).toBe("a grey fox");
  });

  test("goes with Generate when it wasn't told yet, and isn't told again", async () => {
    const clock = stopClock();
    const panel = new Panel({ aspect_ratio: "1:1", duration: 6, nsfw_checker: false, rehearse: true });
    panel.does.generate = SILENT;
    show(panel);
    type("two foxes");
    press("Generate");
    expect(panel.asked("generate")).toEqual([
      {
        seq: expect.any(Number),
        again: false,
        yes: false,
        values: {
          provider: "local",
          model: null,
          aspect_ratio: "1:1",
          resolution: null,
          duration: 6,
          mode: null,
          nsfw_checker: false,
          prompt: "two foxes",
          rehearse: true,
        },
      },
    ]);
    expect(panel.get("prompt")).toBe("two foxes");
    clock.advanceTimersByTime(1000);
    expect(told(panel)).toEqual([]);
    panel.fromPython("prompt", "three foxes");
    expect(field().value).toBe("three foxes");
  });

  test("is not told after the end of the view", () => {
    const clock = stopClock();
    const panel = new Panel();
    const view = show(panel);
    type("a blue fox");
    view.abort();
    clock.advanceTimersByTime(1000);
    expect(told(panel)).toEqual([]);
    expect(panel.get("prompt")).toBe("a red fox");
  });
});

describe("a change that is refused", () => {
  test("is told at the field that the kernel names", async () => {
    const panel = new Panel();
    panel.does.set = refusing("No such mode.", "InvalidRequest", "mode");
    show(panel);
    radio("9:16").click();
    await expect
      .element(page.getByRole("radiogroup", { name: "Mode" }).getByRole("alert"))
      .toHaveTextContent("No such mode.");
    expect(alerts()).toEqual(["No such mode."]);
  });

  test("where the kernel names none, at the field that was changed; the next that is taken takes it back", async () => {
    const panel = new Panel();
    panel.does.set = refusing("Not now.");
    show(panel);
    radio("9:16").click();
    await expect
      .element(page.getByRole("radiogroup", { name: "Aspect ratio" }).getByRole("alert"))
      .toHaveTextContent("Not now.");
    panel.does.set = () => ({});
    radio("1:1").click();
    await settled();
    expect(alerts()).toEqual([]);
  });

  test("stands beside what else is wrong, and before it at the same field", async () => {
    const panel = new Panel({ _problems: { aspect_ratio: "An odd shape.", prompt: "Too long." } });
    panel.does.set = refusing("Not now.");
    show(panel);
    expect(alerts().sort()).toEqual(["An odd shape.", "Too long."]);
    radio("9:16").click();
    await settled();
    expect(alerts().sort()).toEqual(["Not now.", "Too long."]);
  });
});
