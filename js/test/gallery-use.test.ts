import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { PATIENCE } from "../src/gallery/pages.js";
import { PAUSE } from "../src/gallery/searchbar.js";
import type { GalleryItem, Query } from "../src/gallery/view.js";
import { gate, Library } from "./gallery-list.js";
import {
  box,
  clip,
  focused,
  place,
  ready,
  scrollTo,
  shelf,
  show,
  stageGallery,
  status,
  tabbable,
  tiles,
  visible,
} from "./gallery-page.js";
import { frames, until } from "./page.js";

stageGallery();

describe("searching", () => {
  const field = () => page.getByRole("searchbox", { name: "Search the prompts" });

  test("begins after a pause, and asks once for what was typed", async () => {
    const library = new Library();
    const asked: Query[] = [];
    await ready(library, { asked: (query) => void asked.push(query) });
    await userEvent.type(field(), "red fox");
    await expect.element(status()).toHaveTextContent("7 clips");
    expect(library.asked.at(-1)).toEqual({ search: "red fox", provider: "", model: "", offset: 0, limit: 60 });
    expect(asked.at(-1)).toEqual({ search: "red fox", provider: "", model: "" });
    expect(library.asked.length).toBeLessThan(5);
    await until(() => clip("red fox 6"));
    expect(tiles()).toHaveLength(7);
  });

  test("Enter begins at once, Escape clears at once and goes no further", async () => {
    const library = new Library();
    const { el } = await ready(library);
    let heard = 0;
    el.addEventListener("keydown", ({ key }) => {
      heard += Number(key === "Escape");
    });
    await userEvent.type(field(), "cat{Enter}");
    expect(library.asked.at(-1)?.search).toBe("cat");
    await userEvent.keyboard("{Escape}");
    expect(library.asked.at(-1)?.search).toBe("");
    expect((field().element() as HTMLInputElement).value).toBe("");
    expect(heard).toBe(0);
    const before = library.asked.length;
    await userEvent.keyboard("{Escape}"); // nothing to clear: it is the panel's
    expect([heard, library.asked.length]).toEqual([1, before]);
  });

  test("half a Chinese word is not searched for", async () => {
    const library = new Library();
    await ready(library);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const input = field().element() as HTMLInputElement;
    input.value = "hu";
    input.dispatchEvent(new InputEvent("input", { isComposing: true }));
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true }));
    vi.advanceTimersByTime(PAUSE * 2);
    expect(library.asked).toHaveLength(1);
    input.value = "狐";
    input.dispatchEvent(new CompositionEvent("compositionend"));
    vi.advanceTimersByTime(PAUSE - 1);
    expect(library.asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(library.asked.at(-1)?.search).toBe("狐");
  });

  test("an answer to an older question is nobody's", async () => {
    const library = new Library();
    await ready(library);
    const slow = gate();
    library.hold = ({ search }) => (search === "slow" ? slow.wait : undefined);
    await userEvent.type(field(), "slow{Enter}");
    expect(clip("fox number 0")).toBeTruthy(); // until there is an answer, what is known stays
    await userEvent.fill(field(), "quick");
    await userEvent.keyboard("{Enter}");
    await until(() => clip("quick 0"));
    slow.open();
    await frames(3);
    expect(clip("slow 0")).toBeNull();
    expect(clip("quick 0")).toBeTruthy();
  });

  test("begins at the top", async () => {
    await ready(new Library());
    await scrollTo(5000);
    await userEvent.type(field(), "cat{Enter}");
    await until(() => clip("cat 0"));
    expect(shelf().scrollTop).toBe(0);
  });

  test("that finds nothing says so and leads back to all", async () => {
    const library = new Library();
    const asked: Query[] = [];
    await ready(library, { asked: (query) => void asked.push(query) });
    await userEvent.type(field(), "nothing{Enter}");
    await expect.element(page.getByText("No clip matches. Try fewer or other words.")).toBeVisible();
    await expect.element(status()).toHaveTextContent("0 clips");
    expect(page.getByRole("list").query()).toBeNull();
    await page.getByRole("button", { name: "Show all clips" }).click();
    await until(() => clip("fox number 0"));
    expect((field().element() as HTMLInputElement).value).toBe("");
    expect(asked.at(-1)).toEqual({ search: "", provider: "", model: "" });
    expect(page.getByText("No clip matches").query()?.checkVisibility()).toBeFalsy();
  });

  test("an empty library says what it is for", async () => {
    const library = new Library(0);
    library.makers = [];
    show(library);
    await expect.element(page.getByText(/^Nothing here yet/)).toBeVisible();
    expect(page.getByRole("button").elements()).toHaveLength(0);
  });
});

describe("filters", () => {
  const provider = () => page.getByRole("combobox", { name: "Provider" });
  const model = () => page.getByRole("combobox", { name: "Model" });
  const offered = (select: { element(): Element }) =>
    [...(select.element() as HTMLSelectElement).options].map(({ text }) => text);

  test("offer what the library holds, models by provider", async () => {
    const library = new Library();
    await ready(library);
    expect(offered(provider())).toEqual(["All providers", "local", "xai"]);
    expect(offered(model())).toEqual(["All models", "local-video", "grok-imagine", "grok-video"]);
    await userEvent.selectOptions(provider(), "xai");
    expect(offered(model())).toEqual(["All models", "grok-imagine", "grok-video"]);
    expect(library.asked.at(-1)).toMatchObject({ provider: "xai", model: "", offset: 0 });
  });

  test("a model that the next provider hasn't is given up, one that it has stays", async () => {
    const library = new Library();
    library.makers = [
      { name: "a", models: ["one", "both"] },
      { name: "b", models: ["both"] },
    ];
    await ready(library);
    await userEvent.selectOptions(model(), "both");
    expect(offered(model())).toEqual(["All models", "one", "both"]);
    await userEvent.selectOptions(provider(), "b");
    expect(library.asked.at(-1)).toMatchObject({ provider: "b", model: "both" });
    await userEvent.selectOptions(provider(), "a");
    await userEvent.selectOptions(model(), "one");
    await userEvent.selectOptions(provider(), "b");
    expect(library.asked.at(-1)).toMatchObject({ provider: "b", model: "" });
  });

  test("one that came from elsewhere is shown, also where the library has nothing of it", async () => {
    const library = new Library();
    const view = await ready(library, { query: { search: "", provider: "gone", model: "old" } });
    expect((provider().element() as HTMLSelectElement).value).toBe("gone");
    expect((model().element() as HTMLSelectElement).value).toBe("old");
    view.show({ search: "cat", provider: "", model: "" });
    await until(() => clip("cat 0"));
    expect((provider().element() as HTMLSelectElement).value).toBe("");
    await expect.element(page.getByRole("searchbox")).toHaveValue("cat");
  });
});

describe("by keyboard", () => {
  test("Tab leads to one clip of all, and arrows from clip to clip", async () => {
    await ready(new Library());
    expect(tabbable().map(place)).toEqual([1]);
    clip("fox number 0")?.focus();
    const walk: number[] = [];
    for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowLeft", "ArrowUp"]) {
      await userEvent.keyboard(`{${key}}`);
      walk.push(focused());
    }
    expect(walk).toEqual([2, 5, 4, 1, 1, 1]);
    await userEvent.keyboard("{ArrowRight}");
    expect(tabbable().map(place)).toEqual([2]);
    clip("fox number 4")?.focus(); // as a click does
    expect(tabbable().map(place)).toEqual([5]);
  });

  test("End, Home and the page keys go far, and the clip is in view", async () => {
    await ready(new Library());
    clip("fox number 1")?.focus();
    await userEvent.keyboard("{End}");
    expect(focused()).toBe(10_000);
    expect(visible().map(place)).toContain(10_000);
    await userEvent.keyboard("{ArrowRight}{ArrowDown}{PageDown}");
    expect(focused()).toBe(10_000);
    await userEvent.keyboard("{PageUp}");
    expect(focused()).toBe(9994);
    await userEvent.keyboard("{Home}");
    expect(focused()).toBe(1);
    expect(shelf().scrollTop).toBe(0);
    await userEvent.keyboard("{PageDown}");
    expect(focused()).toBe(7);
    await userEvent.keyboard("{ArrowDown}{PageUp}{PageUp}");
    expect(focused()).toBe(1);
  });

  test("down from above a short last row leads to its last clip", async () => {
    await ready(new Library(8));
    clip("fox number 5")?.focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(focused()).toBe(8);
    await userEvent.keyboard("{ArrowDown}");
    expect(focused()).toBe(8);
  });

  test("a clip that is scrolled far away keeps the focus", async () => {
    await ready(new Library());
    clip("fox number 1")?.focus();
    await scrollTo(90_000);
    expect(focused()).toBe(2);
    expect(tiles().map(place)[0]).toBe(2); // and its place in the order
    await userEvent.keyboard("{ArrowRight}");
    expect(focused()).toBe(3);
    expect(visible().map(place)).toContain(3);
  });

  test("keys with Ctrl, Alt, Meta or Shift are somebody else's", async () => {
    await ready(new Library());
    clip("fox number 0")?.focus();
    for (const held of ["Control", "Alt", "Meta", "Shift"]) {
      await userEvent.keyboard(`{${held}>}{ArrowRight}{/${held}}`);
      expect(focused()).toBe(1);
    }
  });
});

describe("what can be done with a clip", () => {
  test("its request can be used, where somebody takes it", async () => {
    const used: string[] = [];
    await ready(new Library(3), { restore: ({ key }) => void used.push(key) });
    await page.getByRole("listitem").nth(1).hover();
    await page.getByRole("listitem").nth(1).getByRole("button", { name: "Use this request" }).click();
    expect(used).toEqual(["job1:0"]);
    expect(page.getByRole("checkbox").elements()).toHaveLength(0);
  });

  test("nothing is offered that nobody takes", async () => {
    await ready(new Library(3));
    expect(page.getByRole("listitem").first().getByRole("button").elements()).toHaveLength(1);
    expect(page.getByRole("checkbox").elements()).toHaveLength(0);
  });

  test("two that are selected can be compared, one can't", async () => {
    const compared: GalleryItem[] = [];
    let opened = 0;
    await ready(new Library(5), { compare: (items) => void compared.push(...items), open: () => void opened++ });
    await box(2).click();
    await expect.element(page.getByText("1 selected")).toBeVisible();
    expect(page.getByRole("button", { name: "Compare 2" }).query()).toBeNull();
    await box(0).click();
    await page.getByRole("button", { name: "Compare 2" }).click();
    expect(compared.map(({ key }) => key)).toEqual(["job2:0", "job0:0"]);
    await box(2).click();
    await expect.element(page.getByText("1 selected")).toBeVisible();
    expect(opened).toBe(0);
  });

  test("a selection outlives scrolling and searching, until it is cleared", async () => {
    await ready(new Library(), { compare() {} });
    await box(0).click();
    await scrollTo(20_000);
    await scrollTo(0);
    await expect.element(box(0)).toBeChecked();
    await userEvent.type(page.getByRole("searchbox"), "cat{Enter}");
    await until(() => clip("cat 0"));
    await expect.element(page.getByText("1 selected")).toBeVisible();
    await page.getByRole("button", { name: "Clear selection" }).click();
    await expect.element(box(0)).not.toBeChecked();
    expect(page.getByText("0 selected").query()?.checkVisibility()).toBe(false);
    expect(focused()).toBe(1);
  });
});

describe("trouble", () => {
  test("a list that can't be read is an alert with a way to try again", async () => {
    const library = new Library();
    const first = gate();
    library.hold = () => first.wait;
    show(library);
    await expect.element(status()).toHaveTextContent("Looking into the library…");
    first.fail(new Error("The ledger can't be read."));
    await expect.element(page.getByRole("alert")).toHaveTextContent("The ledger can't be read.");
    await expect.element(status()).toHaveTextContent("");
    library.hold = () => undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await until(() => clip("fox number 0"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("");
    expect(library.asked).toHaveLength(2);
  });

  test("one page that fails leaves the others, and nothing is asked until somebody says so", async () => {
    const library = new Library();
    await ready(library);
    library.hold = () => Promise.reject(new Error("Torn."));
    await scrollTo(20_000);
    await expect.element(page.getByRole("alert")).toHaveTextContent("Torn.");
    const asked = library.asked.length;
    await scrollTo(40_000);
    expect(library.asked).toHaveLength(asked);
    await expect.element(status()).toHaveTextContent("10,000 clips");
    library.hold = () => undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await until(() => visible().every((tile) => tile.textContent?.includes("fox number")));
  });

  test("a kernel that keeps silent is said to, until it answers", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const library = new Library();
    const first = gate();
    library.hold = () => first.wait;
    show(library);
    vi.advanceTimersByTime(PATIENCE - 1);
    expect(status().element().textContent).toBe("Looking into the library…");
    vi.advanceTimersByTime(1);
    expect(status().element().textContent).toMatch(/^The kernel is busy or gone\./);
    vi.useRealTimers();
    first.open();
    await expect.element(status()).toHaveTextContent("10,000 clips");
  });
});

describe("refresh", () => {
  test("looks again and stays where it is", async () => {
    const library = new Library();
    const view = await ready(library);
    await scrollTo(20_000);
    await until(() => visible().every((tile) => tile.textContent?.includes("fox number")));
    const [top, before] = [shelf().scrollTop, library.asked.length];
    library.facts = () => ({ prompt: "a new prompt" });
    view.refresh();
    await until(() => visible().every((tile) => tile.textContent?.includes("a new prompt")));
    expect(shelf().scrollTop).toBe(top);
    expect(library.asked.slice(before).every(({ offset }) => offset > 0)).toBe(true);
  });

  test("of a list that became short shows its end", async () => {
    const library = new Library();
    const view = await ready(library);
    await scrollTo(90_000);
    library.total = 100;
    view.refresh();
    await until(() => clip("fox number 99"));
    await expect.element(status()).toHaveTextContent("100 clips");
  });

  test("asks again for posters that there were none of", async () => {
    const library = new Library(2);
    let none = true;
    const asked: string[] = [];
    const still = async (key: string) => {
      asked.push(key);
      return none ? "" : library.still(key);
    };
    const view = await ready(library, { still });
    await until(() => asked.length === 2);
    none = false;
    view.refresh();
    await until(() => document.querySelectorAll("img").length === 2);
    expect(asked).toHaveLength(4);
  });
});
