import { type Shape, showShape } from "./shape.ts";
import type { Note, Scope, Tensor } from "./tensor.ts";

let tracking = false;

/** Remember, from now on, the line of user code that makes each node (about 2 µs a node), or stop doing so. */
export function trackSites(on: boolean): void {
  tracking = on;
}

/** V8's setting, which other engines lack and ignore. */
const stacks = Error as { stackTraceLimit?: number | undefined };

/** Enough frames to reach the user through the deepest composite. */
const FRAMES = 24;

export const isTracking = (): boolean => tracking;

/** The note of a node that is being made now. */
export function siteNote(): Note {
  const limit = stacks.stackTraceLimit;
  stacks.stackTraceLimit = FRAMES;
  const site = new Error("made here");
  stacks.stackTraceLimit = limit;
  return { site };
}

/** Folders whose frames belong to the library, not to the user. */
const libraries = new Set<string>([folderOf((import.meta as { url?: string }).url ?? "", 2)]);

function folderOf(url: string, up: number): string {
  return url
    .split("/")
    .slice(0, -up)
    .join("/")
    .replace(/^file:\/\//, "");
}

/** Count the folder of the module `url` among the library's, so that sites lie in the code that uses it. */
export function hideFromSites(url: string): void {
  libraries.add(folderOf(url, 1));
}

/** `file:line:column` of the user code that made `x`, if `trackSites(true)` was on then. */
export function siteOf(x: Tensor): string | undefined {
  const frames = x.note?.site?.stack?.split("\n").slice(1) ?? [];
  const users = frames.find(
    (frame) =>
      !/<anonymous>\)?$/.test(frame) &&
      ![...libraries].some((folder) => frame.includes(`${folder}/`)),
  );
  return users?.replace(/^\s*at (?:.*\()?(?:file:\/\/)?/, "").replace(/\)$/, "");
}

/** The same node under a name, for messages, prints and pictures. */
export function named<T extends Tensor>(x: T, name: string): T {
  x.note = { ...x.note, name };
  return x;
}

/** `y` under the name of `x`, if `x` has one. */
export const namedLike = <T extends Tensor>(y: T, x: Tensor): T =>
  x.note?.name === undefined ? y : named(y, x.note.name);

export const scopeOf = (x: Tensor): Scope | undefined => x.note?.scope;

/** `W1 [6, 4]`, or `[6, 4]` for a tensor without a name. */
export function describe(x: { readonly shape: Shape; readonly note?: Note | undefined }): string {
  const name = x.note?.name;
  return name === undefined ? showShape(x.shape) : `${name} ${showShape(x.shape)}`;
}
