/**
 * Calibrates the skeptic: comments whose truth people have judged are given to it as findings, by lenses that recite them
 * (the `scripted` back end), and its rulings are counted. Everything else of the review is the real one.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { z } from 'zod';
import { runBaton } from '../../surroundings/baton-process.ts';
import type { Comment, ReviewCase } from './cases.ts';
import { keysOf, type ReviewSettings, reviewArguments } from './reviews.ts';
import type { Calibration } from './scores.ts';

/** The lenses of a medium review that always run, and how many findings each may return. */
const LENSES = ['correctness', 'security', 'reliability', 'test'];
const MOST_PER_LENS = 8;
const LONGEST_CLAIM = 400;

interface Recited {
  readonly claim: string;
  readonly isValid: boolean;
}

const Verdict = z.object({
  claims: z.array(z.object({ ruling: z.string(), item: z.object({ claim: z.string().optional() }) })),
});
const RunDocument = z.object({
  steps: z.array(z.object({ step_id: z.string(), output: z.string().nullable() })),
});

/** Counts the rulings on the comments of one case. Comments without code at their lines are left out. */
export async function calibrate(
  one: ReviewCase,
  settings: ReviewSettings,
  folders: { readonly home: string; readonly out: string },
  signal: AbortSignal,
): Promise<Calibration> {
  const { home, out } = folders;
  await mkdir(out, { recursive: true });
  const source = await fetchHead(one, settings, out, signal);
  const findings: { readonly finding: object; readonly recited: Recited }[] = [];
  for (const comment of [...one.invalid, ...one.valid]) {
    const quote = await quoteAt(source, comment, signal);
    if (quote === null || findings.length >= LENSES.length * MOST_PER_LENS) continue;
    const claim = claimOf(comment);
    findings.push({
      finding: findingOf(comment, claim, quote),
      recited: { claim, isValid: one.valid.includes(comment) },
    });
  }
  const script = join(out, 'script.json');
  await writeFile(script, JSON.stringify(scriptOf(findings.map(({ finding }) => finding))));
  const settingsFolder = join(out, 'settings');
  await mkdir(settingsFolder, { recursive: true });
  const skeptic = { backend: settings.backend, model: settings.model };
  await writeFile(join(settingsFolder, 'baton.yaml'), stringify({ backends: { personas: { skeptic } } }));
  const variables = { ...keysOf(settings.environment), BATON_SCRIPT: script, BATON_BACKEND: 'scripted' };
  const run = reviewArguments(one, { ...settings, band: 'medium' }, out).filter(isNotAgent);
  await runBaton(run, { home, settings: settingsFolder, variables }, signal);
  const { steps } = RunDocument.parse(JSON.parse(await readFile(join(out, 'run.json'), 'utf8')));
  const verdict = steps.find(({ step_id }) => step_id === 'verdict')?.output ?? null;
  if (verdict === null) throw new Error('the run has no verdict');
  return countRulings(
    Verdict.parse(JSON.parse(verdict)).claims,
    findings.map(({ recited }) => recited),
  );
}

/** A back end named for the run would be the skeptic's too. */
function isNotAgent(argument: string, index: number, all: readonly string[]): boolean {
  const names = ['--backend', '--model'];
  return !names.includes(argument) && !names.includes(all[index - 1] ?? '');
}

interface Source {
  readonly folder: string;
  readonly commit: string;
}

const git = promisify(execFile);

async function fetchHead(
  one: ReviewCase,
  { remotes }: ReviewSettings,
  out: string,
  signal: AbortSignal,
): Promise<Source> {
  if (one.head === null) throw new Error(`${one.id} names no commit`);
  const folder = join(out, 'source.git');
  const remote = remotes.replaceAll('{owner}', one.owner).replaceAll('{name}', one.name);
  const env = { PATH: process.env.PATH, HOME: out, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
  await git('git', ['init', '--quiet', '--bare', folder], { env, signal });
  await git('git', ['-C', folder, 'fetch', '--quiet', '--depth=1', remote, one.head], { env, signal });
  return { folder, commit: one.head };
}

const LONGEST_QUOTE = 600;
const LEAST_QUOTE = 6;

/** The first line at the comment that says something; null if there is none. */
async function quoteAt(
  { folder, commit }: Source,
  { path, start, end, side }: Comment,
  signal: AbortSignal,
): Promise<{ readonly line: number; readonly text: string } | null> {
  if (path === null || start === null || side === 'base') return null;
  const shown = await git('git', ['-C', folder, 'show', `${commit}:${path}`], {
    signal,
    maxBuffer: 64 * 1024 * 1024,
  }).catch(() => null);
  signal.throwIfAborted();
  const lines = shown?.stdout.split(/\r?\n/) ?? [];
  for (let line = start; line <= (end ?? start); line++) {
    const text = (lines[line - 1] ?? '').trim();
    if ((text.match(/[\p{L}\p{N}_]/gu) ?? []).length >= LEAST_QUOTE) {
      return { line, text: text.slice(0, LONGEST_QUOTE).toWellFormed() };
    }
  }
  return null;
}

function claimOf({ text }: Comment): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_CLAIM).toWellFormed();
}

function findingOf({ path }: Comment, claim: string, quote: { line: number; text: string }): object {
  const { line, text } = quote;
  return {
    title: claim.slice(0, 90).toWellFormed(),
    kind: 'bug',
    severity: 'P2',
    confidence: 75,
    claim,
    failure: '',
    evidence: [{ type: 'code', path, start: line, end: line, quote: text }],
    recommendation: '',
    effort: 'unknown',
    preExisting: null,
    assumptions: [],
  };
}

/** Each lens recites its share. */
export function scriptOf(findings: readonly object[]): Record<string, object> {
  const entries = LENSES.map((lens, index) => {
    const own = findings.slice(index * MOST_PER_LENS, (index + 1) * MOST_PER_LENS);
    return [
      `code-review/lens:${lens}`,
      { answer: { lens, filesRead: [], findings: own, notChecked: [] } },
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** Statements that the pipeline dropped or merged before the skeptic saw them do not count. */
export function countRulings(
  claims: readonly { readonly ruling: string; readonly item: { readonly claim?: string | undefined } }[],
  recited: readonly Recited[],
): Calibration {
  const rulings = new Map(claims.map(({ ruling, item }) => [item.claim ?? '', ruling]));
  const tally = (isValid: boolean) => {
    const judged = recited
      .filter((one) => one.isValid === isValid)
      .flatMap(({ claim }) => rulings.get(claim) ?? [])
      .filter((ruling) => ruling !== 'unchallenged');
    return { stated: judged.length, refuted: judged.filter((ruling) => ruling === 'refuted').length };
  };
  return { valid: tally(true), invalid: tally(false) };
}
