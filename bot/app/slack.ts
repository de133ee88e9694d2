/**
 * Creates the Slack adapter from the configuration: one workspace by its own token, in Socket Mode or over HTTP, or
 * many by OAuth.
 */
import { createSlackAdapter } from '../../adapters/slack/adapter.ts';
import { createInstaller } from '../../adapters/slack/install/installer.ts';
import { singleWorkspace } from '../../adapters/slack/workspaces.ts';
import type { Installations } from '../../runner/core/ports/installations.ts';
import type { Config } from '../config/config.ts';
import { type ConfiguredPlatform, slackIsOff } from './platform.ts';

/** Two, so that no event is lost while Slack renews one. */
const SOCKETS = 2;

/** Returns a note that names the missing variables if Slack is off. */
export function slackOf(
  config: Config,
  installations: Installations,
  log: (line: string) => void,
): ConfiguredPlatform | string {
  const { botToken, appToken, signingSecret, apiUrl, clientId, clientSecret, stateSecret } =
    config.slackTokens;
  const { channels } = config.slack;
  const connected = (
    mode: Parameters<typeof createSlackAdapter>[0]['mode'],
    workspaces: Parameters<typeof createSlackAdapter>[0]['workspaces'],
  ): ConfiguredPlatform => {
    const adapter = createSlackAdapter({ mode, workspaces, apiUrl, log });
    return { adapter, routes: adapter.routes, channels };
  };
  if (appToken !== null && botToken !== null) {
    return connected({ kind: 'socket', appToken, sockets: SOCKETS }, singleWorkspace(botToken, apiUrl));
  }
  if (signingSecret === null || (botToken === null && clientId === null)) return slackIsOff(config);
  if (botToken !== null) {
    return connected({ kind: 'http', signingSecret, installer: null }, singleWorkspace(botToken, apiUrl));
  }
  const { secretKey, publicUrl } = config;
  if (clientId === null || clientSecret === null || stateSecret === null || secretKey === null) {
    return slackIsOff(config);
  }
  const secrets = { clientId, clientSecret, stateSecret, secretKey };
  const installer = createInstaller({ ...secrets, publicUrl, apiUrl, installations, now: Date.now });
  return connected({ kind: 'http', signingSecret, installer: installer.receiver }, installer.workspaces);
}
