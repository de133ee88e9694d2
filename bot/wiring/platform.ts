/** A chat platform as the configuration asks for it, ready to be started. */
import type { Mount } from '../../adapters/http/mounts.ts';
import type { PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { ChannelSetting } from '../config/chat.ts';

export interface ConfiguredPlatform {
  readonly adapter: PlatformAdapter;
  /** what it wants on the service's own address; null: nothing */
  readonly routes: Mount | null;
  readonly channels: Readonly<Record<string, ChannelSetting>>;
}
