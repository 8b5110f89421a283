/** Starting workers, wherever the program runs. */
// oxlint-disable unicorn/require-post-message-target-origin -- workers have no origin
import { type Message, serve } from "./serve.ts";

/** A thread that has been started. */
export interface Helper {
  post(message: Message): void;
  stop(): void;
}

interface NodeWorker {
  on(event: "error", listener: () => void): void;
  unref(): void;
  postMessage(message: unknown): void;
  terminate(): unknown;
}
interface NodeThreads {
  readonly Worker: new (source: string, options: object) => NodeWorker;
}
interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

/** Node's threads, without an import that a browser would have to find. */
const nodeThreads = (): NodeThreads | undefined =>
  (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.("node:worker_threads") as
    | NodeThreads
    | undefined;

/** Whether there can be workers that share memory. A page in a browser must be isolated from other origins. */
export const canShare = (): boolean =>
  typeof SharedArrayBuffer === "function" &&
  (nodeThreads() !== undefined || (typeof Worker === "function" && globalThis.crossOriginIsolated));

/** Start a worker; `failed` is called when it cannot go on. It does not keep the process alive. */
export function startHelper(failed: () => void): Helper {
  const threads = nodeThreads();
  if (threads !== undefined) {
    const source = `(${String(serve)})(process.getBuiltinModule("node:worker_threads").parentPort)`;
    const worker = new threads.Worker(source, { eval: true, execArgv: [] });
    worker.on("error", failed);
    worker.unref();
    return { post: (m) => worker.postMessage(m), stop: () => void worker.terminate() };
  }
  const url = URL.createObjectURL(new Blob([`(${String(serve)})(self)`]));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  worker.addEventListener("error", failed);
  return { post: (m) => worker.postMessage(m), stop: () => worker.terminate() };
}

/** Whether this thread may sleep: the one that draws a page may not. */
export function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
