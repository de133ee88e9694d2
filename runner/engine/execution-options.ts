/** What a worker needs to execute steps and answer questions, and how texts become storable: masked, without NUL. */
import type { Catalogue } from '../core/ports/catalogue.ts';
import type { Prices } from '../core/usage.ts';
import type { AnswerOptions } from './agent-answer.ts';
import type { BudgetWatch } from './budget-watch.ts';
import type { RepositoryPool } from './repository-pool.ts';
import type { EngineContext } from './run-transactions.ts';

export interface ExecutionOptions extends AnswerOptions {
  readonly context: EngineContext;
  readonly catalogue: Catalogue;
  readonly budgetWatch: BudgetWatch;
  /** for agents that report tokens and no cost */
  readonly prices: Prices;
  readonly repositoryPool: RepositoryPool;
  /** masks secrets in anything that is stored */
  readonly mask: (text: string) => Promise<string>;
}

/** Returns a text as it may be stored: secrets masked, without what PostgreSQL can't store (NUL, half a character). */
export async function storableText({ mask }: Pick<ExecutionOptions, 'mask'>, text: string): Promise<string> {
  return storable(await mask(text));
}

/** The same for a value that is stored as JSON, string by string. */
export async function storableDocument<T>({ mask }: Pick<ExecutionOptions, 'mask'>, document: T): Promise<T> {
  const masked = await mask(JSON.stringify(document));
  return JSON.parse(masked, (_name, value: unknown) =>
    typeof value === 'string' ? storable(value) : value,
  ) as T;
}

function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
