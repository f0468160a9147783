// What ends with a view: its listeners and its effects.
import { effect } from "@preact/signals-core";
import { h } from "./dom.js";

export function on<Name extends keyof HTMLElementEventMap>(
  life: AbortSignal,
  target: EventTarget,
  event: Name,
  heard: (event: HTMLElementEventMap[Name]) => void,
): void {
  target.addEventListener(event, heard as EventListener, { signal: life });
}

/** Runs now and whenever a signal that it read changes. */
export function track(life: AbortSignal, run: () => void): void {
  life.addEventListener("abort", effect(run), { once: true });
}

/** A button and what it does. Where a label is given it is the name and the tooltip: the button shows an icon only. */
export function button(life: AbortSignal, press: () => void, child: Node | string, label = ""): HTMLButtonElement {
  const made = h("button", { type: "button", class: label ? "gw-icon" : "gw-button" }, child);
  if (label) name(made, label);
  on(life, made, "click", press);
  return made;
}

/** Gives an element that shows only an icon its name, for the ear and for the eye. */
export function name(element: HTMLElement, label: string): void {
  element.setAttribute("aria-label", label);
  element.title = label;
}
