/** `npm start`, or one part of it: `npm start -- derive`. */
import { standardOutput } from "../terminal/page.ts";
import { isPart, parts, unknownPart } from "./parts.ts";

// A reader that has seen enough, as in `npm start | head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !isPart(name));
if (unknown === undefined) {
  const page = standardOutput();
  for (const [name, part] of Object.entries(parts))
    if (wanted.length === 0 || wanted.includes(name)) part(page);
} else {
  process.stderr.write(`${unknownPart(unknown)}\n`);
  process.exitCode = 2;
}
