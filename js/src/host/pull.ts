// Where a page doesn't hear what a thread of the kernel says (Colab), it asks: the kernel answers in the thread that is
// heard, and says there whatever else is due (grokwidget/notebook/again.py).
import type { Asks } from "./channel.js";

/** What a page has to know of its host: grokwidget/host.py says it. */
export interface HostFacts {
  /** Bytes of the largest message, either way. */
  message: number;
  /** How often the page has to ask whether there is news, in ms; 0: it hears it. */
  pull: number;
}

/** In ms: an answer that hasn't come by then is lost, and the next question is due. */
const PATIENCE = 30_000;

/** Sends a question of this kind so many ms after each answer, as long as the life lasts; 0: never. One at a time, so
 * that none pile up at a kernel that is busy. */
export function pull<Result>(
  every: number,
  life: AbortSignal,
  channel: Pick<Asks, "request">,
  kind: string,
  heard: (result: Result) => void = () => {},
): void {
  if (!every) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    if (!life.aborted) timer = setTimeout(ask, every);
  };
  const ask = () => {
    const answer = channel.request<Result>(kind, {}, PATIENCE);
    answer.then(({ result }) => heard(result)).then(later, later);
  };
  life.addEventListener("abort", () => clearTimeout(timer), { once: true });
  later();
}
