/** What the scripted back end is told to say: scripts, and answers in the form of a lens. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../flows/contracts/finding.ts';
import { ownFolder } from './processes.ts';

export interface Entry {
  readonly answer?: unknown;
  readonly delay_ms?: number;
  readonly stream_ms?: number;
  readonly fault?: 'hang' | 'crash' | 'nonsense' | 'flood' | 'error' | 'rate_limit';
  readonly times?: number;
}

/** The variables of a process whose agents do as the script says. */
export function scripted(script: Readonly<Record<string, Entry>>): Record<string, string> {
  const file = join(ownFolder(), 'script.json');
  writeFileSync(file, JSON.stringify(script));
  return { BATON_BACKEND: 'scripted', BATON_SCRIPT: file };
}

export function lensAnswer(...findings: readonly Partial<Finding>[]): unknown {
  return { lens: 'any', filesRead: [], findings: findings.map(finding), notChecked: [] };
}

function finding(parts: Partial<Finding>): Finding {
  return {
    title: 'A finding',
    kind: 'bug',
    severity: 'P2',
    confidence: 75,
    claim: 'What is true of the code.',
    failure: '',
    evidence: [],
    recommendation: 'Mend it.',
    effort: 'S',
    origin: null,
    breaksBuild: false,
    assumptions: [],
    source: 'agent',
    ...parts,
  };
}

/** A citation of one line. */
export function cited(path: string, line: number, quote: string): Finding['evidence'][number] {
  return { type: 'code', path, start: line, end: line, quote, side: 'head' };
}
