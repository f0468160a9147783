// What a widget needs of its host: a model with traits, and a life. Hosts differ (JupyterLab, VS Code, Colab, marimo),
// so this is the narrow part that all have.

/** An anywidget model whose traits are `Traits`. */
export interface Model<Traits> {
  get<Name extends keyof Traits & string>(name: Name): Traits[Name];
  set<Name extends keyof Traits & string>(name: Name, value: Traits[Name]): void;
  save_changes(): void;
  on(event: string, callback: (...given: never[]) => void): void;
  off(event: string, callback: (...given: never[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: (ArrayBuffer | ArrayBufferView)[]): void;
}

/** What a host calls `render` with. Older hosts give no `signal` and call the returned function instead. */
export interface View<Traits> {
  model: Model<Traits>;
  el: HTMLElement;
  signal?: AbortSignal;
}

/** A life that ends with the host's signal, or when the host calls the clean-up function: whichever there is. */
export function lifeOf(signal: AbortSignal | undefined): AbortController {
  const life = new AbortController();
  if (signal?.aborted) life.abort();
  signal?.addEventListener("abort", () => life.abort(), { once: true, signal: life.signal });
  return life;
}

/** Calls `changed` now and whenever one of the traits changes, as long as the life lasts. */
export function follow<Traits>(
  model: Model<Traits>,
  names: (keyof Traits & string)[],
  life: AbortSignal,
  changed: () => void,
): void {
  for (const name of names) listen(model, `change:${name}`, life, changed);
  changed();
}

/** Listens to a model's event as long as the life lasts. */
export function listen<Traits>(
  model: Model<Traits>,
  event: string,
  life: AbortSignal,
  heard: (...given: never[]) => void,
): void {
  if (life.aborted) return;
  model.on(event, heard);
  life.addEventListener("abort", () => model.off(event, heard), { once: true });
}
