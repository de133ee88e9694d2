/** The chat platforms, one record each. A new one is a folder below `adapters` and a line here. */
import type { Platform } from '../../adapters/chat/platform.ts';
import { discord } from '../../adapters/discord/platform.ts';
import { slack } from '../../adapters/slack/platform.ts';

export const PLATFORMS: readonly Platform[] = [slack, discord];
