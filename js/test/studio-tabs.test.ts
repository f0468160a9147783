// Tabs alone: by mouse and by keys.
import { afterEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { type Tabs, tabs } from "../src/studio/tabs.js";
import { stage } from "./page.js";

stage("");
let life = new AbortController();
afterEach(() => life.abort());

function made({ hidden = false } = {}): { made: Tabs; opened: string[] } {
  life = new AbortController();
  const opened: string[] = [];
  const panel = (text: string) => Object.assign(document.createElement("div"), { textContent: text });
  const made = tabs(
    [
      { name: "one", label: "First", panel: panel("the first"), opened: () => opened.push("one") },
      { name: "two", label: "Second", panel: panel("the second"), opened: () => opened.push("two") },
      { name: "three", label: "Third", panel: panel("the third"), hidden },
    ],
    "Views",
    life.signal,
  );
  document.body.append(made.element);
  return { made, opened };
}

const tab = (name: string) => page.getByRole("tab", { name }).element() as HTMLElement;
const chosen = () => page.getByRole("tab", { selected: true }).element().textContent;
const panels = () =>
  page
    .getByRole("tabpanel")
    .elements()
    .map((each) => each.textContent);

describe("tabs", () => {
  test("show the first at first; each names its panel and is named by it", () => {
    const { made: it } = made();
    expect(chosen()).toBe("First");
    expect(it.current.value).toBe("one");
    expect(panels()).toEqual(["the first"]);
    expect(page.getByRole("tabpanel", { name: "First" }).element().id).toBe(tab("First").getAttribute("aria-controls"));
    expect(page.getByRole("tablist", { name: "Views" }).query()).toBeTruthy();
    expect(["First", "Second", "Third"].map((name) => tab(name).tabIndex)).toEqual([0, -1, -1]);
  });

  test("without any there is none", () => {
    life = new AbortController();
    expect(tabs([], "Views", life.signal).current.value).toBe("");
  });

  test("a press shows another, and says that it was opened once", () => {
    const { made: it, opened } = made();
    tab("Second").click();
    tab("Second").click();
    expect([chosen(), panels(), opened]).toEqual(["Second", ["the second"], ["two"]]);
    it.show("two");
    it.show("one");
    expect(opened).toEqual(["two", "one"]);
    expect(["First", "Second", "Third"].map((name) => tab(name).tabIndex)).toEqual([0, -1, -1]);
  });

  test("two sets of them don't share names", () => {
    made();
    made();
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("arrows go round, Home and End to the ends, with the focus", async () => {
    made();
    tab("First").focus();
    const seen = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "Home", "End", "Home"]) {
      await userEvent.keyboard(`{${key}}`);
      expect(document.activeElement?.textContent).toBe(chosen());
      seen.push(chosen());
    }
    expect(seen).toEqual(["Second", "Third", "First", "Third", "Second", "First", "Third", "First"]);
  });

  test("other keys are left alone", () => {
    made();
    const pressed = (key: string) => {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      tab("First").dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(["ArrowDown", "a", "Tab"].map(pressed)).toEqual([false, false, false]);
    expect(chosen()).toBe("First");
    expect(pressed("ArrowRight")).toBe(true);
  });

  test("one that is hidden is passed over, until it is shown for the first time", async () => {
    const { made: it } = made({ hidden: true });
    expect(page.getByRole("tab").elements()).toHaveLength(2);
    tab("First").focus();
    await userEvent.keyboard("{End}");
    expect(chosen()).toBe("Second");
    it.show("three");
    expect(chosen()).toBe("Third");
    tab("First").click();
    tab("First").focus();
    await userEvent.keyboard("{End}");
    expect(chosen()).toBe("Third");
  });

  test("end with the life", () => {
    const { made: it } = made();
    const heard = vi.fn();
    it.current.subscribe(heard);
    life.abort();
    tab("Second").click();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(panels()).toEqual(["the first"]);
  });
});
