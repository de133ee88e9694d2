/**
 * The port for user actions that were answered with buttons to choose from, or that a platform may report again, such as
 * an edited message. Known to every process and after a restart, for a limited time. Implemented by
 * `runner/engine/handled-actions.ts`.
 */
import type { ButtonPress, Place } from './platform.ts';

export interface HandledAction {
  /** a UUID made from the action's own id */
  readonly id: string;
  readonly actor: string;
  readonly place: Place;
  /** what its buttons do, in their order, as JSON; empty if it offered none */
  readonly offers: readonly unknown[];
}

/** All throw `database_unreachable` while the database is down. */
export interface HandledActions {
  /** Stores the action; does nothing if it is stored already. */
  record(action: HandledAction): Promise<void>;
  /** Whether it was stored within the last week. */
  isHandled(id: string): Promise<boolean>;
  /** Returns the action if that person did it within the last day; null otherwise. */
  find(id: string, actor: string): Promise<HandledAction | null>;
  /**
   * Returns false for the second click of a double click: the same button, whose id is a UUID here, was pressed less than
   * so many milliseconds before or after, in any process. A press that is delivered again is not.
   */
  press(press: ButtonPress, withinMs: number): Promise<boolean>;
  /** Forgets a press that had no effect. */
  release(press: ButtonPress): Promise<void>;
}
