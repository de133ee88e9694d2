/** The success and failure pages of an installation. */
import type { ServerResponse } from 'node:http';
import type { Installation } from '@slack/bolt';
import { BatonError } from '../../../runner/core/errors.ts';

export function successPage(
  installation: Pick<Installation, 'team'>,
  _options: unknown,
  _request: unknown,
  response: ServerResponse,
): void {
  const team = installation.team?.name ?? 'your workspace';
  page(response, 200, `Baton is installed in ${team}.`, 'Go to a channel there and type /flow.');
}

export function failurePage(
  error: Error & { readonly code?: string },
  _options: unknown,
  _request: unknown,
  response: ServerResponse,
): void {
  const { status, message } = explained(error);
  page(response, status, 'Baton was not installed.', message);
}

/** Maps the error codes of Slack's SDK to messages; its own messages are for developers. */
function explained(error: Error & { readonly code?: string }): {
  readonly status: number;
  readonly message: string;
} {
  if (error instanceof BatonError)
    return { status: error.kind === 'refused' ? 400 : 503, message: error.message };
  switch (error.code) {
    case 'slack_oauth_installer_authorization_error':
      return {
        status: 400,
        message: 'It was not allowed on Slack’s page. Open /slack/install to start again.',
      };
    case 'slack_oauth_invalid_state':
    case 'slack_oauth_missing_state':
    case 'slack_oauth_missing_code':
      return {
        status: 400,
        message:
          'This address was not opened by the browser that began at /slack/install, or more than ten minutes later. Start again there.',
      };
    default:
      return {
        status: 502,
        message:
          'Slack did not confirm it. Check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, then start again at /slack/install.',
      };
  }
}

function page(response: ServerResponse, status: number, title: string, message: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
  });
  response.end(
    `<!doctype html><meta charset="utf-8"><title>Baton</title><h1>${escaped(title)}</h1><p>${escaped(message)}</p>\n`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
