import { checkCitation } from '../../../flows/checks/citation.ts';
import { TreeIndex } from '../../../flows/checks/tree-index.ts';
import type { StepOutput } from '../../../flows/checks/verify.ts';
import { changedLines } from '../../../flows/checks/verify.ts';
import type { EvidencePack } from '../../../flows/contracts/evidence-pack.ts';
import type { Evidence, Finding } from '../../../flows/contracts/finding.ts';
import { type MemoryOptions, memoryRepository } from '../memory-repository.ts';
import { pack } from './builders.ts';

export const TEXTS = {
  'src/export.ts': [
    'export async function listOrders(params: Params) {',
    '  const rows = await find(params.id);',
    '  return rows.map(toOrder);',
    '}',
    '',
    'export function toOrder(row: Row) {',
    '  if (row.total >= 10 && row.open) return shipLater(row);',
    '  return label(row.id);',
    '}',
  ].join('\n'),
  'src/router.ts': "router.get('/orders/export', listOrders);\nrouter.get('/health', health);\n",
  'test/export.test.ts': "test('lists orders', () => listOrders(params));\n",
  'docs/guide.md': '# Guide\n\nCall listOrders with an id to read the orders of one customer.\n',
};

export const code = (path: string, start: number, quote: string, end = start): Evidence => ({
  type: 'code',
  path,
  start,
  end,
  quote,
  side: 'head',
});
export const ROWS = code('src/export.ts', 2, 'const rows = await find(params.id);');

export function contextOf(options: MemoryOptions = {}, facts: EvidencePack = pack()) {
  const repository = memoryRepository(TEXTS, options);
  return {
    index: new TreeIndex(repository),
    facts: new Map(facts.facts.map((one) => [one.id, one])),
    changed: options.diff === undefined ? null : changedLines(options.diff),
    roleOf: (path: string) =>
      (path.startsWith('test/') ? 'test' : path.endsWith('.md') ? 'docs' : 'src') as 'src',
  };
}

export const check = (evidence: unknown, options: MemoryOptions = {}, facts: EvidencePack = pack()) =>
  checkCitation(evidence, contextOf(options, facts));

export function lens(findings: readonly Finding[], parts: Partial<StepOutput> = {}): StepOutput {
  return {
    step_id: 'lens:security',
    lens: 'security',
    persona: 'security-reviewer',
    source: 'agent',
    document: {
      lens: 'security-reviewer',
      filesRead: ['src/export.ts', 'src/gone.ts'],
      findings,
      notChecked: ['the queue'],
    },
    ...parts,
  };
}
