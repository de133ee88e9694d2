/** The acts that were taken lately, so that one which is delivered again is done once. */
export class Deduplicator<T> {
  readonly #most: number;
  readonly #taken = new Map<string, Promise<T>>();

  constructor(most = 5_000) {
    this.#most = most;
  }

  /** What it came to, or comes to; null for one that is new. */
  taken(id: string): Promise<T> | null {
    return this.#taken.get(id) ?? null;
  }

  take(id: string, outcome: Promise<T>): void {
    this.#taken.set(id, outcome);
    const [oldest] = this.#taken.keys();
    if (this.#taken.size > this.#most && oldest !== undefined) this.#taken.delete(oldest);
  }

  /** May be done again: a form that stayed open is submitted once more under the same id. */
  forget(id: string): void {
    this.#taken.delete(id);
  }
}
