// Seconds in words, no finer than they can be known.
import type { Say } from "../host/words.js";
import { isLive, type JobState } from "./state.js";

/** "8 s", "2 min 5 s". */
export function clock(seconds: number, say: Say): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? say("seconds", { s: whole }) : say("minutes", { m: Math.floor(whole / 60), s: whole % 60 });
}

/** An estimate: seconds below 20, then fives, then minutes. */
function timeLeft(seconds: number, say: Say): string {
  const rounded = seconds < 20 ? Math.round(seconds) : Math.round(seconds / 5) * 5;
  const time = rounded < 90 ? say("seconds", { s: rounded }) : say("about_minutes", { m: Math.round(seconds / 60) });
  return say("left", { time });
}

/** The three small texts of a job, `since` seconds after its state was told: time gone, time left, and a remark. */
export function times(state: JobState, since: number, say: Say): { elapsed: string; left: string; note: string } {
  const live = isLive(state);
  const gone = state.elapsed_s + (live ? since : 0);
  const remains = state.expected_s === null ? null : state.expected_s - since;
  const overdue = state.expected_high_s !== null && state.expected_high_s < since;
  const slow = live && (state.slow || overdue);
  const place = state.queue_place === null ? "" : say("place", { place: state.queue_place });
  return {
    elapsed: gone >= 1 ? say("elapsed", { time: clock(gone, say) }) : "",
    left: !live || slow || remains === null ? "" : remains < 1 ? say("soon") : timeLeft(remains, say),
    note: state.status === "queued" && place ? place : slow ? say("slow") : "",
  };
}
