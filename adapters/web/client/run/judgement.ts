/** What people say of a finding: whether it is useful, and that it is not to be shown. Kept in the ledger, for later runs. */
import { useRef, useState } from 'preact/hooks';
import type { Dismissal, DismissalReason, LedgerFinding } from '../../../../runner/core/ledger.ts';
import { mayChange, post } from '../api.ts';
import { html, type View } from '../html.ts';
import { useSending } from '../sending.ts';
import { Ago } from '../times.ts';
import type { FindingPage } from './finding-page.ts';
import type { ListedFinding } from './listed.ts';
import { CONSOLE_ACTOR, useActorName } from './started.ts';

interface JudgementProps {
  readonly finding: ListedFinding;
  readonly page: FindingPage;
}

/** Sends a change, takes in its answer, and says what went wrong. */
type Change = (action: 'dismiss' | 'restore' | 'vote', body?: object) => Promise<boolean>;

export function Judgement({ finding, page }: JudgementProps): View {
  const { error, send } = useSending();
  const { fingerprint, known, dismissal } = finding;
  if (known === null) return null;
  const { project_id, flow_name } = page;
  const change: Change = (action, body = {}) =>
    send(async () => {
      const at = `/api/findings/${encodeURIComponent(fingerprint)}/${action}`;
      const changed = await post<{ findings: LedgerFinding[] }>(at, { ...body, project_id, flow_name });
      page.changed(changed.findings);
    });
  return html`
    <div class="judgement">
      <${Votes} known=${known} change=${change} />
      ${dismissal === null ? mayChange() && html`<${Dismiss} change=${change} />` : html`<${Dismissed} dismissal=${dismissal} change=${change} />`}
      <${Voters} voters=${known.voters} />
    </div>
    ${error !== null && html`<p class="error" role="alert">${error.message}</p>`}
  `;
}

const SIGNS = { up: ['👍', 'Useful'], down: ['👎', 'Not useful'] } as const;

interface VotesProps {
  readonly known: LedgerFinding;
  readonly change: Change;
}

/** All who use the console have one vote together. */
function Votes({ known: { votes, voters }, change }: VotesProps): View {
  const own = voters.find(({ actor }) => actor === CONSOLE_ACTOR)?.vote ?? null;
  const give = (vote: 'up' | 'down') => change('vote', { vote: own === vote ? null : vote });
  return (['up', 'down'] as const).map((vote) => {
    const [sign, name] = SIGNS[vote];
    const label = `${name}: ${votes[vote]}`;
    const shown = html`<span aria-hidden="true">${sign} <span class="figures">${votes[vote]}</span></span>`;
    return mayChange()
      ? html`<button type="button" key=${vote} aria-label=${label} aria-pressed=${String(own === vote)} onClick=${() => void give(vote)}>${shown}</button>`
      : html`<span key=${vote} role="img" aria-label=${label}>${shown}</span>`;
  });
}

/** Whose votes they are. */
function Voters({ voters }: Pick<LedgerFinding, 'voters'>): View {
  const nameOf = useActorName();
  const namesOf = (wanted: 'up' | 'down') =>
    voters.filter(({ vote }) => vote === wanted).map(({ actor }) => nameOf(actor));
  return (['up', 'down'] as const).map((vote) => {
    const names = namesOf(vote);
    return (
      names.length > 0 &&
      html`<p key=${vote} class="voters quiet">${SIGNS[vote][1]}, by the vote of ${names.join(', ')}</p>`
    );
  });
}

function Dismissed({ dismissal, change }: { readonly dismissal: Dismissal; readonly change: Change }): View {
  const { reason, until, note, by, at } = dismissal;
  const nameOf = useActorName();
  return html`
    <p class="dismissed">
      Dismissed as “${reason}”${until !== null && ` until ${until}`} by ${nameOf(by)}, <${Ago} at=${at} />${note !== '' && `: ${note}`}
    </p>
    ${mayChange() && html`<button type="button" onClick=${() => void change('restore')}>Restore</button>`}
  `;
}

const REASONS: Readonly<Record<DismissalReason, string>> = {
  'not real': 'Not real: what it claims is not so',
  "won't fix": 'Won’t fix: it is so, and stays',
  later: 'Later: hide it until a day',
};

function Dismiss({ change }: { readonly change: Change }): View {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState<DismissalReason>('not real');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const until = reason === 'later' ? { until: String(fields.get('until') ?? '') } : {};
    const done = await change('dismiss', { reason, note: String(fields.get('note') ?? ''), ...until });
    if (done) dialog.current?.close();
  };
  return html`
    <button type="button" onClick=${() => dialog.current?.showModal()}>Dismiss…</button>
    <dialog ref=${dialog} aria-labelledby="dismiss-title">
      <form class="dismissal" onSubmit=${submit}>
        <h2 id="dismiss-title">Dismiss this finding</h2>
        <p class="quiet">Later runs do not show it until the lines that it is about change.</p>
        <fieldset>
          <legend>Why</legend>
          ${Object.entries(REASONS).map(
            ([value, label]) => html`
              <label key=${value}>
                <input type="radio" name="reason" value=${value} checked=${reason === value} onChange=${() => setReason(value as DismissalReason)} /> ${label}
              </label>
            `,
          )}
        </fieldset>
        ${reason === 'later' && html`<label>Show it again from <input type="date" name="until" required /></label>`}
        <label>Note, for those who read this later <textarea name="note" rows="2" maxlength="1000"></textarea></label>
        <div class="run-actions">
          <button type="submit" class="main">Dismiss</button>
          <button type="button" onClick=${() => dialog.current?.close()}>Leave it</button>
        </div>
      </form>
    </dialog>
  `;
}
