// Builds the web app into the Python package, which serves it; tests run on the same settings.
import { defineConfig } from "vitest/config";

const SERVER = process.env.ASCERTAIN_URL ?? "http://127.0.0.1:8350";

export default defineConfig({
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/ascertain/web/static",
    emptyOutDir: true,
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // older ones have light-dark() rewritten so that a dark chip in a light page is lost
    assetsInlineLimit: 0, // the content security policy allows no data: URLs
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    // The server takes changes from its own pages only: what passes through here is one of them.
    proxy: Object.fromEntries(["/api", "/media"].map((path) => [path, { target: SERVER, changeOrigin: true, headers: { origin: SERVER } }])),
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
    restoreMocks: true,
  },
});
