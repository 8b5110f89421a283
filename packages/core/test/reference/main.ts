/** What `npm run ops` runs, over a table that is watched. */
import { rows } from "../op-table.ts";
import { families } from "../singular-table.ts";
import { type Facts, type Source, factsOf } from "./facts.ts";
import { statements } from "./statements.ts";

export { audit } from "./audit.ts";
export { listOf } from "./list.ts";
export { examples } from "./examples.ts";
export { pagesOf } from "./pages.ts";
export { factsOf };

/** Everything, with what the sources say. */
export const facts = (sources: readonly Source[], primitives: readonly string[]): Facts =>
  factsOf({ sources, primitives, rows, points: families, statements });

/** The names that rows of the op table stand for. */
export const claimed: readonly string[] = rows.flatMap(({ ops }) => ops);
