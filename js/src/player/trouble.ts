// Something that went wrong, in words, where it belongs, with a way to try again.
import { h } from "../dom.js";
import { toldBy } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { button } from "../lasting.js";

export interface Trouble {
  element: HTMLElement;
  show(error: unknown, again: () => void): void;
  clear(): void;
}

export function trouble(say: Say, life: AbortSignal): Trouble {
  const element = h("div", { class: "gw-trouble", role: "alert" });
  return {
    element,
    show(error, again) {
      element.replaceChildren(h("p", {}, sentence(error, say)), button(life, again, say("again")));
    },
    clear: () => element.replaceChildren(),
  };
}

function sentence(error: unknown, say: Say): string {
  const { name } = error as Error;
  return name === "Torn" ? say("changed") : name === "NoAnswer" ? say("unanswered") : toldBy(error);
}
