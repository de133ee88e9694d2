/**
 * Imports of Python packages that no manifest of the repository names. Only modules that a lock file shows to be installed,
 * or that are well known by their name: any other may come from a package with another name.
 */
import type { CollectorSource } from '../../../contracts/collecting.ts';
import { byDepth } from '../../../ordering.ts';
import { readable, texts } from '../../collector.ts';
import { createResolver } from '../imports/resolution.ts';
import { specifiersOf } from '../imports/specifiers.ts';
import { parseSource } from '../syntax/parsing.ts';
import { normalized, providersOf, STANDARD } from './python-names.ts';
import type { UndeclaredImport } from './undeclared.ts';

const MANIFEST = /\.(py|cfg|toml|txt|in|ini|ya?ml)$|Pipfile$/;
/** The manifests that installing the project reads. */
const PROJECT = /(^|\/)(pyproject\.toml|setup\.(py|cfg)|Pipfile|requirements\.txt)$/;
/** Packages whose import name is their own, for projects without a lock file. */
const WELL_KNOWN = new Set(
  'aiohttp boto3 celery click cryptography django fastapi flask httpx jinja2 loguru lxml matplotlib numpy openai pandas paramiko polars psutil pydantic pymongo redis requests rich scipy sqlalchemy structlog tenacity torch tqdm transformers typer'.split(
    ' ',
  ),
);
/** What a package is always used with: whoever asks for the one means the other too. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  botocore: ['boto3', 'aioboto3'],
  starlette: ['fastapi'],
  werkzeug: ['flask'],
  jinja2: ['flask', 'starlette', 'fastapi', 'ansible'],
  click: ['flask', 'typer', 'celery'],
  itsdangerous: ['flask'],
  markupsafe: ['jinja2', 'flask'],
  pydantic: ['fastapi', 'pydantic-settings', 'langchain'],
  'pydantic-core': ['pydantic'],
  'typing-extensions': ['pydantic', 'sqlalchemy', 'fastapi'],
  urllib3: ['requests'],
  numpy: ['pandas', 'scipy', 'torch', 'scikit-learn', 'matplotlib', 'xarray', 'opencv-python'],
  anyio: ['httpx', 'starlette', 'fastapi'],
  httpcore: ['httpx'],
  kombu: ['celery'],
  yarl: ['aiohttp'],
  multidict: ['aiohttp'],
  dateutil: ['pandas'],
  rich: ['typer', 'textual'],
  'langchain-core': ['langchain'],
  traitlets: ['ipython', 'jupyter'],
};

export async function pythonImports(
  { repository, scope }: CollectorSource,
  manifests: ReadonlyMap<string, string>,
  locked: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<UndeclaredImport[]> {
  const own = [...manifests].filter(([path]) => MANIFEST.test(path) && !path.endsWith('package.json'));
  const project = own.map(([path]) => path).filter((path) => PROJECT.test(path));
  const [manifest] = project.toSorted(byDepth);
  const files = readable(scope, 'src').filter(
    ({ language, path }) => language === 'Python' && path.endsWith('.py'),
  );
  if (manifest === undefined || files.length === 0) return [];
  const declared = normalized(own.map(([, text]) => text).join('\n'));
  const installed = locked === null ? null : new Set([...locked].map(normalized));
  const isDeclared = (name: string): boolean => declared.includes(name);
  const { resolve } = await createResolver(repository, scope);
  const found: UndeclaredImport[] = [];
  for await (const { file, text } of texts(repository, files, signal)) {
    if (/^# \/\/\/ script/m.test(text)) continue; // names its own packages
    const names = specifiersOf(file, text)
      .filter(({ name, atLoad, guess }) => atLoad && guess !== true && /^\w/.test(name))
      .filter((specifier) => resolve(file, specifier).to.length === 0)
      .map(({ name }) => name.split('.')[0] ?? '');
    for (const module of new Set(names)) {
      const providers = providersOf(module);
      const known =
        installed === null ? WELL_KNOWN.has(module) : providers.some((name) => installed.has(name));
      const companions = (COMPANIONS[normalized(module)] ?? []).some(isDeclared);
      if (STANDARD.has(module) || !known || companions || providers.some(isDeclared) || isOwn(module, files))
        continue;
      const line = importLine(file.path, text, module);
      if (line === null) continue;
      const quote = text.split('\n')[line - 1] ?? '';
      const at = { path: file.path, line, quote };
      found.push({ ...at, name: module, ecosystem: 'python', manifest, locked: installed !== null });
    }
  }
  return found;
}

/** A folder or file of the repository by that name may be what is meant. */
function isOwn(module: string, files: readonly { readonly path: string }[]): boolean {
  return files.some(({ path }) => path.split('/').some((part) => part === module || part === `${module}.py`));
}

/** The line of an import at the top level that the parser sees, so no example in a docstring. */
function importLine(path: string, text: string, module: string): number | null {
  const root = parseSource('Python', path, text);
  const wanted = new RegExp(`^(?:from\\s+${module}\\b|import\\s+(?:[\\w., ]*\\s)?${module}\\b)`);
  const node = root
    ?.children()
    .find((child) => /^import(_from)?_statement$/.test(String(child.kind())) && wanted.test(child.text()));
  return node === undefined ? null : node.range().start.line + 1;
}
