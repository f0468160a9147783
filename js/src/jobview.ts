// What a waiting cell shows. Its state comes from grokwidget/notebook/jobview.py, which documents every field.
import { Channel } from "./host/channel.js";
import { follow, lifeOf, listen, type Model, type View } from "./host/model.js";
import { type HostFacts, pull } from "./host/pull.js";
import { languageOf, speaker, type WordTraits } from "./host/words.js";
import { type Asked, isLive, type JobState } from "./job/state.js";
import { jobView } from "./job/view.js";

export interface JobTraits extends WordTraits {
  state: JobState;
  request: Asked;
  ratio: string;
  _host: HostFacts;
}

// When each state reached this page: a second view of the same job counts from there, not from its own birth.
const arrived = new WeakMap<object, number>();
const age = (state: JobState) => {
  if (!arrived.has(state)) arrived.set(state, performance.now());
  return isLive(state) ? (performance.now() - (arrived.get(state) ?? 0)) / 1000 : 0;
};

function initialize({ model, signal }: { model: Model<JobTraits>; signal?: AbortSignal }): () => void {
  const life = lifeOf(signal);
  follow(model, ["state"], life.signal, () => arrived.set(model.get("state"), performance.now()));
  const every = model.get("_host").pull;
  if (every) {
    const channel = new Channel(model, life.signal);
    pull<JobState>(every, life.signal, channel, "state", (state) => model.set("state", state));
  }
  return () => life.abort();
}

function render({ model, el, signal }: View<JobTraits>): () => void {
  const life = lifeOf(signal);
  const channel = new Channel(model, life.signal);
  const job = jobView({
    asked: model.get("request"),
    lang: languageOf(model),
    say: speaker(model),
    state: () => model.get("state"),
    since: () => age(model.get("state")),
    stop: () => channel.request("stop"),
    life: life.signal,
  });
  const shape = () => job.shape(model.get("ratio"));
  listen(model, "change:ratio", life.signal, shape);
  shape();
  follow(model, ["state"], life.signal, job.paint);
  el.append(job.element);
  life.signal.addEventListener("abort", () => job.element.remove(), { once: true });
  return () => life.abort();
}

export default { initialize, render };
