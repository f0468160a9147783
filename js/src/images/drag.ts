// Reordering by pointer: the tile follows it, the others make room, and where it is let go it stays. Works by touch too.

export interface DragOptions {
  list: HTMLElement;
  /** How many of the list's first tiles have a place that can be changed. */
  count(): number;
  move(from: number, to: number): void;
  life: AbortSignal;
}

const FAR = 5;

export function drag({ list, count, move, life }: DragOptions): void {
  let held: { tile: HTMLElement; from: number; to: number; x: number; y: number; slots: DOMRect[] } | undefined;
  let moving = false;
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    heard: (event: HTMLElementEventMap[Name]) => void,
    capture = false,
  ) => list.addEventListener(name, heard, { signal: life, capture });
  const tiles = () => ([...list.children] as HTMLElement[]).slice(0, count());
  const release = () => {
    for (const tile of tiles()) tile.style.translate = "";
    held?.tile.classList.remove("gw-dragged");
    held = undefined;
  };

  on("pointerdown", (event) => {
    moving = false;
    const all = tiles();
    const from = all.findIndex((tile) => tile.firstChild?.contains(event.target as Node));
    const tile = all[from];
    if (!tile || event.button) return;
    const slots = all.map((each) => each.getBoundingClientRect());
    held = { tile, from, to: from, x: event.clientX, y: event.clientY, slots };
  });
  on("pointermove", (event) => {
    if (!held) return;
    const { tile, from, x, y, slots } = held;
    const [dx, dy] = [event.clientX - x, event.clientY - y];
    if (!moving && Math.hypot(dx, dy) < FAR) return;
    if (!moving) {
      moving = true;
      tile.setPointerCapture(event.pointerId);
      tile.classList.add("gw-dragged");
    }
    const [left, top] = [(slots[from]?.x ?? 0) + dx, (slots[from]?.y ?? 0) + dy];
    const away = slots.map((slot) => Math.hypot(slot.x - left, slot.y - top));
    const to = away.indexOf(Math.min(...away));
    held.to = to;
    for (const [n, each] of tiles().entries()) {
      const slot = slots[n > from && n <= to ? n - 1 : n < from && n >= to ? n + 1 : n];
      const own = slots[n];
      if (slot && own)
        each.style.translate = n === from ? `${dx}px ${dy}px` : `${slot.x - own.x}px ${slot.y - own.y}px`;
    }
  });
  on("pointerup", () => {
    const { from, to } = held ?? { from: 0, to: 0 };
    release();
    if (moving && from !== to) move(from, to);
  });
  on("pointercancel", release);
  // What ends a drag is no click; a key's click has no count.
  on(
    "click",
    (event) => {
      if (!moving || !event.detail) return;
      moving = false;
      event.stopPropagation();
      event.preventDefault();
    },
    true,
  );
}
