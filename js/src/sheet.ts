// The contact sheet: grokwidget/notebook/sheet.py has the traits and says what each is.
import { computed } from "@preact/signals-core";
import { Channel } from "./host/channel.js";
import { lifeOf, type Model, type View } from "./host/model.js";
import { type HostFacts, pull } from "./host/pull.js";
import { traitOf, traitSignal } from "./host/traits.js";
import { languageOf, speaker, type WordTraits } from "./host/words.js";
import type { Sheet, SheetCell } from "./sheet/facts.js";
import type { Stopped } from "./sheet/run.js";
import { sheetView } from "./sheet/view.js";

export interface SheetTraits extends WordTraits {
  rows: string;
  columns: string;
  sort: string;
  filter: string;
  status: string;
  rating: number;
  only_winners: boolean;
  winners: string[];
  opened: string;
  time: number;
  playing: boolean;
  _sheet: Sheet;
  _cells: SheetCell[];
  _news: SheetCell[];
  _made: number;
  _running: boolean;
  _stopped: Stopped;
  _wrong: string;
  _mark: string;
  _host: HostFacts;
}

/** While the page is there, the form that the saved notebook keeps is not seen; how many pages hide it. */
const hiding = new Map<string, { style: HTMLStyleElement; count: number }>();

function hideKept(mark: string): () => void {
  const now = hiding.get(mark) ?? { style: document.createElement("style"), count: 0 };
  if (!now.count) {
    now.style.textContent = `.gw-kept-${CSS.escape(mark)}{display:none}`;
    document.head.append(now.style);
  }
  now.count += 1;
  hiding.set(mark, now);
  let done = false;
  return () => {
    if (done) return;
    done = true;
    now.count -= 1;
    if (!now.count) now.style.remove();
  };
}

function initialize({ model, signal }: { model: Model<SheetTraits>; signal?: AbortSignal }): () => void {
  const show = hideKept(model.get("_mark")); // before there is anything to see, so that nothing moves
  signal?.addEventListener("abort", show, { once: true });
  return show;
}

function render({ model, el, signal: given }: View<SheetTraits>): () => void {
  const life = lifeOf(given);
  const own = life.signal;
  const two = <Name extends keyof SheetTraits & string>(name: Name) => traitSignal(model, name, own);
  const one = <Name extends keyof SheetTraits & string>(name: Name) => traitOf(model, name, own);
  const channel = new Channel(model, own);
  pull(model.get("_host").pull, own, channel, "ping");
  const [cells, news] = [one("_cells"), one("_news")];
  el.append(
    sheetView({
      say: speaker(model),
      lang: languageOf(model),
      channel,
      sheet: one("_sheet"),
      cells: computed(() => {
        const fresh = new Map(news.value.map((cell) => [cell.n, cell]));
        return cells.value.map((cell) => fresh.get(cell.n) ?? cell);
      }),
      running: one("_running"),
      stopped: one("_stopped"),
      made: one("_made"),
      wrong: one("_wrong"),
      winners: two("winners"),
      rows: two("rows"),
      columns: two("columns"),
      sort: two("sort"),
      filter: two("filter"),
      status: two("status"),
      rating: two("rating"),
      onlyWinners: two("only_winners"),
      opened: two("opened"),
      time: two("time"),
      playing: two("playing"),
      silent(silent) {
        // Without a kernel what is kept says more than we can.
        const style = hiding.get(model.get("_mark"))?.style;
        if (style) style.disabled = silent;
      },
      life: own,
    }),
  );
  own.addEventListener("abort", () => el.replaceChildren(), { once: true });
  return () => life.abort();
}

export default { initialize, render };
