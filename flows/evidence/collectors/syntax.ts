/**
 * Facts from the source, each file read and parsed once: how complex it is, how long its functions are, what
 * it silences, which settings it reads, which routes it serves, what it exports and how that changed.
 */

import type { Measure, Note } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, readable, texts } from '../collector.ts';
import { isCode } from '../languages.ts';
import type { ExportedSymbol } from './ecmascript-exports.ts';
import { exportChanges } from './export-changes.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { isParsable, parserPackages } from './parsing.ts';
import { readSource, type SourceReading } from './source-reading.ts';
import { syntaxFacts } from './syntax-facts.ts';
import { toolOf } from './tool-versions.ts';

export const syntax: Collector = {
  name: 'syntax',
  kinds: COLLECTOR_KINDS.syntax,
  async collect(source, signal) {
    const files = readable(source.scope, 'src', 'test').filter((file) => isCode(file.language));
    const changed = new Set(source.scope.changed.map((change) => change.path));
    const parsable = files.filter((file) => file.area === 'src' && isParsable(file.language));
    const parsed = new Set(largest(parsable, MOST_PARSED));
    const exported = new Map<string, readonly ExportedSymbol[]>();
    const readings: SourceReading[] = [];
    for await (const { file, text } of texts(source.repository, files, signal)) {
      const closeness = changed.has(file.path) ? 'signed' : parsed.has(file) ? 'parsed' : 'skimmed';
      const reading = readSource(file, text, closeness);
      readings.push(reading);
      if (changed.has(file.path)) exported.set(file.path, reading.exports);
    }
    return {
      facts: [...syntaxFacts(readings), ...(await exportChanges(source, exported, signal))],
      measures: readings.filter((reading) => reading.area === 'src').map(measureOf),
      unavailable: skimmedNote(parsable.length - parsed.size),
      tools: parserPackages([...parsed].map(({ language }) => language)).map(toolOf),
    };
  },
};

/** Parsing takes about half a millisecond a file, however small. */
const MOST_PARSED = 6_000;

function largest(files: readonly ScopeFile[], most: number): readonly ScopeFile[] {
  if (files.length <= most) return files;
  return [...files]
    .sort(
      byWorth(
        (file) => file.lines,
        (file) => file.path,
      ),
    )
    .slice(0, most);
}

function skimmedNote(files: number): Note[] {
  if (files === 0) return [];
  return [
    {
      kind: 'complexity',
      reason: `${count(files, 'small file')} measured by braces and keywords, not parsed`,
    },
  ];
}

function measureOf({ path, complexity, peak }: SourceReading): Measure {
  if (peak === null) return { path, complexity };
  const { name, line, end, quote } = peak;
  return { path, complexity, peak: { name, line, end, quote } };
}
