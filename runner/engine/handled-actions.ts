/** Implements the port for handled user actions over their table. */
import type { HandledActions } from '../core/ports/handled-actions.ts';
import { handledAction, hasHandledAction, insertHandledAction } from '../store/handled-rows.ts';
import { answerOf } from '../store/outage.ts';
import { releasePress, takePress } from '../store/press-rows.ts';
import type { Database } from '../store/transaction.ts';

/** `url` is the database's, for error messages. */
export function createHandledActions(pool: Database, url: string): HandledActions {
  return {
    record: (action) => answerOf(url, insertHandledAction(pool, action)),
    isHandled: (id) => answerOf(url, hasHandledAction(pool, id)),
    find: (id, actor) => answerOf(url, handledAction(pool, id, actor)),
    press: (press, withinMs) => answerOf(url, takePress(pool, press, withinMs)),
    release: (press) => answerOf(url, releasePress(pool, press)),
  };
}
