/** Tensors and runs of this engine's programs. */
import { tensor } from "@chainrule/core";

export const single = (data, shape) => tensor(data, { shape, dtype: "float32" });

export const repeat = (step) => (k) => {
  for (let i = 0; i < k; i++) step();
};

/** What is made when it is first asked for. */
export const late = (make) => {
  let made;
  return () => (made ??= make());
};

/** Runs of a program that is made with the first of them. */
export const lateRun = (make) => {
  const program = late(make);
  return (k) => repeat(program().step)(k);
};
