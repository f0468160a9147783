import { describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { facts, Kernel, png, refusal, show } from "./images.js";
import { frames, until } from "./page.js";
import {
  alerts,
  allButEnds,
  button,
  carrying,
  drag,
  focused,
  input,
  names,
  status,
  tiles,
  tray,
  waiting,
} from "./tray.js";

tray();
describe("pictures come in", () => {
  test("from the file picker, several at once, in the order given", async () => {
    const kernel = new Kernel();
    show(kernel);
    const opened = vi.spyOn(input(), "click");
    await button(/Add images/).click();
    expect(opened).toHaveBeenCalledOnce();
    expect([input().multiple, input().accept]).toEqual([true, "image/*"]);
    input().files = carrying(png("a.png"), png("b.png"), png("c.png")).files;
    input().dispatchEvent(new Event("change"));
    await expect.poll(names).toEqual([...tiles("a", "b", "c"), undefined].map((name) => name ?? expect.anything()));
    expect(kernel.images.value.map(({ name }) => name)).toEqual(["a.png", "b.png", "c.png"]);
    expect(input().value).toBe("");
  });

  test("dropped on it, and the host never hears of the drop", async () => {
    const kernel = new Kernel();
    const { element } = show(kernel);
    const host = vi.fn();
    for (const name of ["dragover", "drop"]) element.parentElement?.addEventListener(name, host);
    const data = carrying(png("a.png"));
    const over = drag("dragover", data);
    page.getByRole("list").element().dispatchEvent(over);
    expect(over.defaultPrevented).toBe(true);
    expect(getComputedStyle(element).outlineStyle).toBe("dashed");
    const drop = drag("drop", data);
    page.getByRole("list").element().dispatchEvent(drop);
    expect(drop.defaultPrevented).toBe(true);
    expect(getComputedStyle(element).outlineStyle).toBe("none");
    expect(host).not.toHaveBeenCalled();
    await expect.element(button("Replace image 1, a.png")).toBeVisible();
  });

  test("what is dragged away again leaves no trace; moving over its parts keeps the mark", () => {
    const { element } = show(new Kernel());
    const list = page.getByRole("list").element();
    list.dispatchEvent(drag("dragover", carrying(png("a.png"))));
    list.dispatchEvent(drag("dragleave", new DataTransfer(), { relatedTarget: list.firstChild as Element }));
    expect(getComputedStyle(element).outlineStyle).toBe("dashed");
    list.dispatchEvent(drag("dragleave", new DataTransfer(), { relatedTarget: document.body }));
    expect(getComputedStyle(element).outlineStyle).toBe("none");
  });

  test("text that is dropped or pasted is the host's business", () => {
    const kernel = new Kernel();
    const { element } = show(kernel);
    const data = new DataTransfer();
    data.setData("text/plain", "a fox");
    const drop = drag("drop", data);
    const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    element.dispatchEvent(drop);
    element.dispatchEvent(paste);
    expect([drop.defaultPrevented, paste.defaultPrevented]).toEqual([false, false]);
    expect(alerts()).toEqual([]);
  });

  test("pasted, and handed over by whoever got them elsewhere", async () => {
    const kernel = new Kernel();
    const view = show(kernel);
    const clipboardData = carrying(png("pasted.png"));
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    page.getByRole("list").element().dispatchEvent(paste);
    expect(paste.defaultPrevented).toBe(true);
    await expect.element(button("Replace image 1, pasted.png")).toBeVisible();
    view.accept([png("given.png")]);
    await expect.element(button("Replace image 2, given.png")).toBeVisible();
  });

  test("in the place of another: pressed, picked, and it stays where that was", async () => {
    const kernel = new Kernel([facts("a"), facts("b"), facts("c")]);
    kernel.auto = false;
    show(kernel);
    vi.spyOn(input(), "click");
    await button("Replace image 2, b.png").click();
    expect(input().multiple).toBe(false);
    input().files = carrying(png("new.png", 4)).files;
    input().dispatchEvent(new Event("change"));
    const begun = await waiting(kernel, "begin");
    expect(begun.body.replace).toBe("b");
    expect(names().slice(0, 3)).toEqual([
      "Replace image 1, a.png",
      "Uploading image 2, new.png",
      "Replace image 3, c.png",
    ]);
    await allButEnds(kernel);
    kernel.open[0]?.answer();
    await expect.poll(() => names().slice(0, 3)).toEqual(tiles("a", "new", "c"));
    await button(/Add images/).click();
    expect(input().multiple).toBe(true);
  });

  test("a full tray still lets one be replaced", async () => {
    const kernel = new Kernel([facts("a")], { maximum: 1 });
    show(kernel);
    vi.spyOn(input(), "click");
    await button("Replace image 1, a.png").click();
    input().files = carrying(png("new.png")).files;
    input().dispatchEvent(new Event("change"));
    await expect.element(button("Replace image 1, new.png")).toBeVisible();
    expect(alerts()).toEqual([]);
  });
});

describe("on their way", () => {
  test("each has its own progress, heard as a number; the picture is seen at once", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { accept, thumbs } = show(kernel);
    accept([png("a.png", 16), png("b.png", 4)]);
    const bar = page.getByRole("progressbar", { name: "Uploading image 1, a.png" });
    await expect.element(bar).toHaveAttribute("value", "0");
    expect(status()).toBe("Uploading images: 2");
    expect(Object.values(thumbs.value)).toEqual([expect.stringMatching(/^blob:/), expect.stringMatching(/^blob:/)]);
    (await waiting(kernel, "begin")).answer();
    (await waiting(kernel, "chunk")).answer();
    await expect.element(bar).toHaveAttribute("value", "0.25");
    await expect.element(button("Uploading image 1, a.png")).toHaveAttribute("aria-disabled", "true");
    await allButEnds(kernel);
    await expect.element(bar).toHaveAttribute("value", "1");
    kernel.auto = true;
    for (const one of [...kernel.open]) one.answer();
    await expect.poll(() => names().slice(0, 2)).toEqual(tiles("a", "b"));
    expect(page.getByRole("progressbar").elements()).toEqual([]);
    await expect.element(button("Replace image 1, a.png")).toHaveAttribute("aria-disabled", "false");
  });

  test("the next file's chunks don't wait for an end, but its end does", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { accept } = show(kernel);
    accept([png("a.png", 4), png("b.png", 4), png("c.png", 4)]);
    await until(() => kernel.open.length);
    await allButEnds(kernel);
    await until(
      () =>
        kernel.kinds().filter((kind) => kind === "chunk").length === 3 ||
        void kernel.open.find(({ kind }) => kind !== "image.end")?.answer(),
    );
    expect(kernel.kinds().filter((kind) => kind === "end")).toHaveLength(1);
    expect(kernel.kinds().slice(0, 3)).toEqual(["begin", "chunk", "begin"]); // as soon as the last chunk has set out
    kernel.auto = true;
    for (const one of [...kernel.open]) one.answer();
    await expect.poll(() => kernel.images.value.map(({ name }) => name)).toEqual(["a.png", "b.png", "c.png"]);
  });

  test("one is taken back: its rest isn't sent, the kernel is told, and the next one goes on", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { accept, thumbs } = show(kernel);
    accept([png("a.png", 40), png("b.png", 4)]);
    (await waiting(kernel, "begin")).answer();
    await waiting(kernel, "chunk");
    await button("Remove image 1, a.png").click();
    await expect.poll(() => names().slice(0, 1)).toEqual(["Uploading image 1, b.png"]);
    expect(status()).toBe("a.png was removed.");
    expect(focused()).toBe("Uploading image 1, b.png");
    expect(kernel.asked.at(-1)).toMatchObject({ kind: "image.drop", body: { id: kernel.asked[0]?.body.id } });
    expect(Object.keys(thumbs.value)).toHaveLength(1);
    kernel.auto = true;
    for (const one of [...kernel.open]) one.answer();
    await expect.poll(() => kernel.images.value.map(({ name }) => name)).toEqual(["b.png"]);
    expect(alerts()).toEqual([]);
  });

  test("what the kernel refuses goes, with the kernel's words, which can be dismissed; the rest comes", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { accept, thumbs } = show(kernel);
    accept([png("a.png", 4), png("b.png", 4)]);
    (await waiting(kernel, "begin")).answer();
    (await waiting(kernel, "chunk")).answer();
    (await waiting(kernel, "end")).refuse(refusal("a.png is damaged."));
    await expect.element(page.getByRole("alert")).toHaveTextContent("a.png is damaged.");
    expect(names().slice(0, 1)).toEqual(["Uploading image 1, b.png"]);
    expect(Object.keys(thumbs.value)).toHaveLength(1);
    kernel.auto = true;
    for (const one of [...kernel.open]) one.answer();
    await expect.element(button("Replace image 1, b.png")).toBeVisible();
    await button("Dismiss").click();
    expect(alerts()).toEqual([]);
    expect(document.activeElement?.textContent).toContain("Add images");
  });

  test("what got no answer stays, and can be tried again from where it was", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { accept } = show(kernel);
    accept([png("a.png", 8)]);
    (await waiting(kernel, "begin")).answer();
    (await waiting(kernel, "chunk")).answer();
    (await waiting(kernel, "chunk")).refuse(new Error("no answer"));
    const again = button("Try again: image 1, a.png");
    await expect.element(again).toBeVisible();
    expect(alerts()).toEqual([expect.stringContaining("The kernel does not answer, so a.png is not there yet.")]);
    expect(page.getByRole("progressbar").elements()).toEqual([]);
    await expect.element(again).toHaveAttribute("aria-disabled", "false");
    await again.click();
    expect(alerts()).toEqual([]);
    const begun = await waiting(kernel, "begin");
    expect(begun.body.id).toBe(kernel.asked[0]?.body.id);
    kernel.auto = true;
    begun.answer({ have: [[0, 4]] });
    await expect.element(button("Replace image 1, a.png")).toBeVisible();
    expect(kernel.asked.filter(({ kind }) => kind === "image.chunk").map(({ body }) => body.offset)).toEqual([0, 4, 4]);
  });

  test("pressing one that is on its way does nothing", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { accept } = show(kernel);
    accept([png("a.png", 8)]);
    await waiting(kernel, "begin");
    const opened = vi.spyOn(input(), "click");
    (button("Uploading image 1, a.png").element() as HTMLElement).click();
    await frames(2);
    expect(opened).not.toHaveBeenCalled();
    expect(kernel.kinds()).toEqual(["begin"]);
  });
});

describe("a wrong file says why at once, and nothing of it is sent", () => {
  const text = (what: string, name: string) => new File([what], name);

  test.each([
    ["en", "Left out, there is nothing in it: zero.png."],
    ["zh", "未添加，文件是空的：zero.png。"],
  ] as const)("empty, in %s", async (lang, said) => {
    const kernel = new Kernel();
    show(kernel, { lang }).accept([png("zero.png", 0)]);
    await expect.poll(alerts).toEqual([said]);
    expect(kernel.asked).toEqual([]);
  });

  test("too big, a PDF named .jpg, an SVG with a script, HEIC, a video, text: each kind in one sentence", async () => {
    const kernel = new Kernel([], { max_bytes: 1.5 * 2 ** 20 });
    show(kernel).accept([
      png("huge.png", 50 * 2 ** 20),
      text("%PDF-1.7", "paper.jpg"),
      text("<svg><script>alert(1)</script></svg>", "<b>logo</b>.svg"),
      text("\0\0\0\0ftypheic", "phone.heic"),
      text("\0\0\0\0ftypisom", "film.mp4"),
      ...["a", "b", "c", "d", "e"].map((name) => text("hello", `${name}.txt`)),
      png("good.png"),
    ]);
    await expect.element(button("Replace image 1, good.png")).toBeVisible();
    expect(alerts()).toEqual([
      "Left out, over 1.5 MB: huge.png. Make it smaller, or save it as JPEG.",
      "Left out, a PDF is no image: paper.jpg. Export the page as PNG first.",
      "Left out, an SVG drawing can't be sent: <b>logo</b>.svg. Export it as PNG first.",
      "Left out, HEIC can't be read here: phone.heic. Save it as JPEG first.",
      "Left out, a video is no image: film.mp4. Take a frame of it.",
      "Left out, this is no image: a.txt, b.txt, c.txt and 2 more.",
    ]);
    expect(kernel.kinds()).toEqual(["begin", "chunk", "chunk", "chunk", "end"]);
  });

  test("a folder", async () => {
    const folder = png("pictures");
    vi.spyOn(folder, "slice").mockReturnValue({ arrayBuffer: () => Promise.reject(new Error()) } as unknown as Blob);
    show(new Kernel()).accept([folder]);
    await expect.poll(alerts).toEqual(["Left out, the browser can't read it: pictures. It may be a folder, or gone."]);
  });

  test("30 at once: the first that fit are taken, the rest is named in one sentence", async () => {
    const kernel = new Kernel([facts("a")]);
    show(kernel).accept(Array.from({ length: 30 }, (_, n) => png(`${n}.png`)));
    await expect.poll(() => kernel.images.value.length).toBe(7);
    expect(kernel.images.value.map(({ name }) => name)).toEqual(["a", 0, 1, 2, 3, 4, 5].map((name) => `${name}.png`));
    expect(alerts()).toEqual([
      "No room left, the model takes at most 7: 6.png, 7.png, 8.png and 21 more. Remove an image first.",
    ]);
  });

  test("what is still on its way takes room too; three names are told without a number", async () => {
    const kernel = new Kernel([], { maximum: 2 });
    kernel.auto = false;
    const { accept } = show(kernel);
    accept([png("a.png")]);
    await waiting(kernel, "begin");
    accept(["b", "c", "d", "e"].map((name) => png(`${name}.png`)));
    await expect
      .poll(alerts)
      .toEqual(["No room left, the model takes at most 2: c.png, d.png, e.png. Remove an image first."]);
  });

  test("the next files take the old sentences away; no files do not", async () => {
    const { accept } = show(new Kernel());
    accept([png("zero.png", 0)]);
    await expect.poll(() => alerts().length).toBe(1);
    accept([]);
    await frames(2);
    expect(alerts()).toHaveLength(1);
    accept([png("good.png")]);
    await expect.poll(alerts).toEqual([]);
  });
});

describe("what the model takes", () => {
  test.each([
    ["en", {}, "Up to 7 images · JPEG, PNG, WEBP · 10 MB each"],
    ["en", { maximum: 1 }, "1 image · JPEG, PNG, WEBP · 10 MB each"],
    ["en", { minimum: 1, formats: ["PNG"], max_bytes: 5 * 2 ** 19 }, "1 to 7 images · PNG · 2.5 MB each"],
    ["en", { minimum: 1, maximum: 1, formats: ["PNG"] }, "1 image · PNG · 10 MB each"],
    ["zh", {}, "最多 7 张图片 · JPEG、PNG、WEBP · 每张 10 MB 以内"],
    ["en", { maximum: 0 }, "This model takes no images."],
    ["en", { maximum: 0, reason: "Extending takes no images." }, "Extending takes no images."],
    ["en", { maximum: 3, reason: "Not now." }, "Not now."],
  ] as const)("is said in words, in %s: %j", async (lang, rule, said) => {
    show(new Kernel([], rule as object), { lang });
    await expect.element(page.getByText(said, { exact: true })).toBeVisible();
  });

  test("none: the tray is off, and says why to whoever tries", async () => {
    const kernel = new Kernel([facts("a", { problem: "Remove it." })], { maximum: 0, reason: "Extending takes none." });
    const { accept, element } = show(kernel);
    const opened = vi.spyOn(input(), "click");
    const add = button(/Add images/);
    await expect.element(add).toHaveAttribute("aria-disabled", "true");
    (add.element() as HTMLElement).click();
    expect(alerts()).toContain("Extending takes none.");
    (button("Replace image 1, a.png").element() as HTMLElement).click();
    expect(opened).not.toHaveBeenCalled();
    element.dispatchEvent(drag("dragover", carrying(png("b.png"))));
    expect(getComputedStyle(element).outlineStyle).toBe("none");
    accept([png("b.png")]);
    await frames(2);
    expect(kernel.asked).toEqual([]);
    expect(
      page
        .getByText("or drop or paste them here")
        .elements()
        .filter((each) => (each as HTMLElement).offsetParent),
    ).toEqual([]);
    kernel.rule.value = { ...kernel.rule.value, maximum: 2, reason: "" };
    await expect.element(add).toHaveAttribute("aria-disabled", "false");
  });

  test("a full tray has no Add button, an empty one says what else can be done", async () => {
    const kernel = new Kernel([], { maximum: 2 });
    show(kernel);
    await expect.element(page.getByText("or drop or paste them here")).toBeVisible();
    kernel.images.value = [facts("a")];
    await expect.element(page.getByText("or drop or paste them here")).not.toBeVisible();
    await expect.element(button(/Add images/)).toBeVisible();
    kernel.images.value = [facts("a"), facts("b")];
    await expect.element(button(/Add images/)).not.toBeInTheDocument();
  });

  test("what is wrong with one, and with all, is an alert once each, gone when it is mended", async () => {
    const kernel = new Kernel([facts("a"), facts("b", { problem: "Too big." }), facts("c", { problem: "Too big." })]);
    kernel.problem.value = "One is needed.";
    show(kernel);
    expect(alerts()).toEqual(["Too big.", "One is needed."]);
    expect(page.getByRole("button", { name: "Dismiss" }).elements()).toEqual([]);
    await expect.element(button("Replace image 2, b.png")).toHaveAttribute("title", "b.png\n64 × 48\nToo big.");
    await expect.element(button("Replace image 1, a.png")).toHaveAttribute("title", "a.png\n64 × 48");
    const kept = page.getByRole("alert").elements()[0];
    kernel.problem.value = "";
    expect(alerts()).toEqual(["Too big."]);
    expect(page.getByRole("alert").elements()[0]).toBe(kept);
    kernel.images.value = [facts("a", { width: null })];
    expect(alerts()).toEqual([]);
    await expect.element(button("Replace image 1, a.png")).toHaveAttribute("title", "a.png");
  });
});
