/** The whole story in Discord, in both of its modes. */
import { FEATURES } from './features.ts';
import { MODES } from './place.ts';
import { tellStory } from './story.ts';

for (const mode of MODES.filter((one) => one.startsWith('discord'))) tellStory(mode, FEATURES, 2_500);
