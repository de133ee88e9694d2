/**
 * How the app gets into a workspace in HTTP mode: `/slack/install` leads to Slack's consent, `/slack/oauth_redirect`
 * takes what comes of it. Bolt's receiver serves both and checks the state, bound to the browser by a cookie; kept is
 * the bot's token alone.
 */
import { type HTTPReceiverOptions, type Installation, webApi } from '@slack/bolt';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Installations } from '../../../runner/core/posts.ts';
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
  /** what tokens are encrypted with */
  readonly secretKey: string;
  /** where people reach the service, without a slash at its end; null: the first address that the app's settings name */
  readonly publicUrl: string | null;
  /** ends in a slash; null: Slack's own */
  readonly apiUrl: string | null;
  readonly installations: Installations;
  /** milliseconds */
  readonly now: () => number;
}

export interface Installer {
  readonly workspaces: InstalledWorkspaces;
  /** What Bolt's receiver needs to serve both paths. */
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
      // Bolt asks for tokens through `authorize`, never here
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
