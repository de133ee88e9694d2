/** Changes to exported symbols that others than this repository can use. What only it uses is left to its build. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import type { Evidence } from '../contracts/finding.ts';
import { folderOf } from '../folders.ts';
import { clip, count, functionName, list, shortPath } from '../wording.ts';
import { cite, citeText } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import type { FindingDraft, Rule, RuleView } from './rule.ts';

type ExportChange = FactOf<'exports-diff'>;
const LENSES = ['api-steward', 'correctness-reviewer'];
const MOST_CITED = 3;

/** Impact: symbols removed, from 45 to 60: whether anyone uses them is unknown. */
export const removedExport: Rule = {
  id: 'removed-export',
  kinds: ['exports-diff'],
  lenses: LENSES,
  on: 'change',
  most: 1,
  apply(view) {
    const once = withoutMembersOfGone(publishedChanges(view, 'removed'));
    // A whole type is more than a method of one.
    const ranked = [...once.filter(isType), ...once.filter((fact) => !isType(fact))];
    return ranked.length === 0 ? [] : [removedDraft(ranked, isWhole(view, 'removed'))];
  },
};

/** Each once: a class that went has taken its methods with it, and a barrel and the file behind it lose the same name. */
export function withoutMembersOfGone(removed: readonly ExportChange[]): ExportChange[] {
  const gone = removed.filter(({ subject }) => subject?.startsWith('* ') === false);
  const names = new Set(
    gone.flatMap(({ subject }) => [subject ?? '', /[^:.]+$/.exec(subject ?? '')?.[0] ?? '']),
  );
  const facts = gone.filter(({ subject }) => !names.has(ownerOf(subject) ?? ''));
  return [...new Map(facts.toReversed().map((fact) => [fact.subject, fact])).values()].toReversed();
}

const TYPE = /\b(?:class|module|interface|type|struct|enum|trait|record|object)\b/;
const isType = ({ data }: ExportChange): boolean => isTypeDeclared(data.before ?? '');

/** Annotations may have arguments. */
function isTypeDeclared(declared: string): boolean {
  return TYPE.test(declared.replace(/@[\w.]+(?:\([^()]*\))?/g, '').split('(')[0] ?? '');
}

/** In the order in which they are kept, where there are more than a pack holds. */
const ORDER: readonly ExportChange['data']['change'][] = ['removed', 'changed', 'extended', 'added'];

/** Whether none of these changes was cut, so that they can be counted: all are kept, or some that come after them. */
function isWhole(view: RuleView, change: ExportChange['data']['change']): boolean {
  const kept = view.all('exports-diff');
  const isLater = ({ data }: ExportChange): boolean => ORDER.indexOf(data.change) > ORDER.indexOf(change);
  return view.total('exports-diff') === kept.length || kept.some(isLater);
}

/** The type of a method; null for what is in none. */
function ownerOf(name: string | null): string | null {
  return /^(.+)(?:[.#]|::)[^.#:]+$/.exec(name ?? '')?.[1] ?? null;
}

function removedDraft(facts: readonly ExportChange[], whole: boolean): FindingDraft {
  const names = facts.map(nameOf);
  const paths = [...new Set(facts.map(({ path }) => path ?? ''))];
  return {
    title: titled('Removed from the public API', names, paths, whole),
    kind: 'api',
    ...(facts.length > 1 ? { per: 'run' } : {}),
    impact: onScale(facts.length, [1, 50], [45, 60]),
    confidence: 75,
    claim: `${whole ? list(names, 6) : `${names.slice(0, 6).join(', ')} and others`} ${facts.length === 1 ? 'was' : 'were'} exported from ${list(paths, 3)} before the change and ${facts.length === 1 ? 'is' : 'are'} not any more. Code outside this repository that uses ${facts.length === 1 ? 'it' : 'them'} stops working.`,
    evidence: [
      ...facts.slice(0, MOST_CITED).flatMap(baseLine),
      ...cite(...facts.slice(0, MOST_CITED)).filter(({ type }) => type === 'fact'),
    ],
    figures: [facts.length],
    recommendation:
      'Release it as a breaking change, or keep the old name as a deprecated alias for one release.',
    effort: 'S',
    assumptions: ['someone outside this repository uses it'],
  };
}

/** The declaration as it was. */
function baseLine({ data: { base } }: ExportChange): Evidence[] {
  const cited = base === null ? null : citeText(base.path, base.line, base.line, base.quote);
  return cited === null ? [] : [{ ...cited, side: 'base' }];
}

/**
 * Breaks that their text alone shows. Whether a type that is spelled in another way, or another base, takes what the old
 * one took can't be told by it: agents see those facts, and rules say nothing of them.
 */
const SHOWN_BY_TEXT =
  /^(?:[\w$#.]+: )?(?:lost |grew by |no longer declared: |new required parameter |parameter .+ (?:is gone|is now required|has another position|is now keyword-only)$|is async now$|is no longer async$)/s;

export const isShownByText = ({ data }: ExportChange): boolean => SHOWN_BY_TEXT.test(data.breaks ?? '');

/** Impact: symbols changed, at most P3. */
export const changedExport: Rule = {
  id: 'changed-export',
  kinds: ['exports-diff'],
  lenses: LENSES,
  on: 'change',
  most: 1,
  apply(view) {
    const facts = publishedChanges(view, 'changed').filter(isShownByText);
    return facts.length === 0 ? [] : [changedDraft(facts, isWhole(view, 'changed'))];
  },
};

function changedDraft(facts: readonly ExportChange[], whole: boolean): FindingDraft {
  const names = facts.map(nameOf);
  const paths = [...new Set(facts.map(({ path }) => path ?? ''))];
  const told = facts.map((fact) => `${nameOf(fact)}: ${clip(fact.data.breaks ?? '', 100)}`);
  return {
    title: titled(
      `Changed public ${facts.length === 1 ? 'declaration' : 'declarations'}`,
      names,
      paths,
      whole,
    ),
    kind: 'api',
    ...(facts.length > 1 ? { per: 'run' } : {}),
    impact: onScale(facts.length, [1, 50], [25, BELOW_MEDIUM]),
    confidence: 75,
    claim: `${told.slice(0, 3).join('; ')}${told.length > 3 ? `; and ${whole ? count(told.length - 3, 'other') : 'others'}` : ''}. ${facts.every(isGrown) ? 'Code outside this repository that implements or builds it has to provide what is new' : 'Code outside this repository that relies on the former declaration must be adapted'}.`,
    evidence: cite(...facts.slice(0, MOST_CITED)),
    figures: [facts.length],
    recommendation: 'Say in the change log what users must change, or keep the former declaration working.',
    effort: 'S',
    assumptions: ['someone outside this repository uses it'],
  };
}

/** Nobody who only reads a type misses what it has more. */
const isGrown = ({ data }: ExportChange): boolean => /^grew by /.test(data.breaks ?? '');

const MOST_DEFAULTS = 3;

/** One finding for all. Impact: parameters whose default changed, from 41 to 50: nothing fails, so nobody notices. */
export const changedDefault: Rule = {
  id: 'changed-default',
  kinds: ['exports-diff'],
  lenses: LENSES,
  on: 'change',
  most: 1,
  apply(view) {
    const facts = view
      .all('exports-diff')
      .filter(({ path, data }) => data.defaults !== undefined && data.published && isSource(view, path));
    const told = facts.flatMap((fact) =>
      (fact.data.defaults ?? []).map(
        ({ parameter, from, to }) => `${parameter} ${clip(from, 24)} → ${clip(to, 24)} in ${nameOf(fact)}`,
      ),
    );
    const [first = ''] = told;
    if (first === '') return [];
    const more = told.length > 1 ? ` and ${told.length - 1} more` : '';
    return [
      {
        title: `Changed ${told.length === 1 ? 'default' : 'defaults'}: ${first}${more}`,
        kind: 'api',
        impact: onScale(told.length, [1, 20], [41, 50]),
        confidence: 75,
        claim: `${told.length === 1 ? 'A parameter has' : 'Parameters have'} another default: ${list(told, MOST_DEFAULTS)}. Callers outside this repository that leave the argument out get the new value without a change of their own.`,
        evidence: cite(...facts.slice(0, MOST_CITED)),
        figures: [told.length, told.length - 1, Math.max(0, told.length - MOST_DEFAULTS)],
        recommendation: 'Say in the change log what is different for those who never set it.',
        effort: 'S',
        assumptions: ['someone outside this repository calls it without the argument'],
      },
    ];
  },
};

function publishedChanges(view: RuleView, change: ExportChange['data']['change']): ExportChange[] {
  return view
    .all('exports-diff')
    .filter(({ path, data }) => data.change === change && data.published && isSource(view, path));
}

/** A deleted file has no role at the head any more; its exports count as source. */
function isSource(view: RuleView, path: string | null): boolean {
  return view.role(path) === 'src' || view.role(path) === null;
}

function nameOf({ path, subject, data }: ExportChange): string {
  const declared = data.before ?? data.after ?? '';
  const name =
    subject === 'default'
      ? (/(?:function|class)\s+(\w+)/.exec(declared)?.[1] ?? 'the default export')
      : `${goPackage(path)}${subject ?? ''}`;
  return /\(/.test(declared) && /^[\w$.:#]+$/.test(name) && !isTypeDeclared(declared)
    ? functionName(name)
    : `\`${name}\``;
}

/** Go names are short because the package is written before them: `gcs.New()`. */
function goPackage(path: string | null): string {
  const folder = /\.go$/.test(path ?? '') ? folderOf((path ?? '').replace(/\/v\d+(?=\/)/g, '')) : '';
  return folder === '' ? '' : `${folder.slice(folder.lastIndexOf('/') + 1)}.`;
}

const LONGEST_TITLE = 100;

/** With one name and its file, as far as there is room. */
function titled(what: string, names: readonly string[], paths: readonly string[], whole: boolean): string {
  const [first = ''] = names;
  const more = names.length > 1 ? ` and ${whole ? `${names.length - 1} more` : 'others'}` : '';
  const room = LONGEST_TITLE - `${what}: ${first}${more} ()`.length;
  return paths.length === 1 && room > 12
    ? `${what}: ${first}${more} (${shortPath(paths[0] ?? '', room)})`
    : `${what}: ${first}${more}`;
}
