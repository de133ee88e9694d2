/** The choice of the two runs. They stand in the address, so a link shows the same comparison. */
import type { RunDocument } from '../../../../runner/core/documents.ts';
import { plural, shortId, shortProject } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { go, withParameters } from '../location.ts';
import { Options } from '../options.ts';
import type { FlowTitles } from '../runs/catalogue.ts';
import type { Compared } from './read.ts';

export function Choice({ all, a, b, same, titles }: Compared): View {
  return html`
    <div class="comparing">
      <${RunField} id="run-a" label="Run" runs=${all} chosen=${a?.id ?? null} own=${a} titles=${titles}
        choose=${(id: string) => go(withParameters({ a: id, b: null }))} />
      ${
        same.length > 0 &&
        html`<${RunField} id="run-b" label="Compare with" runs=${same} chosen=${b} own=${null} titles=${titles}
          choose=${(id: string) => go(withParameters({ b: id }))} />`
      }
    </div>
  `;
}

interface RunFieldProps {
  readonly id: string;
  readonly label: string;
  readonly runs: readonly RunDocument[];
  readonly chosen: string | null;
  /** the chosen run, which may be older than those of the list */
  readonly own: RunDocument | null;
  readonly titles: FlowTitles;
  choose(id: string): void;
}

function RunField({ id, label, runs, chosen, own, titles, choose }: RunFieldProps): View {
  const offered = own === null || runs.some((run) => run.id === own.id) ? runs : [own, ...runs];
  const isOffered = offered.some((run) => run.id === chosen);
  const choices = offered.map((run) => ({ value: run.id, label: nameOf(run, titles) }));
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} onChange=${(event: Event) => choose((event.currentTarget as HTMLSelectElement).value)}>
        ${!isOffered && html`<option value="" selected=${true} disabled>Choose a run</option>`}
        <${Options} choices=${choices} chosen=${isOffered ? chosen : ''} />
      </select>
    </div>
  `;
}

const short = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

function nameOf(run: RunDocument, titles: FlowTitles): string {
  const commit = run.commit_sha === null ? '' : ` @ ${run.commit_sha.slice(0, 7)}`;
  return [
    titles.get(run.flow_name) ?? run.flow_name,
    `${shortProject(run.project_id)}${commit}`,
    short.format(new Date(run.created_at)),
    plural(run.outcome?.findings.length ?? 0, 'finding'),
    shortId(run.id),
  ].join(' · ');
}
