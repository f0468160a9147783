// The panel, whole: its greeting, its language, its keys, its end.
import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { ImageFacts } from "../src/images/view.js";
import { of } from "./choices.js";
import { Blobs } from "./gallery-list.js";
import { frames, until } from "./page.js";
import {
  alerts,
  clip,
  field,
  Panel,
  press,
  radio,
  refusing,
  row,
  SILENT,
  settled,
  show,
  stagePanel,
  stopClock,
  tab,
  text,
  there,
  type,
} from "./panel.js";
import { PIXEL } from "./playing.js";

stagePanel();

const GIF = Uint8Array.from(atob(PIXEL), (letter) => letter.charCodeAt(0));
const image = (id: string): ImageFacts => {
  return { id, name: `${id}.png`, kind: "path", width: 64, height: 48, bytes: 100, problem: "" };
};
const pictures = () =>
  [...document.querySelectorAll<HTMLImageElement>("section ol img")].map(({ src }) => src).filter(Boolean);

describe("the panel", () => {
  test("greets its kernel in the browser's language, and fetches its stage", () => {
    const panel = new Panel();
    show(panel);
    expect(panel.asked("hello")).toEqual([{ lang: navigator.language }]);
    expect(panel.asked("part")).toEqual([{ name: "stage" }]);
    expect(panel.sent).toHaveLength(2);
  });

  test("is there, and can be used, while the kernel is silent", () => {
    const panel = new Panel();
    panel.silent = true;
    show(panel);
    radio("9:16").click();
    type("two foxes");
    expect(there("Generate")).toBeTruthy();
    expect(page.getByRole("region", { name: "Video studio" }).query()).toBeTruthy();
  });

  test("opens all the same when the stage can't be had", async () => {
    const panel = new Panel();
    panel.does.part = refusing("The page is too old.");
    show(panel);
    await settled();
    expect(alerts()).toEqual([]);
    expect(text()).toContain("Your video will play here.");
  });

  test.each([
    ["en", "Video studio", "Generate"],
    ["zh", "视频工作室", "生成"],
  ])("in %s is marked as such", (lang, label, main) => {
    show(new Panel({ lang }));
    const root = page.getByRole("region", { name: label }).element();
    expect(root.getAttribute("lang")).toBe(lang);
    expect(there(main)).toBeTruthy();
    expect(text()).not.toMatch(/\b(studio|choices|prompt|images|job)\.\w/);
  });

  test("twice of one model: both show what either changes, and each hears its own answers", async () => {
    const panel = new Panel();
    panel.does.set = refusing("No.");
    show(panel);
    show(panel);
    (page.getByRole("radio", { name: "9:16", exact: true }).nth(0).element() as HTMLInputElement).click();
    const second = page.getByRole("radio", { name: "9:16", exact: true }).nth(1).element() as HTMLInputElement;
    expect(second.checked).toBe(true);
    await settled();
    expect(alerts()).toEqual(["No."]);
  });

  test("shows HTML in whatever it is told as text", async () => {
    const evil = '<img src=x onerror="window.hacked=1"><b>bold</b>';
    show(
      new Panel({
        prompt: evil,
        _jobs: [row("a", { status: "failed", message: evil, phase: evil }, { prompt: evil })],
        _shown: "a",
        _price: { cost: evil, said: evil, balance: evil },
        _problems: { "": evil, prompt: evil, mode: evil },
      }),
    );
    await until(() => page.getByRole("region", { name: /^Video generation/ }).query());
    expect(document.querySelector("section img, section b")).toBeNull();
  });
});

describe("a key", () => {
  test("goes to the kernel with the provider's name, and a refusal is told where it was typed", async () => {
    const panel = new Panel({}, "aivideoapi");
    panel.does.key = refusing("That is no key.");
    show(panel);
    const typed = page.getByLabelText("Key for aivideoapi.ai").element() as HTMLInputElement;
    typed.value = "secret";
    press("Use key");
    expect(panel.asked("key")).toEqual([{ provider: "aivideoapi", value: "secret" }]);
    await until(() => alerts().includes("That is no key."));
    panel.does.key = () => ({});
    typed.value = "another";
    press("Use key");
    await until(() => text().includes("The key is in use for this session."));
    expect(JSON.stringify(panel.traits)).not.toMatch(/secret|another/);
  });
});

describe("the images' small pictures", () => {
  test("come from the kernel, are of its type, and end with the panel", async () => {
    const blobs = new Blobs();
    try {
      const panel = new Panel({ _images: [image("a"), image("b")] });
      const own = panel.kernel;
      panel.kernel = (request) => {
        const { id, kind, body } = request;
        if (kind !== "image.thumb") return own(request);
        const bytes = body.id === "a" ? [new DataView(GIF.buffer)] : [];
        queueMicrotask(() => panel.answer(id, { mime: "image/gif" }, bytes));
      };
      const view = show(panel);
      expect(panel.asked("image.thumb")).toEqual([{ id: "a" }, { id: "b" }]);
      const [url] = await until(() => (pictures().length === 1 && blobs.alive.size === 1 ? pictures() : null), "one");
      expect((await (await fetch(url ?? "")).blob()).type).toBe("image/gif");
      view.abort();
      expect(blobs.alive.size).toBe(0);
    } finally {
      blobs.end();
    }
  });

  test("of a kernel that says no type are WebP", async () => {
    const made = vi.spyOn(URL, "createObjectURL");
    const panel = new Panel({ _images: [image("a")] });
    const own = panel.kernel;
    panel.kernel = (request) =>
      request.kind === "image.thumb"
        ? queueMicrotask(() => panel.answer(request.id, {}, [new DataView(GIF.buffer)]))
        : own(request);
    show(panel);
    await until(() => pictures().length === 1);
    expect(made.mock.calls.map(([blob]) => (blob as Blob).type)).toContain("image/webp");
  });
});

describe("keys", () => {
  test.each(["keydown", "keyup", "keypress"])("%s does not leave the panel, whatever is pressed where", (name) => {
    const { el } = show(new Panel({ _jobs: [row("a", { status: "done" })] }));
    const heard = vi.fn();
    el.addEventListener(name, heard);
    const press = (target: Element, init: KeyboardEventInit) =>
      target.dispatchEvent(new KeyboardEvent(name, { bubbles: true, cancelable: true, ...init }));
    const root = page.getByRole("region", { name: "Video studio" }).element() as HTMLElement;
    for (const target of [root, field(), radio("9:16"), there("Generate"), there("Dismiss"), tab("Clip").element()])
      for (const init of [
        { key: "a" },
        { key: "Enter", ctrlKey: true },
        { key: "s", metaKey: true },
        { key: "Escape" },
      ])
        press(target as Element, init);
    expect(heard).not.toHaveBeenCalled();
    expect(root.dataset.lmSuppressShortcuts).toBe("true");
  });

  test("all of it can be reached by Tab alone, in the order of the page", async () => {
    show(new Panel({ _jobs: [row("a", { status: "unknown" })], _price: { cost: "$1", standing: "library" } }, "xai"));
    const names: string[] = [];
    field().focus();
    for (let n = 0; n < 40 && document.activeElement !== document.body; n++) {
      const now = document.activeElement as HTMLInputElement;
      names.push(now.getAttribute("aria-label") ?? now.labels?.[0]?.innerText ?? now.innerText.split("\n")[0] ?? "");
      await userEvent.tab();
    }
    const wanted = ["Add images", "Provider", "Model", "Show it", "New take", "Rehearse for free", "Clip"];
    expect(names.filter((name) => [...wanted, "prompt of a", "Dismiss"].includes(name))).toEqual([
      ...wanted,
      "prompt of a",
      "Dismiss",
    ]);
  });
});

describe("what it takes in", () => {
  test("the prompt's limit and the images that it may name are Python's", () => {
    const options = of("local");
    const panel = new Panel({ _options: { ...options, prompt: { limit: 5, needed: true } } });
    show(panel);
    expect(text()).toContain("9 / 5");
    panel.fromPython("_options", {
      ...options,
      images: { ...options.images, maximum: 0, reason: "Not with this one." },
    });
    expect(text()).toContain("9 / 5,000");
    expect(text()).toContain("Not with this one.");
    panel.fromPython("_images", [image("a")]);
    expect(text()).toContain("@ names an image");
  });
});

describe("its end", () => {
  test.each([
    ["a signal", { signals: true }],
    ["a clean-up function", { signals: false }],
  ])("by %s leaves no listener, timer, Blob URL or element", async (_, options) => {
    const clock = stopClock();
    const blobs = new Blobs();
    try {
      const panel = await new Panel({
        _jobs: [row("a"), row("b", { status: "done" }, { clips: ["b:0"] })],
        _clip: clip("b:0"),
        _shown: "clip",
        _images: [image("a")],
      }).film({ stills: { poster: GIF } });
      const view = show(panel, options);
      await until(() => document.querySelector("video")?.readyState === 4, "a playable film");
      await until(() => blobs.alive.size === 3, "the film, its poster, and that of the row");
      panel.does.set = SILENT;
      radio("9:16").click();
      type("two foxes");
      clock.advanceTimersByTime(4000); // and the panel says that the kernel is busy
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      const video = document.querySelector("video");
      if (options.signals) view.abort();
      else view.cleanup();
      expect(vi.getTimerCount()).toBe(0);
      expect(panel.listeners).toBe(0);
      expect(blobs.alive.size).toBe(0);
      expect(view.el.childElementCount).toBe(0);
      expect(video?.paused).toBe(true);
      const sent = panel.sent.length;
      panel.fromPython("_jobs", [row("c", { status: "done" }, { clips: ["c:0"] })]);
      panel.fromPython("_shown", "c");
      clock.advanceTimersByTime(100_000);
      await frames(2);
      expect(panel.sent).toHaveLength(sent);
    } finally {
      blobs.end();
    }
  });

  test("before it began is an end, too", () => {
    const panel = new Panel();
    const host = new AbortController();
    host.abort();
    const el = document.body.appendChild(document.createElement("div"));
    return import("../src/studio.js").then(({ default: widget }) => {
      widget.render({ model: panel, el, signal: host.signal });
      expect(panel.listeners).toBe(0);
      expect(panel.sent).toEqual([]);
    });
  });
});

describe.each(["light", "dark"])("axe finds nothing in the %s theme", (theme) => {
  const quiet = async () => {
    const passing = document.body
      .getAnimations({ subtree: true })
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.all(passing.map((each) => each.finished.catch(() => {})));
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  };
  const dressed = (panel: Panel) => {
    document.body.style.background = theme === "dark" ? "#16181c" : "#fff";
    document.body.className = `vscode-${theme}`;
    show(panel);
    return () => {
      document.body.removeAttribute("style");
      document.body.className = "";
    };
  };
  const states: [string, () => Panel][] = [
    ["with nothing yet", () => new Panel({ prompt: "" })],
    ["where a key is missing, in Chinese", () => new Panel({ lang: "zh" }, "aivideoapi")],
    [
      "with jobs of every kind",
      () =>
        new Panel({
          _jobs: (["running", "queued", "done", "failed", "unknown", "stopped"] as const).map((status) =>
            row(status, { status, message: "A sentence.", progress: status === "running" ? 40 : null, elapsed_s: 5 }),
          ),
          _shown: "running",
          _price: { cost: "$1", standing: "library", said: "It is there.", balance: "Balance: $4", budget: "Budget" },
        }),
    ],
    [
      "with everything wrong",
      () =>
        new Panel({
          _problems: { "": "Whole.", prompt: "Prompt.", images: "Images.", mode: "Mode." },
          _images: [image("a")],
        }),
    ],
  ];

  test.each(states)("%s", async (_, made) => {
    const undress = dressed(made());
    if (text().includes("prompt of running"))
      await until(() => page.getByRole("region", { name: /generation/ }).query());
    expect(await quiet()).toEqual([]);
    undress();
  });

  test("with a clip, consent asked for, the line lost, and the library", async () => {
    const panel = await new Panel({ _clip: clip(), _shown: "clip" }).film();
    panel.does.generate = refusing("This costs $3. Shall I?", "NeedsConsent");
    const undress = dressed(panel);
    await until(() => document.querySelector("video")?.readyState === 4, "a playable film");
    press("Generate");
    await until(() => there("Yes, generate"));
    expect(await quiet()).toEqual([]);
    (tab("Library").element() as HTMLElement).click();
    await until(() => page.getByRole("listitem").elements().length > 2);
    expect(await quiet()).toEqual([]);
    undress();
  });

  test("while the kernel is busy", async () => {
    const clock = stopClock();
    const panel = new Panel();
    panel.silent = true;
    const undress = dressed(panel);
    clock.advanceTimersByTime(4000);
    vi.useRealTimers();
    expect(alerts()[0]).toContain("The kernel doesn't answer");
    expect(await quiet()).toEqual([]);
    undress();
  });
});
