/** Renders a step's full output as readable Markdown. Pure. */

import { AGENT_CONTRACTS } from '../../flows/contracts/contracts.ts';
import type { Evidence, LensOutput } from '../../flows/contracts/finding.ts';
import type { SkepticOutput, Synthesis } from '../../flows/contracts/judgement.ts';
import type { Answer } from '../../runner/core/ports/platform.ts';
import { plural } from '../wording.ts';

/** Longer text becomes a file. */
const MOST_MARKDOWN = 11_000;

export interface StepOutput {
  readonly step_id: string;
  readonly label: string;
  readonly output: string;
}

export function outputAnswer({ step_id, label, output }: StepOutput): Answer {
  const markdown = outputMarkdown(output);
  const text = `Full output of ${label}`;
  if (markdown.length <= MOST_MARKDOWN) {
    return {
      kind: 'message',
      view: {
        text,
        blocks: [
          { kind: 'title', text: label },
          { kind: 'markdown', markdown },
        ],
      },
    };
  }
  return {
    kind: 'message',
    view: {
      text,
      blocks: [{ kind: 'lines', lines: [[`The full output of ${label} is long: it is this file.`]] }],
    },
    file: { name: `${step_id.replaceAll(/[^\w-]+/g, '-')}.md`, title: text, text: markdown },
  };
}

/** Renders by the shape of the output: findings, rulings, a synthesis, other JSON, or Markdown as it is. */
export function outputMarkdown(output: string): string {
  const json = jsonOf(output);
  if (json === undefined) return output;
  const { LensOutput, SkepticOutput, Synthesis } = AGENT_CONTRACTS;
  const lens = LensOutput.safeParse(json);
  if (lens.success) return lensMarkdown(lens.data);
  const rulings = SkepticOutput.safeParse(json);
  if (rulings.success) return rulingsMarkdown(rulings.data);
  const synthesis = Synthesis.safeParse(json);
  if (synthesis.success) return synthesisMarkdown(synthesis.data);
  return fenced(JSON.stringify(json, null, 2));
}

function lensMarkdown({ findings, filesRead, notChecked }: LensOutput): string {
  return paragraphs([
    ...(findings.length === 0 ? ['No findings.'] : []),
    ...findings.map((finding) =>
      paragraphs([
        `### ${finding.severity} · ${finding.confidence} · ${finding.title}`,
        finding.claim,
        labelled('When it fails', finding.failure),
        bullets(finding.evidence.map(citation)),
        labelled('Do', finding.recommendation),
      ]),
    ),
    listed('Not checked', notChecked),
    listed(`Read ${plural(filesRead.length, 'file')}`, filesRead.map(code)),
  ]);
}

function rulingsMarkdown({ verdicts, challenged }: SkepticOutput): string {
  return paragraphs([
    ...(challenged ? [] : ['Nothing was challenged.']),
    ...verdicts.map(({ findingId, ruling, because, counter }) =>
      paragraphs([`### ${findingId} · ${ruling}`, because, bullets(counter.map(citation))]),
    ),
  ]);
}

function synthesisMarkdown({ verdict, headline, answer, nextSteps, openQuestions }: Synthesis): string {
  const referring = ({ text, refs }: { text: string; refs: readonly string[] }) =>
    refs.length === 0 ? text : `${text} (${refs.join(', ')})`;
  return paragraphs([
    `**${verdict}**`,
    bullets(headline.map(referring)),
    answer,
    listed('Next steps', nextSteps.map(referring)),
    listed('Open questions', openQuestions),
  ]);
}

/** Renders `path:line` — the quote, or whatever else the evidence refers to. */
function citation(evidence: Evidence): string {
  switch (evidence.type) {
    case 'code': {
      const { path, start, end, quote, side } = evidence;
      const place = code(start === end ? `${path}:${start}` : `${path}:${start}-${end}`);
      return `${place}${side === 'base' ? ' (base)' : ''} — ${code(quote)}`;
    }
    case 'fact':
      return `fact ${evidence.id}: ${code(String(evidence.value))}`;
    case 'search':
      return `search for ${code(evidence.pattern)} in ${code(evidence.glob)}: ${evidence.expect.op} ${evidence.expect.n}`;
    case 'commit':
      return `commit ${code(evidence.sha)}, ${code(evidence.path)}`;
  }
}

/** Fences code with more back-ticks than any run of them in it. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const fence = '`'.repeat(longestTicks(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}json\n${text}\n${fence}`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}

const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

function listed(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `**${title}**\n${bullets(items)}`;
}

function labelled(label: string, text: string): string {
  return text === '' ? '' : `**${label}:** ${text}`;
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Parses an object or array; undefined for other text. */
function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
