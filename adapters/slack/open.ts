/**
 * Creates the Slack adapter from its settings: one workspace by its own token, in Socket Mode or over HTTP, or many by
 * OAuth.
 */
import { PlatformClock } from '../chat/clock.ts';
import type { AdapterDependencies, OpenAdapter } from '../chat/platform.ts';
import { createSlackAdapter, type SlackOptions } from './adapter.ts';
import type { SlackSettings } from './checks.ts';
import { createInstaller } from './install/installer.ts';
import { singleWorkspace } from './workspaces.ts';

/** Two, so that no event is lost while Slack renews one. */
const SOCKETS = 2;

export function openSlack(
  settings: SlackSettings,
  publicUrl: string | null,
  { installations, log }: AdapterDependencies,
): OpenAdapter {
  const { botToken, appToken, signingSecret, clientId, clientSecret, stateSecret, secretKey, apiUrl } =
    settings;
  const clock = new PlatformClock({ platform: 'slack', title: 'Slack', now: Date.now, log });
  const adapter = (mode: SlackOptions['mode'], workspaces: SlackOptions['workspaces']) =>
    createSlackAdapter({ mode, workspaces, apiUrl, clock, log });
  if (botToken !== null && appToken !== null) {
    return adapter({ kind: 'socket', appToken, sockets: SOCKETS }, singleWorkspace(botToken, apiUrl, clock));
  }
  if (botToken !== null && signingSecret !== null) {
    return adapter(
      { kind: 'http', signingSecret, installer: null },
      singleWorkspace(botToken, apiUrl, clock),
    );
  }
  if (
    signingSecret === null ||
    clientId === null ||
    clientSecret === null ||
    stateSecret === null ||
    secretKey === null
  ) {
    throw new Error('Slack is opened although a variable is missing');
  }
  const secrets = { clientId, clientSecret, stateSecret, secretKey };
  const installer = createInstaller({ ...secrets, publicUrl, apiUrl, installations, now: Date.now });
  return adapter({ kind: 'http', signingSecret, installer: installer.receiver }, installer.workspaces);
}
