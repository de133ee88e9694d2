/** Defaults of parameters that changed, so that a caller who leaves them out gets another behavior. Text alone. Pure. */
import { declarationOf } from './declaration-parts.ts';
import { OVERLOAD } from './signatures.ts';
import { membersOf } from './type-members.ts';

export interface ChangedDefault {
  /** `limit`, or `open: limit` in a class that is one symbol with its methods */
  readonly parameter: string;
  readonly from: string;
  readonly to: string;
}

/** Of other values it is not known whether they differ: `None` may stand for what is chosen later. */
const LITERAL = /^(?:[-+]?\d[\w.]*|(["'`])(?:(?!\1).)*\1|true|false|True|False)$/;

export function changedDefaults(before: string, after: string, language: string | null): ChangedDefault[] {
  if (`${before}${after}`.includes(OVERLOAD)) return [];
  const [old, now] = [membersOf(before), membersOf(after)];
  if (old !== null && now !== null) {
    const texts = new Map(now.members.map(({ name, text }) => [name, text]));
    return old.members.flatMap(({ name, text }) =>
      changedDefaults(text, texts.get(name) ?? text, language).map((one) => ({
        ...one,
        parameter: `${name}: ${one.parameter}`,
      })),
    );
  }
  const [from, to] = [declarationOf(before, language), declarationOf(after, language)];
  const defaults = new Map(to?.parameters.map(({ name, value }) => [name, value]));
  return (from?.parameters ?? []).flatMap(({ name, value: was }) => {
    const is = defaults.get(name) ?? null;
    if (was === null || is === null || !LITERAL.test(was) || !LITERAL.test(is)) return [];
    return plain(was) === plain(is) ? [] : [{ parameter: name, from: was, to: is }];
  });
}

/** Whichever quotes it has, and however a number is written. */
function plain(value: string): string {
  return /^[-+\d]/.test(value) ? String(Number(value.replaceAll('_', ''))) : value.replace(/["'`]/g, '"');
}
