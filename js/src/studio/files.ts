// A picture that is dropped or pasted anywhere in the composer goes into the tray.
import { signal } from "@preact/signals-core";
import { on, track } from "../lasting.js";

export function takeFiles(composer: HTMLElement, accept: (files: File[]) => void, life: AbortSignal): void {
  const over = signal(0);
  track(life, () => void composer.classList.toggle("gw-dropping", over.value > 0));
  const take = (event: Event, data: DataTransfer | null) => {
    const files = [...(data?.files ?? [])];
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    accept(files);
  };
  const drag = (name: "dragenter" | "dragleave" | "dragover", step: number) =>
    on(life, composer, name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      over.value = Math.max(0, over.value + step);
    });
  drag("dragenter", 1);
  drag("dragleave", -1);
  drag("dragover", 0);
  // On its way down: the tray keeps what is dropped on it to itself.
  const end = () => {
    over.value = 0;
  };
  composer.addEventListener("drop", end, { capture: true, signal: life });
  on(life, composer, "drop", (event) => take(event, event.dataTransfer));
  on(life, composer, "paste", (event) => take(event, event.clipboardData));
}
