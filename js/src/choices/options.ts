// What Python tells of the choices (grokwidget/notebook/choices.py, `options`): keep the two in step.

export type Value = string | number | boolean | null;

/** The chosen values; null is the model's own. */
export interface Values {
  provider: string | null;
  model: string | null;
  aspect_ratio: string | null;
  resolution: string | null;
  duration: number | null;
  mode: string | null;
  nsfw_checker: boolean | null;
}

export type FieldName = Exclude<keyof Values, "provider" | "model">;

export interface Field {
  /** `range`: from `low` to `high`; `free`: anything, with `choices` as suggestions; `none`: there is nothing to choose. */
  kind: "choices" | "range" | "free" | "none";
  /** Nothing can be chosen now, for `reason`. */
  off: boolean;
  /** What the model takes when nothing is chosen; null where that isn't known. */
  default: Value;
  reason: string;
  choices?: Value[];
  /** The choices that can't be chosen now, for `reason`. */
  closed?: Value[];
  low?: number;
  high?: number;
  whole?: boolean;
  step?: number;
}

export interface Service {
  name: string;
  title: string;
  key: "none_needed" | "found" | "missing";
  source: string;
}

export interface ModelChoice {
  id: string;
  title: string;
  takes: string;
  suits: boolean;
  /** Why it doesn't suit the images, and whether it can't be chosen for that. */
  reason?: string;
  closed?: boolean;
}

export interface Options {
  provider: string;
  providers: Service[];
  /** The model whose limits these are, "" when one must be named first. */
  model: string;
  /** The one that is taken when none is named. */
  own_model: string;
  models: ModelChoice[];
  more_models: number;
  fields: Record<FieldName, Field>;
  prompt: { limit: number | null; needed: boolean };
  images: { minimum: number; maximum: number; formats: string[]; max_bytes: number; reason: string };
  note: string;
  locked: (keyof Values)[];
  /** Why nobody may switch the rehearsal, a sentence; empty where the reader may. */
  fixed?: string;
}
