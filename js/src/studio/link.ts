// The panel's line to its kernel: every request is made until it is answered, and what is wrong with the line is said.
import { type Signal, signal } from "@preact/signals-core";
import { Channel } from "../host/channel.js";
import { listen, type Model } from "../host/model.js";

/** `busy`: no answer for some seconds. `gone`: the kernel was restarted or is dead. `back`: it answers again. */
export type State = "" | "busy" | "gone" | "back";

export interface Link<Traits> {
  channel: Channel<Traits>;
  state: Signal<State>;
  ask<Result>(kind: string, body?: object, buffers?: ArrayBuffer[]): Promise<Result>;
}

/** How long a kernel that may be gone has for a sign of life, and how long "it is back" is said, in ms. */
const SIGN = 2500;
const GLAD = 4000;

export function linkTo<Traits>(model: Model<Traits>, life: AbortSignal): Link<Traits> {
  const channel = new Channel(model, life);
  const state = signal<State>("");
  let silent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  life.addEventListener("abort", () => clearTimeout(timer), { once: true });

  const recover = () => {
    if (state.value === "" || state.value === "back") return;
    state.value = "back";
    clearTimeout(timer);
    timer = setTimeout(() => {
      state.value = "";
    }, GLAD);
  };
  const hear = (quiet: boolean) => {
    silent += quiet ? 1 : -1;
    if (quiet && state.value !== "gone") state.value = "busy";
    if (silent <= 0) recover();
  };
  const ask = async <Result>(kind: string, body: object = {}, buffers: ArrayBuffer[] = []): Promise<Result> => {
    let late = false;
    const answer = channel.insist<Result>(kind, body, buffers, (quiet) => {
      if (quiet !== late) hear(quiet);
      late = quiet;
    });
    const heard = () => silent || recover(); // a refusal is a sign of life, too
    answer.then(heard, heard);
    return (await answer).result;
  };
  // The hosts' word for "the kernel was restarted, or the connection to it has changed": ask whether it still knows us.
  listen(model, "comm_live_update", life, () => {
    channel.request("ping", {}, SIGN).then(recover, () => {
      state.value = "gone";
    });
  });
  return { channel, state, ask };
}
