/** A whole review on the back end that calls a model's API itself. */
import { wholeRun } from './whole-run.ts';

wholeRun({
  backend: 'direct',
  model: 'stand-in',
  variables: (url) => ({ OPENAI_API_KEY: 'a-key-of-the-stand-in', OPENAI_BASE_URL: `${url}/v1` }),
  read: (path) => ({ name: 'read', arguments: { path } }),
  limitMs: 120_000,
});
