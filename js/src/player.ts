// The live player for one clip: grokwidget/notebook/player.py has the traits and says what each is.
import { Channel } from "./host/channel.js";
import { lifeOf, type View } from "./host/model.js";
import { traitSignal } from "./host/traits.js";
import { languageOf, speaker, type WordTraits } from "./host/words.js";
import { fetchSource } from "./media/source.js";
import { type ClipFacts, playerView } from "./player/view.js";

export interface PlayerTraits extends WordTraits {
  clip: ClipFacts;
  poster: string;
  prompt: string;
  details: string;
  loop: boolean;
  speed: number;
  autoplay: boolean;
}

function render({ model, el, signal }: View<PlayerTraits>): () => void {
  const life = lifeOf(signal);
  const channel = new Channel(model, life.signal);
  const { element } = playerView({
    clip: model.get("clip"),
    poster: model.get("poster"),
    prompt: model.get("prompt"),
    details: model.get("details"),
    autoplay: model.get("autoplay"),
    lang: languageOf(model),
    say: speaker(model),
    loop: traitSignal(model, "loop", life.signal),
    speed: traitSignal(model, "speed", life.signal),
    load: (hopes) => fetchSource(channel, life.signal, hopes),
    life: life.signal,
  });
  el.append(element);
  life.signal.addEventListener("abort", () => element.remove(), { once: true });
  return () => life.abort();
}

export default { render };
