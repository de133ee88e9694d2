/** An answer that is far too much: valid JSON of a lens' shape, 500 findings that cite what does not exist, megabytes in all. */
import { z } from 'zod';

const FINDINGS = 500;
const FILES = 25_000;

const Named = z.object({ persona: z.string() });

export function floodOf(brief: unknown): string {
  const named = Named.safeParse(brief);
  return JSON.stringify({
    lens: named.success ? named.data.persona : 'nobody',
    filesRead: Array.from(
      { length: FILES },
      (_, index) => `flood/${'deeper/'.repeat(12)}file-number-${index}.ts`,
    ),
    findings: Array.from({ length: FINDINGS }, (_, index) => findingOf(index + 1)),
    notChecked: [],
  });
}

function findingOf(number: number) {
  const path = `flood/file-number-${number}.ts`;
  return {
    title: `Flood finding ${number}`,
    kind: 'bug',
    severity: 'P0',
    confidence: 100,
    claim: `Finding ${number} of a flood. ${'It goes on and on. '.repeat(18)}`,
    failure: 'Everyone, always.',
    evidence: [{ type: 'code', path, start: number, end: number, quote: `const flood = ${number};` }],
    recommendation: 'Build a dam.',
    effort: 'S',
    preExisting: null,
    assumptions: [],
  };
}
