/** The worker seen from the page: load it, ask it, stop it. */
import type { Method, Methods, Reply, Request } from "./protocol";

/** The scorer was stopped before it answered. */
export class Stopped extends Error {}

interface Waiting {
  resolve(json: string): void;
  reject(problem: Error): void;
}

/** What is used of a Worker, so that a test can stand in for it. */
export interface WorkerLike {
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(request: Request): void;
  terminate(): void;
}

export class Scorer {
  readonly #start: () => WorkerLike;
  #worker: WorkerLike | null = null;
  #waiting = new Map<number, Waiting>();
  #failed: ((problem: Error) => void) | null = null;
  #last = 0;

  constructor(start: () => WorkerLike) {
    this.#start = start;
  }

  /** Load Pyodide and the library; `told` hears how far that is. */
  load(told: (step: string, share: number) => void): Promise<void> {
    this.stop();
    return new Promise((resolve, reject) => {
      const worker = this.#start();
      this.#worker = worker;
      this.#failed = reject;
      worker.onmessage = ({ data }) => {
        if (data.kind === "progress") told(data.step, data.share);
        else if (data.kind === "ready") resolve();
        else if (data.kind === "failed") this.#end(new Error(data.reason));
        else this.#settle(data);
      };
      worker.onerror = (event) => this.#end(new Error(event.message || "the script of the scorer could not be loaded"));
    });
  }

  /** Ask one thing; rejects with Stopped if the scorer is stopped before. */
  async ask<M extends Method>(method: M, ...values: Methods[M]["arguments"]): Promise<Methods[M]["answer"]> {
    const worker = this.#worker;
    if (!worker) throw new Stopped("the scorer is not loaded");
    const id = ++this.#last;
    const json = await new Promise<string>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, arguments: values });
    });
    return JSON.parse(json) as Methods[M]["answer"];
  }

  /** End the worker, whatever it is doing. */
  stop(): void {
    this.#end(new Stopped("stopped"));
  }

  #settle(data: Extract<Reply, { readonly id: number }>): void {
    const waiting = this.#waiting.get(data.id);
    this.#waiting.delete(data.id);
    if (data.kind === "answer") waiting?.resolve(data.json);
    else waiting?.reject(new Error(data.reason));
  }

  #end(problem: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#failed?.(problem);
    this.#failed = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.reject(problem);
  }
}
