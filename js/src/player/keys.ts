// Keys while the focus is inside; the host's shortcuts never hear of them.
import type { Playback } from "./playback.js";

export interface KeyOptions {
  root: HTMLElement;
  playback: Playback;
  duration: number;
  toggleLoop(): void;
  toggleMute(): void;
  toggleFull(): void;
  life: AbortSignal;
}

export function keys({ root, playback, duration, toggleLoop, toggleMute, toggleFull, life }: KeyOptions): void {
  // Lumino (JupyterLab) listens on the document, before we could stop anything: this attribute keeps it away.
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const actions: Record<string, () => void> = {
    " ": playback.toggle,
    k: playback.toggle,
    ArrowLeft: () => playback.seek(playback.time.value - 1),
    ArrowRight: () => playback.seek(playback.time.value + 1),
    ",": () => playback.step(-1),
    ".": () => playback.step(1),
    Home: () => playback.seek(0),
    End: () => playback.seek(duration),
    l: toggleLoop,
    m: toggleMute,
    f: toggleFull,
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = event.composedPath()[0];
    if (from instanceof HTMLSelectElement) return; // its own keys
    const presses = from instanceof HTMLButtonElement || from instanceof HTMLAnchorElement;
    if (event.key === " " && presses) return; // space presses the button that has the focus
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const swallow = (event: KeyboardEvent) => event.stopPropagation();
  root.addEventListener("keydown", press, { signal: life });
  root.addEventListener("keyup", swallow, { signal: life });
  root.addEventListener("keypress", swallow, { signal: life });
}
