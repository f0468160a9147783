// The pickers: which provider, which model, and what the model lets one choose. Python alone knows the limits
// (grokwidget/notebook/choices.py); this draws what it tells and follows the user's hand at once.
import { h, write } from "../dom.js";
import { block, type ChoicesOptions, on, react } from "./block.js";
import { fieldView } from "./field.js";
import { keyView } from "./key.js";

export type { ChoicesOptions } from "./block.js";
export type { Options, Values } from "./options.js";

/** One entry of a list: what it stands for, its words, whether it can't be chosen. */
type Entry = [value: string, text: string, off: boolean];

export function choicesView(given: ChoicesOptions): { element: HTMLElement } {
  const { say, options, values, set, life } = given;

  /** A list of which one is chosen: `read` gives its entries, which one, the hint, and the name of the chosen one. */
  const list = (name: "provider" | "model", label: string, read: () => [Entry[], string, string, string]) => {
    const select = h("select", { class: "gw-field" });
    const { element, hint, lock } = block(given, name, label, select);
    react(
      life,
      () => [read(), options.value.locked.includes(name)] as const,
      ([[entries, chosen, text, held], locked]) => {
        select.replaceChildren(...entries.map(([value, text, disabled]) => h("option", { value, disabled }, text)));
        select.value = chosen;
        write(hint, text);
        lock(locked ? held : "");
      },
    );
    on(life, select, "change", () => set(name, select.value || null));
    return { element, select };
  };

  const provider = list("provider", say("provider"), () => {
    const { providers, provider, note } = options.value;
    const { title = "", source = "" } = providers.find(({ name }) => name === provider) ?? {};
    const entries = providers.map(({ name: value, title: name, key }): Entry => {
      return [value, key === "none_needed" ? name : say(key === "found" ? "with_key" : "no_key", { name }), false];
    });
    return [entries, provider, note || (source && say("key_from", { source })), title];
  });
  const model = list("model", say("model"), () => {
    const { models, model, own_model, more_models: count } = options.value;
    const titled = (id: string) => models.find((each) => each.id === id)?.title ?? id;
    const { takes = "", reason } = models.find(({ id }) => id === model) ?? {};
    const entries: Entry[] = [
      ["", own_model ? say("own_is", { value: titled(own_model) }) : say("choose"), !own_model],
      ...models.map(({ id, title, reason, closed }): Entry => {
        return [id, reason ? `${title} · ${reason}` : title, !!closed];
      }),
    ];
    if (count) entries.push(["…", say("more", { count }), true]);
    return [entries, values.value.model === null ? "" : model, reason ?? takes, titled(model)];
  });

  return {
    element: h(
      "div",
      { class: "gw-choices" },
      provider.element,
      model.element,
      keyView(given, () => provider.select.focus()),
      fieldView(given, "aspect_ratio", say("aspect_ratio")),
      fieldView(given, "resolution", say("resolution")),
      fieldView(given, "duration", say("duration")),
      fieldView(given, "mode", say("mode")),
      fieldView(given, "nsfw_checker", say("nsfw_checker")),
    ),
  };
}
