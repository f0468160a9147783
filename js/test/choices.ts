// What the tests of the pickers share: drawing them in a state that Python told, and reading what is drawn.
import { type Signal, signal } from "@preact/signals-core";
import { afterEach, vi } from "vitest";
import { page } from "vitest/browser";
import css from "../src/choices/choices.css?inline";
import { choicesView, type Options, type Values } from "../src/choices/view.js";
import theme from "../src/theme.css?inline";
import ui from "../src/ui.css?inline";
import told from "./fixtures/options.json" with { type: "json" };
import { wordsOf } from "./words.js";

export const style = theme + ui + css;
export const states = Object.keys(told.en) as State[];

type Lang = "en" | "zh";
export type State = keyof typeof told.en;
export type Texts = Record<string, string>;

const NOTHING: Values = {
  provider: null,
  model: null,
  aspect_ratio: null,
  resolution: null,
  duration: null,
  mode: null,
  nsfw_checker: null,
};

let lives: AbortController[] = [];
afterEach(() => {
  for (const life of lives) life.abort();
  lives = [];
});

/** What Python tells in such a state. */
export const of = (state: State, lang: Lang = "en") => told[lang][state] as unknown as Options;

export interface Shown {
  element: HTMLElement;
  options: Signal<Options>;
  values: Signal<Values>;
  notes: Signal<Texts>;
  problems: Signal<Texts>;
  set: ReturnType<typeof vi.fn>;
  giveKey: ReturnType<typeof vi.fn>;
  life: AbortController;
}

/** Draws the pickers; `slow`: what is chosen gets no answer. */
export function show(state: State, values: Partial<Values> = {}, { lang = "en" as Lang, slow = false } = {}): Shown {
  const life = new AbortController();
  lives.push(life);
  const words = wordsOf("studio")[lang] ?? {};
  const made = {
    options: signal(of(state, lang)),
    values: signal({ ...NOTHING, provider: of(state).provider, ...values }),
    notes: signal<Texts>({}),
    problems: signal<Texts>({}),
    set: vi.fn((field: string, value: unknown) => {
      if (!slow) made.values.value = { ...made.values.value, [field]: value };
    }),
    giveKey: vi.fn(async (_provider: string, _key: string) => {}),
  };
  const { element } = choicesView({
    ...made,
    say: (key, given = {}) =>
      (words[`choices.${key}`] ?? `no ${key}`).replace(/\{(\w+)\}/g, (_, name: string) => String(given[name])),
    life: life.signal,
  });
  const root = document.body.appendChild(document.createElement("div"));
  root.className = "gw-root";
  root.style.background = "var(--gw-ground)";
  root.append(element);
  return { ...made, element, life };
}

export const radio = (group: string, name: string) =>
  page.getByRole("radiogroup", { name: group }).getByRole("radio", { name, exact: true });
export const checked = (group: string) =>
  [...page.getByRole("radiogroup", { name: group }).element().querySelectorAll<HTMLInputElement>("input:checked")].map(
    (input) => input.labels?.[0]?.textContent,
  );
export const names = (group: string) =>
  [...page.getByRole("radiogroup", { name: group }).element().querySelectorAll("label")].map(
    (item) => item.textContent,
  );
export const entries = (list: string) =>
  [...(page.getByRole("combobox", { name: list }).element() as HTMLSelectElement).options].map(
    ({ text, value, disabled }) => ({ text, value, disabled }),
  );
