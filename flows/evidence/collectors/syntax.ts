/**
 * Facts from the source, each file read and parsed once: how complex it is, how long its functions are, what
 * it silences, which settings it reads, which routes it serves, what it exports and how that changed.
 */

import type { CollectorSource, Measure, Note } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type LineTest, linesInQuestion } from '../changed-lines.ts';
import { type Collector, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import type { ExportedSymbol } from './exports/ecmascript-exports.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { exportChanges } from './source/export-changes.ts';
import { hasLooseEnds, looseFacts } from './source/loose-ends.ts';
import { readSource, type SourceReading } from './source/source-reading.ts';
import { syntaxFacts } from './source/syntax-facts.ts';
import { canShape } from './syntax/lexical.ts';
import { isParsable, parserPackages } from './syntax/parsing.ts';
import { toolOf } from './tool-versions.ts';

export const syntax: Collector = {
  name: 'syntax',
  kinds: COLLECTOR_KINDS.syntax,
  async collect(source, signal) {
    const files = readable(source.scope, 'src', 'test').filter((file) => isCode(file.language));
    const changed = new Set(source.scope.changed.map((change) => change.path));
    const parsable = files.filter((file) => file.role === 'src' && isParsable(file.language));
    const parsed = new Set(largest(parsable));
    const exported = new Map<string, readonly ExportedSymbol[]>();
    const readings: SourceReading[] = [];
    for await (const { file, text } of texts(source.repository, files, signal)) {
      const closeness = changed.has(file.path) ? 'signed' : parsed.has(file) ? 'parsed' : 'skimmed';
      const reading = readSource(file, text, closeness);
      readings.push(reading);
      if (changed.has(file.path)) exported.set(file.path, reading.exports);
    }
    const inQuestion = linesInQuestion(source.scope);
    return {
      facts: [
        ...syntaxFacts(readings),
        ...looseFacts(readings, inQuestion, await looseBefore(source, readings, inQuestion)),
        ...(await exportChanges(source, exported, signal)),
      ],
      measures: readings.filter((reading) => reading.role === 'src').map(measureOf),
      unavailable: skimmedNotes(parsable.length - parsed.size, files),
      tools: parserPackages([...parsed].map(({ language }) => language)).map(toolOf),
    };
  },
};

/** In a run that compares: the changed files with loose ends in question, as they were. */
async function looseBefore(
  { repository, scope }: CollectorSource,
  readings: readonly SourceReading[],
  inQuestion: LineTest,
): Promise<ReadonlyMap<string, SourceReading>> {
  const found = new Map<string, SourceReading>();
  if (scope.base === null) return found;
  const files = new Map(scope.files.map((file) => [file.path, file]));
  const from = new Map((await repository.diff()).map((diff) => [diff.path, diff.from ?? diff.path]));
  for (const reading of readings.filter((one) => hasLooseEnds(one, inQuestion))) {
    const [file, path] = [files.get(reading.path), from.get(reading.path)];
    if (file === undefined || path === undefined) continue;
    const text = (await repository.read(path, 'base'))?.text ?? null;
    if (text !== null) found.set(reading.path, readSource(file, text, 'parsed'));
  }
  return found;
}

/** Parsing takes about 0.3 ms a file and 0.2 ms a kilobyte, in any language. */
const MOST_PARSED = 6_000;
const MOST_BYTES_PARSED = 40_000_000;

/** The largest files, as many as there is time to parse. */
function largest(files: readonly ScopeFile[]): readonly ScopeFile[] {
  let room = MOST_BYTES_PARSED;
  return [...files]
    .sort(
      byWorth(
        (file) => file.lines,
        (file) => file.path,
      ),
    )
    .slice(0, MOST_PARSED)
    .filter(({ bytes }) => {
      room -= bytes;
      return room >= 0;
    });
}

/** What is measured by keywords alone: files beyond what is parsed, and languages without a parser. */
function skimmedNotes(small: number, files: readonly ScopeFile[]): Note[] {
  const unparsed = files.filter(
    ({ role, language }) => role === 'src' && canShape(language) && !isParsable(language),
  );
  const languages = [...new Set(unparsed.map(({ language }) => language ?? ''))].sort();
  return [
    ...(small === 0 ? [] : [`${count(small, 'small file')} measured by keywords, not parsed`]),
    ...(languages.length === 0 ? [] : [`${languages.join(', ')}: measured by keywords, not parsed`]),
  ].map((reason) => ({ kind: 'complexity', reason }));
}

function measureOf({ path, complexity, worst }: SourceReading): Measure {
  return worst.length === 0 ? { path, complexity } : { path, complexity, worst };
}
