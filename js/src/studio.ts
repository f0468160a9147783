// The panel: grokwidget/notebook/studio has the traits and says what each is.
import { lifeOf, type View } from "./host/model.js";
import { pull } from "./host/pull.js";
import { languageOf, speaker } from "./host/words.js";
import { linkTo } from "./studio/link.js";
import { type StudioTraits, stateOf } from "./studio/state.js";
import { studioView } from "./studio/view.js";

function render({ model, el, signal }: View<StudioTraits>): () => void {
  const life = lifeOf(signal);
  const link = linkTo(model, life.signal);
  pull(model.get("_host").pull, life.signal, link.channel, "ping");
  let ahead = 0;
  const root = studioView({
    words: speaker(model),
    lang: languageOf(model),
    state: stateOf(model, link, life.signal),
    link,
    age: ({ at }) => Math.max(0, Date.now() / 1000 + ahead - at),
    life: life.signal,
  });
  el.append(root);
  life.signal.addEventListener("abort", () => root.remove(), { once: true });
  link.ask<{ now: number }>("hello", { lang: navigator.language }).then(
    ({ now }) => {
      ahead = now - Date.now() / 1000;
    },
    () => {}, // then the kernel's clock is taken to be ours
  );
  return () => life.abort();
}

export default { render };
