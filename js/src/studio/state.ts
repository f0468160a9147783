// The panel's traits as signals, and how the page changes them. Python is the single truth: grokwidget/notebook/studio.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Options, Value, Values } from "../choices/options.js";
import { toldBy } from "../host/channel.js";
import { listen, type Model } from "../host/model.js";
import type { HostFacts } from "../host/pull.js";
import { traitOf } from "../host/traits.js";
import type { WordTraits } from "../host/words.js";
import type { ImageFacts } from "../images/view.js";
import type { JobState } from "../job/state.js";
import type { ClipFacts } from "../player/facts.js";
import type { Link } from "./link.js";

export interface Row {
  id: string;
  prompt: string;
  provider: string;
  model: string;
  details: string;
  ratio: string;
  state: JobState;
  /** When the state was told, in Unix seconds of the kernel. */
  at: number;
  /** The keys of its clips. */
  clips: string[];
}

export interface Price {
  cost?: string;
  standing?: "" | "new" | "library" | "running" | "unknown" | "refused" | "gone";
  said?: string;
  balance?: string;
  budget?: string;
}

export interface StudioTraits extends WordTraits, Values {
  provider: string;
  prompt: string;
  take: number;
  rehearse: boolean;
  _options: Options;
  _notes: Record<string, string>;
  _problems: Record<string, string>;
  _images: ImageFacts[];
  _price: Price;
  _jobs: Row[];
  _clip: ClipFacts | null;
  _shown: string;
  _host: HostFacts;
}

const CHOICES = ["provider", "model", "aspect_ratio", "resolution", "duration", "mode", "nsfw_checker"] as const;
/** While somebody types, Python hears of it this often, in ms. */
const PAUSE = 150;

export interface State {
  values: ReadonlySignal<Values>;
  /** The prompt as it is being typed. */
  text: Signal<string>;
  rehearse: ReadonlySignal<boolean>;
  take: ReadonlySignal<number>;
  options: ReadonlySignal<Options>;
  notes: ReadonlySignal<Record<string, string>>;
  /** What is wrong with the request, by field; and with the last choice, where that was refused. */
  problems: ReadonlySignal<Record<string, string>>;
  /** Whether the request can't be sent as it is. */
  unfit: ReadonlySignal<boolean>;
  images: ReadonlySignal<ImageFacts[]>;
  price: ReadonlySignal<Price>;
  jobs: ReadonlySignal<Row[]>;
  clip: ReadonlySignal<ClipFacts | null>;
  shown: ReadonlySignal<string>;
  set(name: keyof Values | "rehearse", value: Value): void;
  /** What Generate sends: everything as it is on the page now, and its place in the order of changes. */
  all(): { seq: number; values: object };
}

// Requests may reach their handlers in another order than they were sent. A page that is loaded again goes on counting.
const counts = new WeakMap<object, number>();

export function stateOf(model: Model<StudioTraits>, link: Link<StudioTraits>, life: AbortSignal): State {
  const trait = <Name extends keyof StudioTraits & string>(name: Name) => traitOf(model, name, life);
  const chosen = CHOICES.map((name) => [name, trait(name)] as const);
  const values = computed(
    () => Object.fromEntries(chosen.map(([name, value]) => [name, value.value])) as never as Values,
  );
  const text = signal(model.get("prompt"));
  const rehearse = trait("rehearse");
  const refused = signal<Record<string, string>>({});
  const told = trait("_problems");

  const count = () => {
    const seq = Math.max(Date.now(), (counts.get(model) ?? 0) + 1);
    counts.set(model, seq);
    return seq;
  };
  const tell = (given: Record<string, Value>) => {
    // Here at once, and for whatever is linked to it in the page; Python hears of it by our own message, in order.
    const before = Object.keys(given).map((name) => [name, model.get(name as never)] as const);
    for (const [name, value] of Object.entries(given)) model.set(name as never, value as never);
    link.ask("set", { seq: count(), values: given }).then(
      () => {
        refused.value = {};
      },
      (error) => {
        // Python has what it had: so has the page, unless something else was chosen since.
        for (const [name, old] of before) if (model.get(name as never) === given[name]) model.set(name as never, old);
        refused.value = { [error.field || Object.keys(given)[0] || ""]: toldBy(error) };
      },
    );
  };

  let typing: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    clearTimeout(typing);
    typing = undefined;
  };
  const stop = text.subscribe((now) => {
    settle();
    if (life.aborted || now === model.get("prompt")) return;
    typing = setTimeout(() => {
      typing = undefined;
      tell({ prompt: now });
    }, PAUSE);
  });
  life.addEventListener("abort", () => [settle(), stop()], { once: true });
  listen(model, "change:prompt", life, () => {
    // What somebody types is newer than what Python says of it.
    if (typing === undefined) text.value = model.get("prompt");
  });

  return {
    values,
    text,
    rehearse,
    take: trait("take"),
    options: trait("_options"),
    notes: trait("_notes"),
    problems: computed(() => ({ ...told.value, ...refused.value })),
    unfit: computed(() => Object.values(told.value).some(Boolean)),
    images: trait("_images"),
    price: trait("_price"),
    jobs: trait("_jobs"),
    clip: trait("_clip"),
    shown: trait("_shown"),
    set: (name, value) => tell({ [name]: value }),
    all() {
      settle();
      model.set("prompt", text.value);
      return { seq: count(), values: { ...values.value, prompt: text.value, rehearse: rehearse.value } };
    },
  };
}
