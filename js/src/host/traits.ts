// A trait as a signal: reading it tracks the trait, writing it tells Python.
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { follow, listen, type Model } from "./model.js";

/** Mirrors one trait for as long as the life lasts; what comes from Python isn't sent back. */
export function traitSignal<Traits, Name extends keyof Traits & string>(
  model: Model<Traits>,
  name: Name,
  life: AbortSignal,
): Signal<Traits[Name]> {
  const mirror = signal(model.get(name));
  follow(model, [name], life, () => {
    mirror.value = model.get(name);
  });
  const stop = mirror.subscribe((value) => {
    if (life.aborted || Object.is(model.get(name), value)) return;
    model.set(name, value);
    model.save_changes();
  });
  life.addEventListener("abort", stop, { once: true });
  return mirror;
}

/** Follows one trait, without a way to set it, for as long as the life lasts. */
export function traitOf<Traits, Name extends keyof Traits & string>(
  model: Model<Traits>,
  name: Name,
  life: AbortSignal,
): ReadonlySignal<Traits[Name]> {
  const mirror = signal(model.get(name));
  listen(model, `change:${name}`, life, () => {
    mirror.value = model.get(name);
  });
  return mirror;
}
