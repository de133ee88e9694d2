/** The findings of a run: a list with filters, of which one is open at a time. Filters and the open one are in the address. */
import { SeverityBadge } from '../badges.ts';
import { html, type View } from '../html.ts';
import { useKeys } from '../keyboard.ts';
import { go, parameter, withParameters } from '../location.ts';
import { Empty } from '../states.ts';
import { Filters } from './filters.ts';
import { Finding } from './finding.ts';
import type { FindingPage } from './finding-page.ts';
import { type FindingFilter, filtered, type ListedFinding } from './listed.ts';
import { Label } from './report-texts.ts';

interface FindingsProps extends FindingPage {
  readonly all: readonly ListedFinding[];
}

export function Findings({ all, ...page }: FindingsProps): View {
  const filter = filterOfAddress();
  const open = parameter('finding');
  const matching = filtered(all, filter);
  // One that is linked to is seen, whatever the filter.
  const opened = all.filter(({ key }) => key === open && !matching.some((each) => each.key === key));
  const listed = [...matching, ...opened];
  useFindingKeys(listed, open);
  return html`
    <section aria-labelledby="findings">
      <h2 id="findings">Findings <span class="quiet figures">${countText(all, matching)}</span></h2>
      ${all.length === 0 ? html`<${NoFindings} />` : html`<${Filters} all=${all} filter=${filter} nameOf=${(lens: string) => lensName(page, lens)} />`}
      ${
        all.length > 0 &&
        listed.length === 0 &&
        html`<p class="quiet">${all.every(({ state }) => state === 'dismissed') ? 'All of them are dismissed.' : 'None of them matches.'}</p>`
      }
      <ul class="findings">
        ${listed.map(
          (finding) =>
            html`<${Row} key=${finding.key} finding=${finding} isOpen=${finding.key === open} page=${page} />`,
        )}
      </ul>
    </section>
  `;
}

const lensName = ({ lenses }: FindingPage, lens: string): string => lenses.get(lens)?.label ?? lens;

function filterOfAddress(): FindingFilter {
  return {
    severity: parameter('severity'),
    by: parameter('persona'),
    file: parameter('file'),
    text: parameter('q'),
    state: parameter('state'),
  };
}

function countText(all: readonly ListedFinding[], matching: readonly ListedFinding[]): string {
  const total = all.filter(({ state }) => state !== 'dismissed').length;
  return matching.length === total ? String(total) : `${matching.length} of ${total}`;
}

function NoFindings(): View {
  return html`<${Empty} title="No findings"><p>Nothing that was found passed its checks, or nothing was found. The funnel below and the report say what was looked at.</p><//>`;
}

interface RowProps {
  readonly finding: ListedFinding;
  readonly isOpen: boolean;
  readonly page: FindingPage;
}

function Row({ finding, isOpen, page }: RowProps): View {
  const { key, id, severity, title, path, line, state, by } = finding;
  const place = path === null ? '' : `${path}${line === null ? '' : `:${line}`}`;
  return html`
    <li id=${`finding-${key}`} class=${isOpen ? 'open' : undefined}>
      <a class="finding-row" href=${withParameters({ finding: isOpen ? null : key })} aria-expanded=${String(isOpen)}>
        <${SeverityBadge} severity=${severity} />
        <span class="finding-title">${id !== null && html`<b class="quiet">${id}</b>${' '}`}<${Label} text=${title} /></span>
        <span class="finding-about quiet">
          ${place !== '' && html`<code>${place}</code>`}
          <span>${[...by.map((name) => lensName(page, name)), state].join(' · ')}</span>
        </span>
      </a>
      ${isOpen && html`<${Finding} finding=${finding} page=${page} />`}
    </li>
  `;
}

function useFindingKeys(listed: readonly ListedFinding[], open: string | null): void {
  const at = listed.findIndex(({ key }) => key === open);
  const show = (index: number) => {
    const next = listed[index];
    if (next === undefined) return;
    go(withParameters({ finding: next.key }), { replace: true });
    document.getElementById(`finding-${next.key}`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([
    { keys: 'j', does: 'Open the next finding', act: () => show(at + 1) },
    { keys: 'k', does: 'Open the finding before', act: () => show(at === -1 ? 0 : at - 1) },
    { keys: '/', does: 'Search the findings', act: () => document.getElementById('finding-text')?.focus() },
    {
      keys: 'Escape',
      does: 'Close the finding',
      act: () => go(withParameters({ finding: null }), { replace: true }),
    },
  ]);
}
