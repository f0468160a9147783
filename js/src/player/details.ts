// Where the clip came from, where its file is, and how to ask for it again: folded away until somebody wants to know.
import { h, icon } from "../dom.js";
import type { Say } from "../host/words.js";
import { button, on } from "../lasting.js";
import type { About, ClipFacts } from "./facts.js";
import { icons } from "./icons.js";
import { trouble } from "./trouble.js";

/** Characters from which a value may have to be scrolled: by keyboard too. */
const LONG = 400;

export interface DetailsOptions {
  clip: ClipFacts;
  say: Say;
  /** Asks the kernel; once, when it is first opened, and again after a failure. */
  about(): Promise<About>;
  life: AbortSignal;
}

export function details({ clip, say, about, life }: DetailsOptions): { opener: HTMLElement; panel: HTMLElement } {
  let path = clip.shown;
  const told = h("p", { class: "gw-hint", role: "status" });
  const wrong = trouble(say, life);
  const byHand = h("textarea", { class: "gw-field gw-path", readonly: true, hidden: true });

  const copy = async (what: string, text: string) => {
    byHand.hidden = true;
    told.textContent = "";
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = say("copied", { what });
    } catch {
      // Refused, or there is none: a page that came by plain http has no clipboard.
      byHand.value = text;
      byHand.rows = Math.min(text.split("\n").length + 2, 12);
      byHand.setAttribute("aria-label", what);
      byHand.hidden = false;
      byHand.focus();
      byHand.select();
      byHand.scrollTop = 0;
      told.textContent = say("by_hand");
    }
  };

  const toPath = button(life, () => copy(say("file"), path), icon(icons.copy), say("copy_path"));
  const shown = h("dd", { class: "gw-file" }, h("code", { class: "gw-path" }, clip.shown), toPath);
  const rows = h("dl", { class: "gw-rows" }, h("dt", {}, say("file")), shown);
  const recipes = h("div", { class: "gw-group", role: "group", "aria-label": say("copy_as"), hidden: true });
  const panel = h("div", { class: "gw-about", hidden: true }, rows, wrong.element, recipes, told, byHand);

  let wanted = true;
  const ask = async () => {
    wanted = false;
    wrong.clear();
    told.textContent = say("asking");
    try {
      draw(await about());
    } catch (error) {
      wanted = true;
      wrong.show(error, () => {
        opener.focus(); // the button that had it goes
        ask();
      });
    }
    told.textContent = "";
  };
  const draw = (answer: About) => {
    path = answer.path;
    for (const [label, value] of answer.rows)
      rows.append(h("dt", {}, label), h("dd", { dir: "auto", tabindex: value.length > LONG && 0 }, value));
    const { python, magic, curl } = answer.recipes;
    recipes.append(h("span", { class: "gw-hint" }, say("copy_as")));
    for (const [what, text] of Object.entries({ Python: python, "%%grokvideo": magic, curl })) {
      if (!text) continue;
      recipes.append(button(life, () => copy(what, text), what));
      recipes.hidden = false;
    }
  };
  const opener = h("button", { type: "button", class: "gw-opener", "aria-expanded": "false" }, say("details"));
  opener.append(icon(icons.more));
  on(life, opener, "click", () => {
    panel.hidden = !panel.hidden;
    opener.ariaExpanded = String(!panel.hidden);
    if (wanted && !panel.hidden) ask();
  });
  return { opener, panel };
}
