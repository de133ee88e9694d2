/** The budgets, and what is spent of them today. */
import type { SettingsDocument } from '../../../../runner/core/inspection.ts';
import { dollars, plural } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { Section } from './section.ts';

type Spent = Pick<SettingsDocument['spent']['day'], 'tokens' | 'cost'>;
type Allowance = SettingsDocument['budgets']['day'];

export function Budgets({ settings: { budgets, spent } }: { readonly settings: SettingsDocument }): View {
  return html`
    <${Section} title="Budgets">
      <p>
        A run: ${limitOf(budgets.run)}. A person a day: ${limitOf(budgets.user)}. A channel a day: ${limitOf(budgets.channel)}.
        A project a day: ${limitOf(budgets.project)}. All runs a day: ${limitOf(budgets.day)}.
      </p>
      <table>
        <caption class="hint">Spent since 00:00 UTC, as far as agents report it</caption>
        <thead><tr><th scope="col">Of</th><th scope="col">Tokens</th><th scope="col">Cost</th></tr></thead>
        <tbody>
          <${Row} name="All runs" spent=${spent.day} budget=${budgets.day} />
          ${spent.projects.map(
            (project) =>
              html`<${Row} key=${project.project_id} name=${project.project_id} spent=${project} budget=${budgets.project} />`,
          )}
        </tbody>
      </table>
    <//>
  `;
}

function limitOf({ max_tokens, max_cost }: Allowance): string {
  const parts = [
    ...(max_tokens === null ? [] : [plural(max_tokens, 'token')]),
    ...(max_cost === null ? [] : [dollars(max_cost)]),
  ];
  return parts.length === 0 ? 'no limit' : parts.join(' and ');
}

interface RowProps {
  readonly name: string;
  readonly spent: Spent;
  readonly budget: Allowance;
}

function Row({ name, spent, budget }: RowProps): View {
  const of = (limit: string | null) => limit !== null && html` <span class="quiet">of ${limit}</span>`;
  return html`
    <tr>
      <th scope="row">${name}</th>
      <td class="figures">${spent.tokens.toLocaleString('en')}${of(budget.max_tokens?.toLocaleString('en') ?? null)}</td>
      <td class="figures">${dollars(spent.cost)}${of(budget.max_cost === null ? null : dollars(budget.max_cost))}</td>
    </tr>
  `;
}
