/** Changes to exported symbols that others than this repository can use. What only it uses is left to its build. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import type { Evidence } from '../contracts/finding.ts';
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
    const gone = publishedChanges(view, 'removed').filter(
      ({ subject }) => subject?.startsWith('* ') === false,
    );
    const names = new Set(
      gone.flatMap(({ subject }) => [subject ?? '', /[^:.]+$/.exec(subject ?? '')?.[0] ?? '']),
    );
    // A class that went has taken its methods with it.
    const facts = gone.filter(({ subject }) => !names.has(ownerOf(subject) ?? ''));
    // A barrel and the file behind it lose the same name.
    const once = [...new Map(facts.toReversed().map((fact) => [fact.subject, fact])).values()].toReversed();
    return once.length === 0 ? [] : [removedDraft(once)];
  },
};

/** The type of a method; null for what is in none. */
function ownerOf(name: string | null): string | null {
  return /^(.+)(?:[.#]|::)[^.#:]+$/.exec(name ?? '')?.[1] ?? null;
}

function removedDraft(facts: readonly ExportChange[]): FindingDraft {
  const names = facts.map(nameOf);
  const paths = [...new Set(facts.map(({ path }) => path ?? ''))];
  return {
    title: titled('Removed from the public API', names, paths),
    kind: 'api',
    ...(facts.length > 1 ? { per: 'run' } : {}),
    impact: onScale(facts.length, [1, 50], [45, 60]),
    confidence: 75,
    claim: `${list(names, 6)} ${facts.length === 1 ? 'was' : 'were'} exported from ${list(paths, 3)} before the change and ${facts.length === 1 ? 'is' : 'are'} not any more. Code outside this repository that uses ${facts.length === 1 ? 'it' : 'them'} stops working.`,
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

/** Impact: symbols changed, at most P3. */
export const changedExport: Rule = {
  id: 'changed-export',
  kinds: ['exports-diff'],
  lenses: LENSES,
  on: 'change',
  most: 1,
  apply(view) {
    const facts = publishedChanges(view, 'changed');
    return facts.length === 0 ? [] : [changedDraft(facts)];
  },
};

function changedDraft(facts: readonly ExportChange[]): FindingDraft {
  const names = facts.map(nameOf);
  const paths = [...new Set(facts.map(({ path }) => path ?? ''))];
  const told = facts.map((fact) => `${nameOf(fact)}: ${clip(fact.data.breaks ?? '', 100)}`);
  return {
    title: titled(`Changed public ${facts.length === 1 ? 'declaration' : 'declarations'}`, names, paths),
    kind: 'api',
    ...(facts.length > 1 ? { per: 'run' } : {}),
    impact: onScale(facts.length, [1, 50], [25, BELOW_MEDIUM]),
    confidence: 75,
    claim: `${told.slice(0, 3).join('; ')}${told.length > 3 ? `; and ${count(told.length - 3, 'other')}` : ''}. Code outside this repository that relies on the former declaration must be adapted.`,
    evidence: cite(...facts.slice(0, MOST_CITED)),
    figures: [facts.length],
    recommendation: 'Say in the change log what users must change, or keep the former declaration working.',
    effort: 'S',
    assumptions: ['someone outside this repository uses it'],
  };
}

function publishedChanges(view: RuleView, change: ExportChange['data']['change']): ExportChange[] {
  return view
    .all('exports-diff')
    .filter(({ path, data }) => data.change === change && data.published && isSource(view, path));
}

/** A deleted file has no area at the head any more; its exports count as source. */
function isSource(view: RuleView, path: string | null): boolean {
  return view.area(path) === 'src' || view.area(path) === null;
}

function nameOf({ subject, data }: ExportChange): string {
  const declared = data.before ?? data.after ?? '';
  const name =
    subject === 'default'
      ? (/(?:function|class)\s+(\w+)/.exec(declared)?.[1] ?? 'the default export')
      : (subject ?? '');
  return /\(/.test(declared) &&
    /^[\w$.:#]+$/.test(name) &&
    !/\b(?:class|interface|type|struct|enum|record)\b/.test(declared)
    ? functionName(name)
    : `\`${name}\``;
}

const LONGEST_TITLE = 100;

/** With one name and its file, as far as there is room. */
function titled(what: string, names: readonly string[], paths: readonly string[]): string {
  const [first = ''] = names;
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  const room = LONGEST_TITLE - `${what}: ${first}${more} ()`.length;
  return paths.length === 1 && room > 12
    ? `${what}: ${first}${more} (${shortPath(paths[0] ?? '', room)})`
    : `${what}: ${first}${more}`;
}
