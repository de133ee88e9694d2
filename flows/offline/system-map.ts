/** The map without a model: folders as modules and imports as relations. What a module is for is left open, and says so. */
import type { StepBrief } from '../contracts/brief.ts';
import { type EvidencePack, factsOf } from '../contracts/evidence-pack.ts';
import type { SystemMap } from '../contracts/map.ts';
import { cite } from '../rules/citation.ts';
import { clip, list } from '../rules/wording.ts';
import { externalSystems } from './external-systems.ts';
import { layoutOf, modulesOf, relationsOf } from './modules.ts';

const MOST_ENTRIES = 20;
const MOST_MODELS = 10;

export function mapAnswer({ persona, pack, scope }: StepBrief): SystemMap {
  if (persona === 'domain-modeller') return { ...EMPTY, modules: modelFiles(pack) };
  const layout = layoutOf(pack, scope.files);
  const modules = modulesOf(layout);
  return {
    modules,
    relations: relationsOf(layout, new Set(modules.map(({ id }) => id))),
    entryPoints: entryPoints(pack),
    externalSystems: externalSystems(pack),
  };
}

const EMPTY: SystemMap = { modules: [], relations: [], entryPoints: [], externalSystems: [] };

function entryPoints(pack: EvidencePack): SystemMap['entryPoints'] {
  return factsOf(pack, 'entry')
    .filter((fact) => fact.path !== null)
    .slice(0, MOST_ENTRIES)
    .map((fact) => ({
      name: `${fact.value} (${fact.data.how})`,
      path: fact.path ?? '',
      evidence: cite(fact),
      assumption: false,
    }));
}

/** Where the words of the domain are likely to be written down: files named for it, and what they export. */
function modelFiles(pack: EvidencePack): SystemMap['modules'] {
  return factsOf(pack, 'exports')
    .filter(({ path }) => /(^|\/)[^/]*(model|schema|entit|types|domain)[^/]*(\/|\.[^/]+$)/i.test(path ?? ''))
    .slice(0, MOST_MODELS)
    .map((fact) => ({
      id: fact.path ?? '',
      name: fact.path ?? '',
      paths: [fact.path ?? ''],
      responsibility: clip(
        `It exports ${list(fact.data.symbols, 8)}. What they mean is left open: no model is configured.`,
        300,
      ),
      evidence: cite(fact),
      assumption: false,
    }));
}
