// The library to look through: grokwidget/notebook/gallery.py has the traits and says what each is.
import { signal } from "@preact/signals-core";
import { h, icon } from "./dom.js";
import { type Ask, type GalleryItem, type GalleryPage, galleryView, type Query } from "./gallery/view.js";
import { Channel } from "./host/channel.js";
import { follow, lifeOf, listen, type View } from "./host/model.js";
import { languageOf, part, speaker, type WordTraits } from "./host/words.js";
import { fetchSource } from "./media/source.js";
import { fetchStill } from "./media/stills.js";
import type { About } from "./player/facts.js";
import { playerView } from "./player/view.js";

export { galleryView } from "./gallery/view.js";

export interface GalleryTraits extends WordTraits, Query {
  selected: string;
  _version: number;
}

const BACK = "M11.5 4.5 6 10l5.5 5.5";

function render({ model, el, signal: given }: View<GalleryTraits>): () => void {
  const life = lifeOf(given);
  const channel = new Channel(model, life.signal);
  const lang = languageOf(model);
  const say = part(speaker(model), "gallery");
  const [loop, speed] = [signal(true), signal(1)];
  const query = (): Query => ({
    search: model.get("search"),
    provider: model.get("provider"),
    model: model.get("model"),
  });
  const request = async <Result>(kind: string, body: object) => (await channel.request<Result>(kind, body)).result;
  const select = (key: string) => {
    if (model.get("selected") === key) return;
    model.set("selected", key);
    model.save_changes();
  };

  let sent = query();
  let telling = false; // a host tells of each trait that is set, before the next one is
  const view = galleryView({
    say,
    lang,
    list: (ask: Ask) => request<GalleryPage>("list", ask),
    // With a life of its own: the gallery gives a poster back long before it ends itself.
    still: (key) => fetchStill(channel, new AbortController().signal, key, "poster"),
    open(item) {
      show(item);
      select(item.key);
    },
    query: sent,
    asked(next) {
      sent = next;
      telling = true;
      model.set("search", next.search);
      model.set("provider", next.provider);
      model.set("model", next.model);
      telling = false;
      model.save_changes();
    },
    life: life.signal,
  });

  const root = h("div", { class: "gw-root gw-browser", "data-lm-suppress-shortcuts": "true" }, view.element);
  const trouble = h("p", { class: "gw-wrong", role: "alert" });
  root.append(trouble);
  let screening: AbortController | undefined;
  let shown = "";

  function close(): void {
    screening?.abort();
    screening = undefined;
    shown = "";
    view.element.hidden = false;
  }
  function show(item: GalleryItem): void {
    close();
    trouble.textContent = "";
    shown = item.key;
    screening = lifeOf(life.signal);
    const back = h("button", { type: "button", class: "gw-button gw-back" }, icon(BACK), say("back"));
    const leave = () => {
      close();
      select("");
      view.focus();
    };
    const player = playerView({
      clip: item,
      lang,
      say: part(speaker(model), "player"),
      loop,
      speed,
      autoplay: true,
      load: (hopes) => fetchSource(channel, screening?.signal ?? life.signal, hopes, item.key),
      still: (kind) => fetchStill(channel, screening?.signal ?? life.signal, item.key, kind),
      poster: "",
      about: () => request<About>("about", { file: item.key }),
      life: screening.signal,
    });
    const screen = h("div", { class: "gw-screen" }, back, player.element);
    back.addEventListener("click", leave, { signal: screening.signal });
    screen.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "Escape" && !event.defaultPrevented && !document.fullscreenElement) leave();
      },
      { signal: screening.signal, capture: true },
    );
    screening.signal.addEventListener("abort", () => screen.remove(), { once: true });
    view.element.hidden = true;
    root.append(screen);
    back.focus({ preventScroll: true });
  }

  follow(model, ["selected"], life.signal, () => {
    const key = model.get("selected");
    if (key === shown) return;
    if (!key) return close();
    request<GalleryItem>("item", { file: key }).then(
      (item) => model.get("selected") === key && shown !== key && show(item),
      (error) => {
        if (!life.signal.aborted) trouble.textContent = String((error as Error).message);
      },
    );
  });
  const changed = () => {
    const next = query();
    if (telling) return;
    if (next.search === sent.search && next.provider === sent.provider && next.model === sent.model) return;
    sent = next;
    view.show(next);
  };
  for (const name of ["search", "provider", "model"] as const) listen(model, `change:${name}`, life.signal, changed);
  listen(model, "change:_version", life.signal, view.refresh);
  // The notebook's own shortcuts must not hear what is typed here.
  const swallow = (event: Event) => event.stopPropagation();
  for (const name of ["keydown", "keyup", "keypress"]) root.addEventListener(name, swallow, { signal: life.signal });

  el.append(root);
  life.signal.addEventListener("abort", () => root.remove(), { once: true });
  return () => life.abort();
}

export default { render };
