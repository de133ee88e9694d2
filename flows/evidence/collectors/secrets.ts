/**
 * Credentials in files, recognized by their known forms; placeholders are left out. The quote never shows one.
 */

import type { FactDraft } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { maskLines } from '../../secrets/mask.ts';
import { isPlaceholder } from '../../secrets/placeholder.ts';
import { lintSecrets } from '../../secrets/secret-linter.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { looseEnd } from './source/loose-ends.ts';
import { lineCounter } from './syntax/functions.ts';
import { toolOf } from './tool-versions.ts';

type SecretFact = Extract<FactDraft, { kind: 'secrets' }>;
type Where = SecretFact['data']['role'];

const WORTH: Readonly<Record<Where, number>> = { src: 2, test: 1, docs: 0 };
/** What runs for tests only, and what shows how something is done; all else counts as source. */
const WHERE: Readonly<Partial<Record<ScopeFile['role'], Where>>> = {
  test: 'test',
  fixture: 'test',
  snapshot: 'test',
  benchmark: 'test',
  docs: 'docs',
  example: 'docs',
};
const IN: Readonly<Record<Where, string>> = { src: 'source', test: 'a test', docs: 'documentation' };

export const secrets: Collector = {
  name: 'secrets',
  kinds: COLLECTOR_KINDS.secrets,
  async collect({ repository, scope }, signal) {
    const changed = new Set(scope.changed.map((change) => change.path));
    const files = readable(scope).filter((file) => file.role !== 'vendored');
    const facts: SecretFact[] = [];
    for await (const batch of batches(texts(repository, files, signal)))
      facts.push(...(await factsIn(batch)));
    const worth = ({ path, data }: SecretFact): number =>
      WORTH[data.role] * 2 + (changed.has(path ?? '') ? 1 : 0);
    const sorted = facts.sort(byWorth(worth, placeOf));
    return { facts: [...sorted, ...samples(sorted)], tools: [toolOf('@secretlint/core')] };
  },
};

/** Keys in tests and documents. Nearly all of them are meant to be there, and private keys of test servers always are. */
function samples(facts: readonly SecretFact[]): FactDraft[] {
  const hits = facts
    .filter(({ data }) => data.role !== 'src' && data.rule !== 'privatekey')
    .map(({ path, line, quote }) => ({ path: path ?? '', line: line ?? 0, source: quote ?? '' }));
  return looseEnd('sample-secret', hits);
}

interface Member {
  readonly file: ScopeFile;
  readonly text: string;
  /** where its text begins in the text of the batch */
  readonly start: number;
}

interface Batch {
  readonly members: readonly Member[];
  readonly text: string;
}

const BATCH_CHARACTERS = 200_000;
const BETWEEN = '\n\n';

/** Many files in one text: the linter's cost is by the call, and grows with every call before it. */
async function* batches(read: AsyncIterable<{ file: ScopeFile; text: string }>): AsyncGenerator<Batch> {
  let members: Member[] = [];
  let start = 0;
  const batch = (): Batch => ({ members, text: members.map(({ text }) => text).join(BETWEEN) });
  for await (const { file, text } of read) {
    members.push({ file, text, start });
    start += text.length + BETWEEN.length;
    if (start < BATCH_CHARACTERS) continue;
    yield batch();
    members = [];
    start = 0;
  }
  if (members.length > 0) yield batch();
}

/** Known forms of credentials only: a password that looks like a word is not recognised. */
async function factsIn({ members, text }: Batch): Promise<SecretFact[]> {
  const messages = await lintSecrets(text);
  const hits = messages.flatMap(({ ruleId, range, data }) => {
    const place = placeIn(text, range, data);
    const member = members.findLast(({ start }) => start <= place.start);
    const rule = ruleId.replace(/^.*secretlint-rule-/, '').replaceAll('-', ' ');
    return member === undefined || isPlaceholder(text.slice(place.start, place.end))
      ? []
      : [{ rule, member, start: place.start - member.start, end: place.end - member.start }];
  });
  const facts: SecretFact[] = [];
  for (const [{ file, text: own }, within] of Map.groupBy(hits, ({ member }) => member)) {
    // The whole file is masked, since a single line may be part of a longer secret.
    const shown = await maskLines(own.split('\n'));
    const lineAt = lineCounter(own);
    const lines = within.map(({ rule, start, end }) => ({
      rule,
      line: lineAt(start),
      end: lineAt(Math.max(start, end - 1)),
    }));
    // One fact per line and rule.
    const once = new Map(lines.map((hit) => [`${hit.rule} ${hit.line}`, hit]));
    for (const { rule, line, end } of once.values())
      facts.push(secretFact(file, rule, { line, end, quote: shown[line - 1] ?? '' }));
  }
  return facts;
}

function secretFact(
  file: ScopeFile,
  rule: string,
  at: { line: number; end: number; quote: string },
): SecretFact {
  const role = whereOf(file);
  return draft('secrets', {
    path: file.path,
    ...at,
    subject: rule,
    value: rule,
    text: `what looks like a secret (${rule}) in ${IN[role]}`,
    data: { rule, role },
  });
}

/** Where the secret itself is: some rules give a range that covers other text, but they name what they found. */
function placeIn(
  text: string,
  [from, to]: readonly [number, number],
  data: unknown,
): { start: number; end: number } {
  const named = Object.values(data ?? {}).find(
    (value): value is string => typeof value === 'string' && value.length > 5 && text.includes(value),
  );
  if (named === undefined || text.slice(from, to).includes(named)) return { start: from, end: to };
  const start = Math.max(text.indexOf(named, from), text.indexOf(named));
  return { start, end: start + named.length };
}

function whereOf({ role, path }: ScopeFile): Where {
  if (/\.(example|sample|template|dist)$/.test(path)) return 'docs';
  return WHERE[role] ?? 'src';
}
