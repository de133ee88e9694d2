/** Killed bots on Discord. */
import { tellOfDeaths } from './deaths.ts';

tellOfDeaths('discord-gateway');
