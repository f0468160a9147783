import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import { frames } from "./page.js";
import { active, area, field, list, options, PIXEL, prompting, show, status, THREE, words } from "./prompting.js";
import { wordsOf } from "./words.js";

prompting();

describe("completion", () => {
  test("an @ opens the list of images with picture, word and name; the focus stays", async () => {
    const { thumbs } = show({ images: THREE });
    await userEvent.type(field(), "like @");
    expect(words(options())).toEqual(["@image1Fox.png", "@image2hills.jpg", "@image3月亮.webp"]);
    expect(document.activeElement).toBe(area());
    expect(active()).toBe("@image1Fox.png");
    expect(area().getAttribute("aria-controls")).toBe(list().element().id);
    const pictures = () =>
      options()
        .elements()
        .map((one) => one.querySelector("img")?.getAttribute("src"));
    expect(pictures()).toEqual([PIXEL, null, null]);
    thumbs.value = { a: PIXEL, c: PIXEL };
    expect(pictures()).toEqual([PIXEL, null, PIXEL]);
  });

  test("arrows go round, Enter accepts, and the caret is behind the word", async () => {
    const { text } = show({ images: THREE });
    await userEvent.type(field(), "like @");
    await userEvent.keyboard("{ArrowUp}");
    expect(active()).toBe("@image3月亮.webp");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(active()).toBe("@image2hills.jpg");
    await expect.element(options().nth(1)).toHaveAttribute("aria-selected", "true");
    await expect.element(options().nth(0)).toHaveAttribute("aria-selected", "false");
    await userEvent.keyboard("{Enter}");
    expect(text.value).toBe("like @image2 ");
    expect(list().elements()).toHaveLength(0);
    expect(area().hasAttribute("aria-activedescendant")).toBe(false);
    await userEvent.keyboard("runs");
    expect(text.value).toBe("like @image2 runs");
  });

  test("Tab accepts while the list is open, and else goes on; Shift+Tab always goes", async () => {
    const { text, root } = show({ images: THREE });
    root.prepend(document.createElement("button"));
    await userEvent.type(field(), "@");
    await userEvent.keyboard("{Tab}");
    expect(text.value).toBe("@image1 ");
    expect(document.activeElement).toBe(area());
    await userEvent.keyboard("@");
    await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
    expect(document.activeElement).toBe(root.querySelector("button"));
    expect(text.value).toBe("@image1 @");
    expect(list().elements()).toHaveLength(0);
  });

  test("a click accepts", async () => {
    const { text } = show({ images: THREE });
    await userEvent.type(field(), "@");
    await userEvent.click(options().nth(2));
    expect(text.value).toBe("@image3 ");
    expect(document.activeElement).toBe(area());
  });

  test("it can be undone", async () => {
    const { text } = show({ images: THREE });
    await userEvent.type(field(), "like @im");
    await userEvent.keyboard("{Enter}");
    expect(text.value).toBe("like @image1 ");
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(text.value).toBe("like @im");
  });

  test("typing narrows by word and by name; a whole word needs no list", async () => {
    const { text } = show({ images: THREE });
    await userEvent.type(field(), "@HI");
    expect(words(options())).toEqual(["@image2hills.jpg"]);
    await userEvent.keyboard("{Enter}");
    expect(text.value).toBe("@image2 ");
    await userEvent.keyboard("@image");
    expect(options().elements()).toHaveLength(3);
    await userEvent.keyboard("3");
    expect(list().elements()).toHaveLength(0);
    await userEvent.keyboard("{Enter}");
    expect(text.value).toBe("@image2 @image3\n");
  });

  test("a narrower list begins at its first", async () => {
    show({ images: THREE });
    await userEvent.type(field(), "@");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(active()).toBe("@image3月亮.webp");
    await userEvent.keyboard("i");
    expect(active()).toBe("@image1Fox.png");
  });

  test("in the middle of a text no second space is put in", async () => {
    const { text } = show({ images: THREE, text: "the  runs" });
    area().focus();
    area().setSelectionRange(4, 4);
    await userEvent.keyboard("@{Enter}");
    expect(text.value).toBe("the @image1 runs");
  });

  test.each([
    ["an address", "me@"],
    ["a word that no image has", "@dog"],
    ["two words", "@fox "],
  ])("%s opens nothing", async (_, typed) => {
    show({ images: THREE });
    await userEvent.type(field(), typed);
    expect(list().elements()).toHaveLength(0);
  });

  test("behind Chinese it opens without a space", async () => {
    show({ images: THREE });
    await userEvent.type(field(), "像@");
    expect(options().elements()).toHaveLength(3);
  });

  test("without images nothing opens, and the keys are the field's own", async () => {
    const { text } = show();
    await userEvent.type(field(), "@");
    await userEvent.keyboard("{Enter}");
    expect(text.value).toBe("@\n");
  });

  test("Escape closes it and is heard by nobody else; it stays closed until the next @", async () => {
    const { root } = show({ images: THREE });
    const heard = vi.fn();
    root.addEventListener("keydown", (event) => heard(event.key));
    await userEvent.type(field(), "@");
    heard.mockClear();
    await userEvent.keyboard("{Escape}");
    expect(list().elements()).toHaveLength(0);
    expect(heard).not.toHaveBeenCalled();
    await userEvent.keyboard("f");
    expect(list().elements()).toHaveLength(0);
    await userEvent.keyboard(" @");
    expect(options().elements()).toHaveLength(3);
    await userEvent.keyboard("{Escape}");
    heard.mockClear();
    await userEvent.keyboard("{Escape}");
    expect(heard).toHaveBeenCalledWith("Escape");
  });

  test("it closes when the caret leaves the word, and opens when it comes back", async () => {
    show({ images: THREE });
    await userEvent.type(field(), "a @f");
    expect(words(options())).toEqual(["@image1Fox.png"]);
    await userEvent.keyboard("{Home}");
    expect(list().elements()).toHaveLength(0);
    await userEvent.keyboard("{End}");
    expect(words(options())).toEqual(["@image1Fox.png"]);
    await userEvent.keyboard("{Shift>}{ArrowLeft}{/Shift}");
    expect(list().elements()).toHaveLength(0);
  });

  test("a click into a begun word opens it", async () => {
    show({ images: THREE, text: "@h" });
    area().focus();
    area().setSelectionRange(2, 2);
    expect(list().elements()).toHaveLength(0);
    area().click();
    expect(words(options())).toEqual(["@image2hills.jpg"]);
  });

  test("it closes with the focus gone, and when the last image is taken away", async () => {
    const { images } = show({ images: THREE });
    await userEvent.type(field(), "@");
    area().blur();
    expect(list().elements()).toHaveLength(0);
    await userEvent.type(field(), "@");
    images.value = [];
    expect(list().elements()).toHaveLength(0);
  });

  test("the list is below the line of its @, and inside the panel", async () => {
    const { root } = show({ images: THREE });
    const box = () => list().element().getBoundingClientRect();
    await userEvent.type(field(), "one line@\n{Enter}and here @");
    const field_ = area().getBoundingClientRect();
    expect(box().left).toBeGreaterThan(field_.left + 20);
    expect(box().top - field_.top).toBeGreaterThan(50);
    expect(box().top - field_.top).toBeLessThan(80);
    root.style.width = "300px";
    await userEvent.fill(field(), "");
    await userEvent.type(field(), "a line that goes on to @");
    expect(box().right).toBeLessThanOrEqual(root.getBoundingClientRect().right + 1); // sizes are rounded
    expect(box().left).toBeGreaterThanOrEqual(root.getBoundingClientRect().left);
  });

  test("where there is no room below, the list is above the line", async () => {
    const { root } = show({ images: THREE });
    root.style.marginTop = "590px";
    await userEvent.type(field(), "@");
    expect(list().element().getBoundingClientRect().bottom).toBeLessThanOrEqual(area().getBoundingClientRect().top + 9);
  });
});

describe("keys", () => {
  test.each(["Control", "Meta"])(
    "%s and Enter generate once, with the list open too, and write no line",
    async (key) => {
      const { generate, text } = show({ images: THREE });
      await userEvent.type(field(), "fox @");
      await userEvent.keyboard(`{${key}>}{Enter}{/${key}}`);
      expect(generate).toHaveBeenCalledTimes(1);
      expect(text.value).toBe("fox @");
      expect(list().elements()).toHaveLength(0);
    },
  );

  test("a key that is held down generates no second time", () => {
    const { generate } = show({ text: "fox" });
    const press = (repeat: boolean) =>
      area().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, repeat, bubbles: true }));
    press(false);
    press(true);
    expect(generate).toHaveBeenCalledTimes(1);
  });

  test("Enter alone is a new line; while nothing can be generated neither it nor the shortcut generates", async () => {
    const { generate, disabled, text } = show();
    await userEvent.type(field(), "a{Enter}b");
    disabled.value = true;
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(generate).not.toHaveBeenCalled();
    expect(text.value).toBe("a\nb");
    disabled.value = false;
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(generate).toHaveBeenCalledTimes(1);
  });

  test("the hint names the keys, and the @ where there are images", async () => {
    const { images } = show();
    await expect.element(page.getByText("Ctrl+Enter generates", { exact: true })).toBeVisible();
    await expect.element(field()).toHaveAccessibleDescription("Ctrl+Enter generates");
    images.value = THREE;
    await expect.element(page.getByText("Ctrl+Enter generates, @ names an image")).toBeVisible();
  });
});

describe("an input method", () => {
  const compose = (text: string) =>
    cdp().send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });

  test("what is being composed is no text yet, and its keys are its own", async () => {
    const { text, generate } = show({ images: THREE });
    await userEvent.type(field(), "@");
    await compose("fo"); // as the name of an image begins
    expect(area().value).toBe("@fo");
    expect(text.value).toBe("@");
    expect(list().elements()).toHaveLength(0);
    text.value = "from outside"; // doesn't break into it
    expect(area().value).toBe("@fo");
    for (const ctrlKey of [false, true]) {
      area().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey, isComposing: true, bubbles: true }));
    }
    area().dispatchEvent(new KeyboardEvent("keyup", { key: "Process", bubbles: true }));
    expect(generate).not.toHaveBeenCalled();
    expect(list().elements()).toHaveLength(0);
    await cdp().send("Input.insertText", { text: "狐狸" });
    expect(text.value).toBe("@狐狸");
  });

  test("the field grows while it is composed", async () => {
    show();
    area().focus();
    const before = area().getBoundingClientRect().height;
    await compose("狐".repeat(400));
    expect(area().getBoundingClientRect().height).toBeGreaterThan(before);
  });

  test("the key that ends a composition in Safari is none for the list", async () => {
    const { text } = show({ images: THREE });
    await userEvent.type(field(), "@");
    area().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true }));
    expect(text.value).toBe("@");
    expect(options().elements()).toHaveLength(3);
  });
});

test("Chinese readers read Chinese", async () => {
  const { images, text } = show({ lang: "zh", limit: 5 });
  await expect.element(field("提示词")).toHaveAttribute("placeholder", wordsOf("studio").zh?.["prompt.placeholder"]);
  await expect.element(page.getByText("按 Ctrl+Enter 生成", { exact: true })).toBeVisible();
  text.value = "像@image1一样";
  await expect.element(status()).toHaveTextContent("超出 5 个字符：该模型最多接受 5 个。");
  text.value = "@image";
  images.value = THREE;
  await expect.element(page.getByText("按 Ctrl+Enter 生成，输入 @ 引用图片")).toBeVisible();
});

test("two fields in one page have names of their own", () => {
  show();
  show();
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("after its life it hears nothing any more", async () => {
  const { life, text, images } = show({ images: THREE });
  life.abort();
  await userEvent.type(field(), "@");
  await frames(2);
  expect(text.value).toBe("");
  expect(list().elements()).toHaveLength(0);
  text.value = "from outside";
  images.value = [];
  expect(area().value).toBe("@");
});

test.each(["light", "dark"])(
  "axe finds nothing in the %s theme, with the list open and with everything wrong",
  async (shade) => {
    document.documentElement.style.colorScheme = shade;
    document.body.style.background = shade === "dark" ? "#16181c" : "#fff";
    const { problem, limit, root } = show({ images: THREE });
    const check = async () => (await axe.run(root)).violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
    expect(await check()).toEqual([]);
    await userEvent.type(field(), "like @image9 and @");
    expect(options().elements()).toHaveLength(3);
    expect(await check()).toEqual([]);
    limit.value = 3;
    expect(await check()).toEqual([]);
    problem.value = "Too long.";
    expect(await check()).toEqual([]);
    document.documentElement.style.colorScheme = "";
    document.body.style.background = "";
  },
);
