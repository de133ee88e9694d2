/** Loads the flows with everything that their steps need: personas, prompts, handlers. */
import { join } from 'node:path';
import { createCatalogue } from '../../flows/catalogue/catalogue.ts';
import type { FactKind } from '../../flows/contracts/evidence-pack.ts';
import type { Collect } from '../../flows/evidence/collector.ts';
import { evidenceHandler } from '../../flows/evidence/evidence.ts';
import { scopeHandler } from '../../flows/evidence/scope.ts';
import { triageHandler } from '../../flows/evidence/triage.ts';
import { kindsOfOffline } from '../../flows/offline/kinds.ts';
import { qualityHandlers } from '../../flows/quality/handlers.ts';
import { rulesHandler } from '../../flows/rules/handler.ts';
import { kindsOfRules } from '../../flows/rules/rulebook.ts';
import { loadPersonas } from '../../personas/load.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import { BATON_FOLDER } from '../config/places.ts';

/** Throws `bad_persona` or `bad_catalogue` (kind `environment`) if Baton's own files are inconsistent. */
export async function loadCatalogue(collect: Collect): Promise<Catalogue> {
  const { personas, shared } = await loadPersonas(join(BATON_FOLDER, 'personas'));
  const wanted = new Map(personas.map((persona) => [persona.id, persona.factKinds as readonly FactKind[]]));
  const kindsFor = (_flow: string, names: readonly string[]): FactKind[] => [
    ...new Set([
      ...names.flatMap((name) => wanted.get(name) ?? []),
      ...kindsOfRules(names),
      ...kindsOfOffline(names),
    ]),
  ];
  return createCatalogue({
    personas,
    shared,
    handlers: {
      ...qualityHandlers,
      scope: scopeHandler,
      evidence: evidenceHandler({ collect, kindsFor }),
      rules: rulesHandler(),
      triage: triageHandler,
    },
  });
}
