/** Slack's record: its variables, its ids, and how it is checked and opened. Loads the client only when it is used. */
import { httpUrl, secret, text, token, variable } from '../../runner/core/variables.ts';
import type { AdapterSettings, Platform } from '../chat/platform.ts';
import type { SlackSettings } from './checks.ts';

export const slack: Platform = {
  name: 'slack',
  title: 'Slack',
  variables: {
    SLACK_BOT_TOKEN: secret(
      token,
      'the bot’s token, `xoxb-…`; turns Slack on for one workspace',
      'Slack is off',
    ),
    SLACK_APP_TOKEN: secret(token, 'the app-level token, `xapp-…`; set: Socket Mode', 'HTTP mode'),
    SLACK_SIGNING_SECRET: secret(text, 'proves that a request comes from Slack; needed in HTTP mode'),
    SLACK_CLIENT_ID: variable(
      token,
      'the app’s own id, to be installed in many workspaces in HTTP mode',
      'one workspace',
    ),
    SLACK_CLIENT_SECRET: secret(token, 'goes with `SLACK_CLIENT_ID`'),
    SLACK_STATE_SECRET: secret(text, 'signs the links of an installation; goes with `SLACK_CLIENT_ID`'),
    SLACK_API_URL: variable(
      httpUrl('is an address such as http://127.0.0.1:4000/api/'),
      'another address of Slack’s API, `http://host:port/api/`; for tests',
      'Slack’s own',
    ),
  },
  enabledBy: ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID'],
  ids: {
    channel: { form: /^[CDG][A-Z0-9]+$/, example: 'C0GENERAL1' },
    person: { form: /^[UW][A-Z0-9]+$/, example: 'U0ALICE' },
    group: { word: 'group', form: /^S[A-Z0-9]+$/, example: 'group:S0TEAM' },
  },
  missing(settings) {
    const { botToken, appToken, signingSecret, clientId, clientSecret, stateSecret, secretKey } =
      slackSettings(settings);
    const needed =
      clientId === null || botToken !== null
        ? {
            SLACK_BOT_TOKEN: botToken,
            'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET': appToken ?? signingSecret,
          }
        : {
            SLACK_CLIENT_SECRET: clientSecret,
            SLACK_STATE_SECRET: stateSecret,
            BATON_SECRET_KEY: secretKey,
            SLACK_SIGNING_SECRET: signingSecret,
          };
    return Object.entries(needed).flatMap(([name, value]) => (value === null ? [name] : []));
  },
  async checks(settings) {
    const { slackChecks } = await import('./checks.ts');
    return slackChecks(slackSettings(settings));
  },
  async open(settings, host) {
    const { openSlack } = await import('./open.ts');
    return openSlack(slackSettings(settings), settings.publicUrl, host);
  },
};

function slackSettings({ variables, secretKey }: AdapterSettings): SlackSettings {
  const url = variables.SLACK_API_URL ?? null;
  return {
    botToken: variables.SLACK_BOT_TOKEN ?? null,
    appToken: variables.SLACK_APP_TOKEN ?? null,
    signingSecret: variables.SLACK_SIGNING_SECRET ?? null,
    clientId: variables.SLACK_CLIENT_ID ?? null,
    clientSecret: variables.SLACK_CLIENT_SECRET ?? null,
    stateSecret: variables.SLACK_STATE_SECRET ?? null,
    secretKey,
    // The client appends the names of methods.
    apiUrl: url === null ? null : `${url}/`,
  };
}
