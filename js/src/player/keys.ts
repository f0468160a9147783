// Keys while the focus is inside; the host's shortcuts never hear of them.
import { on } from "../lasting.js";
import type { Clock, Playback } from "./playback.js";

export interface KeyOptions {
  root: HTMLElement;
  playback: Playback;
  clock: Clock;
  toggleLoop(): void;
  toggleMute(): void;
  toggleFull(): void;
  life: AbortSignal;
}

export function keys({ root, playback, clock, toggleLoop, toggleMute, toggleFull, life }: KeyOptions): void {
  // Lumino (JupyterLab) listens on the document, before we could stop anything: this attribute keeps it away.
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const actions: Record<string, () => void> = {
    " ": playback.toggle,
    k: playback.toggle,
    arrowleft: () => playback.seek(playback.time.value - 1),
    arrowright: () => playback.seek(playback.time.value + 1),
    ",": () => playback.step(-1),
    ".": () => playback.step(1),
    home: () => playback.seek(0),
    end: () => playback.seek(clock.duration),
    l: toggleLoop,
    m: toggleMute,
    f: toggleFull,
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = event.composedPath()[0] as Element;
    if (from.matches("select, textarea")) return; // they have keys of their own
    if (event.key === " " && from.matches("button, a")) return; // space presses the button that has the focus
    const action = actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const swallow = (event: KeyboardEvent) => event.stopPropagation();
  on(life, root, "keydown", press);
  on(life, root, "keyup", swallow);
  on(life, root, "keypress", swallow);
}
