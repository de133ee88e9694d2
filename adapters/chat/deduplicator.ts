/** Remembers recent actions, so that an action delivered twice is handled once. */
export class Deduplicator<T> {
  readonly #most: number;
  readonly #taken = new Map<string, Promise<T>>();

  constructor(most = 5_000) {
    this.#most = most;
  }

  /** Returns the outcome of an action that was taken before; null for a new one. */
  taken(id: string): Promise<T> | null {
    return this.#taken.get(id) ?? null;
  }

  take(id: string, outcome: Promise<T>): void {
    this.#taken.set(id, outcome);
    const [oldest] = this.#taken.keys();
    if (this.#taken.size > this.#most && oldest !== undefined) this.#taken.delete(oldest);
  }

  /** Allows the id again: a form that stayed open is resubmitted under the same id. */
  forget(id: string): void {
    this.#taken.delete(id);
  }
}
