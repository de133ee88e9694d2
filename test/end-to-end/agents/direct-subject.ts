/** The back end that calls a model's API itself, with the model on loopback. */
import type { Subject } from './whole-run.ts';

export const DIRECT: Subject = {
  backend: 'direct',
  model: 'stand-in',
  variables: (url) => ({ OPENAI_API_KEY: 'a-key-of-the-stand-in', OPENAI_BASE_URL: `${url}/v1` }),
  read: (path) => ({ name: 'read', arguments: { path } }),
  limitMs: 120_000,
};
