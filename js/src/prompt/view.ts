// The field for the prompt: grows with its text, counts it, shows which images it speaks of.
//
// A mirror of the same metrics lies under the text field. It gives the field its height, draws the references and
// tells where the caret is: the field itself can do none of the three.
import type { ReadonlySignal, Signal } from "@preact/signals-core";
import { h, write } from "../dom.js";
import type { Say } from "../host/words.js";
import { on, track } from "../lasting.js";
import { names } from "./names.js";
import { lengthOf, moved, numberIn, pieces } from "./references.js";

export interface PromptOptions {
  say: Say;
  /** Written by the typist and from outside. */
  text: Signal<string>;
  limit: ReadonlySignal<number | null>;
  images: ReadonlySignal<readonly { id: string; name: string }[]>;
  thumbs: ReadonlySignal<Record<string, string>>;
  problem: ReadonlySignal<string>;
  /** Whether nothing can be generated now. Writing goes on. */
  disabled: ReadonlySignal<boolean>;
  generate(): void;
  life: AbortSignal;
}

/** The part of the limit from which on the counter warns. */
const NEAR = 0.9;
/** Pixels from the top of one line to the list below it. */
const LINE = 24;

const shown = (count: number) => count.toLocaleString("en");

export function promptView(options: PromptOptions): { element: HTMLElement; focus(): void } {
  const { say, text, limit, images, thumbs, problem, disabled, generate, life } = options;
  // By chance: another panel in the page has a bundle of its own, and would count to the same.
  const id = `gw-ask-${Math.random().toString(36).slice(2)}`;
  const mirror = h("div", { class: "gw-field", "aria-hidden": "true", dir: "auto" });
  const anchor = h("span");
  const area = h("textarea", {
    class: "gw-field",
    id,
    rows: 3,
    dir: "auto",
    placeholder: say("placeholder"),
    "aria-describedby": `${id}-about ${id}-wrong`,
    // A field of several lines may have no other role, so it is no `combobox`: this tells of the list all the same.
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
  });
  const about = h("span", { class: "gw-hint", id: `${id}-about` });
  const count = h("span", { class: "gw-hint" });
  const note = h("p", { class: "gw-wrong", role: "status" });
  const wrong = h("p", { class: "gw-wrong", role: "alert", id: `${id}-wrong` });
  const press = /Mac|iP/.test(navigator.platform) ? "⌘ Enter" : "Ctrl+Enter";
  let composing = false;

  /** Puts `word` in the place of what stands between `from` and the caret, as typing does: it can be undone. */
  const insert = (from: number, word: string) => {
    area.setSelectionRange(from, area.selectionEnd);
    document.execCommand("insertText", false, word);
  };
  const popup = names({ label: say("images"), area, images, thumbs, insert, life });

  const draw = () => {
    const now = area.value;
    const lost: string[] = [];
    const marked = (part: string) =>
      pieces(part).map((piece, n) => {
        if (n % 2 === 0) return piece;
        const number = numberIn(piece);
        const there = number > 0 && number <= images.value.length;
        if (!there) lost.push(piece);
        return h("mark", { class: !there && "gw-lost" }, piece);
      });
    const from = popup.at.value < 0 ? now.length : popup.at.value;
    // The last sign makes room for an empty last line.
    mirror.replaceChildren(...marked(now.slice(0, from)), anchor, ...marked(now.slice(from)), "\u200b");
    mirror.scrollTop = area.scrollTop;

    const long = lengthOf(now);
    const most = limit.value ?? Number.POSITIVE_INFINITY;
    write(count, most < Number.POSITIVE_INFINITY ? `${shown(long)} / ${shown(most)}` : shown(long));
    count.dataset.at = long > most ? "over" : long >= most * NEAR ? "near" : "";
    const over = long > most && say("over", { count: shown(long - most), limit: shown(most) });
    const slip = over || (lost[0] && say("lost", { image: lost[0] })) || "";
    write(note, problem.value ? "" : slip); // what Python found is the same, or more
    write(wrong, problem.value);
    write(about, say(images.value.length ? "hint_images" : "hint", { press }));
    area.setAttribute("aria-invalid", String(!!(problem.value || slip)));
  };
  const place = () => {
    const { list, at } = popup;
    if (at.value < 0) return;
    const top = anchor.offsetTop - area.scrollTop;
    const box = area.getBoundingClientRect();
    const high = list.offsetHeight;
    const fits = box.top + top + LINE + high <= innerHeight || box.top + top < high;
    list.style.top = `${fits ? top + LINE : top - high - 4}px`;
    list.style.left = `${Math.min(anchor.offsetLeft, area.offsetWidth - list.offsetWidth)}px`;
  };

  const read = () => {
    text.value = area.value;
    popup.look();
  };
  on(life, area, "input", () => (composing ? draw() : read()));
  on(life, area, "compositionstart", () => {
    composing = true; // what is being composed is no text yet, and its keys are the input method's own
    popup.close();
  });
  on(life, area, "compositionend", () => {
    composing = false;
    read();
  });
  on(life, area, "keydown", (event) => {
    if (composing || event.keyCode === 229) return; // 229: Safari, for the key that ends a composition
    const { key, altKey, shiftKey } = event;
    if (event.ctrlKey || event.metaKey) {
      if (key !== "Enter") return;
      event.preventDefault();
      popup.press("Escape");
      if (!event.repeat && !disabled.value) generate();
    } else if (!altKey && !shiftKey && popup.press(key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  on(life, area, "keyup", () => composing || popup.look());
  on(life, area, "click", popup.look);
  on(life, area, "blur", popup.close);
  on(life, area, "scroll", () => {
    mirror.scrollTop = area.scrollTop;
    place();
  });

  track(life, () => {
    const given = text.value;
    if (given !== area.value && !composing) {
      const { value, selectionStart, selectionEnd } = area;
      area.value = given;
      // Only where somebody writes: in Safari a selection takes the focus.
      if (area.matches(":focus"))
        area.setSelectionRange(moved(selectionStart, value, given), moved(selectionEnd, value, given));
    }
    draw();
    place();
  });

  const element = h(
    "div",
    { class: "gw-ask" },
    h("label", { class: "gw-label", for: id }, say("label")),
    h("div", { class: "gw-ask-box" }, mirror, area, popup.list),
    h("div", { class: "gw-ask-foot" }, about, count),
    note,
    wrong,
  );
  return { element, focus: () => area.focus() };
}
