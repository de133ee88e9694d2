/** The commands of a Python project: by its lock file's tool, and by the test runner that its settings or CI name. Pure. */
import type { Command, ProjectFolder } from './project-folder.ts';

interface Tool {
  readonly install: string;
  readonly build: string;
  /** what stands before a program of the project's environment */
  readonly prefix: string;
  readonly file: string;
}

export function pythonCommands(folder: ProjectFolder): Command[] {
  const { has, text } = folder;
  const tool = toolOf(folder);
  const manifest = text('pyproject.toml');
  const found: Command[] = [];
  if (tool.install !== '') found.push({ kind: 'install', command: tool.install, file: tool.file });
  if (/^\[build-system\]/m.test(manifest)) {
    found.push({ kind: 'build', command: tool.build, file: 'pyproject.toml' });
  } else if (has('setup.py')) found.push({ kind: 'build', command: 'python -m build', file: 'setup.py' });
  const script = /^\[(?:project|tool\.poetry)\.scripts\]\s*\n(?:\s*(?:#.*)?\n)*"?([\w.-]+)"?\s*=/m.exec(
    manifest,
  );
  if (has('manage.py')) {
    found.push({ kind: 'run', command: `${tool.prefix}python manage.py runserver`, file: 'manage.py' });
  } else if (script !== null) {
    const line = manifest.slice(0, script.index + script[0].length).split('\n').length;
    found.push({ kind: 'run', command: `${tool.prefix}${script[1]}`, file: 'pyproject.toml', line });
  }
  const test = testOf(folder);
  if (test !== null) found.push({ kind: 'test', ...test, command: `${tool.prefix}${test.command}` });
  return found;
}

function toolOf({ has, text }: ProjectFolder): Tool {
  const manifest = text('pyproject.toml');
  const tool = (name: string, file: string, install: string, build = `${name} build`): Tool => ({
    install,
    build,
    prefix: `${name} run `,
    file,
  });
  if (has('uv.lock')) return tool('uv', 'uv.lock', 'uv sync');
  if (has('poetry.lock') || /^\[tool\.poetry\]/m.test(manifest)) {
    return tool('poetry', has('poetry.lock') ? 'poetry.lock' : 'pyproject.toml', 'poetry install');
  }
  if (has('pdm.lock')) return tool('pdm', 'pdm.lock', 'pdm install');
  if (has('Pipfile')) return tool('pipenv', 'Pipfile', 'pipenv install --dev', 'python -m build');
  const plain = { build: 'python -m build', prefix: '' };
  if (/^\[(build-system|project)\]/m.test(manifest)) {
    return { ...plain, install: 'pip install -e .', file: 'pyproject.toml' };
  }
  if (has('setup.py')) return { ...plain, install: 'pip install -e .', file: 'setup.py' };
  const requirements = has('requirements.txt') ? 'pip install -r requirements.txt' : '';
  return { ...plain, install: requirements, file: 'requirements.txt' };
}

/** The runners that are set up; of several the one that CI runs. */
function testOf({ has, text, below, ci }: ProjectFolder): Pick<Command, 'command' | 'file' | 'line'> | null {
  const manifest = text('pyproject.toml');
  const inManifest = (pattern: RegExp): number | undefined => {
    const at = manifest.split('\n').findIndex((line) => pattern.test(line));
    return at === -1 ? undefined : at + 1;
  };
  const found: { command: string; file: string; line?: number }[] = [];
  const add = (command: string, files: readonly string[], table: RegExp): void => {
    const file = files.find(has);
    const line = inManifest(table);
    if (file !== undefined) found.push({ command, file });
    else if (line !== undefined) found.push({ command, file: 'pyproject.toml', line });
  };
  add('pytest', ['pytest.ini', 'conftest.py', 'tests/conftest.py', 'test/conftest.py'], /^\[tool\.pytest\b/);
  if (found.length === 0) add('pytest', [], /^\s*"?pytest[">=~ ]/);
  add('tox', ['tox.ini'], /^\[tool\.tox\b/);
  add('nox', ['noxfile.py'], /^\[tool\.nox\b/);
  const inCi = found.find(({ command }) => new RegExp(`(^|[\\s/])${command}(\\s|$)`, 'm').test(ci));
  if (inCi !== undefined || found[0] !== undefined) return inCi ?? found[0] ?? null;
  const [test] = below(/^tests?\/(.*\/)?test_[^/]*\.py$/);
  return test === undefined ? null : { command: 'python -m unittest', file: test };
}
