/** What changed parameters mean to those who call with the old ones. Pure. */
import type { Parameter } from './declaration-parts.ts';

/** Whether a parameter takes every argument that the old one took, as far as types are checked. */
type Fits = (old: Parameter, now: Parameter) => boolean;

/** Null if every old call fits. */
export function parametersBreak(
  was: readonly Parameter[],
  is: readonly Parameter[],
  language: string | null,
  fits: Fits,
): string | null {
  const isTyped = language !== 'Python' && language !== 'Ruby';
  for (const old of was) {
    // Ruby hands any method a block.
    if (old.name.startsWith('&')) continue;
    const now = counterpart(old, was, is, language);
    if (now === null) continue;
    if (now === undefined) return `parameter ${old.text} is gone`;
    // Any number of arguments includes those that there were.
    if (now.rest && !old.rest) continue;
    if (old.optional && !now.optional) return `parameter ${now.text} is now required`;
    if (language === 'Python') {
      if (is.indexOf(now) !== was.indexOf(old) && !old.keyword && !now.keyword)
        return `parameter ${now.text} has another position`;
      if (now.keyword && !old.keyword) return `parameter ${now.text} is now keyword-only`;
    }
    if (isTyped && !fits(old, now)) return `parameter ${old.text} is now ${now.text}`;
  }
  const required = addedTo(was, is, language).find(({ optional, rest }) => !optional && !rest);
  return required === undefined ? null : `new required parameter ${required.text}`;
}

/** The parameter that takes the argument now; undefined if none does, null if it is among the rest. */
function counterpart(
  old: Parameter,
  was: readonly Parameter[],
  is: readonly Parameter[],
  language: string | null,
): Parameter | null | undefined {
  const collects = is.some(({ rest }) => rest);
  if (old.rest && (language === 'Python' || language === 'Ruby')) {
    // What collects the rest takes it wherever it is; a hash takes what had names.
    const takes = (one: Parameter): boolean =>
      one.rest ? starsOf(one) === starsOf(old) : language === 'Ruby' && one.optional && !one.keyword;
    return is.some(takes) ? null : undefined;
  }
  const now = language === 'Python' ? namedLike(old, was, is) : placedLike(old, was, is);
  return now ?? (collects || old.rest ? null : undefined);
}

const starsOf = ({ text }: Parameter): string => /^\**/.exec(text)?.[0] ?? '';

function namedLike(
  old: Parameter,
  was: readonly Parameter[],
  is: readonly Parameter[],
): Parameter | undefined {
  return is.find(({ name }) => name === old.name) ?? (old.positional ? is[was.indexOf(old)] : undefined);
}

/** By name where it is given by name, else by place. */
function placedLike(
  old: Parameter,
  was: readonly Parameter[],
  is: readonly Parameter[],
): Parameter | undefined {
  return old.keyword
    ? is.find(({ name, keyword }) => keyword && name === old.name)
    : placed(is)[placed(was).indexOf(old)];
}

const placed = (all: readonly Parameter[]): Parameter[] =>
  all.filter(({ keyword, name }) => !keyword && !name.startsWith('&'));

function addedTo(
  was: readonly Parameter[],
  is: readonly Parameter[],
  language: string | null,
): readonly Parameter[] {
  const names = new Set(was.map(({ name }) => name));
  const isNew = ({ name }: Parameter): boolean => !names.has(name);
  if (language === 'Python') return is.filter(isNew);
  return [...placed(is).slice(placed(was).length), ...is.filter(({ keyword }) => keyword).filter(isNew)];
}
