/** Checks a flow against what exists: its name, personas, conditions, sizes and sections. Pure. */
import { BANDS, type Band, type When } from '../../runner/core/step-spec.ts';
import { NAMED_SECTIONS } from '../catalogue/named-sections.ts';
import { holdsFindings } from '../contracts/contracts.ts';
import { FACT_KINDS } from '../contracts/evidence-pack.ts';
import type { FlowShape } from './flow-shape.ts';
import type { OwnFlow } from './flow-steps.ts';
import { hint, type KnownNames } from './known-names.ts';
import type { Fault } from './problem.ts';
import { keyed } from './shape-faults.ts';
import type { KeyPath, YamlSource } from './yaml-source.ts';

/** Reports at a key; null is no fault. */
type Report = (path: KeyPath, message: string | null) => void;

export function flowFaults(shape: FlowShape, draft: OwnFlow, known: KnownNames, source: YamlSource): Fault[] {
  const found: Fault[] = [];
  const report: Report = (path, message) => {
    if (message !== null) found.push({ ...source.placeOf(path), message: keyed(path, message) });
  };
  report(['name'], nameFault(shape.name, known));
  checkLenses(shape, draft, known, report);
  for (const band of BANDS) report(['lenses'], sizeFault(band, draft));
  if (draft.template === 'map') {
    const why = 'belongs to the template findings, since the statements of a map do not compete; remove it';
    for (const key of ['gap', 'arbiter'] as const) report([key], shape[key] === undefined ? null : why);
  }
  const { sections = [] } = shape;
  sections.forEach((name, at) => {
    report(
      ['sections', at],
      sections.indexOf(name) === at ? sectionFault(name, draft) : 'is there twice; remove it',
    );
  });
  return found;
}

function nameFault(name: string, { builtInFlows, commands }: KnownNames): string | null {
  if (builtInFlows.includes(name)) return `is ${name}, which is a flow of Baton's; choose another name`;
  return commands.includes(name) ? `is ${name}, which chat takes for a command; choose another name` : null;
}

function checkLenses(shape: FlowShape, draft: OwnFlow, known: KnownNames, report: Report): void {
  draft.lenses.forEach(({ persona, name, when }, at) => {
    const path = ['lenses', at];
    const first = draft.lenses.findIndex((other) => other.name === name);
    report(
      typeof shape.lenses[at] === 'string' ? path : [...path, 'persona'],
      personaFault(persona, draft, known),
    );
    report([...path, 'when'], conditionFault(when, draft));
    report(path, first === at ? null : `has the name of lenses.${first}; give it a name of its own`);
  });
}

function personaFault(id: string, { template }: OwnFlow, known: KnownNames): string | null {
  if (known.broken.includes(id)) return `is ${id}, whose file has errors`;
  const persona = known.personas.find((each) => each.id === id);
  if (persona === undefined) {
    const fitting = known.personas.filter(({ contract }) => fits(contract, template));
    return `is "${id}", which is no persona; ${hint(id, idsOf(fitting))}`;
  }
  if (fits(persona.contract, template)) return null;
  const wanted = template === 'map' ? 'maps or findings' : 'findings';
  return `is ${id}, which returns ${persona.contract}; a lens of this template returns ${wanted}`;
}

const idsOf = (personas: readonly { readonly id: string }[]): string[] => personas.map(({ id }) => id);

function fits(contract: string, template: OwnFlow['template']): boolean {
  return holdsFindings(contract) || (template === 'map' && (contract === 'SystemMap' || contract === 'Tour'));
}

/** Facts that exist only where two commits are compared. */
const OF_CHANGES: readonly string[] = ['diff', 'exports-diff', 'dependency-diff', 'exports-changed'];
const COUNTED: readonly string[] = [...FACT_KINDS, 'exports-changed'];

function conditionFault(when: When | null, { compares }: OwnFlow): string | null {
  if (when === null) return null;
  const fact = when.fact.slice('K:'.length);
  if (!COUNTED.includes(fact)) return `names "${fact}", which is no kind of facts; ${hint(fact, COUNTED)}`;
  if (compares !== false || !OF_CHANGES.includes(fact)) return null;
  return `names ${fact}, which exists only in a flow with compares: true`;
}

/** A size needs a lens, also with `fast`. */
function sizeFault(band: Band, { lenses }: OwnFlow): string | null {
  const there = lenses.filter(({ bands }) => bands.includes(band));
  if (there.length === 0) return `has none in size ${band}; add the size to a lens`;
  if (there.some(({ fast }) => fast.includes(band))) return null;
  return `has none left in size ${band} with fast; set fast: true for one of them`;
}

/** A map shows its own statements anyway. */
const CHOOSABLE = NAMED_SECTIONS.filter(({ on }) => on !== 'map');

function sectionFault(name: string, { compares }: OwnFlow): string | null {
  const found = CHOOSABLE.find((each) => each.name === name);
  if (found === undefined) {
    const names = CHOOSABLE.map((each) => each.name);
    return `is "${name}", which is no section; ${hint(name, names)}`;
  }
  if (found.on === 'change' && compares === false)
    return `is ${name}, which shows a change; it needs compares: true`;
  if (found.on === 'tree' && compares === true)
    return `is ${name}, which shows a whole tree; it needs compares: false`;
  return null;
}
