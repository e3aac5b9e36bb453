import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Vite bundles only modules; these classic scripts run around the first paint and are served as they are. */
const firstPaint: Plugin = {
  name: "first-paint",
  transformIndexHtml: () => [
    { tag: "script", attrs: { src: "./first-paint.js" }, injectTo: "head-prepend" },
    { tag: "script", attrs: { src: "./first-field.js" }, injectTo: "body" },
  ],
};

/**
 * A script with one character beyond Latin-1 is kept by WebKit with two bytes for each: all of them are written as
 * escapes, which only strings, templates and patterns hold.
 */
const plainScripts: Plugin = {
  name: "plain-scripts",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk") {
        file.code = file.code.replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
      }
    }
  },
};

/** KaTeX names each font in three formats; every webview that we run in reads the first. */
const oneFontFormat: Plugin = {
  name: "one-font-format",
  enforce: "pre",
  transform: (code, id) =>
    id.includes("katex.min.css") ? code.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)/g, "") : null,
};

/**
 * Tauri freezes `Object.prototype`, and then nobody can give an object a `toString` of its own by assigning one: the
 * frozen one stands in the way. Libraries of the diagrams do so; here each makes the property first.
 */
const frozenPrototypes: Plugin = {
  name: "frozen-prototypes",
  transform(code, id) {
    if (
      !/node_modules\/(?:dayjs|d3-[\w-]+|mermaid|@mermaid-js|cytoscape[\w-]*|roughjs|stylis|layout-base|cose-base)\//.test(
        id,
      )
    ) {
      return null;
    }
    const own = (value: string, name = "") =>
      `{ writable: true, configurable: true, enumerable: ${name !== "constructor"}, value: ${value} }`;
    return code
      .replace(
        /(?<![\w$.\])])([\w$]+(?:\.prototype)?)\.(toString|valueOf|constructor)\s*=(?!=)/g,
        (_, object: string, name: string) =>
          `(Object.defineProperty(${object}, "${name}", ${own("undefined", name)}), ${object}).${name} =`,
      )
      .replace(
        /\bprototype\[key\]\s*=\s*definition\[key\]/g,
        `Object.defineProperty(prototype, key, ${own("definition[key]")})`,
      )
      .replace(
        /\bObject\.assign\b(?=\.bind\(Object\))/g,
        `((to, ...all) => { for (const from of all) for (const key of Object.keys(from ?? {})) Object.defineProperty(to, key, ${own("from[key]")}); return to; })`,
      );
  },
};

export default defineConfig({
  // Tauri serves the files from its own scheme: every address is relative.
  base: "./",
  plugins: [firstPaint, oneFontFormat, frozenPrototypes, react(), tailwindcss(), plainScripts],
  worker: { format: "es", plugins: () => [plainScripts] },
  clearScreen: false,
  // The address that tauri.conf.json names as devUrl.
  server: { host: "localhost", port: 1420, strictPort: true },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // The oldest webviews: WebKitGTK 2.40 and the WKWebView of macOS 13; WebView2 follows Chromium.
    target: ["safari16.4", "chrome111"],
    // Inlined scripts and fonts would need a wider CSP than the one we ship.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is heavy is loaded when a text needs it; the largest of it is the grammar of C++.
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    restoreMocks: true,
    // Two cores may be compiling meanwhile.
    testTimeout: 30_000,
    // A failed query prints the page; this much of it is enough.
    env: { DEBUG_PRINT_LIMIT: "3000" },
  },
});
