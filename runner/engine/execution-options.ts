/** What a worker needs to do steps and to answer questions. */
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
  /** for agents that tell tokens and no cost */
  readonly prices: Prices;
  readonly repositoryPool: RepositoryPool;
  /** masks secrets in anything that is stored */
  readonly mask: (text: string) => Promise<string>;
}

/** What may be stored of a text: its secrets masked, and without what PostgreSQL can't keep (NUL, half a character). */
export async function cleaned({ mask }: Pick<ExecutionOptions, 'mask'>, text: string): Promise<string> {
  return storable(await mask(text));
}

/** The same for a value that is stored as JSON, string by string. */
export async function cleanedDocument<T>({ mask }: Pick<ExecutionOptions, 'mask'>, document: T): Promise<T> {
  const masked = await mask(JSON.stringify(document));
  return JSON.parse(masked, (_name, value: unknown) =>
    typeof value === 'string' ? storable(value) : value,
  ) as T;
}

function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
