// What the tests share: mounting a widget as a host does, and waiting for something to become true.
import { afterEach, beforeEach } from "vitest";
import type { Model, View } from "../src/host/model.js";

export interface Mounted {
  el: HTMLElement;
  /** Ends the view as a host with signals does. */
  abort(): void;
  /** Ends it as an older host does: it calls what `render` returned. */
  cleanup(): void;
}

interface Widget<Traits> {
  initialize?(given: { model: Model<Traits>; signal?: AbortSignal }): unknown;
  render(view: View<Traits>): () => void;
}

let mounted: Mounted[] = [];

/** For a whole test file: its style sheet is in the page, and what a test mounted ends with the test. */
export function stage(css: string): void {
  beforeEach(() => {
    document.head.appendChild(document.createElement("style")).textContent = css;
  });
  afterEach(() => {
    for (const view of mounted) view.abort();
    mounted = [];
    document.body.replaceChildren();
    document.head.querySelector("style:last-of-type")?.remove();
  });
}

/** Mounts into the document. `signals: false` is a host that gives none. */
export function mount<Traits>(widget: Widget<Traits>, model: Model<Traits>, { signals = true } = {}): Mounted {
  const el = document.body.appendChild(document.createElement("div"));
  const life = new AbortController();
  const given = signals ? { model, signal: life.signal } : { model };
  widget.initialize?.(given);
  const cleanup = widget.render({ ...given, el });
  const view = { el, abort: () => life.abort(), cleanup };
  mounted.push(view);
  return view;
}

/** Waits until the page has drawn so many more frames: what was to come with the next ones has come. */
export async function frames(count: number, draw = requestAnimationFrame): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((next) => draw(next));
}

/** Waits until `check` gives something true, looking at every frame; fails after two seconds. */
export async function until<Value>(check: () => Value, what = "it"): Promise<NonNullable<Value>> {
  const end = performance.now() + 2000;
  for (;;) {
    const value = check();
    if (value) return value as NonNullable<Value>;
    if (performance.now() > end) throw new Error(`${what} did not happen: ${check}`);
    await new Promise((next) => requestAnimationFrame(next));
  }
}
