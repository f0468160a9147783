// What it will cost, what is left to spend, and the buttons that ask for it.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { h, write } from "../dom.js";
import { toldBy } from "../host/channel.js";
import type { Say } from "../host/words.js";
import { button, on, track } from "../lasting.js";
import type { Link } from "./link.js";
import type { State, StudioTraits } from "./state.js";

export interface FooterOptions {
  say: Say;
  state: State;
  link: Link<StudioTraits>;
  /** Something else may have to be shown now. */
  asked(): void;
  life: AbortSignal;
}

export interface Footer {
  element: HTMLElement;
  /** What is wrong with a field, by the kernel's answer to the last press. */
  refused: ReadonlySignal<Record<string, string>>;
  /** Whether nothing can be asked for now. */
  disabled: ReadonlySignal<boolean>;
  generate(): void;
}

/** Whether a press leads to something new, or shows what there is. */
const SHOWS = ["library", "running"];

export function footer({ say, state, link, asked, life }: FooterOptions): Footer {
  const sending = signal(false);
  const refused: Signal<Record<string, string>> = signal({});
  const consent: Signal<{ question: string; again: boolean } | null> = signal(null);
  const { price, problems, options, text, rehearse } = state;

  const missing = computed(() => {
    const { prompt, images, providers, provider } = options.value;
    if (!provider) return "";
    const service = providers.find(({ name }) => name === provider);
    if (service?.key === "missing" && !rehearse.value) {
      const { title } = service;
      return options.value.fixed ? say("needs_own_key", { service: title }) : say("needs_key", { service: title });
    }
    if (prompt.needed && !text.value.trim()) return say("needs_prompt");
    if (state.images.value.length < images.minimum) return say("needs_images", { count: images.minimum });
    return "";
  });
  const standing = computed(() => price.value.standing ?? "");
  const blocked = computed(() => !!missing.value || state.unfit.value);
  const disabled = computed(() => sending.value || blocked.value);

  const press = (again: boolean, yes = false) => {
    if (disabled.value) return;
    sending.value = true;
    refused.value = {};
    consent.value = null;
    link
      .ask("generate", { ...state.all(), again, yes })
      .then(asked, (error) => {
        if (error.type === "NeedsConsent") consent.value = { question: error.message, again };
        else refused.value = { [error.field ?? ""]: toldBy(error) };
      })
      .finally(() => {
        sending.value = false;
      });
  };

  const main = h("button", { type: "button", class: "gw-main" });
  const take = button(life, () => press(true), say("take"));
  const cost = h("p", { class: "gw-cost" });
  const said = h("p", { class: "gw-hint" });
  const left = h("p", { class: "gw-hint" });
  const wrong = h("p", { class: "gw-wrong", role: "alert" });
  const box = h("input", { type: "checkbox" });
  const label = h("label", { class: "gw-check" }, box, say("rehearse"));
  const fixed = h("span", { class: "gw-hint", id: `gw-${Math.random().toString(36).slice(2)}` });
  const rehearsal = h("div", { class: "gw-rehearsal" }, label, fixed);
  box.setAttribute("aria-describedby", fixed.id);
  const question = h("p", {});
  const leave = () => {
    consent.value = null;
  };
  const agree = button(life, () => press(consent.peek()?.again ?? false, true), say("agree"));
  const asks = h("div", { class: "gw-consent", role: "alert" }, question, agree, button(life, leave, say("leave")));
  on(life, main, "click", () => press(false));
  on(life, box, "change", () => state.set("rehearse", box.checked));

  track(life, () => {
    const shows = SHOWS.includes(standing.value);
    write(main, sending.value ? say("sending") : shows ? say("show") : say("generate"));
    main.setAttribute("aria-disabled", String(disabled.value));
    main.hidden = standing.value === "unknown" || standing.value === "refused";
    take.hidden = !["library", "running", "unknown", "gone"].includes(standing.value);
    take.setAttribute("aria-disabled", String(disabled.value));
  });
  track(life, () => {
    const known = price.value.cost ?? "";
    const again = SHOWS.includes(standing.value);
    write(cost, known && (again ? say("cost_again", { cost: known }) : say("cost", { cost: known })));
    write(said, missing.value || price.value.said || "");
    write(left, [price.value.balance, price.value.budget].filter(Boolean).join(" · "));
    left.hidden = !left.textContent;
  });
  track(life, () => {
    write(wrong, refused.value[""] || problems.value[""] || "");
    wrong.hidden = !wrong.textContent;
    write(question, consent.value?.question ?? "");
    asks.hidden = !consent.value;
  });
  // Something else is asked for now: what was said of it is past.
  track(life, () => {
    void [text.value, state.values.value, rehearse.value];
    refused.value = {};
    consent.value = null;
  });
  track(life, () => {
    const why = options.value.fixed ?? "";
    box.checked = rehearse.value;
    box.disabled = Boolean(why);
    label.title = why || say("rehearse_why");
    write(fixed, why);
    rehearsal.hidden = options.value.provider === "local";
  });

  return {
    element: h(
      "div",
      { class: "gw-foot" },
      h("div", { class: "gw-press" }, main, take, cost),
      rehearsal,
      said,
      left,
      wrong,
      asks,
    ),
    refused,
    disabled,
    generate: () => press(false),
  };
}
