/** The code steps of all flows, by the names of their handlers. */
import type { CodeHandler, Persona } from '../../runner/core/ports/catalogue.ts';
import { checkHandlers } from '../checks/gates.ts';
import type { Collect } from '../contracts/collecting.ts';
import type { FactKind } from '../contracts/evidence-pack.ts';
import { evidenceHandler } from '../evidence/evidence.ts';
import { scopeHandler } from '../evidence/scope.ts';
import { triageHandler } from '../evidence/triage.ts';
import { kindsOfOffline } from '../offline/offline.ts';
import { closingHandlers } from '../report/closing.ts';
import { rulesHandler } from '../rules/handler.ts';
import { kindsOfRules } from '../rules/rulebook.ts';
import { flowReport } from './catalogue.ts';

/** The handlers of the gates and of the report: what follows the agents' answers. */
export const CLOSING: Readonly<Record<string, CodeHandler>> = {
  ...checkHandlers,
  ...closingHandlers(flowReport),
};

export interface HandlerOptions {
  /** runs collectors, in processes of their own */
  readonly collect: Collect;
  readonly personas: readonly Persona[];
}

export function codeHandlers({ collect, personas }: HandlerOptions): Readonly<Record<string, CodeHandler>> {
  const wanted = new Map(personas.map(({ id, factKinds }) => [id, factKinds as readonly FactKind[]]));
  const kindsFor = (ids: readonly string[]): FactKind[] => [
    ...new Set([...ids.flatMap((id) => wanted.get(id) ?? []), ...kindsOfRules(ids), ...kindsOfOffline(ids)]),
  ];
  return {
    ...CLOSING,
    scope: scopeHandler,
    evidence: evidenceHandler({ collect, kindsFor }),
    rules: rulesHandler,
    triage: triageHandler,
  };
}
