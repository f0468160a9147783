// Pictures that are dropped or pasted anywhere in the composer.
import { describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { png } from "./images.js";
import { until } from "./page.js";
import { field, Panel, SILENT, show, stagePanel } from "./panel.js";

stagePanel();

const composer = () => page.getByRole("group", { name: "What is asked for" }).element() as HTMLElement;
/** Whether the composer shows that files may be dropped. */
const inviting = () => getComputedStyle(composer(), "::after").content !== "none";
const tray = () => page.getByRole("list", { name: "Reference images" }).element() as HTMLElement;

function carried(...files: File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}

function letters(): DataTransfer {
  const data = new DataTransfer();
  data.setData("text/plain", "a red fox");
  return data;
}

/** Has it happen in the page; gives the event, to look at what became of it. */
function happens(target: Element, name: string, data: DataTransfer | null): Event {
  const given = { bubbles: true, cancelable: true };
  const event =
    name === "paste"
      ? new ClipboardEvent(name, { ...given, clipboardData: data })
      : new DragEvent(name, { ...given, dataTransfer: data });
  target.dispatchEvent(event);
  return event;
}

function shown(): { panel: Panel; heard: ReturnType<typeof vi.fn> } {
  const panel = new Panel();
  panel.does["image.begin"] = SILENT;
  const { el } = show(panel);
  const heard = vi.fn();
  for (const name of ["drop", "paste"]) el.addEventListener(name, heard);
  return { panel, heard };
}

const begun = (panel: Panel) => panel.asked("image.begin").map(({ name }) => name);

describe("files that are dragged over the composer", () => {
  test("are invited as long as they are over any part of it, and may be dropped", () => {
    shown();
    const data = carried(png("fox.png"));
    expect(inviting()).toBe(false);
    expect(happens(composer(), "dragenter", data).defaultPrevented).toBe(true);
    happens(field(), "dragenter", data);
    happens(composer(), "dragleave", data);
    expect(inviting()).toBe(true);
    expect(happens(field(), "dragover", data).defaultPrevented).toBe(true);
    happens(field(), "dragleave", data);
    expect(inviting()).toBe(false);
    happens(field(), "dragleave", data);
    happens(field(), "dragenter", data);
    expect(inviting()).toBe(true);
  });

  test("text is left to the field that it is dragged to", () => {
    shown();
    for (const name of ["dragenter", "dragover", "dragleave"])
      expect(happens(field(), name, letters()).defaultPrevented).toBe(false);
    happens(field(), "dragenter", letters());
    happens(field(), "dragenter", null);
    expect(inviting()).toBe(false);
  });
});

describe("files that are dropped or pasted", () => {
  test.each(["drop", "paste"])("go into the tray, all of them, and the host hears nothing: %s", async (name) => {
    const { panel, heard } = shown();
    const event = happens(field(), name, carried(png("fox.png"), png("hare.png", 12)));
    expect(event.defaultPrevented).toBe(true);
    expect(heard).not.toHaveBeenCalled();
    await until(() => tray().querySelectorAll("li").length === 3, "two pictures and the place for more");
    await until(() => begun(panel).includes("fox.png"));
  });

  test.each(["drop", "paste"])("text is left to the field, and to the host: %s", (name) => {
    const { heard } = shown();
    expect(happens(field(), name, letters()).defaultPrevented).toBe(false);
    expect(happens(field(), name, null).defaultPrevented).toBe(false);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  test.each([
    ["the prompt", field],
    ["the tray itself", tray],
  ])("the invitation ends with a drop on %s", (_, target) => {
    shown();
    const data = carried(png("fox.png"));
    for (const part of [composer(), target()]) happens(part, "dragenter", data);
    expect(inviting()).toBe(true);
    happens(target(), "drop", data);
    expect(inviting()).toBe(false);
  });

  test("what a part has taken already isn't taken twice", async () => {
    const { panel } = shown();
    happens(tray(), "drop", carried(png("fox.png")));
    field().addEventListener("paste", (event) => event.preventDefault(), { once: true });
    happens(field(), "paste", carried(png("hare.png")));
    await until(() => begun(panel).length > 0);
    expect(begun(panel)).toEqual(["fox.png"]);
  });
});
