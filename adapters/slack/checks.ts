/** The doctor's checks for Slack: each one reports what is wrong and what to do about it. */
import { webApi } from '@slack/bolt';
import { messageOf } from '../../runner/core/errors.ts';
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

export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
  /** what to do; null if the check passed */
  readonly remedy: string | null;
}

export interface SlackCheck {
  readonly name: string;
  readonly required: boolean;
  /** Allows eight seconds for each call, less if the signal aborts earlier. */
  check(signal: AbortSignal): Promise<Finding>;
}

const TOKENS = 'the tokens are on the pages of the app at https://api.slack.com/apps';
const SCOPES: readonly string[] = manifest.oauth_config.scopes.bot;

/** Returns no checks if Slack is not configured. */
export function slackChecks(settings: SlackSettings): readonly SlackCheck[] {
  const { botToken, appToken, clientId, apiUrl } = settings;
  if (botToken === null && appToken === null && clientId === null) return [];
  const checks = [required('slack settings', async () => settingsFinding(settings))];
  if (botToken !== null) {
    checks.push(required('slack bot token', () => botFinding(client(botToken, apiUrl))));
    checks.push(required('slack scopes', () => scopesFinding(client(botToken, apiUrl))));
  }
  if (appToken !== null) {
    checks.push(required('slack socket mode', () => socketFinding(client(appToken, apiUrl))));
  }
  return checks;
}

/** Checks without calling Slack: which mode is configured, and whether each variable holds the right kind of token. */
function settingsFinding(settings: SlackSettings): Finding {
  const { botToken, appToken, signingSecret } = settings;
  const mixed =
    mixedUp('SLACK_BOT_TOKEN', botToken, 'xoxb-') ?? mixedUp('SLACK_APP_TOKEN', appToken, 'xapp-');
  if (mixed !== null) return mixed;
  if (appToken !== null) {
    return botToken === null
      ? bad('SLACK_APP_TOKEN is set, SLACK_BOT_TOKEN is not', `set SLACK_BOT_TOKEN (xoxb-…): ${TOKENS}`)
      : good('Socket Mode');
  }
  if (signingSecret === null) {
    return bad(
      'neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set',
      `set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode: ${TOKENS}`,
    );
  }
  return settings.clientId === null ? httpFinding(botToken) : installFinding(settings);
}

function httpFinding(botToken: string | null): Finding {
  return botToken === null
    ? bad('SLACK_BOT_TOKEN is not set', `set SLACK_BOT_TOKEN (xoxb-…): ${TOKENS}`)
    : good('HTTP mode at /slack/events');
}

function installFinding(settings: SlackSettings): Finding {
  const missing = Object.entries({
    SLACK_CLIENT_SECRET: settings.clientSecret,
    SLACK_STATE_SECRET: settings.stateSecret,
    BATON_SECRET_KEY: settings.secretKey,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  if (missing.length === 0) return good('HTTP mode at /slack/events, installed by /slack/install');
  const own = 'make the state secret and the key yourself, each with: openssl rand -base64 32';
  return bad(`SLACK_CLIENT_ID is set, ${missing.join(' and ')} not`, `set ${missing.join(', ')}; ${own}`);
}

/** Returns null if the token is not set or has the right prefix. */
function mixedUp(name: string, token: string | null, prefix: string): Finding | null {
  if (token === null || token.startsWith(prefix)) return null;
  const kinds = Object.entries({
    'xoxb-': 'a bot token',
    'xapp-': 'an app-level token',
    'xoxp-': 'a user token',
  });
  const kind = kinds.find(([start]) => token.startsWith(start))?.[1] ?? 'something else';
  return bad(`${name} holds ${kind}`, `set ${name} to the token that begins with ${prefix}: ${TOKENS}`);
}

async function botFinding(slack: webApi.WebClient): Promise<Finding> {
  try {
    const { team, user } = await slack.auth.test();
    return good(`${user ?? 'the bot'} in ${team ?? 'its workspace'}`);
  } catch (error) {
    return failed('SLACK_BOT_TOKEN', 'xoxb-', error);
  }
}

async function scopesFinding(slack: webApi.WebClient): Promise<Finding> {
  try {
    const { response_metadata: metadata } = await slack.auth.test();
    const granted = metadata?.scopes ?? [];
    const missing = SCOPES.filter((scope) => !granted.includes(scope));
    if (missing.length === 0) return good('all of the manifest, /flow among them');
    return bad(
      `missing: ${missing.join(', ')}`,
      'put adapters/slack/manifest.json into the app’s settings (App Manifest), then install the app again',
    );
  } catch (error) {
    return failed('SLACK_BOT_TOKEN', 'xoxb-', error);
  }
}

async function socketFinding(slack: webApi.WebClient): Promise<Finding> {
  try {
    await slack.apps.connections.open();
    return good('Slack gives out sockets');
  } catch (error) {
    if (slackError(error) === 'missing_scope' || slackError(error) === 'no_permission') {
      return bad(
        'the app-level token may not open sockets',
        'give it the scope connections:write (Basic Information)',
      );
    }
    return failed('SLACK_APP_TOKEN', 'xapp-', error);
  }
}

/** The finding for a call that failed: Slack rejected the token, or could not be reached. */
function failed(name: string, prefix: string, error: unknown): Finding {
  const refusal = slackError(error);
  if (refusal === null)
    return bad(
      messageOf(error),
      'see whether this machine reaches slack.com, and SLACK_API_URL if it is set',
    );
  return bad(`Slack says ${refusal}`, `set ${name} to the token that begins with ${prefix}: ${TOKENS}`);
}

function client(token: string, apiUrl: string | null): webApi.WebClient {
  return new webApi.WebClient(token, clientOptions(apiUrl));
}

function required(name: string, find: () => Promise<Finding>): SlackCheck {
  return { name, required: true, check: (signal) => unlessAborted(signal, find) };
}

function unlessAborted<T>(signal: AbortSignal, find: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    find()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

function good(detail: string): Finding {
  return { ok: true, detail, remedy: null };
}

function bad(detail: string, remedy: string): Finding {
  return { ok: false, detail, remedy };
}
