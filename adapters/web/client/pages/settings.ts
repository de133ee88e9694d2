/** What is configured, whether it works, what is spent, and why something applies to a person. Nothing is changed here. */
import { useEffect } from 'preact/hooks';
import type { SettingsDocument } from '../../../../runner/core/inspection.ts';
import { get } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { Budgets } from '../settings/budgets.ts';
import { Channels, Policy, Projects, Rest } from '../settings/configured.ts';
import { Readiness } from '../settings/readiness.ts';
import { Why } from '../settings/why.ts';
import { Awaited, Failed } from '../states.ts';

export function SettingsPage(): View {
  const settings = useLoaded((signal) => get<SettingsDocument>('/api/settings', signal), []);
  useEffect(() => void settings.refresh(), [settings]);
  const { value, error } = settings;
  return html`
    <h1>Settings</h1>
    ${
      value.value !== null
        ? html`<${Shown} settings=${value.value} />`
        : error.value === null
          ? html`<${Awaited} what="the settings" />`
          : html`<${Failed} error=${error.value} />`
    }
  `;
}

function Shown({ settings }: { readonly settings: SettingsDocument }): View {
  return html`
    <div class="settings">
    <p class="quiet">
      ${
        settings.file === null
          ? html`There is no <code>baton.yaml</code>, so these are Baton’s own defaults.`
          : html`They are changed in <code>${settings.file}</code>, and hold from the next start of Baton on.`
      }
    </p>
      <${Why} settings=${settings} />
      <${Readiness} backends=${settings.backends} />
      <${Projects} settings=${settings} />
      <${Channels} settings=${settings} />
      <${Policy} settings=${settings} />
      <${Budgets} settings=${settings} />
      <${Rest} settings=${settings} />
    </div>
  `;
}
