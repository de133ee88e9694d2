/** A page of `docs/flows/`: what a flow is for, how it is started, and two reports of it. */
import type { Flow } from '../../runner/core/step-spec.ts';
import type { Asked } from './asked.ts';

interface Samples {
  readonly asked: Asked;
  /** by agents, of a medium run */
  readonly scripted: string;
  /** without a model, of a small run */
  readonly offline: string;
}

export function samplePage(flow: Flow, { asked: { question, given }, scripted, offline }: Samples): string {
  const focus = question === null ? '' : ` --focus "${question}"`;
  const inputs = Object.entries(given).map(
    ([name, text]) => ` --${name} ${name === 'log' ? 'error.log' : text}`,
  );
  const base = flow.compares === true ? ' --base main' : '';
  return `# ${flow.title}

${ABOUT[flow.name] ?? flow.purpose}

\`\`\`sh
npm run -s baton -- run ${flow.name}${base} --size medium${focus}${inputs.join('')}
\`\`\`

Both reports below are of a small order service that was made for the purpose, with faults planted in it. The answers of the
agents are written by hand; everything else is what Baton makes of them.

## With a model, medium

${fenced(scripted)}

## Without a model, small

${fenced(offline)}
`;
}

function fenced(report: string): string {
  const longest = Math.max(0, ...[...report.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}markdown\n${report.trimEnd()}\n${fence}`;
}

/** What each flow is for, in a paragraph. */
const ABOUT: Readonly<Record<string, string>> = {
  'tech-debt':
    'Finds what slows the next change down: functions that are hard to follow and change often, duplicated code, cycles, source that no test reaches, and what was left for later. It says what to repair first, and why. Use it before planning a quarter, or when a change takes longer than it should.',
  'codebase-tour':
    'Shows a newcomer where to start: what the repository is, how to run it, its modules, and a reading path of a few stops. Use it on your first day in a codebase, or to hand one over.',
  'code-review':
    'Reads the change between two commits, or a pull request, and says whether it may be merged: wrong results, ways of abuse, broken callers, lost data, and tests that are missing for a named risk. Problems that were there before are kept apart.',
  'architecture-map':
    'Draws the parts of a system, who depends on whom, where the boundaries are crossed, and which files change together without an import. Use it before you move a boundary, or to check what you think the structure is.',
  'dependency-health':
    'Looks at what the project depends on: licenses, packages that are deprecated, unused or undeclared, install scripts, versions without an integrity hash, runtimes past their end of life. It does not look for known vulnerabilities, since that takes a database.',
  'requirement-discovery':
    'Turns a ticket or an idea into requirements that can be tested, says which of them the code meets already, and asks the questions that block the work.',
  'root-cause':
    'Explains a symptom: it resolves the frames of a stack trace to lines, finds where a message is written and what changed there, and weighs rival explanations, each with the test that would decide it.',
  'implementation-plan':
    'Plans a feature: the approach and those that were rejected, tasks in an order with files, acceptance and checks, what may go wrong, and how to go back.',
  'migration-plan':
    'Plans a move from one thing to another without an outage: every place that uses the old one, phases with entry and exit criteria, how long both must work, the cutover and the way back.',
  'test-plan':
    'Says what to test, and on which level: the risks of the code in order, a case for each, what is not worth a test, and how to run them.',
  adr: 'Writes a decision record (MADR) as a draft: the context from the repository, the options with what speaks for and against each, and how one will see that the decision is kept. It proposes; you decide.',
  runbook:
    'Writes down how to run and rescue a service: start and stop, settings, health checks, what to check and do for each symptom, and how to roll back. What the repository does not say is listed as unknown.',
  'security-review':
    'Looks for ways of abuse: from what a request can send to what it reaches, secrets, authorization, the supply chain and CI. It names the assets and trust boundaries and weighs each threat against what stands in its way.',
  'api-review':
    'Compares the public surface of two commits: exports, routes, parameters and defaults. It says whether the change breaks callers, which version number it asks for, and whom to tell.',
};
