/**
 * The doctor's checks for Slack: each one reports what is wrong and what to do about it. A call may take eight seconds,
 * less if the check's signal aborts earlier.
 */
import { webApi } from '@slack/bolt';
import pTimeout from 'p-timeout';
import { messageOf } from '../../runner/core/errors.ts';
import { type Check, type CheckOutcome, failed, passed } from '../../runner/core/ports/checks.ts';
import { clockOutcome } from '../chat/clock.ts';
import { clientOptions } from './client-options.ts';
import { slackError } from './delivery-error.ts';
import manifest from './manifest.json' with { type: 'json' };

/** The settings as configured; null for those not set. */
export interface SlackSettings {
  readonly botToken: string | null;
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly stateSecret: string | null;
  readonly secretKey: string | null;
  /** ends with a slash; null: Slack's own */
  readonly apiUrl: string | null;
}

const TOKENS = 'the tokens are on the pages of the app at https://api.slack.com/apps';
const SCOPES: readonly string[] = manifest.oauth_config.scopes.bot;

/** Returns no checks if Slack is not configured. */
export function slackChecks(settings: SlackSettings): readonly Check[] {
  const { botToken, appToken, clientId, apiUrl } = settings;
  if (botToken === null && appToken === null && clientId === null) return [];
  const checks = [required('slack settings', async () => checkSettings(settings))];
  if (botToken !== null) {
    checks.push(required('slack bot token', () => checkBot(client(botToken, apiUrl))));
    checks.push(required('slack clock', () => checkClock(botToken, apiUrl)));
    checks.push(required('slack scopes', () => checkScopes(client(botToken, apiUrl))));
  }
  if (appToken !== null) {
    checks.push(required('slack socket mode', () => checkSocket(client(appToken, apiUrl))));
  }
  return checks;
}

/** Checks without calling Slack: which mode is configured, and whether each variable holds the right kind of token. */
function checkSettings(settings: SlackSettings): CheckOutcome {
  const { botToken, appToken, signingSecret } = settings;
  const mixed =
    mixedUp('SLACK_BOT_TOKEN', botToken, 'xoxb-') ?? mixedUp('SLACK_APP_TOKEN', appToken, 'xapp-');
  if (mixed !== null) return mixed;
  if (appToken !== null) {
    return botToken === null
      ? failed('SLACK_APP_TOKEN is set, SLACK_BOT_TOKEN is not', `set SLACK_BOT_TOKEN (xoxb-…): ${TOKENS}`)
      : passed('Socket Mode');
  }
  if (signingSecret === null) {
    return failed(
      'neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set',
      `set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode: ${TOKENS}`,
    );
  }
  return settings.clientId === null ? checkHttp(botToken) : checkInstall(settings);
}

function checkHttp(botToken: string | null): CheckOutcome {
  return botToken === null
    ? failed('SLACK_BOT_TOKEN is not set', `set SLACK_BOT_TOKEN (xoxb-…): ${TOKENS}`)
    : passed('HTTP mode at /slack/events');
}

function checkInstall(settings: SlackSettings): CheckOutcome {
  const missing = Object.entries({
    SLACK_CLIENT_SECRET: settings.clientSecret,
    SLACK_STATE_SECRET: settings.stateSecret,
    BATON_SECRET_KEY: settings.secretKey,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  if (missing.length === 0) return passed('HTTP mode at /slack/events, installed by /slack/install');
  const own = 'make the state secret and the key yourself, each with: openssl rand -base64 32';
  return failed(`SLACK_CLIENT_ID is set, ${missing.join(' and ')} not`, `set ${missing.join(', ')}; ${own}`);
}

/** Returns null if the token is not set or has the right prefix. */
function mixedUp(name: string, token: string | null, prefix: string): CheckOutcome | null {
  if (token === null || token.startsWith(prefix)) return null;
  const kinds = Object.entries({
    'xoxb-': 'a bot token',
    'xapp-': 'an app-level token',
    'xoxp-': 'a user token',
  });
  const kind = kinds.find(([start]) => token.startsWith(start))?.[1] ?? 'something else';
  return failed(`${name} holds ${kind}`, `set ${name} to the token that begins with ${prefix}: ${TOKENS}`);
}

async function checkBot(slack: webApi.WebClient): Promise<CheckOutcome> {
  try {
    const { team, user } = await slack.auth.test();
    return passed(`${user ?? 'the bot'} in ${team ?? 'its workspace'}`);
  } catch (error) {
    return callFailed('SLACK_BOT_TOKEN', 'xoxb-', error);
  }
}

async function checkClock(token: string, apiUrl: string | null): Promise<CheckOutcome> {
  let date: string | null = null;
  const slack = new webApi.WebClient(
    token,
    clientOptions(apiUrl, (told) => {
      date = told;
    }),
  );
  // Whatever it answers, it tells the time.
  await slack.auth.test().catch(() => undefined);
  return clockOutcome(date, Date.now(), 'Slack');
}

async function checkScopes(slack: webApi.WebClient): Promise<CheckOutcome> {
  try {
    const { response_metadata: metadata } = await slack.auth.test();
    const granted = metadata?.scopes ?? [];
    const missing = SCOPES.filter((scope) => !granted.includes(scope));
    if (missing.length === 0) return passed('all of the manifest, /flow among them');
    return failed(
      `missing: ${missing.join(', ')}`,
      'put adapters/slack/manifest.json into the app’s settings (App Manifest), then install the app again',
    );
  } catch (error) {
    return callFailed('SLACK_BOT_TOKEN', 'xoxb-', error);
  }
}

async function checkSocket(slack: webApi.WebClient): Promise<CheckOutcome> {
  try {
    await slack.apps.connections.open();
    return passed('Slack gives out sockets');
  } catch (error) {
    if (slackError(error) === 'missing_scope' || slackError(error) === 'no_permission') {
      return failed(
        'the app-level token may not open sockets',
        'give it the scope connections:write (Basic Information)',
      );
    }
    return callFailed('SLACK_APP_TOKEN', 'xapp-', error);
  }
}

/** The finding for a call that failed: Slack rejected the token, or could not be reached. */
function callFailed(name: string, prefix: string, error: unknown): CheckOutcome {
  const refusal = slackError(error);
  if (refusal === null)
    return failed(
      messageOf(error),
      'see whether this machine reaches slack.com, and SLACK_API_URL if it is set',
    );
  return failed(`Slack says ${refusal}`, `set ${name} to the token that begins with ${prefix}: ${TOKENS}`);
}

function client(token: string, apiUrl: string | null): webApi.WebClient {
  return new webApi.WebClient(token, clientOptions(apiUrl));
}

function required(name: string, find: () => Promise<CheckOutcome>): Check {
  return {
    name,
    required: true,
    check: (signal) => pTimeout(find(), { milliseconds: Number.POSITIVE_INFINITY, signal }),
  };
}
