#!/usr/bin/env node
// The launcher. Plain JavaScript that Node 12 can parse, so that an old Node gets a clear line, not a syntax error.
// Baton's source is TypeScript that runs as it is, which needs Node 22.18 or newer.
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    'baton: this is Node ' +
      process.versions.node +
      ', and Baton needs 22.18 or newer. Use "npm run -s baton -- ..." in its folder (it brings its own Node), or install a newer one.\n',
  );
  process.exitCode = 1;
} else {
  // Compiled code is kept from start to start, which halves what a command costs. It stays in Baton's own folder: in
  // the shared temporary folder, anyone could lay code there.
  nodeModule.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/baton', import.meta.url)));
  import('./main.ts');
}
