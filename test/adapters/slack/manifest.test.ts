/** The app's manifest against Slack's own schema and descriptions, in the folder that BATON_TEST_DATA names; else passed over. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import manifest from '../../../adapters/slack/manifest.json' with { type: 'json' };

const data = process.env.BATON_TEST_DATA;
const scopes: readonly string[] = manifest.oauth_config.scopes.bot;

describe('the manifest', () => {
  it('has the command, the shortcut, the home and the events that the adapter answers', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/flow']);
    expect(manifest.features.shortcuts).toMatchObject([{ callback_id: 'flow_on_message', type: 'message' }]);
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([
      'app_home_opened',
      'app_mention',
      'app_uninstalled',
      'channel_unarchive',
      'group_unarchive',
      'member_joined_channel',
      'tokens_revoked',
    ]);
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
  });

  it('asks for nothing that lets a card out where its file can’t follow', () => {
    expect(scopes).not.toContain('chat:write.public');
  });
});

describe.runIf(data !== undefined)('by Slack’s own documents, the manifest', () => {
  it('is one that Slack takes', () => {
    const schema = JSON.parse(readFileSync(join(data ?? '', 'slack', 'manifest.schema.json'), 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    expect(validate(manifest), JSON.stringify(validate.errors, null, 2)).toBe(true);
    const wrong = {
      ...manifest,
      display_information: { ...manifest.display_information, name: 'x'.repeat(60) },
    };
    expect(validate(wrong)).toBe(false);
  });

  it('has a scope for every method that the adapter calls', () => {
    const methods = calledMethods();
    expect(methods).toContain('chat.postMessage');
    const uncovered = methods.filter((method) => {
      const { scope = {} } = describedMethod(method);
      const asked: readonly string[] = scope.bot ?? [];
      return asked.length > 0 && !asked.some((name) => scopes.includes(name));
    });
    expect(uncovered).toEqual([]);
  });
});

/** Methods of Slack's that are named in the adapter's code, as in `client.chat.postMessage(`. */
function calledMethods(): string[] {
  const folder = new URL('../../../adapters/slack/', import.meta.url);
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  const described = readdirSync(join(data ?? '', 'slack', 'methods')).map((name) =>
    name.replace(/\.json$/, ''),
  );
  return described.filter((method) =>
    new RegExp(`\\b${method.replaceAll('.', '\\s*\\.\\s*')}\\b`).test(code),
  );
}

function describedMethod(method: string): { readonly scope?: { readonly bot?: readonly string[] } } {
  return JSON.parse(readFileSync(join(data ?? '', 'slack', 'methods', `${method}.json`), 'utf8'));
}
