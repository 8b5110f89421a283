import type { DType, Shape } from "@chainrule/core";

export type { Shape } from "@chainrule/core";
export { size, strides } from "@chainrule/core/engine";

/** A shape without its axes of size 1: what loops run over. */
export const squeeze = (shape: Shape): readonly number[] => shape.filter((d) => d !== 1);

/** Bytes of an element in memory. */
export const bytesOf: Readonly<Record<DType, number>> = {
  float64: 8,
  float32: 4,
  int32: 4,
  bool: 1,
};
