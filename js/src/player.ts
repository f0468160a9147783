// The live player for one clip: grokwidget/notebook/player.py has the traits and says what each is.
import { type Signal, signal } from "@preact/signals-core";
import { type Asks, Channel } from "./host/channel.js";
import { lifeOf, type View } from "./host/model.js";
import { traitSignal } from "./host/traits.js";
import { languageOf, type Say, speaker, type WordTraits } from "./host/words.js";
import { track } from "./lasting.js";
import { fetchSource } from "./media/source.js";
import { fetchStill } from "./media/stills.js";
import type { Action } from "./player/controls.js";
import type { About, ClipFacts } from "./player/facts.js";
import { playerView } from "./player/view.js";

/** After so many ms without an answer the details say so. */
const PATIENCE = 8000;

export interface PlayerTraits extends WordTraits {
  clip: Omit<ClipFacts, "prompt" | "details">;
  poster: string;
  prompt: string;
  details: string;
  loop: boolean;
  speed: number;
  autoplay: boolean;
}

export interface Mounting {
  /** Asked for the clip by its key. */
  channel: Asks;
  clip: ClipFacts;
  poster: string;
  autoplay: boolean;
  lang: string;
  say: Say;
  actions?: Action[];
  life: AbortSignal;
}

function show({ channel, ...given }: Mounting, loop: Signal<boolean>, speed: Signal<number>): HTMLElement {
  const { clip, life } = given;
  const { element } = playerView({
    ...given,
    loop,
    speed,
    load: (hopes) => fetchSource(channel, life, hopes, clip.key),
    still: (kind) => fetchStill(channel, life, clip.key, kind),
    about: async () => (await channel.request<About>("about", { file: clip.key }, PATIENCE)).result,
  });
  life.addEventListener("abort", () => element.remove(), { once: true });
  return element;
}

/** The player for whoever loads this bundle when there is something to play. Plain values: signals of another bundle are
 * others. `kept` has what the reader chose, from one clip to the next. */
export function mount(given: Mounting, kept: { loop: boolean; speed: number }): HTMLElement {
  const [loop, speed] = [signal(kept.loop), signal(kept.speed)];
  track(given.life, () => {
    kept.loop = loop.value;
    kept.speed = speed.value;
  });
  return show(given, loop, speed);
}

function render({ model, el, signal: given }: View<PlayerTraits>): () => void {
  const life = lifeOf(given);
  const element = show(
    {
      channel: new Channel(model, life.signal),
      clip: { ...model.get("clip"), prompt: model.get("prompt"), details: model.get("details") },
      poster: model.get("poster"),
      autoplay: model.get("autoplay"),
      lang: languageOf(model),
      say: speaker(model),
      life: life.signal,
    },
    traitSignal(model, "loop", life.signal),
    traitSignal(model, "speed", life.signal),
  );
  el.append(element);
  return () => life.abort();
}

export default { render };
