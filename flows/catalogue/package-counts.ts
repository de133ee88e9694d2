/** How many packages a repository has, and how many of them have a mark: one line each, only where there are any. */
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import type { LockFlag } from '../contracts/project-facts.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import { totalOf } from '../rules/rule.ts';
import { count, list, place } from '../wording.ts';

const MOST_NAMED = 3;
const MOST_FILES = 4;

/** Empty without a manifest that asks for packages. */
export function packageCounts(pack: EvidencePack): string[] {
  const manifests = factsOf(pack, 'manifests').filter(({ data }) => data.ecosystem !== 'make');
  if (manifests.length === 0) return [];
  return [
    ...direct(manifests),
    ...locked(pack),
    ...marked(pack, 'not from a registry', 'Not from a registry'),
    ...marked(pack, 'no integrity', 'Without an integrity hash'),
    ...marked(pack, 'install script', 'Run a script when they are installed'),
    ...marked(pack, 'deprecated', 'Marked as deprecated'),
    ...severalMajors(pack),
    ...ended(pack),
  ];
}

/** `npm: 22 direct and 24 development dependencies in package.json`, by ecosystem. */
function direct(manifests: readonly FactOf<'manifests'>[]): string[] {
  return [...Map.groupBy(manifests, ({ data }) => data.ecosystem)].map(([ecosystem, same]) => {
    const unique = (field: 'dependencies' | 'devDependencies'): number =>
      new Set(same.flatMap(({ data }) => data[field])).size;
    const files = list(
      same.map(({ path }) => codeSpan(path ?? '')),
      MOST_FILES,
    );
    const dev = unique('devDependencies');
    return `${ecosystem}: ${count(unique('dependencies'), 'direct dependency', 'direct dependencies')}${dev > 0 ? ` and ${dev} for development` : ''}, in ${files}`;
  });
}

/** Of each lock file how much it installs, and how much of that is brought along. */
function locked(pack: EvidencePack): string[] {
  const whole = factsOf(pack, 'lockfile').filter(({ subject }) => subject === null);
  return whole.slice(0, MOST_FILES).map(({ path, value, data }) => {
    const dev = data.dev ?? 0;
    return `${codeSpan(path ?? '')} installs ${count(Number(value), 'package')}${dev > 0 ? `, ${dev} of them for development only` : ''}`;
  });
}

function marked(pack: EvidencePack, flag: LockFlag, label: string): string[] {
  const facts = factsOf(pack, 'lockfile').filter(({ data }) => data.flags.includes(flag));
  const total = totalOf(pack, `lockfile:${flag}`) ?? facts.length;
  if (total === 0) return [];
  const names = [...new Set(facts.map(({ subject }) => subject ?? ''))].filter((name) => name !== '');
  const shown = names.slice(0, MOST_NAMED).map(codeSpan).join(', ');
  return [
    `${label}: ${count(total, 'package')}${shown === '' ? '' : total > MOST_NAMED ? `, such as ${shown}` : ` (${shown})`}`,
  ];
}

/** Those that manifests name first. The number is that of the kept facts, so it is left out where some were cut. */
function severalMajors(pack: EvidencePack): string[] {
  const facts = factsOf(pack, 'lockfile').filter(({ data }) => (data.majors ?? 1) > 1);
  if (facts.length === 0) return [];
  const own = new Set(factsOf(pack, 'manifests').flatMap(({ data }) => data.dependencies));
  const named = facts.toSorted((a, b) => Number(own.has(b.subject ?? '')) - Number(own.has(a.subject ?? '')));
  const isWhole = totalOf(pack, 'lockfile') === factsOf(pack, 'lockfile').length;
  const shown = named
    .slice(0, MOST_NAMED)
    .map(({ subject, data }) => `${codeSpan(subject ?? '')} (${data.majors})`)
    .join(', ');
  return [
    `In several major versions: ${isWhole ? `${count(facts.length, 'package')}, such as ` : ''}${shown}`,
  ];
}

/** Runtimes whose maintenance had ended when the commit was made. */
function ended(pack: EvidencePack): string[] {
  const facts = factsOf(pack, 'runtime').filter(({ data }) => data.ended !== null);
  const once = new Map(facts.toReversed().map((fact) => [`${fact.subject} ${fact.value}`, fact]));
  const shown = [...once.values()]
    .slice(0, MOST_NAMED)
    .map(
      (fact) =>
        `${prose(`${fact.subject} ${fact.value}`)} (since ${fact.data.ended}, ${codeSpan(place({ ...fact, end: null }))})`,
    );
  return shown.length === 0 ? [] : [`Past end of life: ${shown.join(', ')}`];
}
