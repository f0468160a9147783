// One field of a model: its choices as radio buttons, with a slider or a free entry where the model has one.
import { h, write } from "../dom.js";
import { block, type ChoicesOptions, newId, on, react } from "./block.js";
import type { Field, FieldName, Value } from "./options.js";

export function fieldView(given: ChoicesOptions, name: FieldName, label: string): HTMLElement {
  const { say, options, values, set, life } = given;
  const ratio = name === "aspect_ratio";
  const seconds = name === "duration";
  const modes: Record<string, string> = { normal: say("normal"), fun: say("fun"), spicy: say("spicy") };
  const said = (value: Value) =>
    seconds
      ? say("seconds", { value: String(value) })
      : typeof value === "boolean"
        ? say(value ? "on" : "off")
        : (modes[String(value)] ?? String(value));

  const radios = newId();
  const items = new Map<string, HTMLLabelElement>();
  const group = h("div", { class: "gw-group" });
  const slider = h("input", { type: "range", "aria-label": label });
  const entry = h("input", {
    type: seconds ? "number" : "text",
    class: "gw-field",
    "aria-label": seconds ? say("in_seconds") : say("other", { field: label }),
    placeholder: ratio && say("such_as", { value: "5:4" }),
    autocomplete: "off",
  });
  const extra = h("div", { class: "gw-extra" }, slider, entry, seconds ? say("seconds", { value: "" }) : "");
  const { element, hint, lock } = block(given, name, label, group, extra);
  let field: Field;

  const item = (value: Value) => {
    const key = JSON.stringify(value);
    const made =
      items.get(key) ??
      h(
        "label",
        { class: "gw-choice" },
        h("input", { type: "radio", name: radios, value: key }),
        ratio ? h("i", { class: "gw-pick-frame" }) : "",
        h("span"),
      );
    items.set(key, made);
    const input = made.firstChild as HTMLInputElement;
    input.disabled = field.off || !!field.closed?.includes(value);
    made.title = input.disabled ? field.reason : "";
    const own = field.default === null || field.off ? say("own") : say("own_is", { value: said(field.default) });
    write(made.lastChild as HTMLElement, value === null ? own : said(value));
    if (ratio) shape(made.children[1] as HTMLElement, value ?? field.default);
    return made;
  };

  /** Puts the controls where the value is: the user's hand is followed before anybody is asked. */
  const show = (value: Value) => {
    const now = value ?? field.default;
    for (const [key, { firstChild }] of items) (firstChild as HTMLInputElement).checked = key === JSON.stringify(value);
    slider.value = String(now ?? field.low);
    slider.ariaValueText = now === null ? say("own") : said(now);
    entry.value = String((slider.hidden ? !items.has(JSON.stringify(value)) && value : now) || "");
    extra.classList.toggle("gw-own", value === null);
  };
  const put = (value: Value) => {
    show(value);
    set(name, value);
  };

  react(
    life,
    () => [options.value.fields[name], values.value[name], options.value.locked.includes(name)] as const,
    ([told, value, locked]) => {
      field = told;
      const { kind, choices = [], low = "", high = "", step = "any" } = field;
      const inside = group.matches(":focus-within");
      const listed = kind === "none" ? [] : [null, ...choices].map(item);
      for (const [key, made] of items) {
        if (listed.includes(made)) continue;
        made.remove();
        items.delete(key);
      }
      // What stays isn't moved, or it would lose the focus.
      listed.forEach((made, at) => {
        if (group.children[at] !== made) group.insertBefore(made, group.children[at] ?? null);
      });
      slider.hidden = kind !== "range";
      extra.hidden = slider.hidden && kind !== "free";
      for (const each of [slider, entry]) {
        each.disabled = field.off;
        Object.assign(each, { min: low, max: high, step });
      }
      element.role = slider.hidden && listed.length ? "radiogroup" : "group";
      element.classList.toggle("gw-off", field.off);
      write(hint, field.reason);
      show(value);
      lock(locked ? said(value ?? field.default ?? say("own")) : "");
      if (inside && !group.matches(":focus-within")) group.querySelector<HTMLInputElement>(":checked")?.focus();
    },
  );

  on(life, group, "change", () => put(JSON.parse(group.querySelector<HTMLInputElement>(":checked")?.value ?? "null")));
  on(life, slider, "input", () => put(slider.valueAsNumber));
  on(life, entry, "change", () => {
    const text = entry.value.trim();
    slider.value = text; // which takes it to the nearest that there is
    put(!text ? null : !slider.hidden ? slider.valueAsNumber : seconds ? Number(text) : text);
  });
  return element;
}

/** Draws a ratio as a frame, all of about the same area and none longer than 34 pixels; without one, a square. */
function shape({ style }: HTMLElement, ratio: Value): void {
  const [wide = 1, high = 1] = String(ratio ?? "1:1")
    .split(":")
    .map(Number);
  const root = Math.sqrt(wide / high);
  const scale = Math.min(20, 34 * root, 34 / root);
  style.width = `${scale * root}px`;
  style.height = `${scale / root}px`;
}
