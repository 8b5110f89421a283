/** What has no loops of its own runs through the core's evaluator, on views of the program's memory. */
import type { Data, Tensor } from "@chainrule/core";
import { Tensor as Node } from "@chainrule/core";
import { allocate, compute, given } from "@chainrule/core/engine";
import type { Kernel } from "../plan/kernel.ts";
import type { Roles } from "../plan/roles.ts";
import { size } from "../plan/shape.ts";

/** A function that computes the one node of `k` from memory into memory. */
export function referenceStep(k: Kernel, roles: Roles, view: (node: Tensor) => Data): () => void {
  const node = k.stores[0] as Tensor;
  const scalars: [Tensor, Data][] = [];
  const inputs = node.inputs.map((x) => {
    const source = roles.source(x);
    if (roles.of(source) === "fill")
      return given(source.value ?? allocate(x.dtype, size(x.shape)), x.shape, x.dtype);
    const data = view(source);
    const input = given(size(x.shape) === 1 && x.shape.length === 0 ? NaN : data, x.shape, x.dtype);
    if (x.shape.length === 0) scalars.push([input, data]);
    return input;
  });
  const [first, second, ...others] = inputs;
  const twin = new Node(node.op, node.shape, node.dtype, undefined, first, second, others);
  const target = view(node);
  return () => {
    for (const [input, data] of scalars) input.value = data[0] ?? NaN;
    const value = compute(twin);
    if (typeof value === "number") target.fill(value);
    else target.set(value);
  };
}
