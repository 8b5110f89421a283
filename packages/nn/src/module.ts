import type { Tensor } from "@chainrule/core";
import { leavesOf } from "@chainrule/core/engine";

/**
 * A function with parameters: any object that holds tensors, at any depth, and has `forward`. Its gradient
 * is an object of the same class.
 */
export interface Module {
  forward(x: Tensor): Tensor;
}

/** The same module with every parameter named by the way to it: `layers[0].weight`. */
export function namedByPath<M extends Module>(module: M): M {
  for (const { path, tensor } of leavesOf(module)) tensor.named(path);
  return module;
}
