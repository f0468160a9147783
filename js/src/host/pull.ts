// Where a page doesn't hear what a thread of the kernel says (Colab), it asks: the kernel answers in the thread that is
// heard, and says there whatever else is due (grokwidget/notebook/again.py).

/** What a page has to know of its host: grokwidget/host.py says it. */
export interface HostFacts {
  /** Bytes of the largest message, either way. */
  message: number;
  /** How often the page has to ask whether there is news, in ms; 0: it hears it. */
  pull: number;
}

/** Calls `ask` so many ms after each of its answers, as long as the life lasts; 0: never. One question at a time, so that
 * none pile up at a kernel that is busy. */
export function pull(every: number, life: AbortSignal, ask: () => Promise<unknown>): void {
  if (!every) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    if (!life.aborted) timer = setTimeout(() => void ask().then(later, later), every);
  };
  life.addEventListener("abort", () => clearTimeout(timer), { once: true });
  later();
}
