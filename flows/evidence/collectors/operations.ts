/** How it is built, shipped and stored: CI jobs, container files, migrations and the statements of SQL files. */
import { byWorth, type Collector, type FactDraft, placeOf, readable, texts } from '../collector.ts';
import { containerReaderFor } from './container-files.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { pipelineReaderFor } from './pipelines.ts';
import { isMigration, migrationFacts, statementsIn, statementWorth } from './schema-changes.ts';

export const operations: Collector = {
  name: 'operations',
  kinds: COLLECTOR_KINDS.operations,
  async collect({ repository, scope }, signal) {
    const changed = new Set(scope.changed.map((change) => change.path));
    const facts: FactDraft[] = [];
    const statements: FactDraft[] = [];
    const migrations: { readonly path: string; readonly text: string }[] = [];
    const files = readable(scope, 'src', 'config').filter(
      ({ path, language }) =>
        language === 'SQL' ||
        isMigration(path) ||
        pipelineReaderFor(path) !== null ||
        containerReaderFor(path) !== null,
    );
    for await (const { file, text } of texts(repository, files, signal)) {
      const read = pipelineReaderFor(file.path) ?? containerReaderFor(file.path);
      facts.push(...(read?.(file.path, text) ?? []));
      if (file.language === 'SQL') statements.push(...statementsIn(file.path, text));
      if (isMigration(file.path)) migrations.push({ path: file.path, text });
    }
    const worth = (fact: FactDraft): number => statementWorth(fact) + (changed.has(fact.path ?? '') ? 4 : 0);
    return {
      facts: [
        ...facts,
        ...statements.sort(byWorth<FactDraft>(worth, placeOf)),
        ...migrationFacts(migrations, changed),
      ],
    };
  },
};
