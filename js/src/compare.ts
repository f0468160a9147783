// Clips compared: grokwidget/notebook/compare.py has the traits and says what each is. The panel mounts `compareView`
// by itself, from this very bundle.

import type { Difference } from "./compare/table.js";
import { type CompareOptions, compareView } from "./compare/view.js";
import { type Asks, Channel } from "./host/channel.js";
import { lifeOf, type View } from "./host/model.js";
import { languageOf, part, speaker, type WordTraits } from "./host/words.js";
import { fetchSource } from "./media/source.js";
import { fetchStill } from "./media/stills.js";
import type { ClipFacts } from "./player/facts.js";

export interface CompareTraits extends WordTraits {
  clips: ClipFacts[];
  differences: Record<string, Difference[]>;
}

export interface Mounting extends Pick<CompareOptions, "say" | "lang" | "clips" | "differences" | "life"> {
  /** Asked for the clips by their keys. */
  channel: Asks;
}

/** The comparison, for whoever has a line to the kernel: this widget, and the panel, which loads this bundle for it. */
export function mount({ channel, ...given }: Mounting): HTMLElement {
  const { life } = given;
  const { element } = compareView({
    ...given,
    load: (key, hopes) => fetchSource(channel, life, hopes, key),
    still: (key, kind) => fetchStill(channel, life, key, kind),
  });
  life.addEventListener("abort", () => element.remove(), { once: true });
  return element;
}

function render({ model, el, signal }: View<CompareTraits>): () => void {
  const life = lifeOf(signal);
  const lang = languageOf(model);
  const element = mount({
    channel: new Channel(model, life.signal),
    say: part(speaker(model), "compare"),
    lang,
    clips: model.get("clips"),
    differences: model.get("differences")[lang] ?? [],
    life: life.signal,
  });
  el.append(element);
  return () => life.abort();
}

export { compareView };
export default { render };
