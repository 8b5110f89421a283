/** The ops that can also be written after their first operand: `x.mul(y)` is `mul(x, y)`. */
import { ValueError } from "./graph/errors.ts";
import { describe, named } from "./graph/note.ts";
import type { Shape } from "./graph/shape.ts";
import { Tensor } from "./graph/tensor.ts";
import { backward } from "./autodiff/backward.ts";
import type { Fluent } from "./fluent-types.ts";
import { maskedSelect } from "./masked.ts";
import * as methods from "./methods/index.ts";
import { data, detach, item, show, toArray } from "./read.ts";

declare module "./graph/tensor.ts" {
  // The parameter must be repeated for the declarations to merge.
  // oxlint-disable-next-line no-unused-vars, no-empty-interface
  interface Tensor<out S extends Shape = Shape> extends Fluent {}
}

const reading = { item, toArray, data, detach, named, backward, maskedSelect };

for (const [name, f] of Object.entries({ ...methods, ...reading }))
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: unknown[]) {
      return (f as (...xs: unknown[]) => unknown)(this, ...rest);
    },
  });

for (const key of ["toString", Symbol.for("nodejs.util.inspect.custom")])
  Object.defineProperty(Tensor.prototype, key, {
    value(this: Tensor) {
      return show(this);
    },
  });

Object.defineProperty(Tensor.prototype, "toJSON", {
  value(this: Tensor) {
    return toArray(this);
  },
});

Object.defineProperty(Tensor.prototype, Symbol.toPrimitive, {
  value(this: Tensor, hint: string) {
    if (hint !== "number") return show(this);
    throw new ValueError(
      "tensor",
      describe(this),
      "JavaScript takes it for a number here",
      "write x.mul(2) for 2 * x, and x.item() for its value",
    );
  },
});
