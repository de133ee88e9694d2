/** The text of one module of the generated repository, and of its test. */

export interface Module {
  readonly index: number;
  readonly area: string;
  /** indexes of the modules that it imports */
  readonly needs: readonly number[];
  /** what commits change: thresholds, and how many cases a function tells apart */
  readonly limits: number[];
  branches: number;
  readonly tested: boolean;
}

/** `areas`: in which folder a module lies follows from its index. */
export function moduleText(module: Module, areas: readonly string[]): string {
  const { index, area, needs, limits, branches } = module;
  const [least = 0, most = 0, step = 1] = limits;
  const imports = needs.map((need) => {
    const folder = areas[need % areas.length];
    return `import { rate${need} } from '../${folder}/module-${need}.ts';`;
  });
  const cases = Array.from(
    { length: branches },
    (_, at) =>
      `  if (entry.kind === 'kind-${at}' && entry.amount > ${least + at * 3}) {\n    total += entry.amount * ${at + 1};\n  }`,
  );
  const shared = needs.map((need) => `  total += rate${need}(entries.length);`);
  return `${[
    `/** ${area}: how entries of kind ${index} are weighed. */`,
    ...imports,
    '',
    `export interface Entry${index} {`,
    '  readonly id: string;',
    '  readonly kind: string;',
    '  readonly amount: number;',
    '}',
    '',
    `export function rate${index}(count: number): number {`,
    `  return count > ${most} ? count * ${step} : ${least};`,
    '}',
    '',
    `/** The weight of all entries; those of an unknown kind weigh nothing. */`,
    `export function weigh${index}(entries: readonly Entry${index}[]): number {`,
    '  let total = 0;',
    ...shared,
    '  for (const entry of entries) {',
    ...cases.map((text) => text.replaceAll(/^/gm, '  ')),
    '  }',
    ...(index % 11 === 0 ? [`  // TODO: round to cents (${area})`] : []),
    `  return Math.min(total, ${most * 1000});`,
    '}',
    '',
    `export class Ledger${index} {`,
    `  private readonly entries: Entry${index}[] = [];`,
    '',
    `  add(entry: Entry${index}): void {`,
    `    if (entry.amount < ${least}) throw new RangeError(\`too little: \${entry.id}\`);`,
    '    this.entries.push(entry);',
    '  }',
    '',
    '  total(): number {',
    `    return weigh${index}(this.entries);`,
    '  }',
    '}',
  ].join('\n')}\n`;
}

export function testText({ index, limits }: Module): string {
  const [least = 0] = limits;
  return `${[
    "import { expect, test } from 'vitest';",
    `import { Ledger${index}, weigh${index} } from './module-${index}.ts';`,
    '',
    `test('weighs nothing for no entries (${index})', () => {`,
    `  expect(weigh${index}([])).toBeLessThanOrEqual(${least + 1000});`,
    '});',
    '',
    `test('refuses what is too little (${index})', () => {`,
    `  const ledger = new Ledger${index}();`,
    `  expect(() => ledger.add({ id: 'a', kind: 'kind-0', amount: ${least - 1} })).toThrow(RangeError);`,
    '});',
  ].join('\n')}\n`;
}
