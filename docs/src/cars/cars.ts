import { readFileSync } from "node:fs";
import { type Tensor, tensor } from "@chainrule/core";
import { readTable } from "./csv.ts";

/** Columns with a number. */
const NUMBERS = [
  "cylinders",
  "displacement_cuin",
  "horsepower",
  "weight_lb",
  "acceleration_s",
  "model_year",
] as const;

/** Where a car was made, as three columns of 0 and 1. */
const ORIGINS = ["USA", "Europe", "Japan"] as const;

/** What a car's fuel use is predicted from: seven properties in nine columns. */
export const FEATURES: readonly string[] = [...NUMBERS, ...ORIGINS];

/** Cars as data: the features, and the distance in miles that a gallon lasts for. */
export interface Cars {
  readonly x: Tensor<readonly [number, 9]>;
  readonly y: Tensor<readonly [number, 1]>;
  /** The place of each car in `names`, so that shuffled rows still have a name. */
  readonly id: Tensor<readonly [number]>;
}

const FILE = new URL("../../data/auto-mpg.csv", import.meta.url);

/** The 392 cars of `docs/data/auto-mpg.csv`, and their names with the year. */
export function readCars(text: string = readFileSync(FILE, "utf8")): {
  readonly cars: Cars;
  readonly names: readonly string[];
} {
  const rows = readTable("auto-mpg.csv", text, ["mpg", ...NUMBERS, "origin", "name"]);
  const features = rows.map((row) => [
    ...NUMBERS.map((column) => row.number(column)),
    ...ORIGINS.map((origin) => Number(row.text("origin") === origin)),
  ]);
  const n = rows.length;
  return {
    cars: {
      x: tensor(features, { shape: [n, 9], name: "cars" }),
      y: tensor(
        rows.map((row) => row.number("mpg")),
        { shape: [n, 1], name: "mpg" },
      ),
      id: tensor(Int32Array.from(rows.keys()), { shape: [n] }),
    },
    names: rows.map((row) => `${row.text("name")} (${row.text("model_year")})`),
  };
}
