/** Killed bots in Slack. */
import { tellOfDeaths } from './deaths.ts';

tellOfDeaths('slack-socket');
