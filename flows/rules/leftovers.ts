/** Old TODO comments, suppressed checks, skipped tests, empty catch blocks. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { clip, count, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { onScale } from './impact.ts';
import { byValue, type FindingDraft, inSource, numberOf, type Rule, type RuleView } from './rule.ts';

const YEAR_DAYS = 365;
const MANY_ANY = 5;
const MANY_SUPPRESSIONS = 3;

/** Impact: number of old comments, always P3. */
export const oldTodo: Rule = {
  id: 'old-todo',
  kinds: ['todo'],
  lenses: ['maintainability-reviewer', 'historian'],
  on: 'tree',
  apply(view) {
    const old = inSource(view, 'todo').filter((fact) => isNote(fact) && numberOf(fact) >= YEAR_DAYS);
    const [oldest, ...others] = old.sort(byValue);
    if (oldest === undefined) return [];
    const named = [oldest, ...others].slice(0, 3);
    const told = named.map(
      (fact) =>
        `${place({ ...fact, end: null })} of ${fact.data.date}: "${clip(fact.data.text.replace(/^[\s:,-]+/, ''), 70)}"`,
    );
    return [
      {
        title:
          others.length === 0
            ? `${article(oldest.subject)} in ${shortPath(oldest.path ?? '')} has waited since ${oldest.data.date}`
            : `${view.tally('todo', old.length, 'note')} to self are over a year old, the oldest of ${oldest.data.date}`,
        kind: 'debt',
        impact: onScale(old.length, [1, 200], [5, 25]),
        confidence: 75,
        claim: `${view.tally('todo', old.length, 'TODO or the like is', 'TODOs and the like are')} over a year old. ${others.length === 0 ? 'It is' : 'The oldest are'} ${told.join('; ')}.`,
        evidence: cite(...named),
        figures: [old.length],
        recommendation:
          'For each: do it, make an issue of it, or delete it. A note nobody acts on hides the ones that matter.',
        effort: 'S',
      },
    ];
  },
};

/** A dated mark at the beginning of its comment; elsewhere the comment may be about such marks. */
function isNote({ data, quote, subject }: FactOf<'todo'>): boolean {
  const at = quote?.indexOf(subject ?? '') ?? -1;
  return (
    data.date !== null &&
    at > 0 &&
    /(\/\/|\/\*+|^\s*\*|#|<!--|--|;|%|"{3})\s*@?$/.test(quote?.slice(0, at) ?? '')
  );
}

function article(tag: string | null): string {
  return tag === null ? 'A note' : `${/^[AEIOU]/i.test(tag) ? 'An' : 'A'} ${tag}`;
}

/** Impact: number of uses, always P3. */
export const anyTypes: Rule = {
  id: 'any-types',
  kinds: ['loose', 'imports'],
  lenses: ['maintainability-reviewer'],
  on: 'tree',
  most: 2,
  apply: (view) =>
    loose(view, 'any')
      .filter((fact) => view.area(fact.path) === 'src' && numberOf(fact) >= MANY_ANY)
      .map((fact) => ({
        title: `${shortPath(fact.path ?? '')} switches the type checker off ${count(numberOf(fact), 'time')}`,
        kind: 'debt',
        impact: onScale(numberOf(fact), [MANY_ANY, 500], [8, 35]),
        confidence: 75,
        claim: `The type any stands ${count(numberOf(fact), 'time')} in ${fact.path}, first at line ${fact.line}. What passes through it is checked by nobody, here and in ${importersOf(view, fact.path)}.`,
        evidence: cite(fact),
        recommendation:
          'Begin with what the file exports: unknown and a check at the border, or the real type.',
        effort: numberOf(fact) >= 20 ? 'M' : 'S',
      })),
};

function importersOf(view: RuleView, path: string | null): string {
  const imports = view.about('imports', path);
  const fan = imports === null ? 0 : numberOf(imports);
  return fan === 0 ? 'whatever uses it' : `${count(fan, 'file that imports', 'files that import')} it`;
}

/** Impact: number of suppressions, always P3. */
export const suppressions: Rule = {
  id: 'suppressions',
  kinds: ['loose'],
  lenses: ['maintainability-reviewer'],
  on: 'tree',
  most: 1,
  apply: (view) =>
    loose(view, 'suppression')
      .filter((fact) => view.area(fact.path) === 'src' && numberOf(fact) >= MANY_SUPPRESSIONS)
      .map((fact) => ({
        title: `${shortPath(fact.path ?? '')} silences its checkers ${count(numberOf(fact), 'time')}`,
        kind: 'debt',
        impact: onScale(numberOf(fact), [MANY_SUPPRESSIONS, 200], [6, 30]),
        confidence: 75,
        claim: `${count(numberOf(fact), 'comment')} in ${fact.path} switch off a linter or the compiler, the first at line ${fact.line}. Each was right once or never; none is looked at again by itself.`,
        evidence: cite(fact),
        recommendation:
          'Remove each one and see whether the checker still complains; give a reason for those that stay.',
        effort: 'S',
      })),
};

/** Impact: number of skipped tests. */
export const disabledTest: Rule = {
  id: 'disabled-test',
  kinds: ['loose'],
  lenses: ['test-engineer', 'maintainability-reviewer', 'correctness-reviewer'],
  on: 'both',
  most: 2,
  apply: (view) => loose(view, 'disabled-test').map((fact) => disabledDraft(fact)),
};

function disabledDraft(fact: FactOf<'loose'>): FindingDraft {
  const tests = numberOf(fact);
  const rest = tests === 1 ? 'It is' : 'The first is';
  return {
    title: `${count(tests, 'test')} in ${shortPath(fact.path ?? '')} ${tests === 1 ? 'is' : 'are'} switched off`,
    kind: 'test-gap',
    impact: onScale(tests, [1, 100], [40, 60]),
    confidence: 75,
    claim: `${count(tests, 'test')} in ${fact.path} ${tests === 1 ? 'is' : 'are'} switched off. ${rest} at line ${fact.line}. The suite stays green whatever happens to what ${tests === 1 ? 'it guards' : 'they guard'}.`,
    evidence: cite(fact),
    recommendation: 'Mend or delete it; if it must wait, say for what, beside it.',
    effort: 'S',
  };
}

/** One fact per file, the file with the most first. */
function loose(view: RuleView, what: FactOf<'loose'>['data']['what']): FactOf<'loose'>[] {
  const files = new Set<string | null>();
  return view
    .facts('loose')
    .filter((fact) => fact.data.what === what)
    .filter((fact) => !files.has(fact.path) && files.add(fact.path) !== undefined)
    .sort(byValue);
}

/** Impact: number of empty handlers. */
export const swallowedError: Rule = {
  id: 'swallowed-error',
  kinds: ['loose'],
  lenses: ['reliability-engineer', 'maintainability-reviewer', 'correctness-reviewer'],
  on: 'both',
  apply: (view) =>
    loose(view, 'empty-catch')
      .filter((fact) => view.area(fact.path) === 'src')
      .map((fact) => {
        const places = numberOf(fact);
        return {
          title: `${shortPath(fact.path ?? '')} swallows errors in ${count(places, 'place')}`,
          kind: 'reliability',
          impact: onScale(places, [1, 50], [40, 60]),
          confidence: 75,
          claim: `${count(places, 'error handler')} in ${fact.path} ${places === 1 ? 'is' : 'are'} empty, ${places === 1 ? '' : 'the first '}at line ${fact.line}. What goes wrong there leaves no trace, and the caller goes on as if it had worked.`,
          evidence: cite(fact),
          recommendation:
            'Catch only the error that is expected and say why it may be ignored; let the others through.',
          effort: 'S',
        };
      }),
};
