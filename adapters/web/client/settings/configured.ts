/** The projects, the channels, the policy and the rest of what is configured, each with the line that says so. */
import type { SettingsDocument } from '../../../../runner/core/inspection.ts';
import { capitalized, plural } from '../../../../runner/core/wording.ts';
import { html, type View } from '../html.ts';
import { Because, Section } from './section.ts';

interface Props {
  readonly settings: SettingsDocument;
}

export function Projects({ settings: { projects, roots } }: Props): View {
  return html`
    <${Section} title="Projects">
      ${
        projects.length === 0 &&
        html`<p>None are configured: runs read the repository that Baton was started in.</p>`
      }
      <ul>${projects.map(
        ({ id, path, url, ref, because }) => html`
          <li key=${id}>
            <b>${id}</b>: <code>${path ?? url}</code>${ref !== null && html` at <code>${ref}</code>`}
            <${Because}>${because}<//>
          </li>
        `,
      )}</ul>
      ${roots.length > 0 && html`<p>Any repository below ${roots.map((root) => html`<code key=${root}>${root}</code> `)}</p>`}
    <//>
  `;
}

const NOTIFIED: Readonly<Record<string, string>> = {
  starter: 'the person who started the run',
  channel: 'that person, and the channel',
  nobody: 'nobody',
};

export function Channels({ settings: { platforms, notify } }: Props): View {
  return html`
    <${Section} title="Channels">
      <p>The end of a run notifies ${NOTIFIED[notify] ?? notify}.</p>
      ${platforms.map(
        ({ name, configured, channels }) => html`
          <h3 key=${name}>${capitalized(name)}${!configured && html` <span class="hint">off: its tokens are not set</span>`}</h3>
          ${channels.length === 0 && html`<p class="hint">No channel has settings of its own.</p>`}
          <ul>${channels.map(
            (channel) => html`
              <li key=${channel.id}>
                <code>${channel.id}</code>: ${[
                  ...(channel.project === null ? [] : [`project ${channel.project}`]),
                  ...(channel.flow === null ? [] : [`flow ${channel.flow}`]),
                  ...(channel.notify === null
                    ? []
                    : [`notifies ${NOTIFIED[channel.notify] ?? channel.notify}`]),
                ].join(', ')}
                <${Because}>${channel.because}<//>
              </li>
            `,
          )}</ul>
        `,
      )}
    <//>
  `;
}

const ACTIONS = {
  start: 'start runs',
  cancel: 'cancel the runs of others',
  export: 'export runs',
  schedule: 'add schedules, and change those of others',
} as const;

type Rule = SettingsDocument['policy'][number];

export function Policy({ settings: { policy, projects } }: Props): View {
  const own = projects.filter((project) => project.policy.length > 0);
  if (policy.length === 0 && own.length === 0) {
    return html`
      <${Section} title="Policy">
        <p>There are no rules: full members of a workspace may start runs and add schedules, and each may change their own.</p>
      <//>
    `;
  }
  return html`
    <${Section} title="Policy">
      <${Rules} rules=${policy} />
      ${own.map(({ id, policy: rules }) => html`<h3 key=${id}>On ${id}, in place of the general list</h3><${Rules} rules=${rules} />`)}
      <p class="hint">What has no list, nobody may do. Everybody may cancel their own runs and change their own schedules.</p>
    <//>
  `;
}

function Rules({ rules }: { readonly rules: readonly Rule[] }): View {
  return html`<ul>${rules.map(
    ({ action, named, because }) => html`
      <li key=${action}>
        May ${ACTIONS[action]}: ${named.length === 0 ? 'nobody' : named.map((who) => html`<code key=${who}>${who}</code> `)}
        <${Because}>${because}<//>
      </li>
    `,
  )}</ul>`;
}

export function Rest({ settings }: Props): View {
  const { keep_days, keep_transcript_days, keep_audit_days, variables } = settings;
  return html`
    <${Section} title="Other">
      <p>
        Ended runs are kept for ${plural(keep_days, 'day')}, what agents said and did for ${plural(keep_transcript_days, 'day')}, the audit log
        for ${plural(keep_audit_days, 'day')}.
      </p>
      ${
        variables.length > 0 &&
        html`
          <details>
            <summary>${plural(variables.length, 'variable')} set; their values are not shown</summary>
            <ul>${variables.map(
              ({ name, file }) =>
                html`<li key=${name}><code>${name}</code> <${Because}>${file ?? 'environment'}<//></li>`,
            )}</ul>
          </details>
        `
      }
    <//>
  `;
}
