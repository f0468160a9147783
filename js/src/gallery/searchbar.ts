// What is looked for: words, a provider, a model.
import { h } from "../dom.js";
import type { Say } from "../host/words.js";
import type { Maker, Query } from "./facts.js";

/** So long after the last key a search begins. */
export const PAUSE = 150;

export interface Searchbar {
  element: HTMLElement;
  /** Shows a query that came from elsewhere. */
  show(query: Query): void;
  /** Offers what the library can be filtered by. */
  offer(makers: Maker[]): void;
}

export function searchbar(say: Say, asked: (query: Query) => void, life: AbortSignal): Searchbar {
  const name = say("search");
  const field = h("input", {
    type: "search",
    class: "gw-field gw-search",
    placeholder: name,
    "aria-label": name,
    maxlength: 500,
    spellcheck: "false",
    dir: "auto",
  });
  const provider = h("select", { class: "gw-field", "aria-label": say("provider") });
  const model = h("select", { class: "gw-field", "aria-label": say("model") });
  let makers: Maker[] = [];
  let query: Query = { search: "", provider: "", model: "" };
  let timer: ReturnType<typeof setTimeout> | undefined;

  const fill = (select: HTMLSelectElement, all: string, names: string[], chosen: string) => {
    // What is chosen is always offered: else the field would show something else.
    const offered = [...new Set(chosen ? [...names, chosen] : names)];
    select.replaceChildren(
      h("option", { value: "" }, all),
      ...offered.map((each) => h("option", { value: each }, each)),
    );
    select.value = chosen;
  };
  const modelsOf = (chosen: string) =>
    makers.filter((each) => !chosen || each.name === chosen).flatMap((each) => each.models);
  const draw = () => {
    const names = makers.map((each) => each.name);
    fill(provider, say("all_providers"), names, query.provider);
    fill(model, say("all_models"), modelsOf(query.provider), query.model);
  };
  const ask = (change: Partial<Query>) => {
    clearTimeout(timer);
    const next = { ...query, search: field.value, ...change };
    if (next.search === query.search && next.provider === query.provider && next.model === query.model) return;
    query = next;
    draw();
    asked(query);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask({}), PAUSE);
  };

  // While a Chinese word is being put together its Latin letters are nothing to search for.
  field.addEventListener("input", (event) => (event as InputEvent).isComposing || later(), { signal: life });
  field.addEventListener("compositionend", later, { signal: life });
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") ask({});
      if (event.key !== "Escape" || !field.value) return;
      event.preventDefault();
      event.stopPropagation(); // it is used up: nothing around it should close, too
      field.value = "";
      ask({});
    },
    { signal: life },
  );
  provider.addEventListener(
    "change",
    () => {
      const known = modelsOf(provider.value).includes(query.model);
      ask({ provider: provider.value, model: known ? query.model : "" });
    },
    { signal: life },
  );
  model.addEventListener("change", () => ask({ model: model.value }), { signal: life });
  life.addEventListener("abort", () => clearTimeout(timer), { once: true });
  draw();

  return {
    element: h("div", { class: "gw-shelf-bar", role: "search" }, field, provider, model),
    show(shown) {
      clearTimeout(timer);
      query = { ...shown };
      if (field.value !== shown.search) field.value = shown.search;
      draw();
    },
    offer(offered) {
      if (JSON.stringify(offered) === JSON.stringify(makers)) return;
      makers = offered;
      draw();
    },
  };
}
