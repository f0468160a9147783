// The list that opens behind an `@`: the images that may be meant. The focus stays in the text field.
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { h } from "../dom.js";
import { on, track } from "../lasting.js";
import { begun } from "./references.js";

export interface NamesOptions {
  label: string;
  area: HTMLTextAreaElement;
  images: ReadonlySignal<readonly { id: string; name: string }[]>;
  thumbs: ReadonlySignal<Record<string, string>>;
  insert(from: number, text: string): void;
  life: AbortSignal;
}

export interface Names {
  list: HTMLElement;
  /** Where the `@` is that the list belongs to; -1 while it is closed. */
  at: ReadonlySignal<number>;
  /** Opens, narrows or closes it by what stands before the caret. */
  look(): void;
  close(): void;
  /** Whether the key was for the list. */
  press(key: string): boolean;
}

export function names({ label, area, images, thumbs, insert, life }: NamesOptions): Names {
  const id = `${area.id}-names`;
  area.setAttribute("aria-controls", id);
  const start = signal(-1);
  const typed = signal("");
  const active = signal(0);
  let refused = -1; // closed by Escape: stays so until another `@`

  const found = computed(() => {
    const all = images.value.map((image, n) => ({ ...image, word: `image${n + 1}` }));
    if (start.value < 0 || all.some((one) => one.word === typed.value)) return [];
    return all.filter((one) => one.word.startsWith(typed.value) || one.name.toLowerCase().includes(typed.value));
  });
  const at = computed(() => (found.value.length ? start.value : -1));

  const close = () => {
    start.value = -1;
  };
  const accept = (n: number) => {
    const from = start.value;
    const word = `@${found.value[n]?.word}`;
    close();
    insert(from, /^\s/.test(area.value.slice(area.selectionEnd)) ? word : `${word} `);
  };

  const list = h("ul", { class: "gw-names", role: "listbox", id, "aria-label": label });
  on(life, list, "mousedown", (event) => event.preventDefault()); // the text keeps the focus
  track(life, () => {
    const options = found.value.map((one, n) => {
      const chosen = n === active.value;
      const picture = h("img", { alt: "", src: thumbs.value[one.id] || undefined });
      const name = h("span", { class: "gw-hint", dir: "auto" }, one.name);
      const option = h(
        "li",
        { role: "option", id: `${id}-${n}`, "aria-selected": String(chosen) },
        picture,
        h("b", {}, `@${one.word}`),
        name,
      );
      on(life, option, "click", () => accept(n));
      return option;
    });
    list.hidden = !options.length;
    list.replaceChildren(...options);
    if (options.length) area.setAttribute("aria-activedescendant", `${id}-${active.value}`);
    else area.removeAttribute("aria-activedescendant");
  });

  return {
    list,
    at,
    close,
    look() {
      const { selectionStart, selectionEnd, value } = area;
      const now = selectionStart === selectionEnd ? begun(value.slice(0, selectionEnd)) : undefined;
      if (!now || now.start !== refused) refused = -1;
      if (!now || refused >= 0) return close();
      if (now.start === start.value && now.typed === typed.value) return;
      batch(() => {
        start.value = now.start;
        typed.value = now.typed;
        active.value = 0;
      });
    },
    press(key) {
      const count = found.value.length;
      if (!count) return false;
      if (key === "ArrowDown" || key === "ArrowUp") {
        active.value = (active.value + (key === "ArrowDown" ? 1 : count - 1)) % count;
      } else if (key === "Enter" || key === "Tab") {
        accept(active.value);
      } else if (key === "Escape") {
        refused = start.value;
        close();
      } else return false;
      return true;
    },
  };
}
