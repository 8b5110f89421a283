/** Folds in parts: what each part has come to, and all of them together, in order. */
import { V, f64 } from "../wasm/lanes.ts";
import { type Body, bodyOf, finish } from "./body.ts";
import { ownPlace } from "./part.ts";
import type { Scope } from "./scope.ts";

/** Bytes that one part of a kernel with so many folds leaves. */
export const partialBytes = (folds: number): number => 16 * folds;

/** The accumulator that holds the `i`-th fold: the wide one of a sum that is widened. */
const held = ({ folds, wide }: Body, i: number): number | undefined =>
  folds[i]?.adds === true && wide !== null ? wide[i]?.[0] : folds[i]?.local;

/** Leave the accumulators at the place of the part that runs. */
export function save(b: Body, partials: number): void {
  const { code } = b.scope;
  for (const i of b.folds.keys()) {
    ownPlace(code, partialBytes(b.folds.length)).get(held(b, i) ?? -1);
    code.memory(V.store, partials + 16 * i);
  }
}

/** Write the code that combines what `parts` parts have left, first to last, and goes on from there. */
export function emitCombined(scope: Scope, parts: number, partials: number): void {
  const b = bodyOf(scope);
  const { code, m } = scope;
  const bytes = partialBytes(b.folds.length);
  const [sum, x] = [m.make("register", [], -1), m.make("register", [], -2)];
  const [at, next] = [code.local("i32"), code.local("v128")];
  for (const i of b.folds.keys())
    code
      .i32(0)
      .memory(V.load, partials + 16 * i)
      .set(held(b, i) ?? -1);
  code.repeat(parts - 1, () => {
    code.advance(at, bytes);
    for (const [i, fold] of b.folds.entries()) {
      const local = held(b, i) ?? -1;
      code
        .get(at)
        .memory(V.load, partials + 16 * i)
        .set(next);
      if (local === fold.local) {
        const locals = new Map([
          [sum, local],
          [x, next],
        ]);
        scope.between(fold.sentence(sum, x), locals);
      } else
        code
          .get(local)
          .get(next)
          .simd(f64.op["add"] ?? 0);
      code.set(local);
    }
  });
  finish(b, 1);
}
