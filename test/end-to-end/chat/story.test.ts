/** The main features, in one mode of each platform. All features in all modes are in the `story-*.long.test.ts`. */
import { FEATURES } from './features.ts';
import { tellStory } from './story.ts';

const MAIN = FEATURES.filter(({ main }) => main);
for (const mode of ['slack-socket', 'discord-gateway'] as const) tellStory(mode, MAIN, 0);
