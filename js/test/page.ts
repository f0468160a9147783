// What the tests share: mounting a widget as a host does, and waiting for something to become true.
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

/** Mounts into the document. `signals: false` is a host that gives none. */
export function mount<Traits>(widget: Widget<Traits>, model: Model<Traits>, { signals = true } = {}): Mounted {
  const el = document.body.appendChild(document.createElement("div"));
  const life = new AbortController();
  const given = signals ? { model, signal: life.signal } : { model };
  widget.initialize?.(given);
  const cleanup = widget.render({ ...given, el });
  return { el, abort: () => life.abort(), cleanup };
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
