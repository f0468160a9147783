// Seconds in words: where one way of saying it ends and the next begins.
import { describe, expect, test } from "vitest";
import { part, sayer } from "../src/host/words.js";
import type { JobState } from "../src/job/state.js";
import { clock, times } from "../src/job/times.js";
import { row } from "./panel.js";
import { wordsOf } from "./words.js";

const say = part(sayer(wordsOf("studio").en), "job");
const at = (state: Partial<JobState>, since = 0) => times(row("a", state).state, since, say);

test.each([
  [-3, "0 s"],
  [59.9, "59 s"],
  [60, "1 min 0 s"],
  [3725, "62 min 5 s"],
])("%d seconds are %j", (seconds, words) => expect(clock(seconds, say)).toBe(words));

describe("what is left", () => {
  test.each([
    [0.9, "any moment now"],
    [1, "about 1 s left"],
    [19.4, "about 19 s left"],
    [22, "about 20 s left"],
    [23, "about 25 s left"],
    [87, "about 85 s left"],
    [88, "about 1 min left"],
    [90, "about 2 min left"],
    [150, "about 3 min left"],
  ])("of %d seconds is %j", (expected_s, words) => expect(at({ expected_s }).left).toBe(words));

  test("is not told of what nobody knows, of what is over, and of what is late", () => {
    expect(at({ expected_s: null }).left).toBe("");
    expect(at({ expected_s: 20, status: "done" }).left).toBe("");
    expect(at({ expected_s: 20, slow: true }).left).toBe("");
  });
});

test("the time that is gone is told from the first second, and stands when the job has ended", () => {
  expect(at({ elapsed_s: 0.9 }).elapsed).toBe("");
  expect(at({ elapsed_s: 1 }).elapsed).toBe("1 s");
  expect(at({ elapsed_s: 0.5 }, 0.5).elapsed).toBe("1 s");
  expect(at({ elapsed_s: 5, status: "failed" }, 9).elapsed).toBe("5 s");
});

test("a job is late after its slowest tenth, or when Python says so, and never when it is over", () => {
  expect(at({ expected_high_s: 5 }, 5).note).toBe("");
  expect(at({ expected_high_s: 5 }, 5.1).note).toBe("longer than usual");
  expect(at({ expected_high_s: null }, 500).note).toBe("");
  expect(at({ slow: true }).note).toBe("longer than usual");
  expect(at({ slow: true, status: "done" }).note).toBe("");
});

test("a place is told while it queues, and before that it is late", () => {
  expect(at({ status: "queued", queue_place: 2, slow: true }).note).toBe("number 2 in the queue");
  expect(at({ status: "queued", queue_place: null, slow: true }).note).toBe("longer than usual");
  expect(at({ status: "running", queue_place: 2 }).note).toBe("");
});
