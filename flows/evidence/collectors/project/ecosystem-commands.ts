/** The commands of each ecosystem, by what its files say. Pure. */

import type { CommandKind } from '../../../contracts/project-facts.ts';
import { isObject, looseObject } from '../../../loose-json.ts';
import type { Command, ProjectFolder } from './project-folder.ts';
import { pythonCommands } from './python-commands.ts';

/** By the names in `ecosystems.ts`; `make` has its own file. */
export const COMMANDS: Readonly<Record<string, (folder: ProjectFolder) => Command[]>> = {
  npm: npmCommands,
  python: pythonCommands,
  go: goCommands,
  cargo: cargoCommands,
  maven: mavenCommands,
  gradle: gradleCommands,
  ruby: rubyCommands,
  composer: composerCommands,
  dotnet: dotnetCommands,
  cmake: cmakeCommands,
};

const LOCKS: readonly (readonly [file: string, manager: string])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];
const SCRIPTS: readonly (readonly [kind: CommandKind, names: readonly string[]])[] = [
  ['build', ['build', 'compile', 'bundle']],
  ['run', ['start', 'dev', 'serve', 'develop']],
  ['test', ['test', 'tests', 'test:unit']],
];

function npmCommands({ names, text, ci }: ProjectFolder): Command[] {
  const file = 'package.json';
  const manifest = looseObject(text(file)) ?? {};
  const lock = LOCKS.find(([name]) => names.includes(name));
  const declared = /^(npm|pnpm|yarn|bun)@/.exec(String(manifest.packageManager ?? ''))?.[1];
  const inCi = /^(pnpm|yarn|bun) (?:install|i)\b/m.exec(ci)?.[1];
  const manager = declared ?? lock?.[1] ?? inCi ?? 'npm';
  const scripts = isObject(manifest.scripts) ? manifest.scripts : {};
  const lines = text(file).split('\n');
  const from = lines.findIndex((line) => /^\s*"scripts"\s*:/.test(line));
  const named = SCRIPTS.flatMap(([kind, candidates]) => {
    const name = candidates.find(
      (one) => typeof scripts[one] === 'string' && !/no test specified/.test(String(scripts[one])),
    );
    if (name === undefined) return [];
    const at = lines.findIndex((line, index) => index >= from && line.includes(`"${name}"`));
    return [{ kind, command: scriptCommand(manager, name), file, line: Math.max(at, 0) + 1 }];
  });
  return [{ kind: 'install', command: `${manager} install`, file: lock?.[0] ?? file }, ...named];
}

function scriptCommand(manager: string, name: string): string {
  // `bun test` is another test runner than the script of that name.
  const isShort = manager === 'yarn' || (manager !== 'bun' && (name === 'test' || name === 'start'));
  return isShort ? `${manager} ${name}` : `${manager} run ${name}`;
}

function goCommands({ has, below }: ProjectFolder): Command[] {
  const file = 'go.mod';
  const programs = below(/^cmd\/[^/]+\/main\.go$/);
  const [program] = programs;
  const run: Command[] = has('main.go')
    ? [{ kind: 'run', command: 'go run .', file: 'main.go' }]
    : program !== undefined && programs.length <= 3
      ? [{ kind: 'run', command: `go run ./${program.replace(/\/main\.go$/, '')}`, file: program }]
      : [];
  return [
    { kind: 'install', command: 'go mod download', file },
    { kind: 'build', command: 'go build ./...', file },
    ...run,
    { kind: 'test', command: 'go test ./...', file },
  ];
}

function cargoCommands({ has, text }: ProjectFolder): Command[] {
  const file = 'Cargo.toml';
  const manifest = text(file);
  const isProgram = /^\[\[bin\]\]/m.test(manifest) || has('src/main.rs');
  const all = /^\[workspace\]/m.test(manifest) ? ' --workspace' : '';
  const programs: Command[] = isProgram
    ? [
        { kind: 'install', command: 'cargo install --path .', file },
        { kind: 'run', command: 'cargo run', file },
      ]
    : [{ kind: 'install', command: 'cargo fetch', file }];
  return [
    ...programs,
    { kind: 'build', command: `cargo build${isProgram ? '' : all}`, file },
    { kind: 'test', command: `cargo test${all}`, file },
  ];
}

function mavenCommands({ has }: ProjectFolder): Command[] {
  const file = 'pom.xml';
  const tool = has('mvnw') ? './mvnw' : 'mvn';
  return [
    { kind: 'install', command: `${tool} install -DskipTests`, file },
    { kind: 'build', command: `${tool} package`, file },
    { kind: 'test', command: `${tool} test`, file },
  ];
}

function gradleCommands({ has, names, text }: ProjectFolder): Command[] {
  const file = names.find((name) => /^build\.gradle/.test(name)) ?? 'settings.gradle';
  const tool = has('gradlew') ? './gradlew' : 'gradle';
  const script = text(file);
  const run = /org\.springframework\.boot/.test(script)
    ? 'bootRun'
    : /\bapplication\b/.test(script)
      ? 'run'
      : null;
  return [
    { kind: 'build', command: `${tool} build`, file },
    ...(run === null ? [] : [{ kind: 'run', command: `${tool} ${run}`, file } as const]),
    { kind: 'test', command: `${tool} test`, file },
  ];
}

function rubyCommands({ has, names, text, below }: ProjectFolder): Command[] {
  const gemspec = names.find((name) => name.endsWith('.gemspec'));
  const found: Command[] = [];
  if (has('Gemfile')) found.push({ kind: 'install', command: 'bundle install', file: 'Gemfile' });
  if (gemspec !== undefined) found.push({ kind: 'build', command: `gem build ${gemspec}`, file: gemspec });
  if (has('bin/rails')) found.push({ kind: 'run', command: 'bin/rails server', file: 'bin/rails' });
  const rake = text('Rakefile');
  const task = /Rake::TestTask|task\s+:?["']?test\b/.test(rake)
    ? 'test'
    : /RSpec::Core::RakeTask|task\s+:?["']?spec\b/.test(rake)
      ? 'spec'
      : null;
  if (has('bin/rails')) found.push({ kind: 'test', command: 'bin/rails test', file: 'bin/rails' });
  else if (task !== null) {
    found.push({ kind: 'test', command: `bundle exec rake ${task}`, file: 'Rakefile' });
  } else if (has('.rspec') || below(/^spec\/.*_spec\.rb$/).length > 0) {
    found.push({ kind: 'test', command: 'bundle exec rspec', file: has('.rspec') ? '.rspec' : 'Gemfile' });
  }
  return found;
}

function composerCommands({ names, text }: ProjectFolder): Command[] {
  const file = 'composer.json';
  const scripts = looseObject(text(file))?.scripts;
  const config = names.find((name) => /^phpunit\.xml(\.dist)?$/.test(name));
  const test: Command[] =
    isObject(scripts) && Object.hasOwn(scripts, 'test')
      ? [{ kind: 'test', command: 'composer test', file }]
      : config === undefined
        ? []
        : [{ kind: 'test', command: 'vendor/bin/phpunit', file: config }];
  return [{ kind: 'install', command: 'composer install', file }, ...test];
}

function dotnetCommands({ names }: ProjectFolder): Command[] {
  const file = names.find((name) => /\.(sln|slnx)$/.test(name)) ?? names.find((name) => /proj$/.test(name));
  if (file === undefined) return [];
  return (['restore', 'build', 'test'] as const).map((name) => ({
    kind: name === 'restore' ? 'install' : name,
    command: `dotnet ${name}`,
    file,
  }));
}

function cmakeCommands({ text }: ProjectFolder): Command[] {
  const file = 'CMakeLists.txt';
  const tests = /^\s*(enable_testing|add_test|include\s*\(\s*CTest)\b/im.test(text(file));
  return [
    { kind: 'build', command: 'cmake -S . -B build && cmake --build build', file },
    ...(tests ? [{ kind: 'test', command: 'ctest --test-dir build', file } as const] : []),
  ];
}
