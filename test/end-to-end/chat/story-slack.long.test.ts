/** The whole story in Slack, in both of its modes. */
import { FEATURES } from './features.ts';
import { MODES } from './place.ts';
import { tellStory } from './story.ts';

for (const mode of MODES.filter((one) => one.startsWith('slack'))) tellStory(mode, FEATURES, 2_500);
