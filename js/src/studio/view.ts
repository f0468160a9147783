// The panel, whole: left what is asked, right what comes of it. It knows a model only through its state and its link.
import { computed } from "@preact/signals-core";
import { choicesView } from "../choices/view.js";
import { h, write } from "../dom.js";
import { toldBy } from "../host/channel.js";
import { part, type Say } from "../host/words.js";
import { imagesView } from "../images/view.js";
import { on, track } from "../lasting.js";
import { fetchStill } from "../media/stills.js";
import { promptView } from "../prompt/view.js";
import type * as Stage from "../stage.js";
import { takeFiles } from "./files.js";
import { footer } from "./footer.js";
import { jobsView } from "./jobs.js";
import type { Link } from "./link.js";
import { fetcher } from "./parts.js";
import { compareTab, libraryTab } from "./shelves.js";
import { stageView } from "./stage.js";
import type { Row, State, StudioTraits } from "./state.js";
import { tabs } from "./tabs.js";

export interface StudioOptions {
  /** The words of all parts. */
  words: Say;
  lang: string;
  state: State;
  link: Link<StudioTraits>;
  /** Seconds since a row's state was told. */
  age(row: Row): number;
  life: AbortSignal;
}

export function studioView({ words, lang, state, link, age, life }: StudioOptions): HTMLElement {
  const say = part(words, "studio");
  const news = h("p", { class: "gw-hidden", role: "status" });
  const trouble = h("p", { class: "gw-wrong", role: "alert", hidden: true });
  const announce = (text: string, wrong = false) => {
    write(news, wrong ? "" : text);
    write(trouble, wrong ? text : "");
    trouble.hidden = !trouble.textContent;
  };
  const still = (key: string) => fetchStill(link.channel, life, key, "poster");
  const root = h("section", {
    class: "gw-root gw-studio",
    lang,
    tabindex: -1,
    "aria-label": say("label"),
    "data-lm-suppress-shortcuts": "true",
  });

  const foot = footer({ say, state, link, asked: () => bench.show("clip"), life });
  const wrong = computed(() => ({ ...state.problems.value, ...foot.refused.value }));
  const problem = (field: string) => computed(() => wrong.value[field] ?? "");
  const images = imagesView({
    say: part(words, "images"),
    images: state.images,
    rule: computed(() => state.options.value.images),
    chunk: link.channel.model.get("_host").message,
    send: link.ask,
    thumb: (id) => thumbOf(link, id),
    problem: problem("images"),
    life,
  });
  const prompt = promptView({
    say: part(words, "prompt"),
    text: state.text,
    limit: computed(() => state.options.value.prompt.limit),
    images: state.images,
    thumbs: images.thumbs,
    problem: problem("prompt"),
    disabled: foot.disabled,
    generate: foot.generate,
    life,
  });
  const choices = choicesView({
    say: part(words, "choices"),
    options: state.options,
    values: state.values,
    set: state.set,
    notes: state.notes,
    problems: wrong,
    giveKey: (provider, value) => link.ask("key", { provider, value }),
    life,
  });

  const after = (asked: Promise<unknown>, done: () => void) => {
    announce("");
    asked.then(done, (error) => announce(toldBy(error), true));
  };
  const shelf = { say, lang, link, root, life };
  const compare = compareTab(shelf);
  const library = libraryTab({
    ...shelf,
    show: ({ key: file }) => after(link.ask("show", { file }), () => bench.show("clip")),
    restore({ key: file }) {
      after(link.ask("restore", { file }), () => {
        announce(say("restored"));
        prompt.focus();
      });
    },
    compare(keys) {
      void compare.open(keys);
      bench.show("compare");
    },
  });
  const fetch = fetcher<typeof Stage>(link.ask, "stage", root, lang);
  fetch().catch(() => {}); // it is asked for again when there is something to play
  const clip = h(
    "div",
    {},
    stageView({ say, words, lang, state, link, age, announce, fetch, kept: { loop: true, speed: 1 }, life }).element,
    jobsView({ say, sayJob: part(words, "job"), state, age, ask: link.ask, still, life }).element,
  );
  const bench = tabs(
    [
      { name: "clip", label: say("clip"), panel: clip },
      { name: "library", label: say("library"), panel: library.element, opened: library.open },
      { name: "compare", label: say("compare"), panel: compare.element, hidden: true },
    ],
    say("views"),
    life,
  );
  // A clip that has come is in the library now.
  const come = computed(() => state.jobs.value.flatMap(({ clips }) => clips).join());
  track(life, () => {
    if (come.value && bench.current.peek() === "library") library.open();
  });

  const banner = h("p", { class: "gw-banner", role: "alert" });
  track(life, () => {
    const now = link.state.value;
    banner.dataset.state = now;
    banner.hidden = !now;
    write(banner, now === "busy" ? say("busy") : now === "gone" ? say("gone") : now ? say("back") : "");
  });

  const composer = h(
    "div",
    { class: "gw-composer", role: "group", "aria-label": say("request") },
    prompt.element,
    images.element,
    choices.element,
    foot.element,
  );
  takeFiles(composer, images.accept, life);
  for (const name of ["keydown", "keyup", "keypress"] as const)
    on(life, root, name, (event) => event.stopPropagation());
  root.append(
    banner,
    h("div", { class: "gw-desk" }, composer, h("div", { class: "gw-bench" }, trouble, bench.element)),
    news,
  );
  return root;
}

/** A small picture of an image in the tray, "" where there is none. */
async function thumbOf(link: Link<StudioTraits>, id: string): Promise<string> {
  const { result, buffers } = await link.channel.insist<{ mime?: string }>("image.thumb", { id }, [], () => {});
  const [bytes] = buffers;
  return bytes ? URL.createObjectURL(new Blob([bytes as BlobPart], { type: result.mime ?? "image/webp" })) : "";
}
