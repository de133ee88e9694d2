/** Loads the flows with everything that their steps need: personas, prompts, handlers. */
import { join } from 'node:path';
import { createCatalogue } from '../../flows/catalogue/catalogue.ts';
import { codeHandlers } from '../../flows/catalogue/handlers.ts';
import type { Collect } from '../../flows/contracts/collecting.ts';
import { loadPersonas } from '../../personas/load.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import { BATON_FOLDER } from '../config/places.ts';

/** Throws `bad_persona` or `bad_catalogue` (kind `environment`) if Baton's own files are inconsistent. */
export async function loadCatalogue(collect: Collect): Promise<Catalogue> {
  const { personas, shared } = await loadPersonas(join(BATON_FOLDER, 'personas'));
  return createCatalogue({ personas, shared, handlers: codeHandlers({ collect, personas }) });
}
