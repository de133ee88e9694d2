/**
 * TODO comments, `any`, skipped tests, empty handlers: counted in the report's table of loose ends, and found only where a
 * limit is far exceeded or a change adds them.
 */
import type { FactOf } from '../contracts/evidence-pack.ts';
import type { LooseEndKind } from '../contracts/upkeep.ts';
import { clip, count, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { byValue, type FindingDraft, inSource, numberOf, type Rule, type RuleView } from './rule.ts';

const YEAR_DAYS = 365;
const MANY_TODOS = 100;
const MANY_SKIPPED = 20;
const MANY_EMPTY = 5;
const MANY_ANY = 20;
/** In a file of at least so many lines, more than one `any` in so many is much. */
const LARGE_FILE_LINES = 300;
const LINES_PER_ANY = 100;

/** Impact: number of old comments, always P3. */
export const oldTodo: Rule = {
  id: 'old-todo',
  kinds: ['todo', 'loose-end'],
  tells: ['loose-end'],
  lenses: ['maintainability-reviewer', 'historian'],
  on: 'tree',
  apply(view) {
    const old = looseEnd(view, 'todo')?.data.old ?? 0;
    if (old <= MANY_TODOS) return [];
    const oldest = inSource(view, 'todo')
      .filter((fact) => numberOf(fact) > YEAR_DAYS)
      .sort(byValue)
      .slice(0, 3);
    const told = oldest.map(
      (fact) =>
        `${place({ ...fact, end: null })} of ${fact.data.date}: "${clip(fact.data.text.replace(/^[\s:,-]+/, ''), 70)}"`,
    );
    return [
      {
        title: `${old} TODO/FIXME comments older than one year`,
        kind: 'debt',
        per: 'run',
        impact: onScale(old, [MANY_TODOS, 500], [15, 30]),
        confidence: 75,
        claim: `${old} TODO/FIXME comments are older than one year, for example ${told.join('; ')}.`,
        evidence: cite(...oldest, looseEnd(view, 'todo')),
        figures: [old],
        recommendation:
          'For each: do it, make an issue of it, or delete it. A comment nobody acts on hides the ones that matter.',
        effort: 'M',
      },
    ];
  },
};

/** The count of a kind of loose end, with none left out. */
function looseEnd(view: RuleView, what: LooseEndKind): FactOf<'loose-end'> | null {
  return view.all('loose-end').find(({ data }) => data.what === what) ?? null;
}

/** Impact: number of uses, always P3. */
export const anyTypes: Rule = {
  id: 'any-types',
  kinds: ['loose', 'imports'],
  tells: ['loose'],
  lenses: ['maintainability-reviewer'],
  on: 'tree',
  most: 2,
  apply: (view) =>
    loose(view, 'any')
      .filter((fact) => view.role(fact.path) === 'src' && isFullOfAny(fact))
      .map((fact) => ({
        title: `any used ${count(numberOf(fact), 'time')} in ${shortPath(fact.path ?? '')}`,
        kind: 'debt',
        per: 'file',
        impact: onScale(numberOf(fact), [MANY_ANY, 500], [8, 35]),
        confidence: 75,
        claim: `The type any is used ${count(numberOf(fact), 'time')} in the ${fact.data.lines} lines of ${fact.path}, first at line ${fact.line}. The compiler does not check what passes through it, here and in ${importersOf(view, fact.path)}.`,
        evidence: cite(fact),
        figures: [fact.data.lines ?? 0],
        recommendation:
          'Begin with what the file exports: unknown and a check where data comes in, or the real type.',
        effort: numberOf(fact) >= 20 ? 'M' : 'S',
      })),
};

function isFullOfAny(fact: FactOf<'loose'>): boolean {
  const { lines = 0 } = fact.data;
  return numberOf(fact) >= MANY_ANY && lines >= LARGE_FILE_LINES && numberOf(fact) * LINES_PER_ANY > lines;
}

function importersOf(view: RuleView, path: string | null): string {
  const imports = view.about('imports', path);
  const fan = imports === null ? 0 : numberOf(imports);
  return fan === 0 ? 'what uses it' : `${count(fan, 'file that imports', 'files that import')} it`;
}

/**
 * All skipped tests in one finding where there are many; what a change skips, by file.
 * Impact: number of skipped tests.
 */
export const disabledTest: Rule = {
  id: 'disabled-test',
  kinds: ['loose', 'loose-end'],
  lenses: ['test-engineer', 'maintainability-reviewer', 'correctness-reviewer'],
  on: 'both',
  most: 2,
  apply(view) {
    const files = loose(view, 'disabled-test');
    const [worst] = files;
    const all = looseEnd(view, 'disabled-test');
    if (worst === undefined || all === null) return [];
    if (view.compares) return files.map(skippedByChange);
    const tests = numberOf(all);
    if (tests < MANY_SKIPPED) return [];
    return [
      {
        title: `${tests} skipped tests in ${count(all.data.files, 'file')}`,
        kind: 'test-gap',
        per: 'run',
        impact: onScale(tests, [MANY_SKIPPED, 200], [25, 60]),
        confidence: 75,
        claim: `${tests} tests or groups of tests in ${count(all.data.files, 'file')} are skipped on every run, most of them in ${worst.path} (${numberOf(worst)}, the first at line ${worst.line}). The suite passes whatever happens to what they check.`,
        evidence: cite(...files.slice(0, 2), all),
        recommendation: 'Repair or delete each one; if it must wait, link the issue that it waits for.',
        effort: 'M',
      },
    ];
  },
};

function skippedByChange(fact: FactOf<'loose'>): FindingDraft {
  const tests = count(numberOf(fact), 'skipped test');
  return {
    title: `The change adds ${tests} in ${shortPath(fact.path ?? '')}`,
    kind: 'test-gap',
    ...(numberOf(fact) > 1 ? { per: 'file' } : {}),
    impact: onScale(numberOf(fact), [1, 50], [30, 60]),
    confidence: 75,
    claim: `The change adds ${tests} in ${fact.path}, ${numberOf(fact) === 1 ? '' : 'the first '}at line ${fact.line}. The suite passes whatever happens to what is checked there.`,
    evidence: cite(fact),
    recommendation: 'Repair or delete it; if it must wait, link the issue that it waits for.',
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

/**
 * Handlers that catch any error and do nothing, without a word why: many in one file, or any that a change adds.
 * Impact: number of handlers; P3 for those of a change, which may be meant.
 */
export const swallowedError: Rule = {
  id: 'swallowed-error',
  kinds: ['loose'],
  lenses: ['reliability-engineer', 'maintainability-reviewer', 'correctness-reviewer'],
  on: 'both',
  most: 2,
  apply: (view) =>
    loose(view, 'empty-catch')
      .filter((fact) => view.role(fact.path) === 'src' && (view.compares || numberOf(fact) >= MANY_EMPTY))
      .map((fact) => {
        const places = numberOf(fact);
        return {
          title: `${places === 1 ? 'Empty catch block' : `${places} empty catch blocks`} in ${shortPath(fact.path ?? '')}`,
          kind: 'reliability',
          ...(places > 1 ? { per: 'file' as const } : {}),
          impact: view.compares
            ? onScale(places, [1, 20], [20, BELOW_MEDIUM])
            : onScale(places, [MANY_EMPTY, 50], [30, 60]),
          confidence: 75,
          claim: `${count(places, 'handler')} in ${fact.path} ${places === 1 ? 'catches any error and does' : 'catch any error and do'} nothing, ${places === 1 ? '' : 'the first '}at line ${fact.line}. An unexpected error leaves no trace there, and the caller goes on as if it had worked.`,
          evidence: cite(fact),
          recommendation:
            'Catch only the error that is expected, or log it; where it may be ignored, say why in a comment.',
          effort: 'S',
        };
      }),
};
