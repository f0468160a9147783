import axe from "axe-core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { facts, Kernel, png, refusal, show } from "./images.js";
import { frames } from "./page.js";
import { alerts, button, carrying, drag, focused, input, names, status, tiles, tray, waiting } from "./tray.js";

tray();

describe("order", () => {
  const three = () => new Kernel([facts("a"), facts("b"), facts("c")]);
  const order = () => names().slice(0, 3);
  const focus = (name: string) => (button(name).element() as HTMLElement).focus();

  test("is changed by Alt and an arrow, seen before the kernel answers, and told; the focus goes along", async () => {
    const kernel = three();
    kernel.auto = false;
    show(kernel);
    focus("Replace image 1, a.png");
    await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(order()).toEqual(tiles("b", "a", "c"));
    expect(focused()).toBe("Replace image 2, a.png");
    expect(kernel.asked.map(({ kind, body }) => [kind, body])).toEqual([["image.move", { id: "a", to: 1 }]]);
    expect(status()).toBe("");
    kernel.open[0]?.answer();
    await expect.poll(status).toBe("a.png is now image 2 of 3.");
    await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    kernel.open[0]?.answer();
    await expect.poll(status).toBe("a.png is now image 1 of 3.");
    expect(order()).toEqual(tiles("a", "b", "c"));
  });

  test("ends at the ends; an arrow alone is none of its business", async () => {
    const kernel = three();
    show(kernel);
    const host = vi.fn();
    document.body.addEventListener("keydown", host, { once: true });
    focus("Replace image 1, a.png");
    await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    focus("Replace image 3, c.png");
    await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
    await userEvent.keyboard("{ArrowLeft}");
    expect(kernel.asked).toEqual([]);
    expect(host).toHaveBeenCalled();
  });

  test("is taken back where the kernel refuses, or doesn't answer", async () => {
    const kernel = three();
    kernel.auto = false;
    show(kernel);
    focus("Replace image 1, a.png");
    await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
    kernel.open[0]?.refuse(refusal("It is gone."));
    await expect.poll(alerts).toEqual(["It is gone."]);
    expect(order()).toEqual(tiles("a", "b", "c"));
    await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(alerts()).toEqual([]);
    kernel.open[0]?.refuse(new Error("image.move"));
    await expect.poll(alerts).toEqual(["The kernel does not answer, so nothing was changed."]);
    expect(order()).toEqual(tiles("a", "b", "c"));
  });

  test("two moves in a row build on each other", async () => {
    const kernel = three();
    kernel.auto = false;
    show(kernel);
    focus("Replace image 1, a.png");
    await userEvent.keyboard("{Alt>}{ArrowRight}{ArrowRight}{/Alt}");
    expect(order()).toEqual(tiles("b", "c", "a"));
    kernel.open[0]?.answer();
    await frames(2);
    expect(order()).toEqual(tiles("b", "c", "a"));
    kernel.open[0]?.answer();
    await expect.poll(() => kernel.images.value.map(({ id }) => id)).toEqual(["b", "c", "a"]);
    expect(order()).toEqual(tiles("b", "c", "a"));
  });

  test("is changed by dragging one onto another's place, which presses nothing", async () => {
    const kernel = three();
    show(kernel);
    const opened = vi.spyOn(input(), "click");
    await userEvent.dragAndDrop(button("Replace image 1, a.png"), button("Replace image 3, c.png"));
    await expect.poll(order).toEqual(tiles("b", "c", "a"));
    expect(kernel.asked.map(({ body }) => body)).toEqual([{ id: "a", to: 2 }]);
    await userEvent.dragAndDrop(button("Replace image 3, a.png"), button("Replace image 2, c.png"));
    await expect.poll(order).toEqual(tiles("b", "a", "c"));
    expect(opened).not.toHaveBeenCalled();
    const left = page
      .getByRole("listitem")
      .elements()
      .map((item) => (item as HTMLElement).style.translate);
    expect(left.every((shift) => !shift)).toBe(true);
    await button("Replace image 1, b.png").click();
    expect(opened).toHaveBeenCalledOnce();
  });

  test("one that is on its way has no place to change yet", async () => {
    const kernel = new Kernel([facts("a")]);
    kernel.auto = false;
    const { accept } = show(kernel);
    accept([png("b.png", 40)]);
    await waiting(kernel, "begin");
    await userEvent.dragAndDrop(button("Uploading image 2, b.png"), button("Replace image 1, a.png"));
    focus("Uploading image 2, b.png");
    await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(kernel.kinds()).toEqual(["begin"]);
  });
});

describe("removing", () => {
  test.each(["{Delete}", "{Backspace}"])("by %s: gone at once, told, and the next one has the focus", async (key) => {
    const kernel = new Kernel([facts("a"), facts("b")]);
    kernel.auto = false;
    show(kernel);
    (button("Replace image 1, a.png").element() as HTMLElement).focus();
    await userEvent.keyboard(key);
    expect(names().slice(0, 1)).toEqual(["Replace image 1, b.png"]);
    expect(focused()).toBe("Replace image 1, b.png");
    expect(kernel.asked.map(({ kind, body }) => [kind, body])).toEqual([["image.remove", { id: "a" }]]);
    kernel.open[0]?.answer();
    await expect.poll(status).toBe("a.png was removed.");
    await userEvent.keyboard(key);
    expect(document.activeElement?.textContent).toContain("Add images");
    kernel.open[0]?.answer();
    await expect.poll(() => kernel.images.value).toEqual([]);
  });

  test("the last one gives the focus to the one before it, by its own button", async () => {
    show(new Kernel([facts("a"), facts("b")]));
    await button("Remove image 2, b.png").click();
    expect(focused()).toBe("Replace image 1, a.png");
  });

  test("is taken back where the kernel doesn't answer", async () => {
    const kernel = new Kernel([facts("a")]);
    kernel.auto = false;
    show(kernel);
    await button("Remove image 1, a.png").click();
    kernel.open[0]?.refuse(new Error("image.remove"));
    await expect.element(button("Replace image 1, a.png")).toBeVisible();
    expect(alerts()).toHaveLength(1);
  });

  test("other keys do nothing, and Delete on the Add button removes nothing", async () => {
    const kernel = new Kernel([facts("a")]);
    show(kernel);
    (button("Replace image 1, a.png").element() as HTMLElement).focus();
    await userEvent.keyboard("x");
    (button(/Add images/).element() as HTMLElement).focus();
    await userEvent.keyboard("{Delete}");
    expect(kernel.asked).toEqual([]);
  });
});

describe("small pictures", () => {
  const made: string[] = [];
  const gone: string[] = [];
  beforeEach(() => {
    made.length = 0;
    gone.length = 0;
    vi.spyOn(URL, "createObjectURL").mockImplementation(() => `blob:${made.push("x")}`);
    vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => void gone.push(url));
  });
  const source = () => [...document.querySelectorAll("img")].map((img) => img.getAttribute("src"));

  test("come from the kernel, each asked for once; one without is called by its name", async () => {
    const kernel = new Kernel([facts("a"), facts("b", { kind: "url" })]);
    kernel.thumb = async (id) => (id === "a" ? "blob:a" : "");
    const { thumbs } = show(kernel);
    await expect.poll(() => thumbs.value).toEqual({ a: "blob:a" });
    kernel.images.value = [...kernel.images.value].reverse();
    await frames(2);
    expect(kernel.looked).toEqual(["a", "b"]);
    expect(source()).toEqual([null, "blob:a"]);
    await expect.element(page.getByText("b.png")).toBeVisible();
    expect(page.getByText("a.png").elements()).toEqual([]);
  });

  test("of what the page sent are its own, until nothing is on its way and the kernel's are here", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    kernel.thumb = async (id) => `blob:small-${id}`;
    const { accept, thumbs } = show(kernel);
    accept([png("a.png", 4), png("b.png", 4)]);
    (await waiting(kernel, "begin")).answer();
    (await waiting(kernel, "chunk")).answer();
    (await waiting(kernel, "end")).answer();
    await expect.element(button("Replace image 1, a.png")).toBeVisible();
    expect(kernel.looked).toEqual([]);
    expect(source()).toEqual(["blob:1", "blob:2"]);
    kernel.auto = true;
    for (const one of [...kernel.open]) one.answer();
    const ids = () => kernel.images.value.map(({ id }) => id);
    await expect.poll(() => kernel.looked.length).toBe(2);
    expect(source()).toEqual(ids().map((id) => `blob:small-${id}`));
    expect(kernel.looked).toEqual(ids());
    expect(gone).toEqual(["blob:1", "blob:2"]);
    expect(thumbs.value).toEqual(Object.fromEntries(ids().map((id) => [id, `blob:small-${id}`])));
  });

  test("of a big file are the kernel's alone: the page doesn't decode it while others are sent", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { accept, thumbs } = show(kernel, { chunk: 2 ** 20 });
    accept([png("big.png", 2 ** 22 + 1), png("fits.png", 2 ** 22)]);
    const { body } = await waiting(kernel, "begin");
    expect(Object.keys(thumbs.value)).toHaveLength(1);
    expect(thumbs.value).not.toHaveProperty(String(body.id));
    await expect.element(page.getByText("big.png")).toBeVisible();
  });

  test("are given back when a picture goes, and when the view ends", async () => {
    const kernel = new Kernel([facts("a"), facts("b")]);
    kernel.thumb = async (id) => `blob:${id}`;
    const { thumbs, end } = show(kernel);
    await expect.poll(() => Object.keys(thumbs.value)).toEqual(["a", "b"]);
    kernel.images.value = [facts("b")];
    expect(gone).toEqual(["blob:a"]);
    expect(thumbs.value).toEqual({ b: "blob:b" });
    end();
    expect(gone).toEqual(["blob:a", "blob:b"]);
    expect(thumbs.value).toEqual({});
  });

  test("that come too late are given back at once; a failed one is not asked again", async () => {
    const kernel = new Kernel([facts("a"), facts("b"), facts("c")]);
    const come: Record<string, (url: string) => void> = {};
    kernel.thumb = (id) =>
      new Promise((give, fail) => {
        if (id === "c") fail(new Error());
        else come[id] = give;
      });
    const { thumbs, end } = show(kernel);
    kernel.images.value = [facts("b"), facts("c")];
    come.a?.("blob:a");
    await frames(1);
    expect(gone).toEqual(["blob:a"]);
    end();
    come.b?.("blob:b");
    await frames(1);
    expect(gone).toEqual(["blob:a", "blob:b"]);
    expect(thumbs.value).toEqual({});
    expect(kernel.looked).toEqual(["a", "b", "c"]);
  });
});

describe("the end", () => {
  test("of the view ends everything: nothing is sent, drawn or heard any more", async () => {
    const kernel = new Kernel([facts("a")]);
    kernel.auto = false;
    const { accept, end, element } = show(kernel);
    accept([png("b.png", 40)]);
    (await waiting(kernel, "begin")).answer();
    await waiting(kernel, "chunk");
    const asked = kernel.asked.length;
    end();
    for (const one of [...kernel.open]) one.answer({});
    accept([png("c.png")]);
    element.dispatchEvent(drag("drop", carrying(png("d.png"))));
    (button("Remove image 1, a.png").element() as HTMLElement).click();
    kernel.images.value = [];
    await frames(3);
    expect(kernel.asked).toHaveLength(asked);
    expect(names()).toContain("Replace image 1, a.png");
  });

  test("while files are being looked at sends none of them", async () => {
    const kernel = new Kernel();
    const { accept, end } = show(kernel);
    accept([png("a.png")]);
    end();
    await frames(3);
    expect(kernel.asked).toEqual([]);
  });
});

describe.each(["light", "dark"])("in the %s theme", (theme) => {
  test.each([
    ["empty", () => void show(new Kernel())],
    ["off", () => void show(new Kernel([facts("a", { problem: "Remove it." })], { maximum: 0 }))],
    ["filled", () => void show(new Kernel([facts("a"), facts("b", { problem: "Too big." })]))],
    [
      "uploading, one stuck, one wrong",
      async () => {
        const kernel = new Kernel([facts("a")]);
        kernel.auto = false;
        const { accept } = show(kernel);
        accept([png("b.png", 4), png("c.png", 40), png("zero.png", 0)]);
        (await waiting(kernel, "begin")).refuse(new Error());
        await waiting(kernel, "begin");
      },
    ],
  ])("axe finds nothing wrong: %s", async (_, made) => {
    document.documentElement.style.colorScheme = theme;
    document.body.style.background = theme === "dark" ? "#16181c" : "#fff";
    await made();
    await frames(2);
    const { violations } = await axe.run(document.querySelector("main") as HTMLElement);
    document.body.style.background = "";
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
