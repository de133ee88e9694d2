/** Pitfalls for a newcomer, from facts. */
import { type EvidencePack, type Fact, factsOf } from '../contracts/evidence-pack.ts';
import type { Tour } from '../contracts/map.ts';
import { cite } from '../rules/cite.ts';
import { changesOf } from '../rules/hotspots.ts';
import { byValue, numberOf, tally } from '../rules/rule.ts';
import { clip, count, functionName, list } from '../wording.ts';

type Pitfall = Tour['pitfalls'][number];

export function pitfallsOf(pack: EvidencePack): Pitfall[] {
  return [
    ...requiredSettings(pack),
    ...hotFiles(pack),
    ...circles(pack),
    ...swallowed(pack),
    ...unreached(pack),
    ...generated(pack),
  ];
}

function pitfall(text: string, ...facts: readonly Fact[]): Pitfall {
  return { text: clip(text, 400), evidence: cite(...facts), assumption: false };
}

function requiredSettings(pack: EvidencePack): Pitfall[] {
  const required = factsOf(pack, 'env').filter((fact) => fact.data.required);
  if (required.length === 0) return [];
  const names = list(
    required.map((fact) => fact.subject ?? ''),
    6,
  );
  const what = tally(
    pack,
    'env',
    required.length,
    'environment variable that has',
    'environment variables that have',
  );
  return [pitfall(`It reads ${what} no default: ${names}.`, ...required.slice(0, 3))];
}

function hotFiles(pack: EvidencePack): Pitfall[] {
  return factsOf(pack, 'hotspot')
    .sort(byValue)
    .slice(0, 2)
    .map((fact) =>
      pitfall(
        `Hotspot: ${functionName(fact.data.name)} in ${fact.path} (complexity ${fact.data.complexity}, ${changesOf(fact)} in 24 months). Others are likely to change it too.`,
        fact,
      ),
    );
}

function circles(pack: EvidencePack): Pitfall[] {
  return factsOf(pack, 'cycles')
    .filter((fact) => !fact.data.type_only)
    .slice(0, 1)
    .map((fact) =>
      pitfall(
        `Circular dependency: ${list([...fact.data.files], 4)} import each other when they are loaded.`,
        fact,
      ),
    );
}

function swallowed(pack: EvidencePack): Pitfall[] {
  return factsOf(pack, 'loose')
    .filter((fact) => fact.data.what === 'empty-catch')
    .sort(byValue)
    .slice(0, 1)
    .map((fact) =>
      pitfall(
        `${count(numberOf(fact), 'empty catch block')} in ${fact.path}, the first at line ${fact.line}: errors there are not reported.`,
        fact,
      ),
    );
}

function unreached(pack: EvidencePack): Pitfall[] {
  const all = factsOf(pack, 'test-reach');
  const whole = all.find(({ path }) => path === null);
  const files = all.filter(({ path }) => path !== null);
  if (whole === undefined || files.length === 0) return [];
  return [
    pitfall(
      `No test reaches ${numberOf(whole)} of ${count(whole.data.of ?? 0, 'source file')} through imports, among them ${list(
        files.map((fact) => fact.path ?? ''),
        3,
      )}.`,
      whole,
      ...files.slice(0, 3),
    ),
  ];
}

function generated(pack: EvidencePack): Pitfall[] {
  const facts = factsOf(pack, 'generated').filter((fact) => fact.path !== null);
  if (facts.length === 0) return [];
  return [
    pitfall(
      `Generated, do not edit by hand: ${list(
        facts.map((fact) => `${fact.path} (${fact.subject})`),
        4,
      )}.`,
      ...facts.slice(0, 3),
    ),
  ];
}
