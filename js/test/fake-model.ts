// A model as a host gives it, with a kernel behind it that answers as the test wants. It counts who listens.
import type { Model } from "../src/host/model.js";

type Heard = (...given: never[]) => void;
interface Request {
  id: string;
  kind: string;
  body: Record<string, unknown>;
}

export class FakeModel<Traits extends object> implements Model<Traits> {
  readonly sent: Request[] = [];
  readonly saved: Partial<Traits>[] = [];
  /** What the kernel does with a request; by default it stays silent. */
  kernel: (request: Request) => void = () => {};
  readonly #listeners = new Map<string, Set<Heard>>();
  #unsaved: Partial<Traits> = {};

  constructor(readonly traits: Traits) {}

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, each) => sum + each.size, 0);
  }

  get<Name extends keyof Traits & string>(name: Name): Traits[Name] {
    return this.traits[name];
  }

  set<Name extends keyof Traits & string>(name: Name, value: Traits[Name]): void {
    this.traits[name] = value;
    this.#unsaved[name] = value;
    this.#fire(`change:${name}`);
  }

  save_changes(): void {
    this.saved.push(this.#unsaved);
    this.#unsaved = {};
  }

  on(event: string, heard: Heard): void {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(heard));
  }

  off(event: string, heard: Heard): void {
    this.#listeners.get(event)?.delete(heard);
  }

  send(content: unknown): void {
    const request = content as Request;
    this.sent.push(request);
    this.kernel(request);
  }

  /** Python sets a trait. */
  fromPython<Name extends keyof Traits & string>(name: Name, value: Traits[Name]): void {
    this.traits[name] = value;
    this.#fire(`change:${name}`);
  }

  /** The kernel answers. */
  answer(id: string, result: unknown, buffers: DataView[] = []): void {
    this.#fire("msg:custom", { id, result }, buffers);
  }

  refuse(id: string, message: string, type = "Error", field?: string): void {
    this.#fire("msg:custom", { id, error: { type, message, ...(field && { field }) } }, []);
  }

  /** Any message of the kernel's. */
  hears(content: unknown): void {
    this.#fire("msg:custom", content);
  }

  /** The host says something, e.g. that the kernel was restarted. */
  happens(event: string): void {
    this.#fire(event);
  }

  #fire(event: string, ...given: unknown[]): void {
    for (const heard of [...(this.#listeners.get(event) ?? [])]) heard(...(given as never[]));
  }
}
