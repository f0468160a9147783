// Tabs: one panel at a time, by mouse and by arrow keys, as the ARIA practices have it.
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { h } from "../dom.js";
import { on, track } from "../lasting.js";

export interface Tab {
  name: string;
  label: string;
  panel: HTMLElement;
  /** Not there until it is shown. */
  hidden?: boolean;
  /** It comes into view. */
  opened?(): void;
}

export interface Tabs {
  element: HTMLElement;
  current: ReadonlySignal<string>;
  show(name: string): void;
}

let count = 0;

export function tabs(all: Tab[], label: string, life: AbortSignal): Tabs {
  const current = signal(all[0]?.name ?? "");
  const mark = `gw-tab-${++count}-${Math.random().toString(36).slice(2, 8)}`;
  const list = h("div", { class: "gw-tabs", role: "tablist", "aria-label": label });
  const made = all.map(({ name, label: text, panel, hidden = false }) => {
    const tab = h("button", { type: "button", role: "tab", id: `${mark}-${name}`, class: "gw-tab", hidden }, text);
    panel.id = `${mark}-${name}-panel`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("aria-controls", panel.id);
    list.append(tab);
    on(life, tab, "click", () => show(name));
    return { name, tab, panel };
  });
  const show = (name: string) => {
    const tab = made.find((each) => each.name === name);
    if (tab) tab.tab.hidden = false;
    const fresh = current.peek() !== name;
    current.value = name;
    if (fresh) all.find((each) => each.name === name)?.opened?.();
  };
  on(life, list, "keydown", (event) => {
    const there = made.filter(({ tab }) => !tab.hidden);
    const place = there.findIndex(({ name }) => name === current.value);
    const steps: Record<string, number> = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 };
    const wanted = steps[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    const next = there.at(wanted % there.length);
    if (!next) return;
    show(next.name);
    next.tab.focus();
  });
  track(life, () => {
    for (const { name, tab, panel } of made) {
      const chosen = name === current.value;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      panel.hidden = !chosen;
    }
  });
  return { element: h("div", {}, list, ...all.map(({ panel }) => panel)), current, show };
}
