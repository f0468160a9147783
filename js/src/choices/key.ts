// Where a provider's key is typed. It goes to the kernel and stays nowhere here: the field is emptied before anything
// else is done.
import { signal } from "@preact/signals-core";
import { h, write } from "../dom.js";
import { block, type ChoicesOptions, on, react } from "./block.js";

/** `leave` is called when the field goes while the focus is in it. */
export function keyView(given: ChoicesOptions, leave: () => void): HTMLElement {
  const { say, options, giveKey, life } = given;
  const notes = signal<Record<string, string>>({});
  const problems = signal<Record<string, string>>({});
  const field = h("input", { type: "password", class: "gw-field", autocomplete: "off" });
  const use = h("button", { type: "button", class: "gw-button" }, say("key_use"));
  const row = h("div", { class: "gw-extra" }, field, use);
  const { element, label, hint } = block({ ...given, notes, problems }, "key", "", row);
  const tell = (note: string, problem = "") => {
    notes.value = { key: note };
    problems.value = { key: problem };
  };

  let busy = false;
  const give = async () => {
    if (busy) return;
    const key = field.value.trim();
    field.value = "";
    tell("");
    if (!key) return field.focus();
    busy = true;
    use.ariaDisabled = "true";
    try {
      await giveKey(options.value.provider, key);
      tell(say("key_taken"));
    } catch (error) {
      tell("", (error as Error).message);
    }
    busy = false;
    use.ariaDisabled = "false";
  };
  on(life, use, "click", give);
  on(life, field, "keydown", ({ key }) => key === "Enter" && give());

  const forget = () => {
    field.value = "";
    tell("");
  };
  life.addEventListener("abort", forget);
  react(life, () => options.value.provider, forget);
  react(
    life,
    () => options.value.providers.find(({ name }) => name === options.value.provider) ?? null,
    (service) => {
      const name = service?.title ?? "";
      const shut = service?.key !== "missing";
      const inside = element.matches(":focus-within");
      element.classList.toggle("gw-shut", shut);
      if (shut && inside) leave();
      write(label, say("key", { name }));
      write(hint, say("key_why", { name }));
    },
  );
  return element;
}
