import axe from "axe-core";
import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { checked, entries, names, of, radio, show, states, style } from "./choices.js";
import { stage } from "./page.js";

stage(style);

describe("providers and models", () => {
  test("each provider says whether it has a key", () => {
    show("xai");
    const texts = entries("Provider").map(({ text }) => text);
    expect(texts).toContain("Local service");
    expect(texts).toContain("xAI · key found");
    expect(texts).toContain("jimmyai.cn · no key");
    expect((page.getByRole("combobox", { name: "Provider" }).element() as HTMLSelectElement).value).toBe("xai");
  });

  test("where the key is from stands below, and that the local service is no AI", async () => {
    const { options } = show("xai");
    const provider = page.getByRole("combobox", { name: "Provider" });
    await expect.element(provider).toHaveAccessibleDescription("Key: XAI_API_KEY");
    options.value = of("local");
    await expect.element(provider).toHaveAccessibleDescription("Procedural, not AI. On this machine, for nothing.");
    options.value = of("jimmyai");
    await expect.element(provider).not.toHaveAccessibleDescription(/./);
  });

  test("a choice is told by name", async () => {
    const { set } = show("xai");
    await page.getByRole("combobox", { name: "Provider" }).selectOptions("jimmyai");
    expect(set).toHaveBeenLastCalledWith("provider", "jimmyai");
    await page.getByRole("combobox", { name: "Model" }).selectOptions("grok-imagine-video-1.5");
    expect(set).toHaveBeenLastCalledWith("model", "grok-imagine-video-1.5");
    await page.getByRole("combobox", { name: "Model" }).selectOptions("");
    expect(set).toHaveBeenLastCalledWith("model", null);
  });

  test("the first model is the one that is chosen by what is asked", async () => {
    const { values } = show("xai_pictures", { model: "grok-imagine-video-1.5" });
    const model = page.getByRole("combobox", { name: "Model" });
    expect(entries("Model")[0]).toEqual({ text: "Auto · Grok Imagine Video", value: "", disabled: false });
    await expect.element(model).toHaveValue("grok-imagine-video-1.5");
    values.value = { ...values.value, model: null };
    await expect.element(model).toHaveValue("");
  });

  test("a model that takes fewer images can't be chosen and says why; one that needs some can", async () => {
    const { options } = show("xai_pictures");
    expect(entries("Model").at(-1)).toEqual({
      text: "Grok Imagine Video 1.5 Lite · at most 1 image",
      value: "grok-imagine-video-1.5-lite",
      disabled: true,
    });
    options.value = of("jimmyai");
    expect(entries("Model").at(-1)).toMatchObject({
      text: "Grok 1.5, image to video · needs an image",
      disabled: false,
    });
    await expect.element(page.getByRole("combobox", { name: "Model" })).toHaveAccessibleDescription("needs an image");
    options.value = of("local");
    await expect
      .element(page.getByRole("combobox", { name: "Model" }))
      .toHaveAccessibleDescription("from text, or up to 7 images");
  });

  test("where none can be chosen automatically, and where there are more than are listed, the list says so", () => {
    const { options } = show("xai");
    expect(entries("Model")).toHaveLength(4);
    options.value = { ...of("xai"), own_model: "", more_models: 12 };
    expect(entries("Model")[0]).toEqual({ text: "Choose a model", value: "", disabled: true });
    expect(entries("Model").at(-1)).toEqual({ text: "12 more: name one from Python", value: "…", disabled: true });
  });

  test("a model that is not in the list is called by its id", () => {
    const { options } = show("xai");
    options.value = { ...of("xai"), own_model: "grok-x" };
    expect(entries("Model")[0]?.text).toBe("Auto · grok-x");
  });
});

describe("a change of what can be chosen", () => {
  test("keeps the elements that stay, in order, and the focus in them", async () => {
    const { options, values } = show("local", { aspect_ratio: "1:1" });
    const kept = radio("Aspect ratio", "1:1").element() as HTMLElement;
    kept.focus();
    options.value = of("duoyuanx");
    expect(document.activeElement).toBe(kept);
    expect(names("Aspect ratio").slice(0, 4)).toEqual(["Auto", "1:1", "16:9", "9:16"]);
    values.value = { ...values.value, resolution: "720p" };
    expect(document.activeElement).toBe(kept);
    expect(checked("Aspect ratio")).toEqual(["1:1"]);
  });

  test("takes the focus to what is chosen when the focused choice goes", () => {
    const { options, values } = show("local", { aspect_ratio: "21:9" });
    (radio("Aspect ratio", "21:9").element() as HTMLElement).focus();
    values.value = { ...values.value, aspect_ratio: "16:9" };
    options.value = of("aivideoapi");
    expect(document.activeElement).toBe(radio("Aspect ratio", "16:9").element());
    expect(names("Aspect ratio")).toEqual(["Auto · 2:3", "2:3", "3:2", "1:1", "16:9", "9:16"]);
  });

  test("takes no focus that it hadn't", () => {
    const { options } = show("local", { aspect_ratio: "21:9" });
    const model = page.getByRole("combobox", { name: "Model" }).element() as HTMLElement;
    model.focus();
    options.value = of("aivideoapi");
    expect(document.activeElement).toBe(model);
  });

  test("turns a slider into steps and back", async () => {
    const { options } = show("local");
    options.value = of("jimmyai");
    await expect.element(page.getByRole("slider")).not.toBeInTheDocument();
    await expect.element(radio("Duration", "15 s")).toBeVisible();
    options.value = of("local");
    await expect.element(page.getByRole("slider")).toBeVisible();
    await expect.element(page.getByRole("radio", { name: "15 s" })).not.toBeInTheDocument();
  });
});

describe("what is said", () => {
  test("a note stands at its field, as a status, until the next change", async () => {
    const { notes } = show("xai");
    notes.value = { resolution: "Changed from 1080p to 720p." };
    await expect
      .element(page.getByRole("radiogroup", { name: "Resolution" }).getByRole("status"))
      .toHaveTextContent("Changed from 1080p to 720p.");
    await expect
      .element(page.getByRole("radiogroup", { name: "Resolution" }))
      .toHaveAccessibleDescription("Changed from 1080p to 720p.");
    notes.value = {};
    await expect.element(page.getByText("Changed from")).not.toBeInTheDocument();
  });

  test("a problem is an alert at its field, and goes with it", async () => {
    const { problems } = show("grokimagineapi");
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    problems.value = { aspect_ratio: "There is no such <b>ratio</b>.", model: "" };
    const alert = page.getByRole("radiogroup", { name: "Aspect ratio" }).getByRole("alert");
    await expect.element(alert).toHaveTextContent("There is no such <b>ratio</b>.");
    problems.value = { model: "No such model." };
    await expect.element(page.getByRole("alert")).toHaveTextContent("No such model.");
  });

  test("what is locked is read, not chosen", async () => {
    const { options } = show("local_locked");
    const locks = () =>
      [...document.querySelectorAll(".gw-lock")]
        .filter((each) => each.checkVisibility())
        .map(({ textContent }) => textContent);
    expect(locks()).toEqual(["Local servicelocked", "Local engine: procedural, not AIlocked", "normallocked"]);
    await expect.element(page.getByRole("combobox")).not.toBeInTheDocument();
    await expect.element(page.getByRole("radio", { name: "fun" })).not.toBeInTheDocument();
    options.value = of("local");
    await expect.element(page.getByRole("combobox", { name: "Model" })).toBeVisible();
    await expect.element(page.getByRole("radio", { name: "fun" })).toBeVisible();
    expect(locks()).toEqual([]);
  });

  test("a locked choice shows what is chosen, else what the model takes, else that it is automatic", async () => {
    const { options, values } = show("local_locked", { mode: "fun" });
    const held = () =>
      [...document.querySelectorAll(".gw-pick-mode .gw-lock > span")].map(({ textContent }) => textContent).join();
    expect(held()).toBe("fun");
    values.value = { ...values.value, mode: null };
    expect(held()).toBe("normal");
    options.value = { ...of("xai"), locked: ["mode"] };
    expect(held()).toBe("Auto");
  });

  test("Chinese", async () => {
    show("local_picture", { mode: "fun", duration: 8 }, { lang: "zh" });
    await expect.element(page.getByRole("combobox", { name: "服务" })).toHaveAccessibleDescription(/并非 AI/);
    await expect.element(page.getByText("由图片决定宽高比。")).toBeVisible();
    expect(names("模式")).toEqual(["自动 · 普通", "普通", "趣味", "火辣"]);
    expect(checked("模式")).toEqual(["趣味"]);
    expect(names("内容过滤")).toEqual(["自动 · 开", "开", "关"]);
    expect((page.getByRole("slider", { name: "时长" }).element() as HTMLElement).ariaValueText).toBe("8 秒");
  });
});

describe("its own life", () => {
  test("ends every listener and every effect", async () => {
    const { options, values, notes, set, giveKey, life, element } = show("jimmyai");
    life.abort();
    const before = element.outerHTML;
    options.value = of("local");
    values.value = { ...values.value, aspect_ratio: "1:1" };
    notes.value = { model: "late" };
    expect(element.outerHTML).toBe(before);
    await radio("Aspect ratio", "9:16").click();
    await page.getByRole("combobox", { name: "Provider" }).selectOptions("xai");
    await page.getByRole("button", { name: "Use key" }).click();
    expect(set).not.toHaveBeenCalled();
    expect(giveKey).not.toHaveBeenCalled();
  });

  test("two views of one panel have radio buttons of their own", async () => {
    show("local", { mode: "fun" });
    show("local", { mode: "spicy" });
    const groups = page.getByRole("radiogroup", { name: "Mode" }).elements();
    expect(groups.map((group) => group.querySelector("input:checked")?.parentElement?.textContent)).toEqual([
      "fun",
      "spicy",
    ]);
    expect(new Set([...document.querySelectorAll("[id]")].map(({ id }) => id)).size).toBe(
      document.querySelectorAll("[id]").length,
    );
  });

  test.each([600, 280])("nothing overflows at %i pixels", (width) => {
    const { element, notes } = show("local");
    element.style.width = `${width}px`;
    notes.value = { mode: "Changed from a very long word to another one for this model." };
    expect(element.scrollWidth).toBeLessThanOrEqual(width);
  });

  test("choosing moves nothing", async () => {
    const { element } = show("local", { nsfw_checker: false });
    element.style.width = "600px";
    const places = () => [...element.querySelectorAll("label")].map((each) => each.getBoundingClientRect().toJSON());
    const before = places();
    await radio("Mode", "fun").click();
    await radio("Aspect ratio", "9:16").click();
    expect(places()).toEqual(before);
  });

  test.each(states.flatMap((state) => [[state, "light"] as const, [state, "dark"] as const]))(
    "axe finds nothing in %s, %s",
    async (state, scheme) => {
      document.documentElement.style.colorScheme = scheme;
      const { element, notes, problems } = show(state);
      notes.value = { mode: "A note." };
      problems.value = { duration: "A problem." };
      await Promise.all(element.getAnimations({ subtree: true }).map((each) => each.finished));
      const { violations } = await axe.run(element);
      document.documentElement.style.colorScheme = "";
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );
});
