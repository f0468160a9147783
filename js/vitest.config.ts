// Ring 2: the built sources in a real, headless Chromium with a fake model. Finds elements by role and name.
import { createReadStream, readFileSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const video = fileURLToPath(new URL("./test/fixtures/frames.mp4", import.meta.url));

/** A Jupyter server's `/files/` below `/hub/`, as far as a player sees it: ranges, a server without them, another file. */
function files(): Plugin {
  const serve = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const name = request.url?.match(/^\/hub\/files\/(.*)$/)?.[1];
    if (name === undefined) return next();
    const { size } = statSync(video);
    if (name.endsWith("other.mp4")) {
      const other = Buffer.alloc(64, 7);
      response.writeHead(206, { "Content-Range": `bytes 0-63/${size}`, "Content-Type": "video/mp4" });
      return response.end(other);
    }
    if (!name.endsWith("clip%20%E7%8B%90.mp4")) {
      response.writeHead(404);
      return response.end();
    }
    const [, first, last] = request.headers.range?.match(/bytes=(\d+)-(\d*)/) ?? [];
    if (first === undefined || name.startsWith("norange/")) {
      response.writeHead(200, { "Content-Length": size, "Content-Type": "video/mp4" });
      return createReadStream(video).pipe(response);
    }
    const [start, end] = [Number(first), Math.min(last ? Number(last) : size - 1, size - 1)];
    response.writeHead(206, {
      "Accept-Ranges": "bytes",
      "Content-Length": end - start + 1,
      "Content-Range": `bytes ${start}-${end}/${size}`,
      "Content-Type": "video/mp4",
    });
    return response.end(readFileSync(video).subarray(start, end + 1));
  };
  return {
    name: "jupyter-files",
    configureServer(server) {
      server.middlewares.use((request, response, next) => void serve(request, response, next));
    },
  };
}

/** `npm run mutants`: most of its tests are to fail, and needn't wait long for that. */
const mutating = { expect: { poll: { timeout: 1500 } } };

export default defineConfig({
  plugins: [files()],
  server: { host: "127.0.0.1" },
  optimizeDeps: { include: ["@preact/signals-core", "axe-core"] },
  test: {
    include: ["test/**/*.test.ts"],
    ...(process.env.STRYKER_MUTATOR_WORKER !== undefined && mutating),
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      api: { host: "127.0.0.1" },
      viewport: { width: 800, height: 700 },
      instances: [{ browser: "chromium" }],
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
          args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--autoplay-policy=no-user-gesture-required",
          ],
        },
      }),
    },
  },
});
