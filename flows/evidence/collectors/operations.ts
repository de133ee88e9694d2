/** How it is built, shipped and stored: CI jobs, container files, migrations and the statements of SQL files. */

import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { linesInQuestion } from '../changed-lines.ts';
import { type Collector, readable, texts } from '../collector.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { containerReaderFor } from './operations/containers.ts';
import { pipelineReaderFor } from './operations/pipelines.ts';
import { type ChosenRuntime, isVersionFile, runtimeFacts, runtimesIn } from './operations/runtimes.ts';
import { migrationFacts, statementsIn, statementWorth } from './operations/schema-changes.ts';
import { isWorkflow } from './operations/workflow-file.ts';
import { concernWorth, withoutPermissions, workflowFacts } from './operations/workflows.ts';
import { type LooseHit, looseEnd, unpinnedActions } from './source/loose-ends.ts';

export const operations: Collector = {
  name: 'operations',
  kinds: COLLECTOR_KINDS.operations,
  async collect({ repository, scope }, signal) {
    const changed = new Set(scope.changed.map((change) => change.path));
    const facts: FactDraft[] = [];
    const statements: FactDraft[] = [];
    const workflows: FactDraft[] = [];
    const runtimes: ChosenRuntime[] = [];
    const open: LooseHit[] = [];
    const migrations: { readonly path: string; readonly text: string }[] = [];
    const files = readable(scope, 'src', 'config', 'migration').filter(isOperational);
    const isLeftOut = await leftOutOfArchives(repository);
    for await (const { file, text } of texts(repository, files, signal)) {
      const { path } = file;
      facts.push(...((pipelineReaderFor(path) ?? containerReaderFor(path))?.(path, text) ?? []));
      const chosen = runtimesIn(path, text);
      runtimes.push(...(isLeftOut(path) ? chosen.map(asTool) : chosen));
      if (isWorkflow(path)) {
        const before = changed.has(path) ? ((await repository.read(path, 'base'))?.text ?? null) : undefined;
        workflows.push(...workflowFacts(path, text, before));
        open.push(...withoutPermissions(path, text));
      }
      if (file.language === 'SQL') statements.push(...statementsIn(path, text));
      if (file.role === 'migration') migrations.push({ path, text });
    }
    const worth = (fact: FactDraft): number => statementWorth(fact) + (changed.has(fact.path ?? '') ? 4 : 0);
    const inQuestion = linesInQuestion(scope);
    const loose = (hits: readonly LooseHit[]): LooseHit[] =>
      hits.filter(({ path, line }) => inQuestion(path, line));
    return {
      facts: [
        ...facts,
        ...workflows.sort(byWorth<FactDraft>(concernWorth, placeOf)),
        ...runtimeFacts(runtimes, repository.date),
        ...looseEnd('no-permissions', loose(open)),
        ...looseEnd('unpinned-image', loose(unpinnedImages(facts))),
        ...looseEnd('piped-download', loose(pipedDownloads(facts))),
        ...unpinnedActions(facts, inQuestion),
        ...statements.sort(byWorth<FactDraft>(worth, placeOf)),
        ...migrationFacts(migrations, changed),
      ],
    };
  },
};

/** An image that is no part of a release is for those who work on it. */
function asTool(one: ChosenRuntime): ChosenRuntime {
  return one.where === 'image' ? { ...one, where: 'dev image' } : one;
}

/** The files that `.gitattributes` at the root leaves out of releases, by their whole path. */
async function leftOutOfArchives(repository: Repository): Promise<(path: string) => boolean> {
  const text = (await repository.read('.gitattributes'))?.text ?? '';
  const paths = new Set(
    [...text.matchAll(/^\/?(\S+)\s.*(?<!-)\bexport-ignore\b/gm)].map(([, path = '']) => path),
  );
  return (path) => paths.has(path);
}

function isOperational({ path, language, role }: ScopeFile): boolean {
  return (
    language === 'SQL' ||
    role === 'migration' ||
    pipelineReaderFor(path) !== null ||
    containerReaderFor(path) !== null ||
    isVersionFile(path)
  );
}

const PIPED = /\b(curl|wget)\b[^|;&]*\|\s*(sudo\s+)?(ba|z|da)?sh\b/;

function pipedDownloads(facts: readonly FactDraft[]): LooseHit[] {
  return facts.flatMap(({ path, line, quote, value }) =>
    path !== null && line !== null && PIPED.test(String(value)) ? [{ path, line, source: quote ?? '' }] : [],
  );
}

/** Base images that name no version: the same commit builds something else later. */
function unpinnedImages(facts: readonly FactDraft[]): LooseHit[] {
  const images = facts.filter((fact) => fact.kind === 'docker' && fact.data.instruction === 'FROM');
  const stages = new Set(
    images.map(({ path, value }) => `${path} ${/ as (\S+)\s*$/i.exec(String(value))?.[1] ?? ''}`),
  );
  return images.flatMap(({ path, line, quote, value }) => {
    const [image = ''] = String(value)
      .replace(/^(--\S+\s+)+/, '')
      .split(/\s+/);
    const isOwn = image === 'scratch' || stages.has(`${path} ${image}`);
    if (
      isOwn ||
      /\.(example|sample|template)$/.test(path ?? '') ||
      path === null ||
      line === null ||
      !isUnpinned(image)
    )
      return [];
    return [{ path, line, source: quote ?? '' }];
  });
}

/** `node`, `node:latest`; not `node:24`, `node@sha256:…` or a variable. */
function isUnpinned(image: string): boolean {
  if (!/^[\w./:-]+$/.test(image)) return false;
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1];
  return tag === undefined || tag === 'latest';
}
