import { describe, expect, test } from "vitest";
import { FEATURES, readCars } from "../src/cars/cars.ts";
import { readTable } from "../src/cars/csv.ts";
import { network, train } from "../src/cars/regression.ts";

describe("the cars", () => {
  const { cars, names } = readCars();

  test("are 392, in nine columns, all finite", () => {
    expect(cars.x.shape).toEqual([392, 9]);
    expect(cars.y.shape).toEqual([392, 1]);
    expect(FEATURES).toHaveLength(9);
    expect([...cars.x.data(), ...cars.y.data()].every(Number.isFinite)).toBe(true);
  });

  test("begin with the Chevelle Malibu of 1970, from the USA", () => {
    expect(names[0]).toBe("chevrolet chevelle malibu (1970)");
    expect(cars.x.toArray()[0]).toEqual([8, 307, 130, 3504, 12, 1970, 1, 0, 0]);
    expect(cars.y.toArray()[0]).toEqual([18]);
  });

  test("come from one place each", () => {
    for (const row of cars.x.toArray()) expect(row[6]! + row[7]! + row[8]!).toBe(1);
  });

  test("train to the same digits twice", () => {
    const run = () => train(cars, network, 9, { epochs: 2 });
    const [first, second] = [run(), run()];
    expect(first.history).toEqual(second.history);
    expect(first.rmse).toEqual(second.rmse);
  });

  test("held out are not among those learnt from, nor in the means", () => {
    const { parts, scalings } = train(cars, network, 9, { epochs: 1 });
    const ids = [...parts.training.id.data(), ...parts.test.id.data()];
    expect(new Set(ids).size).toBe(392);
    expect(parts.test.y.shape).toEqual([78, 1]);
    expect(scalings.y.mean.item()).toBeCloseTo(parts.training.y.mean().item(), 12);
  });
});

describe("a table is refused with its line for", () => {
  const numbers = (text: string) =>
    readTable("t.csv", text, ["a", "b"]).map((row) => [row.number("a"), row.number("b")]);

  test("nothing, if it is sound", () => {
    expect(numbers('b,c,a\n1,x,2\n\n3,"y, z",-4.5e1\n')).toEqual([
      [2, 1],
      [-45, 3],
    ]);
    expect(numbers("\uFEFFa,b\r\n1,2\r\n")).toEqual([[1, 2]]);
  });

  test.each([
    ["a missing column", "a,c\n1,2\n", "t.csv: line 1: there is no column b: the columns are a, c"],
    ["a row too short", "a,b\n1,2\n3\n", "t.csv: line 3: 1 fields, but there are 2 columns"],
    ["a row too long", "a,b\n1,2,3\n", "t.csv: line 2: 3 fields, but there are 2 columns"],
    ["an empty field", "a,b\n1,2\n3,\n", "t.csv: line 3: column b is empty"],
    ["a word", "a,b\n1,2\n\n3,?\n", "t.csv: line 4: column b is ?, which is not a finite number"],
    ["NaN", "a,b\nNaN,2\n", "t.csv: line 2: column a is NaN, which is not a finite number"],
    [
      "infinity",
      "a,b\n1,Infinity\n",
      "t.csv: line 2: column b is Infinity, which is not a finite number",
    ],
    ["an open quote", 'a,b\n1,2\n"3,4\n', "t.csv: line 3: Quote Not Closed"],
    ["no rows", "a,b\n", "t.csv: line 1: there is no row below the names of the columns"],
    ["no text", "", "t.csv: line 1: there is no row below the names of the columns"],
  ])("%s", (_, text, message) => {
    expect(() => numbers(text)).toThrow(message);
  });
});
