/** The versions of the libraries that facts come from, as installed. */
import { createRequire } from 'node:module';
import type { Tool } from '../../contracts/collecting.ts';

const require = createRequire(import.meta.url);

export function toolOf(name: string): Tool {
  const manifest: unknown = require(`${name}/package.json`);
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return { name, version: typeof version === 'string' ? version : 'unknown' };
}
