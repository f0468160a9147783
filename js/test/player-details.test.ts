import axe from "axe-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { About } from "../src/player/facts.js";
import css from "../src/player.css?inline";
import { stage, until } from "./page.js";
import { asked, fake, film, ready, show } from "./playing.js";

const ABOUT: About = {
  rows: [
    ["Provider", "aivideoapi"],
    ["Prompt", "<b>a red fox</b>"],
    ["Task", "task-1"],
  ],
  path: "/srv/grokvideos/fox.mp4",
  recipes: { python: "client.generate()", magic: "%%grokvideo\na red fox", curl: "curl $KEY" },
};

afterEach(() => void vi.restoreAllMocks());
stage(css);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const opened = async (about: object = ABOUT) => {
  const model = await ready(fake(), { about });
  await button("Details").click();
  await expect.element(page.getByText("task-1")).toBeVisible();
  return model;
};
const status = (text: string) =>
  expect.element(page.getByText(text, { exact: true })).toHaveAttribute("role", "status");
const written = () => vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
/** The details' own; the first is the video's. */
const alert = () => page.getByRole("alert").last();
const refused = () => vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("no"));

describe("the details", () => {
  test("are closed, and nothing is asked, until somebody opens them", async () => {
    const model = await ready(fake(), { about: ABOUT });
    await expect.element(button("Details")).toHaveAttribute("aria-expanded", "false");
    await expect.element(page.getByText("grokvideos/fox.mp4")).not.toBeVisible();
    expect(asked(model, "about")).toEqual([]);
  });

  test("show where the clip came from, as text", async () => {
    const model = await opened();
    await expect.element(button("Details")).toHaveAttribute("aria-expanded", "true");
    const terms = page.getByRole("term").elements();
    expect(terms.map((each) => [each.textContent, each.nextElementSibling?.textContent])).toEqual([
      ["File", "grokvideos/fox.mp4"],
      ...ABOUT.rows,
    ]);
    expect(document.querySelector("dl b")).toBeNull();
    expect(asked(model, "about")).toEqual([{ file: "" }]);
  });

  test("are asked for once", async () => {
    const model = await opened();
    await button("Details").click();
    await expect.element(page.getByText("task-1")).not.toBeVisible();
    await button("Details").click();
    await expect.element(page.getByText("task-1")).toBeVisible();
    expect(asked(model, "about")).toHaveLength(1);
    expect(page.getByText("task-1").elements()).toHaveLength(1);
  });

  test("name the file and say that they ask while the kernel is busy", async () => {
    const held: (() => void)[] = [];
    const hold = (kind: string, give: () => void) => void (kind === "about" ? held.push(give) : give());
    await ready(fake(), { about: ABOUT, hold });
    await button("Details").click();
    await status("Asking the kernel …");
    await expect.element(page.getByText("grokvideos/fox.mp4")).toBeVisible();
    held[0]?.();
    await expect.element(page.getByText("Asking the kernel …")).not.toBeInTheDocument();
  });

  test("that are refused are an alert there, and Try again asks again", async () => {
    const model = await ready();
    model.kernel = ({ id }) => queueMicrotask(() => model.refuse(id, "No such <b>job</b>."));
    await button("Details").click();
    await expect.element(alert()).toHaveTextContent("No such <b>job</b>.");
    model.kernel = ({ id }) => queueMicrotask(() => model.answer(id, ABOUT));
    await button("Try again").click();
    await expect.element(page.getByText("task-1")).toBeVisible();
    await expect.element(button("Try again")).not.toBeInTheDocument();
    expect(document.activeElement).toBe(button("Details").element());
    expect(asked(model, "about")).toHaveLength(2);
  });

  test("that failed are asked for again when they are opened again", async () => {
    const model = await ready();
    model.kernel = ({ id }) => queueMicrotask(() => model.refuse(id, "not now"));
    await button("Details").click();
    await expect.element(alert()).toHaveTextContent("not now");
    await button("Details").click();
    expect(asked(model, "about")).toHaveLength(1);
    await button("Details").click();
    expect(asked(model, "about")).toHaveLength(2);
  });

  test("of a kernel that doesn't answer say so", async () => {
    vi.useFakeTimers();
    const model = fake();
    show(model);
    (button("Details").element() as HTMLElement).click();
    await vi.advanceTimersByTimeAsync(8000);
    vi.useRealTimers();
    await expect.element(alert()).toHaveTextContent("The kernel does not answer");
  });

  test("speak Chinese", async () => {
    await ready(fake({ lang: "zh" }), { about: ABOUT });
    await button("详情").click();
    await expect.element(page.getByRole("group", { name: "复制为" })).toBeVisible();
    const copy = written();
    await button("复制路径").click();
    await status("已复制：文件");
    expect(copy).toHaveBeenCalledWith(ABOUT.path);
  });
});

describe("copying", () => {
  test.each([
    ["Python", ABOUT.recipes.python],
    ["%%grokvideo", ABOUT.recipes.magic],
    ["curl", ABOUT.recipes.curl],
  ])("%s puts the call into the clipboard and says so", async (name, text) => {
    const copy = written();
    await opened();
    await page.getByRole("group", { name: "Copy as" }).getByRole("button", { name, exact: true }).click();
    await status(`Copied: ${name}`);
    expect(copy.mock.calls).toEqual([[text]]);
    await expect.element(page.getByRole("textbox")).not.toBeInTheDocument();
  });

  test("the path copies the whole path, or what is known of it before the kernel answers", async () => {
    const copy = written();
    const held: (() => void)[] = [];
    const hold = (kind: string, give: () => void) => void (kind === "about" ? held.push(give) : give());
    await ready(fake(), { about: ABOUT, hold });
    await button("Details").click();
    await button("Copy the path").click();
    held[0]?.();
    await expect.element(page.getByText("task-1")).toBeVisible();
    await button("Copy the path").click();
    await status("Copied: File");
    expect(copy.mock.calls).toEqual([["grokvideos/fox.mp4"], [ABOUT.path]]);
  });

  test("a call that there isn't has no button", async () => {
    await opened({ ...ABOUT, recipes: { ...ABOUT.recipes, curl: null } });
    await expect.element(button("Python")).toBeVisible();
    await expect.element(button("curl")).not.toBeInTheDocument();
  });

  test("without any call there is nothing to copy as", async () => {
    await opened({ ...ABOUT, recipes: { python: "", magic: "", curl: null } });
    await expect.element(page.getByRole("group", { name: "Copy as" })).not.toBeInTheDocument();
  });

  test.each([
    ["refuses", refused],
    ["is not there", () => vi.spyOn(navigator, "clipboard", "get").mockReturnValue(undefined as never)],
  ])("where the clipboard %s the text is there, selected, to copy by hand", async (_, without) => {
    without();
    await opened();
    await button("%%grokvideo").click();
    const text = page.getByRole("textbox", { name: "%%grokvideo" });
    await expect.element(text).toHaveFocus();
    const area = text.element() as HTMLTextAreaElement;
    expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe(ABOUT.recipes.magic);
    expect([area.readOnly, area.rows]).toEqual([true, 4]);
    await expect.element(page.getByText(/press Ctrl\+C/)).toHaveAttribute("role", "status");
  });

  test("a long text by hand has no more than twelve lines", async () => {
    refused();
    await opened({ ...ABOUT, recipes: { ...ABOUT.recipes, python: "x\n".repeat(40) } });
    await button("Python").click();
    const area = page.getByRole("textbox", { name: "Python" });
    await expect.element(area).toHaveFocus();
    expect((area.element() as HTMLTextAreaElement).rows).toBe(12);
    expect(area.element().scrollTop).toBe(0);
  });

  test("the text goes when the next copy succeeds", async () => {
    const copy = refused();
    await opened();
    await button("Python").click();
    await expect.element(page.getByRole("textbox")).toBeVisible();
    copy.mockResolvedValue();
    await button("curl").click();
    await status("Copied: curl");
    await expect.element(page.getByRole("textbox")).not.toBeInTheDocument();
  });

  test("keys in that text are the text's, and still none leaves the player", async () => {
    refused();
    await opened();
    await button("Python").click();
    await expect.element(page.getByRole("textbox")).toHaveFocus();
    const heard: string[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener("keydown", hear);
    await userEvent.keyboard("{End} l{ArrowRight}");
    document.removeEventListener("keydown", hear);
    expect(heard).toEqual([]);
    expect([film().currentTime, film().loop, film().paused]).toEqual([0, false, true]);
  });
});

describe("for everybody", () => {
  test("a long value can be scrolled by keyboard, a short one is no stop", async () => {
    const long: About = {
      ...ABOUT,
      rows: [
        ["Prompt", "fox ".repeat(101)],
        ["Seed", "x".repeat(400)],
        ["Task", "task-1"],
      ],
    };
    await opened(long);
    const stops = page
      .getByRole("definition")
      .elements()
      .map((each) => (each as HTMLElement).tabIndex);
    expect(stops).toEqual([-1, 0, -1, -1]);
  });

  test.each(["light", "dark"])("axe finds nothing in the %s theme, with all of it open", async (theme) => {
    document.documentElement.style.colorScheme = theme;
    document.body.style.background = theme === "dark" ? "#16181c" : "#fff";
    refused();
    await opened({ ...ABOUT, rows: [["Prompt", "a very long one ".repeat(400)], ...ABOUT.rows] });
    await button("Python").click();
    await expect.element(page.getByRole("textbox")).toHaveFocus();
    await page.getByRole("slider").hover();
    const { violations } = await axe.run(document.body, {
      rules: {
        region: { enabled: false },
        "page-has-heading-one": { enabled: false },
        "landmark-one-main": { enabled: false },
      },
    });
    document.documentElement.style.colorScheme = document.body.style.background = "";
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test("at 300 px nothing sticks out", async () => {
    const model = fake({ prompt: "x".repeat(300) }, { shown: "y".repeat(300) });
    const { el } = show(model);
    el.style.width = "300px";
    (button("Details").element() as HTMLElement).click();
    await until(() => el.firstElementChild);
    expect(el.scrollWidth).toBe(300);
  });
});
