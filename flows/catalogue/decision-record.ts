/** A decision record as the text of a file: by MADR 4.0, or in Nygard's form where the repository's records have it. Pure. */
import type { Adr } from '../contracts/documents.ts';
import type { DecisionConvention } from './decision-convention.ts';

export interface RecordParts {
  readonly adr: Adr;
  readonly convention: Pick<DecisionConvention, 'template' | 'number'>;
  /** whether a model wrote it */
  readonly written: boolean;
  /** lines about the repository for its context, where nobody wrote one */
  readonly context: readonly string[];
  /** its basis: `B1: statement (path:line)` */
  readonly basis: readonly string[];
}

export function recordLines(parts: RecordParts): string[] {
  const lines = parts.convention.template === 'MADR' ? madr(parts) : nygard(parts);
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()
    .split('\n');
}

function madr(parts: RecordParts): string[] {
  const { adr, written, basis } = parts;
  return [
    ...['---', `status: ${adr.status}`, '---', '', `# ${adr.title}`, ''],
    ...['## Context and Problem Statement', '', ...contextOf(parts), ''],
    ...['## Decision Drivers', '', ...bullets(adr.drivers, written), ''],
    ...[
      '## Considered Options',
      '',
      ...bullets(
        adr.options.map(({ name }) => name),
        written,
      ),
      '',
    ],
    ...['## Decision Outcome', '', outcomeOf(parts), ''],
    ...['### Consequences', '', ...consequences(parts), ''],
    ...['### Confirmation', '', adr.confirmation === '' ? slot(written) : adr.confirmation, ''],
    ...prosAndCons(adr),
    ...more(adr, basis),
  ];
}

function nygard(parts: RecordParts): string[] {
  const { adr, convention, basis } = parts;
  return [
    ...[`# ${Number(convention.number)}. ${adr.title}`, '', '## Status', '', 'Proposed', ''],
    ...[
      '## Context',
      '',
      ...contextOf(parts),
      '',
      ...(adr.drivers.length === 0 ? [] : bullets(adr.drivers, true)),
      '',
    ],
    ...['## Decision', '', outcomeOf(parts), '', ...prosAndCons(adr)],
    ...['## Consequences', '', ...consequences(parts), '', ...more(adr, basis)],
  ];
}

const slot = (written: boolean): string => (written ? 'Left open.' : 'Not written (no model configured).');

function bullets(items: readonly string[], written: boolean): string[] {
  return items.length === 0 ? [slot(written)] : items.map((item) => `* ${item}`);
}

function contextOf({ adr, context }: RecordParts): string[] {
  return adr.context === '' ? [...context] : [adr.context];
}

function outcomeOf({ adr, written }: RecordParts): string {
  const { chosen, because } = adr.outcome;
  if (!written) return 'Decision: not made (no model configured).';
  if (chosen === null) return `Decision: not made.${because === '' ? '' : ` ${because}`}`;
  return `Chosen option: “${chosen}”${because === '' ? '.' : `, because ${because}`}`;
}

function consequences({ adr, written }: RecordParts): string[] {
  const { good, bad } = adr.consequences;
  if (good.length + bad.length === 0) return [slot(written)];
  return [...good.map((one) => `* Good, because ${one}`), ...bad.map((one) => `* Bad, because ${one}`)];
}

function prosAndCons({ options }: Adr): string[] {
  const told = options.filter(({ summary, pros, cons }) => summary !== '' || pros.length + cons.length > 0);
  if (told.length === 0) return [];
  const parts = told.flatMap(({ name, summary, pros, cons }) => [
    ...[`### ${name}`, ''],
    ...(summary === '' ? [] : [summary, '']),
    ...[...pros.map((one) => `* Good, because ${one}`), ...cons.map((one) => `* Bad, because ${one}`), ''],
  ]);
  return ['## Pros and Cons of the Options', '', ...parts];
}

function more({ supersedes, moreInfo, openQuestions }: Adr, basis: readonly string[]): string[] {
  const lines = [
    ...(supersedes === null ? [] : [`* Supersedes ${supersedes}`]),
    ...(moreInfo === '' ? [] : [moreInfo]),
    ...openQuestions.map((one) => `* Open: ${one}`),
    ...basis.map((one) => `* ${one}`),
  ];
  return lines.length === 0 ? [] : ['## More Information', '', ...lines];
}
