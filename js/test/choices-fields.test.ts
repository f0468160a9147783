import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { checked, names, of, radio, show, style } from "./choices.js";
import { stage } from "./page.js";

stage(style);

describe("the ratio", () => {
  test("its frames have the shapes of the ratios, and the first shows the model's own", () => {
    show("local");
    expect(names("Aspect ratio").slice(0, 3)).toEqual(["Auto · 16:9", "16:9", "9:16"]);
    const shapes = [
      ...page.getByRole("radiogroup", { name: "Aspect ratio" }).element().querySelectorAll<HTMLElement>("label > i"),
    ].map((frame) => [Number.parseFloat(frame.style.width), Number.parseFloat(frame.style.height)] as const);
    const ratios = [16 / 9, 16 / 9, 9 / 16, 1];
    for (const [at, ratio] of ratios.entries()) {
      const [width, height] = shapes[at] ?? [0, 0];
      expect(width / height).toBeCloseTo(ratio);
      expect(width * height).toBeCloseTo(400);
    }
  });

  test("an extreme ratio's frame is drawn no longer than 34 pixels, either way", () => {
    const { options } = show("local");
    const field = { ...of("local").fields.aspect_ratio, choices: ["10:1", "1:10"] };
    options.value = { ...of("local"), fields: { ...of("local").fields, aspect_ratio: field } };
    const size = (at: number) => {
      const frame = page.getByRole("radiogroup", { name: "Aspect ratio" }).element().querySelectorAll("i")[at];
      return [Number.parseFloat(frame?.style.width ?? ""), Number.parseFloat(frame?.style.height ?? "")];
    };
    expect(size(1)[0]).toBeCloseTo(34);
    expect(size(1)[1]).toBeCloseTo(3.4);
    expect(size(2)[1]).toBeCloseTo(34);
  });

  test("where the default isn't known it is a square and says only that it is automatic", () => {
    show("duoyuanx");
    expect(names("Aspect ratio")[0]).toBe("Auto");
    const frame = page.getByRole("radiogroup", { name: "Aspect ratio" }).element().querySelector("i");
    expect(frame?.style.width).toBe(frame?.style.height);
  });

  test("a click is seen at once, before anybody answers", async () => {
    const { set } = show("local", {}, { slow: true });
    expect(checked("Aspect ratio")).toEqual(["Auto · 16:9"]);
    await radio("Aspect ratio", "1:1").click();
    expect(checked("Aspect ratio")).toEqual(["1:1"]);
    expect(set.mock.calls).toEqual([["aspect_ratio", "1:1"]]);
    await radio("Aspect ratio", "Auto · 16:9").click();
    expect(set).toHaveBeenLastCalledWith("aspect_ratio", null);
  });

  test("a change of another field leaves alone what was clicked and not yet answered", async () => {
    const { values } = show("local", {}, { slow: true });
    await radio("Aspect ratio", "1:1").click();
    values.value = { ...values.value, mode: "fun" };
    expect(checked("Aspect ratio")).toEqual(["1:1"]);
  });

  test("a single picture greys it, with the reason in sight, in the title and in the description", async () => {
    const { options } = show("local_picture");
    const group = page.getByRole("radiogroup", { name: "Aspect ratio" });
    await expect.element(radio("Aspect ratio", "1:1")).toBeDisabled();
    await expect.element(radio("Aspect ratio", "Auto")).toBeDisabled();
    await expect.element(page.getByText("The picture decides the shape.")).toBeVisible();
    await expect.element(group).toHaveAccessibleDescription("The picture decides the shape.");
    await expect.element(page.getByTitle("The picture decides the shape.").first()).toBeVisible();
    options.value = of("local");
    await expect.element(radio("Aspect ratio", "1:1")).toBeEnabled();
    await expect.element(page.getByTitle("The picture decides the shape.")).not.toBeInTheDocument();
  });

  test("any ratio can be typed where the model takes any", async () => {
    const { set, values } = show("grokimagineapi");
    const entry = page.getByRole("textbox", { name: "Another one: Aspect ratio" });
    await entry.fill(" 7:5 ");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("aspect_ratio", "7:5");
    expect(checked("Aspect ratio")).toEqual([]);
    await expect.element(entry).toHaveValue("7:5");
    await radio("Aspect ratio", "2:3").click();
    await expect.element(entry).toHaveValue("");
    values.value = { ...values.value, aspect_ratio: "5:4" };
    await expect.element(entry).toHaveValue("5:4");
    await entry.fill("");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("aspect_ratio", null);
    expect(checked("Aspect ratio")).toEqual(["Auto · 1:1"]);
  });

  test("nothing is typed where the model has its list", async () => {
    show("local");
    await expect.element(page.getByRole("textbox")).not.toBeInTheDocument();
  });
});

describe("the other fields", () => {
  test("a mode that can't be chosen with images is greyed alone", async () => {
    show("local_picture");
    await expect.element(radio("Mode", "spicy")).toBeDisabled();
    await expect.element(radio("Mode", "fun")).toBeEnabled();
    await expect.element(page.getByText("Not with images: spicy.")).toBeVisible();
    await expect.element(page.getByTitle("Not with images: spicy.")).toHaveTextContent("spicy");
  });

  test("the content filter has three states", async () => {
    const { set } = show("local");
    expect(names("Content filter")).toEqual(["Auto · on", "on", "off"]);
    await radio("Content filter", "off").click();
    expect(set).toHaveBeenLastCalledWith("nsfw_checker", false);
    await radio("Content filter", "on").click();
    expect(set).toHaveBeenLastCalledWith("nsfw_checker", true);
    await radio("Content filter", "Auto · on").click();
    expect(set).toHaveBeenLastCalledWith("nsfw_checker", null);
  });

  test("a field that the model hasn't is empty and says so", async () => {
    show("xai");
    const group = page.getByRole("group", { name: "Mode" });
    await expect.element(group).toHaveAccessibleDescription("This model has none to choose.");
    expect(group.element().querySelector("input:not([disabled])")).toBeNull();
  });

  test("a length by the slider is written beside it, in both directions", async () => {
    const { set, values } = show("local", { duration: 12 });
    const slider = page.getByRole("slider", { name: "Duration" });
    const number = page.getByRole("spinbutton", { name: "Duration in seconds" });
    await expect.element(slider).toHaveValue("12");
    await expect.element(number).toHaveValue(12);
    expect(slider.element()).toMatchObject({ min: "1", max: "30", step: "1", ariaValueText: "12 s" });
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(set.mock.calls).toEqual([["duration", 13]]);
    await expect.element(number).toHaveValue(13);
    await number.fill("20");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("duration", 20);
    await expect.element(slider).toHaveValue("20");
    values.value = { ...values.value, duration: 3 };
    await expect.element(slider).toHaveValue("3");
    await expect.element(number).toHaveValue(3);
  });

  test("a typed length goes to the nearest that there is, and none to the model's own", async () => {
    const { set } = show("local");
    const number = page.getByRole("spinbutton", { name: "Duration in seconds" });
    await number.fill("99");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("duration", 30);
    await expect.element(number).toHaveValue(30);
    await number.fill("4.4");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("duration", 4);
    await number.fill("");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("duration", null);
    await expect.element(number).toHaveValue(6);
    await expect.element(page.getByRole("slider")).toHaveValue("6");
  });

  test("the model's own length is one click away, and the slider shows it", async () => {
    const { set } = show("local", { duration: 12 });
    const own = page.getByRole("radio", { name: "Auto · 6 s" });
    await expect.element(own).not.toBeChecked();
    await own.click();
    expect(set).toHaveBeenLastCalledWith("duration", null);
    await expect.element(page.getByRole("slider")).toHaveValue("6");
    expect((page.getByRole("slider").element() as HTMLElement).ariaValueText).toBe("6 s");
  });

  test("a length whose default nobody knows is left empty", async () => {
    show("duoyuanx");
    await expect.element(page.getByRole("spinbutton")).toHaveValue(null);
    expect((page.getByRole("slider").element() as HTMLElement).ariaValueText).toBe("Auto");
  });

  test("lengths in steps are radio buttons without a slider", async () => {
    const { set } = show("jimmyai");
    expect(names("Duration")).toEqual(["Auto · 10 s", "10 s", "15 s"]);
    await expect.element(page.getByRole("slider")).not.toBeInTheDocument();
    await radio("Duration", "15 s").click();
    expect(set).toHaveBeenLastCalledWith("duration", 15);
  });

  test("a model without known limits lets everything be typed", async () => {
    const { set } = show("unknown", { model: "grok-next" });
    await page.getByRole("textbox", { name: "Another one: Resolution" }).fill("999p");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("resolution", "999p");
    await page.getByRole("spinbutton", { name: "Duration in seconds" }).fill("2.5");
    await userEvent.tab();
    expect(set).toHaveBeenLastCalledWith("duration", 2.5);
    await expect.element(page.getByRole("spinbutton")).toHaveValue(2.5);
    await expect.element(page.getByText("limits not known: whatever is chosen is sent")).toBeVisible();
  });

  test("everything is done by keyboard", async () => {
    const { set } = show("local");
    (page.getByRole("combobox", { name: "Provider" }).element() as HTMLElement).focus();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard("{ArrowRight}");
    expect(set).toHaveBeenLastCalledWith("aspect_ratio", "16:9");
    await userEvent.tab();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(set).toHaveBeenLastCalledWith("resolution", "720p");
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard("{ArrowRight}");
    expect(set).toHaveBeenLastCalledWith("duration", 7);
  });
});
