/**
 * Budgets, in tokens and in money: of a run, and per day of a person, a channel, a project, and of all runs. Days are UTC. Pure: compares
 * them with what was used. Usage that agents do not report is not included.
 */

import { dollars } from './wording.ts';

export const SCOPES = ['run', 'user', 'channel', 'project', 'day'] as const;
export type Scope = (typeof SCOPES)[number];

/** Null: no limit. */
export interface Allowance {
  /** input and output together */
  readonly max_tokens: number | null;
  /** US dollars */
  readonly max_cost: number | null;
}

export type Budgets = Readonly<Record<Scope, Allowance>>;

/** The known usage. */
export interface Spent {
  readonly tokens: number;
  readonly cost: number;
}

export type Ledger = Readonly<Record<Scope, Spent>>;

export type Standing =
  | { readonly state: 'within' }
  /** at least 80 % of a budget is used */
  | { readonly state: 'near'; readonly says: string }
  | { readonly state: 'over'; readonly scope: Scope; readonly amount: string; readonly says: string };

const NEAR = 0.8;
const NONE: Allowance = { max_tokens: null, max_cost: null };
export const NO_BUDGETS: Budgets = { run: NONE, user: NONE, channel: NONE, project: NONE, day: NONE };

export function hasBudgets(budgets: Budgets): boolean {
  return SCOPES.some((scope) => budgets[scope].max_tokens !== null || budgets[scope].max_cost !== null);
}

/** Compares the budget that is used most. */
export function standingOf(budgets: Budgets, ledger: Ledger): Standing {
  const [fullest] = meters(budgets, ledger).sort((a, b) => b.share - a.share);
  if (fullest === undefined || fullest.share < NEAR) return { state: 'within' };
  const { scope, share, amount } = fullest;
  if (share >= 1) {
    return { state: 'over', scope, amount, says: `budget ${OF[scope]} used up (${amount})` };
  }
  return { state: 'near', says: `${Math.floor(share * 100)} % of the budget ${OF[scope]} used (${amount})` };
}

/** The message of a refusal. */
export function refusalOf({ scope, amount }: Extract<Standing, { state: 'over' }>): string {
  const day = scope === 'run' ? '' : ' It resets at 00:00 UTC.';
  return `The budget ${OF[scope]} is used up (${amount}).${day} See \`budgets\` in baton.yaml.`;
}

/** Returns a warning if a run that is about to start is likely to use up a budget, else null. */
export function outlookOf(budgets: Budgets, ledger: Ledger, expected: Spent): string | null {
  const then = (spent: Spent): Spent => ({
    tokens: spent.tokens + expected.tokens,
    cost: spent.cost + expected.cost,
  });
  const ahead: Ledger = {
    run: expected,
    user: then(ledger.user),
    channel: then(ledger.channel),
    project: then(ledger.project),
    day: then(ledger.day),
  };
  const [fullest] = meters(budgets, ahead).sort((a, b) => b.share - a.share);
  if (fullest === undefined || fullest.share < 1) return null;
  return `likely to meet the budget ${OF[fullest.scope]} (about ${fullest.amount}); agents that have not begun by then will not`;
}

const OF: Readonly<Record<Scope, string>> = {
  run: 'of the run',
  user: 'of the person for today',
  channel: 'of the channel for today',
  project: 'of the project for today',
  day: 'for today',
};

interface Meter {
  readonly scope: Scope;
  readonly share: number;
  /** `1,900,000 of 2,000,000 tokens` */
  readonly amount: string;
}

function meters(budgets: Budgets, ledger: Ledger): Meter[] {
  return SCOPES.flatMap((scope) => {
    const { max_tokens, max_cost } = budgets[scope];
    const { tokens, cost } = ledger[scope];
    return [
      ...(max_tokens === null
        ? []
        : [
            {
              scope,
              share: tokens / max_tokens,
              amount: `${tokens.toLocaleString('en')} of ${max_tokens.toLocaleString('en')} tokens`,
            },
          ]),
      ...(max_cost === null
        ? []
        : [{ scope, share: cost / max_cost, amount: `${dollars(cost)} of ${dollars(max_cost)}` }]),
    ];
  });
}
