import type { At } from "./task.ts";

export const claimed = ({ w, x, y }: At) => ({ dw: 2 * (w * x - y) * x });
