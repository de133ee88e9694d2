/** The attempts of an agent step: how each ended, on what, how long it waited and worked, and what it used. */
import type { AttemptDocument } from '../../../../runner/core/step-detail.ts';
import { dollars } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { Lasting } from '../times.ts';

export function Attempts({ attempts }: { readonly attempts: readonly AttemptDocument[] }): View {
  return html`
    <section>
      <h4>Attempts</h4>
      <div class="attempts" tabindex="0" role="group" aria-label="Attempts">
        <table>
          <thead><tr><th>No.</th><th>Ended</th><th>Back end</th><th>Host</th><th>Waited</th><th>Worked</th><th>Tokens in</th><th>Tokens out</th><th>Cost</th></tr></thead>
          <tbody>${attempts.map((each) => html`<${Row} key=${each.attempt} attempt=${each} />`)}</tbody>
        </table>
      </div>
    </section>
  `;
}

function Row({ attempt: each }: { readonly attempt: AttemptDocument }): View {
  const figure = (value: number | null) => (value === null ? '' : value.toLocaleString('en'));
  return html`
    <tr>
      <td class="figures">${each.attempt}</td>
      <td>${each.state}${each.error !== null && html`: <span class="error">${each.error}</span>`}</td>
      <td>${[each.backend, each.model].filter((part) => part !== null).join(' · ')}</td>
      <td>${each.host}</td>
      <td><${Lasting} from=${each.created_at} to=${each.started_at ?? each.completed_at} /></td>
      <td><${Lasting} from=${each.started_at} to=${each.completed_at} /></td>
      <td class="figures">${figure(each.input_tokens)}</td>
      <td class="figures">${figure(each.output_tokens)}</td>
      <td class="figures">${each.cost === null ? '' : dollars(each.cost)}</td>
    </tr>
  `;
}
