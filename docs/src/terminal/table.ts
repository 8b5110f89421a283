import Table from "cli-table3";
import { type Page, indented } from "./page.ts";

export type Align = "left" | "right";

/** Only a rule under the head, and two spaces between columns. */
const CHARS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** Rows under a head; numbers stand right, words left, as `aligns` says. */
export function table(
  { colors, write }: Page,
  head: readonly string[],
  aligns: readonly Align[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const drawn = new Table({
    chars: CHARS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: [...aligns],
    head: head.map((cell) => colors.dim(cell)),
  });
  drawn.push(...rows.map((row) => [...row]));
  write(indented(drawn.toString().replaceAll(/ +$/gm, "")));
}
