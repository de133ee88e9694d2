/** Passes on which channels may be open to the bot again, to whoever waits for that. */

type OpenedListener = (workspace: string, channel: string | null) => void;

export class Openings {
  readonly #listeners = new Set<OpenedListener>();

  /** Returns an unsubscribe function. */
  on(listener: OpenedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `channel` null: any of the workspace */
  opened(workspace: string, channel: string | null): void {
    for (const listener of this.#listeners) listener(workspace, channel);
  }
}
