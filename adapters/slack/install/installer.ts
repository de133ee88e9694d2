/**
 * Installs the app into workspaces in HTTP mode: `/slack/install` redirects to Slack's consent page,
 * `/slack/oauth_redirect` handles its outcome. Bolt's receiver serves both and verifies the state, which a cookie binds
 * to the browser. Only the bot token is stored.
 */
import { type HTTPReceiverOptions, type Installation, webApi } from '@slack/bolt';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Installations } from '../../../runner/core/ports/installations.ts';
import { clientOptions } from '../client-options.ts';
import manifest from '../manifest.json' with { type: 'json' };
import { type InstalledWorkspaces, installedWorkspaces } from './installed-workspaces.ts';
import { failurePage, successPage } from './pages.ts';
import { SealedBox } from './sealed-box.ts';

export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

export interface InstallSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly stateSecret: string;
  /** the secret from which the encryption keys are derived */
  readonly secretKey: string;
  /** the service's public URL, without a trailing slash; null: the first redirect URL in the app's settings */
  readonly publicUrl: string | null;
  /** ends with a slash; null: Slack's own */
  readonly apiUrl: string | null;
  readonly installations: Installations;
  /** milliseconds */
  readonly now: () => number;
}

export interface Installer {
  readonly workspaces: InstalledWorkspaces;
  /** The options with which Bolt's receiver serves both paths. */
  readonly receiver: Partial<HTTPReceiverOptions>;
}

export function createInstaller(settings: InstallSettings): Installer {
  const { clientId, clientSecret, stateSecret, publicUrl, apiUrl } = settings;
  const workspaces = installedWorkspaces({
    installations: settings.installations,
    box: new SealedBox(settings.secretKey),
    works: (token) =>
      new webApi.WebClient(token, clientOptions(apiUrl)).auth.test().then(
        () => true,
        () => false,
      ),
    now: settings.now,
  });
  const receiver = {
    clientId,
    clientSecret,
    stateSecret,
    scopes: manifest.oauth_config.scopes.bot,
    ...(publicUrl === null ? {} : { redirectUri: `${publicUrl}${REDIRECT_PATH}` }),
    installationStore: {
      storeInstallation: (installation: Installation) => workspaces.installed(keptOf(installation)),
      // Bolt gets tokens through `authorize` and never calls this
      fetchInstallation: () => Promise.reject(new Error('installations are found by workspace')),
    },
    installerOptions: {
      installPath: INSTALL_PATH,
      redirectUriPath: REDIRECT_PATH,
      directInstall: true,
      clientOptions: clientOptions(apiUrl),
      ...(apiUrl === null ? {} : { authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href }),
      callbackOptions: { success: successPage, failure: failurePage },
    },
  };
  return { workspaces, receiver };
}

function keptOf({ team, bot, isEnterpriseInstall }: Installation) {
  if (team === undefined || isEnterpriseInstall === true) {
    throw new BatonError(
      'refused',
      'organisation_install',
      'Baton is installed in one workspace at a time, not in a whole organisation: choose a workspace on Slack’s page.',
    );
  }
  if (bot === undefined) {
    throw new BatonError(
      'refused',
      'no_bot_token',
      'Slack gave no bot token: add the bot scopes of the manifest to the app.',
    );
  }
  return { id: team.id, token: bot.token, botUser: bot.userId, bot: bot.id };
}
