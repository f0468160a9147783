// Requests to the kernel: {id, kind, body} -> the same id with result or error, and binary buffers.
// Its other half is grokwidget/notebook/channel.py: keep the two in step.
import { listen, type Model } from "./model.js";

/** An answer: JSON, and the buffers that came with it. */
export interface Answer<Result = unknown> {
  result: Result;
  buffers: DataView[];
}

/** The kernel's own words for what went wrong with a request. Errors cross from one bundle to another, where the class
 * is another one: they are told apart by their names. */
export class KernelError extends Error {
  override name = "KernelError";
  constructor(
    readonly type: string,
    message: string,
    /** The field of the request that it is about, "" where none is. */
    readonly field = "",
  ) {
    super(message);
  }
}

/** No answer within the time given: the kernel is busy, gone, or the connection is lost. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** What went wrong, for a person: the kernel's sentence, or whatever else there is. */
export const toldBy = (error: unknown): string =>
  (error as Error).name === "KernelError" ? (error as Error).message : String(error);

/** After so many ms a request is sent again. */
const PATIENCE = 4000;
const LONGEST_PATIENCE = 60_000;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Whoever gets answers from the kernel. */
export type Asks = Pick<Channel<unknown>, "request" | "insist">;

/** Asks the kernel as long as the life lasts; what is still open then never settles, for nobody is left to hear it. */
export class Channel<Traits> {
  readonly #waiting = new Map<string, Waiting>();
  // Several views share one model, and each hears all answers: the ids of another view are not ours.
  readonly #mark = Math.random().toString(36).slice(2, 10);
  #count = 0;

  constructor(
    readonly model: Model<Traits>,
    readonly life: AbortSignal,
  ) {
    listen(model, "msg:custom", life, (content: unknown, buffers?: DataView[]) => this.#hear(content, buffers ?? []));
    life.addEventListener("abort", () => this.#waiting.clear(), { once: true });
  }

  /** Sends one request. `patience` in ms: without an answer by then it fails with `NoAnswer`; 0 waits for ever. */
  request<Result>(kind: string, body: object = {}, patience = 0): Promise<Answer<Result>> {
    return this.#send(kind, body, [], patience, (late) => late(new NoAnswer(kind)));
  }

  /** Sends one request until there is an answer, ever more rarely: messages get lost when a connection breaks. The
   * kernel knows it by its id and does it once. `silent` hears when no answer comes in time, and when there is one. */
  insist<Result>(
    kind: string,
    body: object,
    buffers: ArrayBuffer[],
    silent: (silent: boolean) => void,
    patience = PATIENCE,
  ): Promise<Answer<Result>> {
    let late = false;
    const sent = this.#send<Result>(kind, body, buffers, patience, (_, again) => {
      late = true;
      silent(true);
      again();
    });
    const heard = () => {
      if (late) silent(false);
    };
    sent.then(heard, heard);
    return sent;
  }

  #send<Result>(
    kind: string,
    body: object,
    buffers: ArrayBuffer[],
    patience: number,
    unanswered: (fail: (error: Error) => void, again: () => void) => void,
  ): Promise<Answer<Result>> {
    return new Promise((resolve, reject) => {
      if (this.life.aborted) return;
      this.#count += 1;
      const id = `${this.#mark}-${this.#count}`;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let wait = patience;
      const stop = () => clearTimeout(timer);
      const settle = (given: Answer | Error) => {
        stop();
        this.life.removeEventListener("abort", stop);
        this.#waiting.delete(id);
        if (given instanceof Error) reject(given);
        else resolve(given as Answer<Result>);
      };
      const send = () => {
        if (wait > 0) timer = setTimeout(() => unanswered(settle, send), wait);
        wait = Math.min(2 * wait, LONGEST_PATIENCE);
        try {
          this.model.send({ id, kind, body }, undefined, buffers);
        } catch (error) {
          if (!patience) settle(error as Error); // a host without a kernel throws: as good as no answer
        }
      };
      this.life.addEventListener("abort", stop, { once: true });
      this.#waiting.set(id, { resolve: settle, reject: settle });
      send();
    });
  }

  #hear(content: unknown, buffers: DataView[]): void {
    const { id, result, error } = (content ?? {}) as { id?: string; result?: unknown; error?: Record<string, string> };
    const waiting = this.#waiting.get(id ?? "");
    if (!waiting) return;
    if (error) waiting.reject(new KernelError(error.type ?? "", error.message ?? "", error.field));
    else waiting.resolve({ result, buffers });
  }
}
