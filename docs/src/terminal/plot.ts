import chart, { type GraphPoint, type Point } from "simple-ascii-chart";
import { type Page, indented } from "./page.ts";

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface PlotOptions {
  /** Places marked with dots on, or beside, the line. */
  readonly dots: Series;
  /** Numbers to write along the axes. */
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

const [COLUMNS, LINES] = [72, 13];

/** A line and dots in one picture, with their names beside it. */
export function plot({ colors, write }: Page, line: Series, options: PlotOptions): void {
  const { dots, xTicks, yTicks } = options;
  const colored = colors.isColorSupported;
  const drawn = chart(
    line.points.map(([x, y]): Point => [x, y]),
    {
      width: COLUMNS,
      height: LINES,
      customXAxisTicks: [...xTicks],
      customYAxisTicks: [...yTicks],
      symbols: { point: "●" },
      points: dots.points.map(([x, y]): GraphPoint => ({
        x,
        y,
        ...(colored && { color: "ansiYellow" }),
      })),
      legend: { position: "right", series: [line.name], points: [dots.name] },
      ...(colored && { color: "ansiCyan" }),
    },
  );
  write(indented(drawn.replaceAll(/[ \t]+$/gm, "").replaceAll(/^\n+|\n+$/g, "")));
}
