// A choice's place in the panel: its name, its controls, and below them what there is to say of it.
import { computed, effect, type ReadonlySignal } from "@preact/signals-core";
import { h, icon, write } from "../dom.js";
import type { Say } from "../host/words.js";
import type { Options, Value, Values } from "./options.js";

export interface ChoicesOptions {
  say: Say;
  options: ReadonlySignal<Options>;
  values: ReadonlySignal<Values>;
  /** Called at every choice; null is the model's own. `values` is to follow at once, and again when Python differs. */
  set(field: keyof Values, value: Value): void;
  /** What the last change had to change, by field, in words. */
  notes: ReadonlySignal<Record<string, string>>;
  /** What is wrong, by field, in words. */
  problems: ReadonlySignal<Record<string, string>>;
  giveKey(provider: string, key: string): Promise<void>;
  life: AbortSignal;
}

export interface Block {
  element: HTMLElement;
  label: HTMLElement;
  hint: HTMLElement;
  /** Shows the choice as words that can't be changed, in the place of the controls; "" shows the controls. */
  lock(text: string): void;
}

/** Hears an element's events as long as the life lasts. */
export const on = (life: AbortSignal, target: HTMLElement, event: string, heard: (event: KeyboardEvent) => void) =>
  target.addEventListener(event, heard as EventListener, { signal: life });

let count = 0;
export const newId = () => `gw-${++count}-${Math.random().toString(36).slice(2)}`;

/** Draws now and whenever what is read has changed in content, as long as the life lasts. */
export function react<State>(life: AbortSignal, read: () => State, draw: (state: State) => void): void {
  const text = computed(() => JSON.stringify(read()));
  life.addEventListener(
    "abort",
    effect(() => draw(JSON.parse(text.value))),
  );
}

/** The label is that of the first control when it is a single one, else that of the block as a group. */
export function block(
  { say, notes, problems, life }: ChoicesOptions,
  name: string,
  text: string,
  ...controls: HTMLElement[]
): Block {
  const id = newId();
  const control = controls.length > 1 ? undefined : (controls[0]?.querySelector("input") ?? controls[0]);
  if (control) control.id = id;
  const label = h(control ? "label" : "span", { class: "gw-label", id: `${id}l`, for: control && id }, text);
  const hint = h("p", { class: "gw-hint", id: `${id}h` });
  const note = h("p", { class: "gw-pick-note", id: `${id}n`, role: "status" });
  const wrong = h("p", { class: "gw-wrong", id: `${id}w`, role: "alert" });
  const held = h("span");
  const lock = h(
    "div",
    { class: "gw-lock", hidden: true },
    icon("M5.5 9.5h9v7h-9zM7 9.5V7a3 3 0 0 1 6 0v2.5"),
    held,
    h("small", {}, say("locked")),
  );
  const body = h("div", { class: "gw-pick-body" }, ...controls);
  const element = h("div", { class: `gw-pick gw-pick-${name}` }, label, body, lock, hint, note, wrong);
  (control ?? element).setAttribute("aria-describedby", `${id}h ${id}n ${id}w`);
  if (!control) element.setAttribute("aria-labelledby", `${id}l`);
  react(
    life,
    () => [notes.value[name] ?? "", problems.value[name] ?? ""] as const,
    ([noted, problem]) => {
      write(note, noted);
      write(wrong, problem);
      wrong.hidden = !problem;
      element.classList.toggle("gw-pick-bad", !wrong.hidden);
    },
  );
  return {
    element,
    label,
    hint,
    lock(text) {
      write(held, text);
      lock.hidden = !text;
      body.hidden = !lock.hidden;
    },
  };
}
