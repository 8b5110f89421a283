// The op table, bundled so that its calls of the package are noted: see packages/core/test/reference/watch.ts.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const core = fileURLToPath(new URL("../../packages/core", import.meta.url));
const WATCH = join(core, "test/reference/watch.ts");
const TABLE = /packages\/core\/test\/table\/[^/]+\.ts$/;
const IMPORT = /^import (\* as (\w+)|\{[^}]*\}) from ("\.\.\/\.\.\/src\/[^"]+");$/gm;

/** `import * as C from "…"` gives watched functions, and so does `import { scale } from "…"`. */
const watching = {
  name: "watching",
  enforce: "pre",
  transform(code, id) {
    if (!TABLE.test(id)) return undefined;
    let count = 0;
    const text = code.replaceAll(IMPORT, (_, names, namespace, from) => {
      const all = `$${count++}`;
      return `import * as ${all} from ${from}; const ${namespace ?? names} = $watched(${all});`;
    });
    return {
      code: `import { watched as $watched } from ${JSON.stringify(WATCH)};\n${text}`,
      map: null,
    };
  },
};

/** What packages/core/test/reference/main.ts exports, over a watched table. */
export async function load() {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-ops-"));
  try {
    await build({
      configFile: false,
      root: core,
      logLevel: "error",
      plugins: [watching],
      build: {
        ssr: join(core, "test/reference/main.ts"),
        outDir: folder,
        target: "node20",
        rollupOptions: { output: { entryFileNames: "main.mjs" } },
      },
    });
    return await import(pathToFileURL(join(folder, "main.mjs")).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
