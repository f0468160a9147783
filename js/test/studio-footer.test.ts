// What it will cost, and the buttons that ask for it.
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Price } from "../src/studio/state.js";
import { of, type State } from "./choices.js";
import { gate } from "./gallery-list.js";
import {
  alerts,
  button,
  field,
  Panel,
  press,
  radio,
  refusing,
  SILENT,
  settled,
  show,
  stagePanel,
  text,
  there,
  type,
} from "./panel.js";

stagePanel();

const asks = (panel: Panel) => panel.asked("generate").map(({ again, yes }) => ({ again, yes }));
const disabled = (name: string) => there(name)?.getAttribute("aria-disabled");
const priced = (price: Price, more = {}) => new Panel({ _price: price, ...more });

describe("before", () => {
  test("a new request tells its price, what is on the account and what is left of the budget", () => {
    show(priced({ cost: "$0.30", standing: "new", said: "", balance: "Balance: $4", budget: "Budget: $1 of $5" }));
    expect(text()).toContain("Cost: $0.30");
    expect(text()).toContain("Balance: $4 · Budget: $1 of $5");
    expect(there("Generate")).toBeTruthy();
    expect(there("New take")).toBeNull();
  });

  test.each([
    [{ balance: "Balance: $4" }, "Balance: $4"],
    [{ budget: "Budget: $1 of $5", balance: "" }, "Budget: $1 of $5"],
  ])("what is left is told alone where nothing else is known: %o", (price, line) => {
    show(priced(price));
    expect(text().split("\n")).toContain(line);
    expect(text()).not.toContain("Cost");
  });

  test("where nothing is left to tell there is no empty line, and no price where none is known", () => {
    show(new Panel());
    const line = [...document.querySelectorAll<HTMLElement>(".gw-foot p")];
    expect(line.filter((each) => each.checkVisibility() && each.offsetHeight > 0)).toEqual([]);
  });

  test.each([
    ["library", "Show it", ["Show it", "New take"], "Nothing to pay; a new take: $0.30"],
    ["running", "Show it", ["Show it", "New take"], "Nothing to pay; a new take: $0.30"],
    ["unknown", "", ["New take"], "Cost: $0.30"],
    ["refused", "", [], "Cost: $0.30"],
    ["gone", "Generate", ["Generate", "New take"], "Cost: $0.30"],
    ["new", "Generate", ["Generate"], "Cost: $0.30"],
    ["", "Generate", ["Generate"], "Cost: $0.30"],
  ] as const)("%j offers what leads on, and says why", (standing, _, buttons, price) => {
    show(priced({ cost: "$0.30", standing, said: standing && `It is ${standing}.` }));
    expect(["Generate", "Show it", "New take"].filter(there)).toEqual(buttons);
    expect(text()).toContain(price);
    if (standing) expect(text()).toContain(`It is ${standing}.`);
  });

  test("the price follows what is chosen, as Python works it out", () => {
    const panel = priced({ cost: "$0.30", standing: "library" });
    show(panel);
    panel.fromPython("_price", { cost: "$0.60", standing: "new", said: "" });
    expect(text()).toContain("Cost: $0.60");
    expect(there("New take")).toBeNull();
  });
});

describe("what is missing", () => {
  const missing = (state: State, traits = {}) => {
    const panel = new Panel(traits, state);
    show(panel);
    return panel;
  };

  test("a prompt: said, and nothing can be asked for until there is one", () => {
    const panel = missing("local", { prompt: "  ", _price: { said: "Something else." } });
    expect(text()).toContain("Write what the video should show.");
    expect(text()).not.toContain("Something else.");
    expect(disabled("Generate")).toBe("true");
    press("Generate");
    expect(asks(panel)).toEqual([]);
    type("a fox");
    expect(text()).toContain("Something else.");
    expect(disabled("Generate")).toBe("false");
    press("Generate");
    expect(asks(panel)).toHaveLength(1);
  });

  test("no prompt, where the model needs none", () => {
    missing("local_picture", { prompt: "" });
    expect(disabled("Generate")).toBe("false");
  });

  test("images: how many more or less there must be", () => {
    const options = of("local");
    const needs = { ...options, images: { ...options.images, minimum: 2 } };
    const image = (id: string) => ({ id, name: id, kind: "path", width: 1, height: 1, bytes: 1, problem: "" });
    const panel = missing("local", { _options: needs, _images: [image("a")] });
    expect(text()).toContain("This model needs images: 2 at least.");
    expect(disabled("Generate")).toBe("true");
    panel.fromPython("_images", [image("a"), image("b")]);
    expect(disabled("Generate")).toBe("false");
  });

  test("a key: until there is one, or it is rehearsed", () => {
    const panel = missing("aivideoapi");
    expect(text()).toContain("aivideoapi.ai wants a key: give it one above, or rehearse.");
    expect(disabled("Generate")).toBe("true");
    (page.getByRole("checkbox", { name: "Rehearse for free" }).element() as HTMLElement).click();
    expect(panel.asked("set").map(({ values }) => values)).toEqual([{ rehearse: true }]);
    expect(disabled("Generate")).toBe("false");
    panel.fromPython("rehearse", false);
    expect(disabled("Generate")).toBe("true");
    panel.fromPython("_options", of("xai"));
    expect(disabled("Generate")).toBe("false");
  });

  test("nothing, before Python has said what there is", () => {
    const { options } = { options: { ...of("local"), provider: "" } };
    missing("local", { _options: options, prompt: "" });
    expect(disabled("Generate")).toBe("false");
  });

  test("what Python found wrong blocks both buttons; a problem that is over does not", () => {
    const panel = missing("local", {
      _price: { standing: "library" },
      _problems: { prompt: "", duration: "Too long." },
    });
    expect([disabled("Show it"), disabled("New take")]).toEqual(["true", "true"]);
    press("New take");
    expect(asks(panel)).toEqual([]);
    panel.fromPython("_problems", { prompt: "", duration: "" });
    expect([disabled("Show it"), disabled("New take")]).toEqual(["false", "false"]);
  });

  test("what is wrong with the whole is told beside the button", async () => {
    const panel = missing("local", { _problems: { "": "The ledger can't be read." } });
    expect(alerts()).toEqual(["The ledger can't be read."]);
    panel.fromPython("_problems", {});
    expect(alerts()).toEqual([]);
  });
});

describe("a rehearsal", () => {
  test("is offered where it would cost something, and says what it is", () => {
    const panel = new Panel({}, "xai");
    show(panel);
    const box = page.getByRole("checkbox", { name: "Rehearse for free" });
    const element = box.element() as HTMLInputElement;
    expect(element.checked).toBe(false);
    expect(element.closest("label")?.title).toContain("The local service answers in this service's place");
    panel.fromPython("rehearse", true);
    expect(element.checked).toBe(true);
    element.click();
    expect(panel.get("rehearse")).toBe(false);
    panel.fromPython("_options", of("local"));
    expect(box.query()).toBeNull();
  });

  test("where nobody may choose it, the switch is greyed, a press changes nothing, and the reason is there", async () => {
    const why = "In this class every request is a rehearsal.";
    const panel = new Panel({ rehearse: true, _options: { ...of("aivideoapi"), fixed: why } }, "aivideoapi");
    show(panel);
    const box = page.getByRole("checkbox", { name: "Rehearse for free" });
    await expect.element(box).toBeDisabled();
    await expect.element(box).toBeChecked();
    await expect.element(box).toHaveAccessibleDescription(why);
    await expect.element(page.getByText(why)).toBeVisible();
    (box.element() as HTMLElement).click();
    expect(panel.asked("set")).toEqual([]);
    panel.fromPython("_options", { ...of("aivideoapi"), fixed: "" });
    await expect.element(box).toBeEnabled();
    expect(page.getByText(why).elements()).toEqual([]);
  });

  test("where none is allowed, a missing key isn't told to rehearse", () => {
    show(new Panel({ _options: { ...of("aivideoapi"), fixed: "No rehearsals here." } }, "aivideoapi"));
    expect(text()).toContain("aivideoapi.ai wants a key: give it one above.");
    expect(text()).not.toContain("or rehearse");
  });
});

describe("a press", () => {
  test("says so at once, asks once, and shows what comes of it", async () => {
    const { wait, open } = gate();
    const panel = new Panel();
    panel.does.generate = () => wait;
    show(panel);
    (page.getByRole("tab", { name: "Library" }).element() as HTMLElement).click();
    press("Generate");
    expect(disabled("Sending…")).toBe("true");
    press("Sending…");
    expect(asks(panel)).toEqual([{ again: false, yes: false }]);
    open();
    await expect.element(button("Generate")).toHaveAttribute("aria-disabled", "false");
    await expect.element(page.getByRole("tab", { name: "Clip" })).toHaveAttribute("aria-selected", "true");
  });

  test("on New take asks for another one", () => {
    const panel = priced({ standing: "library" });
    show(panel);
    press("New take");
    expect(asks(panel)).toEqual([{ again: true, yes: false }]);
  });

  test("Ctrl+Enter in the prompt is one, as long as something can be asked for", async () => {
    const panel = new Panel();
    panel.does.generate = SILENT;
    show(panel);
    field().focus();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(asks(panel)).toEqual([{ again: false, yes: false }]);
  });

  test("that is refused is told at the field that it is about, and can be pressed again", async () => {
    const panel = new Panel({ _problems: { mode: "" } });
    panel.does.generate = refusing("Too many signs.", "InvalidRequest", "prompt");
    show(panel);
    press("Generate");
    await settled();
    expect(alerts()).toEqual(["Too many signs."]);
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(disabled("Generate")).toBe("false");
    panel.does.generate = SILENT;
    press("Generate");
    expect(alerts()).toEqual([]);
  });

  test.each(["images", "duration"])("that is refused for its %s is told there", async (name) => {
    const panel = new Panel();
    panel.does.generate = refusing("Not these.", "InvalidRequest", name);
    show(panel);
    press("Generate");
    await expect.element(page.getByRole("alert").filter({ hasText: "Not these." })).toBeVisible();
    expect(document.querySelector(".gw-foot")?.textContent).not.toContain("Not these.");
  });

  test("that is refused for no field is told beside the button, rather than what is wrong otherwise", async () => {
    const panel = new Panel();
    panel.does.generate = refusing("The budget is spent.", "BudgetExceeded");
    show(panel);
    press("Generate");
    await settled();
    expect(document.querySelector(".gw-foot [role=alert]")?.textContent).toBe("The budget is spent.");
    panel.fromPython("_problems", { "": "Another thing." });
    expect(alerts()).toEqual(["The budget is spent."]);
  });

  test.each([
    ["the text", (panel: Panel) => panel.fromPython("prompt", "two foxes")],
    ["a choice", (panel: Panel) => panel.fromPython("mode", "fun")],
    ["the rehearsal", (panel: Panel) => panel.fromPython("rehearse", true)],
  ])("that was refused is past when %s changes, and consent is no longer asked for", async (_, change) => {
    const panel = new Panel();
    panel.does.generate = refusing("The budget is spent.");
    show(panel);
    press("Generate");
    await settled();
    panel.fromPython("_price", { cost: "$2" });
    expect(alerts()).toEqual(["The budget is spent."]);
    change(panel);
    expect(alerts()).toEqual([]);
    panel.does.generate = refusing("This costs $3. Shall I?", "NeedsConsent");
    press("Generate");
    await settled();
    expect(there("Yes, generate")).toBeTruthy();
    panel.fromPython("prompt", "three foxes");
    expect(there("Yes, generate")).toBeNull();
  });
});

describe("consent", () => {
  async function asked(): Promise<Panel> {
    const panel = priced({ standing: "library" });
    panel.does.generate = refusing("This costs $3, more than usual. Shall I?", "NeedsConsent");
    show(panel);
    expect(there("Yes, generate")).toBeNull();
    press("New take");
    await settled();
    return panel;
  }

  test("is asked for in words, and given by a button", async () => {
    const panel = await asked();
    expect(alerts()[0]).toContain("This costs $3, more than usual. Shall I?");
    panel.does.generate = SILENT;
    press("Yes, generate");
    expect(asks(panel)).toEqual([
      { again: true, yes: false },
      { again: true, yes: true },
    ]);
    expect(there("Yes, generate")).toBeNull();
    expect(alerts()).toEqual([]);
  });

  test("can be withheld, and nothing is asked for", async () => {
    const panel = await asked();
    press("Don't");
    expect(there("Don't")).toBeNull();
    expect(asks(panel)).toHaveLength(1);
  });

  test("is no longer asked for when something else is pressed", async () => {
    const panel = await asked();
    panel.does.generate = SILENT;
    press("Show it");
    expect(there("Yes, generate")).toBeNull();
  });
});

test("in Chinese", () => {
  const panel = new Panel({ lang: "zh", prompt: "", _price: { cost: "¥2", standing: "new" } }, "xai");
  show(panel);
  expect(text()).toContain("费用：¥2");
  expect(text()).toContain("请描述视频内容。");
  expect(page.getByRole("checkbox", { name: "免费排练" }).query()).toBeTruthy();
  panel.fromPython("_price", { cost: "¥2", standing: "library" });
  for (const name of ["显示", "再生成一个版本"]) expect(there(name)).toBeTruthy();
  expect(radio("自动 · 16:9")).toBeTruthy();
});
