/** Runs before each test file: ends what the modules that the file shares with others have made for it. */
import { afterAll } from 'vitest';
import { endFile } from './file-end.ts';

afterAll(endFile);
