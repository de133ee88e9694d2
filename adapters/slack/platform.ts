/** Slack's record: its variables, its ids, and how it is checked and opened. Loads the client only when it is used. */
import type { Platform, PlatformSettings } from '../chat/platform.ts';
import type { SlackSettings } from './checks.ts';

export const slack: Platform = {
  name: 'slack',
  title: 'Slack',
  variables: {
    SLACK_BOT_TOKEN: { form: 'token', secret: true },
    SLACK_APP_TOKEN: { form: 'token', secret: true },
    SLACK_SIGNING_SECRET: { form: 'text', secret: true },
    SLACK_API_URL: { form: 'url', secret: false, rule: 'is an address such as http://127.0.0.1:4000/api/' },
    SLACK_CLIENT_ID: { form: 'token', secret: false },
    SLACK_CLIENT_SECRET: { form: 'token', secret: true },
    SLACK_STATE_SECRET: { form: 'text', secret: true },
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

function slackSettings({ variables, secretKey }: PlatformSettings): SlackSettings {
  const url = variables.SLACK_API_URL ?? null;
  return {
    botToken: variables.SLACK_BOT_TOKEN ?? null,
    appToken: variables.SLACK_APP_TOKEN ?? null,
    signingSecret: variables.SLACK_SIGNING_SECRET ?? null,
    clientId: variables.SLACK_CLIENT_ID ?? null,
    clientSecret: variables.SLACK_CLIENT_SECRET ?? null,
    stateSecret: variables.SLACK_STATE_SECRET ?? null,
    secretKey,
    apiUrl: url === null ? null : `${url.replace(/\/+$/, '')}/`,
  };
}
