/** A program where there is no WebAssembly with vectors: the core's evaluator, behind the same face. */
import type { Data, Tensor } from "@chainrule/core";
import { allocate, evaluateRoots, given, substitute, topological } from "@chainrule/core/engine";
import { bytesOf } from "./plan/arena.ts";
import { whole } from "./plan/access.ts";
import type { Kernel } from "./plan/kernel.ts";
import type { Schedule } from "./plan/schedule.ts";
import { size, squeeze } from "./plan/shape.ts";
import type { Program } from "./runnable.ts";

/** The roots of a schedule, computed from arrays into arrays. */
export function interpreted(s: Schedule, roots: readonly Tensor[]): Program {
  const places = new Map<Tensor, Data>();
  const leaves = topological(roots).filter((x) => s.roles.of(x) === "leaf");
  for (const x of leaves) {
    const place = allocate(x.dtype, size(x.shape));
    if (typeof x.value === "number") place.fill(x.value);
    else if (x.value !== undefined) place.set(x.value);
    places.set(x, place);
  }
  for (const y of roots) {
    const over = places.get(s.inPlace.get(y) ?? y);
    places.set(y, over ?? allocate(y.dtype, size(y.shape)));
  }
  const step = (): void => {
    const values = new Map(
      leaves.map((x) => {
        const value = (places.get(x) as Data).slice();
        return [x, given(x.shape.length === 0 ? (value[0] ?? NaN) : value, x.shape, x.dtype)];
      }),
    );
    const results = substitute(roots, values);
    evaluateRoots(results);
    for (const [i, y] of roots.entries()) {
      const place = places.get(y) as Data;
      const value = results[i]?.value;
      if (typeof value === "number") place.fill(value);
      else if (value !== undefined) place.set(value);
    }
  };
  const k: Kernel = {
    id: 0,
    kind: "reference",
    extents: [],
    reduced: [],
    width: 8,
    folds: [],
    stores: [...new Set(roots)],
    after: [],
    needs: new Set(),
    reads: leaves.map((node) => ({ node, ...whole(squeeze(node.shape)) })),
  };
  return {
    step,
    // Nothing is written before everything is computed.
    overwritten: () => new Set(),
    view: (n) => places.get(s.roles.source(n)) ?? allocate(n.dtype, 0),
    schedule: { ...s, kernels: [k] },
    arena: {
      addresses: new Map([...places.keys()].map((x) => [x, 0])),
      scratch: 0,
      bytes: [...places].reduce((sum, [x]) => sum + size(x.shape) * bytesOf[x.dtype], 0),
    },
    bytes: 0,
    cut: new Map(),
    close: () => {},
  };
}
