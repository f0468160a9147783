import { type Signal, signal } from "@preact/signals-core";
import { afterEach, beforeEach, vi } from "vitest";
import { page } from "vitest/browser";
import css from "../src/prompt/prompt.css?inline";
import { promptView } from "../src/prompt/view.js";
import theme from "../src/theme.css?inline";
import ui from "../src/ui.css?inline";
import { stage } from "./page.js";
import { wordsOf } from "./words.js";

export interface Shown {
  text: Signal<string>;
  limit: Signal<number | null>;
  images: Signal<{ id: string; name: string }[]>;
  thumbs: Signal<Record<string, string>>;
  problem: Signal<string>;
  disabled: Signal<boolean>;
  generate: ReturnType<typeof vi.fn<() => void>>;
  life: AbortController;
  root: HTMLElement;
  focus(): void;
}

export const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
export const THREE = [
  { id: "a", name: "Fox.png" },
  { id: "b", name: "hills.jpg" },
  { id: "c", name: "月亮.webp" },
];
export let lives: AbortController[] = [];

export function show(
  given: { text?: string; images?: typeof THREE; limit?: number | null; lang?: string } = {},
): Shown {
  const { text = "", images = [], limit = 5000, lang = "en" } = given;
  const table = wordsOf("studio")[lang] ?? {};
  const life = new AbortController();
  lives.push(life);
  const shown = {
    text: signal(text),
    limit: signal(limit),
    images: signal(images),
    thumbs: signal<Record<string, string>>({ a: PIXEL }),
    problem: signal(""),
    disabled: signal(false),
    generate: vi.fn<() => void>(),
  };
  const view = promptView({
    ...shown,
    life: life.signal,
    say: (key, values = {}) => (table[`prompt.${key}`] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name])),
  });
  const root = document.createElement("div");
  root.className = "gw-root";
  root.append(view.element);
  document.body.append(root);
  return { ...shown, life, root, focus: view.focus };
}

export const field = (name = "Prompt") => page.getByRole("textbox", { name });
export const area = () => field().element() as HTMLTextAreaElement;
export const list = () => page.getByRole("listbox", { name: "Images that can be named" });
export const options = () => list().getByRole("option");
export const status = () => page.getByRole("status");
export const words = (locator: ReturnType<typeof options>) => locator.elements().map((one) => one.textContent);
/** The option that the field says is the active one. */
export const active = () => document.getElementById(area().getAttribute("aria-activedescendant") ?? "")?.textContent;
export const marks = () =>
  [...document.querySelectorAll("mark")].map((mark) => [mark.textContent, getComputedStyle(mark).textDecorationStyle]);

/** For a whole test file. */
export function prompting(): void {
  beforeEach(() => page.viewport(800, 700));
  afterEach(() => {
    for (const life of lives) life.abort();
    lives = [];
  });
  stage(`${theme}\n${ui}\n${css}`);
}
