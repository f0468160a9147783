// A clip's poster or strip of thumbnails, from the kernel: grokwidget/notebook/facts.py has the other half.
import type { Asks } from "../host/channel.js";

/** Gets one still of the clip that the kernel knows as `file`, as a Blob URL that lives as long as `life`; "" for none. */
export async function fetchStill(
  channel: Asks,
  life: AbortSignal,
  file: string,
  kind: "poster" | "strip",
): Promise<string> {
  const { result, buffers } = await channel.insist<{ mime: string }>("still", { file, kind }, [], () => {});
  const bytes = buffers[0];
  if (!bytes || life.aborted) return "";
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: result.mime }));
  life.addEventListener("abort", () => URL.revokeObjectURL(url), { once: true });
  return url;
}
