/** The top of a run's page: what it came to in plain words, how grave that is, and what it was, took and cost. */
import { useContext } from 'preact/hooks';
import type { RunDocument, StepDocument } from '../../../../runner/core/documents.ts';
import type { ReportDocument } from '../../../../runner/core/report-document.ts';
import { isSettled } from '../../../../runner/core/run.ts';
import { costText } from '../../../../runner/core/usage.ts';
import { plural, shortProject } from '../../../../runner/core/wording.ts';
import { SeverityCounts, StatusSign } from '../badges.ts';
import { html, type View } from '../html.ts';
import { useFlowTitle } from '../runs/catalogue.ts';
import { Ago, Lasting } from '../times.ts';
import { Plain } from './report-texts.ts';
import type { ShownRun } from './run-data.ts';
import { InChats, Started, Threads } from './started.ts';

interface HeadingProps {
  readonly shown: ShownRun;
  readonly document: ReportDocument | null;
  readonly children?: View;
}

export function Heading({ shown, document, children }: HeadingProps): View {
  const { run, steps } = shown;
  const outcome = run.status === 'running' ? null : run.outcome;
  const title = useFlowTitle(run.flow_name);
  const counts = outcome === null ? [] : Object.values(outcome.counts);
  return html`
    <header class="run-heading">
      <p class="run-what">
        <${StatusSign} status=${run.status} />${' '}
        <b>${document?.flow.title ?? title}</b> · ${shortProject(run.project_id)}${' '}
        <${Commit} run=${run} document=${document} />
      </p>
      <h1><${Plain} text=${verdictOf(shown)} bare=${true} /></h1>
      ${counts.some((count) => count > 0) && outcome !== null && html`<p><${SeverityCounts} counts=${outcome.counts} /></p>`}
      ${outcome?.answer && html`<p class="run-answer"><b>Answer:</b> <${Plain} text=${outcome.answer} /></p>`}
      ${
        outcome !== null &&
        outcome.headlines.length > 0 &&
        html`<ul class="run-headlines">${outcome.headlines.map(
          ({ text, refs }) => html`<li key=${text}><${Plain} text=${withRefs(text, refs)} /></li>`,
        )}</ul>`
      }
      <${Facts} run=${run} steps=${steps} />
      ${children}
    </header>
  `;
}

/** What the run came to, as a card says it. */
export function verdictOf({ run, steps }: Pick<ShownRun, 'run' | 'steps'>): string {
  if (run.status === 'running') {
    const ended = steps.filter(({ status }) => isSettled(status)).length;
    return `Running: ${ended} of ${plural(steps.length, 'step')} done`;
  }
  if (run.status === 'cancelled') return 'Cancelled';
  if (run.status === 'failed') return run.outcome?.verdict ?? 'Failed';
  return run.outcome?.verdict ?? 'Completed';
}

/** The findings that a headline rests on, unless its text names them. */
function withRefs(text: string, refs: readonly string[]): string {
  const unnamed = refs.filter((ref) => /^[A-Z]\d+$/.test(ref) && !text.includes(ref));
  return unnamed.length === 0 ? text : `${text} [${unnamed.join(', ')}]`;
}

function Commit({
  run,
  document,
}: {
  readonly run: RunDocument;
  readonly document: ReportDocument | null;
}): View {
  const { commit_sha: sha, input } = run;
  if (sha === null) return null;
  const name = html`<code>${document?.label ?? sha.slice(0, 7)}</code>`;
  const address = document?.repository_url ?? null;
  const request = input.pull_request;
  return html`
    <span title=${sha}>@ ${address === null ? name : html`<a href=${`${address}/commit/${sha}`} rel="noreferrer">${name}</a>`}</span>
    ${request !== undefined && html`${' · '}<a href=${request.url} rel="noreferrer">#${request.number}</a>`}
  `;
}

function Facts({ run, steps }: { readonly run: RunDocument; readonly steps: readonly StepDocument[] }): View {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  const isInChats = (useContext(InChats)?.threads ?? []).length > 0;
  const done = agents.filter(({ status }) => status === 'completed').length;
  const failed = agents.filter(({ status }) => status === 'failed').length;
  return html`
    <dl class="facts">
      <${Fact} name="Size">${run.band}${run.fast && ', fast'}<//>
      <${Fact} name="Agents">${done} of ${agents.length} done${failed > 0 && `, ${failed} failed`}<//>
      <${Fact} name="Model">${run.model ?? run.backend}<//>
      <${Fact} name="Took"><${Lasting} from=${run.started_at} to=${run.completed_at} /><//>
      <${Fact} name="Cost"><span title=${tokensOf(run)}>${costOf(run)}</span><//>
      ${isInChats && html`<${Fact} name="In chats"><${Threads} /><//>`}
      <${Fact} name="Asked by"><${Started} run=${run} />, <${Ago} at=${run.created_at} /><//>
    </dl>
    ${run.input.focused === true && html`<p class="quiet run-focus">Focus: ${run.input.question}</p>`}
  `;
}

function Fact({ name, children }: { readonly name: string; readonly children: View }): View {
  return html`<div><dt>${name}</dt><dd>${children}</dd></div>`;
}

function costOf({ usage }: RunDocument): string {
  const isFree = usage.cost === null && usage.unknown_cost === 0;
  return isFree ? 'none: no model was used' : costText(usage);
}

function tokensOf({ usage: { input_tokens, output_tokens, unknown_tokens } }: RunDocument): string {
  if (input_tokens === null && output_tokens === null) return 'no tokens reported';
  const count = (tokens: number | null) => (tokens ?? 0).toLocaleString('en');
  const least = unknown_tokens > 0 ? 'at least ' : '';
  return `${least}${count(input_tokens)} tokens in, ${count(output_tokens)} out`;
}
