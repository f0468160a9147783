// What differs, in words: a row a field, a column a clip.
import { h } from "../dom.js";
import type { Say } from "../host/words.js";

/** One field that differs; its other half is grokwidget/differences.py. */
export interface Difference {
  /** Which field, by its name in Python: "prompt", "take", … */
  name: string;
  /** The same in words. */
  field: string;
  /** For each clip its value, as runs of text; `changed` is what not all share. */
  values: { text: string; changed: boolean }[][];
}

/** What comes of a request, and isn't asked for. */
const CAME = new Set(["take", "rehearsal", "cost", "took", "length", "size"]);

export function table(differences: Difference[], count: number, say: Say): HTMLElement {
  const box = h("div", { class: "gw-differences" });
  const names = differences.map(({ name }) => name);
  if (names.every((name) => CAME.has(name))) {
    const again = names.includes("take");
    box.append(h("p", {}, say(again ? "same_but_take" : "same")));
  }
  if (!differences.length) return box;
  const clips = Array.from({ length: count }, (_, n) => say("clip", { number: n + 1 }));
  const cell = (runs: Difference["values"][number], n: number) => {
    const marks = runs.some(({ changed }) => !changed); // where all of it is changed, nothing stands out
    const text = runs.map(({ text, changed }) => (changed && marks ? h("mark", {}, text) : text));
    return h("td", { "data-of": clips[n] }, h("span", { dir: "auto" }, ...text));
  };
  box.append(
    h(
      "table",
      { "aria-label": say("differences") },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, h("span", { class: "gw-hidden" }, say("field"))),
          ...clips.map((clip) => h("th", { scope: "col" }, clip)),
        ),
      ),
      h(
        "tbody",
        {},
        ...differences.map(({ field, values }) => h("tr", {}, h("th", { scope: "row" }, field), ...values.map(cell))),
      ),
    ),
  );
  return box;
}
