/** How it is built, shipped and stored: CI jobs, container files, migrations and the statements of SQL files. */

import type { FactDraft } from '../../contracts/collecting.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { linesInQuestion } from '../changed-lines.ts';
import { type Collector, draft, quoteOf, readable, texts } from '../collector.ts';
import { unpinnedActions } from './loose-ends.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { pipelineReaderFor } from './pipelines.ts';
import { migrationFacts, statementsIn, statementWorth } from './schema-changes.ts';

export const operations: Collector = {
  name: 'operations',
  kinds: COLLECTOR_KINDS.operations,
  async collect({ repository, scope }, signal) {
    const changed = new Set(scope.changed.map((change) => change.path));
    const facts: FactDraft[] = [];
    const statements: FactDraft[] = [];
    const migrations: { readonly path: string; readonly text: string }[] = [];
    const files = readable(scope, 'src', 'config', 'migration').filter(
      ({ path, language, area }) =>
        language === 'SQL' ||
        area === 'migration' ||
        pipelineReaderFor(path) !== null ||
        containerReaderFor(path) !== null,
    );
    for await (const { file, text } of texts(repository, files, signal)) {
      const read = pipelineReaderFor(file.path) ?? containerReaderFor(file.path);
      facts.push(...(read?.(file.path, text) ?? []));
      if (file.language === 'SQL') statements.push(...statementsIn(file.path, text));
      if (file.area === 'migration') migrations.push({ path: file.path, text });
    }
    const worth = (fact: FactDraft): number => statementWorth(fact) + (changed.has(fact.path ?? '') ? 4 : 0);
    return {
      facts: [
        ...facts,
        ...unpinnedActions(facts, linesInQuestion(scope)),
        ...statements.sort(byWorth<FactDraft>(worth, placeOf)),
        ...migrationFacts(migrations, changed),
      ],
    };
  },
};

type Reader = (path: string, text: string) => FactDraft[];

const INSTRUCTION = /^\s*(FROM|EXPOSE|ENTRYPOINT|CMD|USER|HEALTHCHECK|ENV|ARG|VOLUME|WORKDIR|RUN)\s+(.+)$/i;
const SETTING = /^\s*(?:-\s+)?(image|command|entrypoint|healthcheck|restart)\s*:\s*(.*)$/;
const PORT = /^\s*-\s*["']?((?:[\d.]+:)?\d+:\d+(?:\/\w+)?)/;

/** Null for a path that is neither. */
export function containerReaderFor(path: string): Reader | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(Dockerfile|Containerfile)(\..+)?$|\.dockerfile$/i.test(name)) return dockerLines;
  return /^(docker-)?compose[^/]*\.ya?ml$/.test(name) ? composeLines : null;
}

function dockerLines(path: string, text: string): FactDraft[] {
  return text.split('\n').flatMap((source, index) => {
    const [, name, rest = ''] = INSTRUCTION.exec(source) ?? [];
    return name === undefined ? [] : [containerFact(path, index + 1, source, name.toUpperCase(), rest)];
  });
}

function composeLines(path: string, text: string): FactDraft[] {
  return text.split('\n').flatMap((source, index) => {
    const [, name, rest = ''] = SETTING.exec(source) ?? [];
    if (name !== undefined) return [containerFact(path, index + 1, source, name, rest)];
    const port = PORT.exec(source)?.[1];
    return port === undefined ? [] : [containerFact(path, index + 1, source, 'port', port)];
  });
}

function containerFact(
  path: string,
  line: number,
  quote: string,
  instruction: string,
  rest: string,
): FactDraft {
  const value = quoteOf(rest);
  return draft('docker', {
    path,
    line,
    quote,
    subject: instruction,
    value,
    text: `${instruction} ${value}`,
    data: { instruction },
  });
}
