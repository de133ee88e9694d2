/** The environment variables that configure Slack. */
import { httpUrl, secret, text, token, type Variables, variable } from '../../runner/core/variables.ts';

/** Slack's client appends method names to the address, so it ends in a slash. */
const apiUrl = httpUrl('is an address such as http://127.0.0.1:4000/api/').transform((url) =>
  url === null ? null : `${url}/`,
);

export const SLACK_VARIABLES = {
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
    apiUrl,
    'another address of Slack’s API, `http://host:port/api/`; for tests',
    'Slack’s own',
  ),
} satisfies Variables;
