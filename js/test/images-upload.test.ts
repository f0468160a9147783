import { afterEach, describe, expect, test, vi } from "vitest";
import { type Reason, reasonAgainst } from "../src/images/sniff.js";
import { sendFile } from "../src/images/upload.js";
import { Kernel, png, refusal } from "./images.js";
import { until } from "./page.js";

function sending(kernel: Kernel, file: File, chunk = 4) {
  const life = new AbortController();
  const seen: number[] = [];
  const free = vi.fn();
  const options = { id: "a", replace: "b", chunk, send: kernel.send, life: life.signal, free };
  const sent = sendFile(file, { ...options, progress: (done) => seen.push(done) });
  return { life, seen, sent, free };
}
const offsets = (asked: { kind: string; body: Record<string, unknown> }[]) =>
  asked.filter(({ kind }) => kind === "image.chunk").map(({ body }) => body.offset);

afterEach(() => void vi.unstubAllGlobals());

describe("a file", () => {
  test("goes in chunks that make it whole, and its hash goes with the end", async () => {
    const kernel = new Kernel();
    const file = png("fox.png", 11);
    const { sent, seen } = sending(kernel, file);
    const end = await sent;
    expect(kernel.kinds()).toEqual(["begin", "chunk", "chunk", "chunk"]);
    expect(kernel.asked[0]?.body).toEqual({ id: "a", replace: "b", name: "fox.png", size: 11 });
    expect(kernel.asked.slice(1).map(({ body, bytes }) => [body.id, body.offset, bytes.length])).toEqual([
      ["a", 0, 4],
      ["a", 4, 4],
      ["a", 8, 3],
    ]);
    expect(seen).toEqual([4 / 11, 8 / 11, 1]);
    await end();
    expect(kernel.bytesOf("a")).toEqual(new Uint8Array(await file.arrayBuffer()));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(kernel.asked.at(-1)).toMatchObject({ kind: "image.end", body: { id: "a", sha256: hex } });
  });

  test("has four chunks on their way at a time, and the next one goes when any is answered", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { sent, seen, free } = sending(kernel, png("fox.png", 24));
    (await until(() => kernel.open[0])).answer();
    await until(() => kernel.open.length === 4);
    expect(offsets(kernel.open)).toEqual([0, 4, 8, 12]);
    expect(seen).toEqual([]);
    kernel.open[2]?.answer();
    await until(() => kernel.open.length === 4);
    expect(offsets(kernel.open)).toEqual([0, 4, 12, 16]);
    expect(seen).toEqual([4 / 24]);
    expect(free).not.toHaveBeenCalled();
    kernel.open[3]?.answer();
    await until(() => kernel.open.length === 4);
    expect(free).toHaveBeenCalledOnce(); // the last one has set out
    while (kernel.open.length) {
      kernel.open.at(-1)?.answer();
      await Promise.resolve();
      await Promise.resolve();
    }
    await sent;
    expect(offsets(kernel.asked)).toEqual([0, 4, 8, 12, 16, 20]);
  });

  test("that is half there is continued: only what is missing goes", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { sent, seen } = sending(kernel, png("fox.png", 14));
    (await until(() => kernel.open[0])).answer({
      have: [
        [0, 5],
        [8, 12],
      ],
    });
    await until(() => kernel.open.length === 2);
    expect(offsets(kernel.open)).toEqual([4, 12]); // 4 to 5 is there, 5 to 8 isn't
    for (const one of [...kernel.open]) one.answer({});
    await sent;
    expect(seen.at(-1)).toBe(1);
  });

  test("that is taken back stops, and has no end", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { sent, life } = sending(kernel, png("fox.png", 40));
    (await until(() => kernel.open[0])).answer();
    await until(() => kernel.open.length === 4);
    life.abort();
    for (const one of [...kernel.open]) one.answer({});
    await expect(sent).rejects.toThrow(/abort/i);
    expect(offsets(kernel.asked)).toEqual([0, 4, 8, 12]);
  });

  test("that is taken back before its turn is never begun", async () => {
    const kernel = new Kernel();
    const { sent, life } = sending(kernel, png("fox.png", 4));
    life.abort();
    await expect(sent).rejects.toThrow(/abort/i);
    expect(kernel.asked).toEqual([]);
  });

  test("that is taken back when all has been sent, but its end, has no end either", async () => {
    const kernel = new Kernel();
    const { sent, life } = sending(kernel, png("fox.png", 4));
    const end = await sent;
    life.abort();
    await expect(end()).rejects.toThrow(/abort/i);
    expect(kernel.kinds()).toEqual(["begin", "chunk"]);
  });

  test("is refused with the kernel's own words", async () => {
    const kernel = new Kernel();
    kernel.auto = false;
    const { sent } = sending(kernel, png("fox.png"));
    (await until(() => kernel.open[0])).refuse(refusal("Too many."));
    await expect(sent).rejects.toThrow("Too many.");
  });

  test("goes without a hash from a page that may not make one", async () => {
    vi.stubGlobal("crypto", {});
    const kernel = new Kernel();
    await (await sending(kernel, png("fox.png")).sent)();
    expect(kernel.asked.at(-1)?.body).toEqual({ id: "a", sha256: "" });
  });
});

describe("what a file is", () => {
  const text = (head: string, name = "x.jpg") =>
    new File([Uint8Array.from(head, (letter) => letter.charCodeAt(0))], name, { type: "image/jpeg" });

  test.each([
    ["JPEG", "\xff\xd8\xff\xe0"],
    ["PNG", "\x89PNG\r\n\x1a\n"],
    ["GIF", "GIF89a"],
    ["WEBP", "RIFF\n\n\0\0WEBPVP8 "],
    ["BMP", "BM\x1e"],
    ["TIFF of an Intel", "II*\0"],
    ["TIFF of a Motorola", "MM\0*"],
    ["AVIF", "\0\0\0\nftypavif"],
    ["AVIF in motion", "\0\0\0 ftypavis"],
  ])("%s is taken, whatever its name", async (_, head) => {
    expect(await reasonAgainst(text(head, "x.txt"), 1000)).toBe("");
  });

  test.each<[Reason, string]>([
    ["pdf", "%PDF-1.7 and so on"],
    ["pdf", "\n%PDF-1.4"],
    ["svg", "<svg xmlns='x'><script>alert(1)</script></svg>"],
    ["svg", '<?xml version="1.0"?>\n<!-- drawn -->\n<SVG>'],
    ["heic", "\0\0\0\x18ftypheic"],
    ["heic", "\0\0\0\x18ftypmif1"],
    ["video", "\0\0\0\x18ftypisom"],
    ["video", "\x1aE\xdf\xa3"],
    ["video", "OggS"],
    ["video", "RIFF\n\0\0\0AVI "],
    ["other", "RIFF\n\0\0\0WAVE"],
    ["other", "hello"],
    ["other", "x\xff\xd8\xff"],
    ["other", "the PNG of \x89PNG"],
    ["other", "II"],
    ["empty", ""],
  ])("%s: %j is not, whatever its name", async (reason, head) => {
    expect(await reasonAgainst(text(head), 1000)).toBe(reason);
  });

  test("a picture may have as many bytes as the model takes, and not one more", async () => {
    expect(await reasonAgainst(png("x.png", 100), 100)).toBe("");
    expect(await reasonAgainst(png("x.png", 101), 100)).toBe("large");
  });

  test("what is no picture is told as that, not as too big", async () => {
    expect(await reasonAgainst(text(`%PDF-${"x".repeat(200)}`), 100)).toBe("pdf");
  });

  test("a folder, or a file that is gone, can't be read", async () => {
    const folder = png("folder");
    vi.spyOn(folder, "slice").mockReturnValue({
      arrayBuffer: () => Promise.reject(new DOMException("", "NotFoundError")),
    } as unknown as Blob);
    expect(await reasonAgainst(folder, 1000)).toBe("unreadable");
  });
});
