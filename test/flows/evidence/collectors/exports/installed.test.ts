import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../../../../flows/evidence/collectors/exports/installed.ts';

function asked(language: string, path: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  const read = async (one: string): Promise<string> => files[one] ?? '';
  return isInstalled(language, path, { all: new Set([path, ...Object.keys(files)]), read });
}

describe('what reaches others by its build', () => {
  it.each([
    [
      'a header that an install rule names',
      'C',
      'shop.h',
      { Makefile: 'install:\n\t$(INSTALL) shop.h $(PREFIX)/include\n' },
    ],
    ['a header in a folder for them', 'C', 'include/shop.h', { Makefile: 'all:\n' }],
    ['a header without a build', 'C', 'shop.h', {}],
    [
      'a module of Maven',
      'Java',
      'core/src/main/java/a/A.java',
      { 'core/pom.xml': '<project/>', 'pom.xml': '<modules><module>core</module></modules>' },
    ],
    [
      'a package that a module exports',
      'Java',
      'src/main/java/a/b/A.java',
      { 'src/main/java/module-info.java': 'module a { exports a.b; }' },
    ],
    ['a crate', 'Rust', 'src/lib.rs', { 'Cargo.toml': '[package]\nname = "a"\n' }],
    [
      'a class that Composer loads',
      'PHP',
      'Slim/App.php',
      { 'composer.json': '{"type":"library","autoload":{"psr-4":{"Slim\\\\":"Slim"}}}' },
    ],
    ['a file of a gem', 'Ruby', 'lib/a.rb', { 'a.gemspec': '' }],
    ['a Go library', 'Go', 'shop/a.go', { 'go.mod': 'module example.com/shop\n' }],
    [
      'a Go program that its README tells to import',
      'Go',
      'shop/a.go',
      { 'go.mod': 'module example.com/shop\n', 'main.go': '', 'README.md': 'go get example.com/shop' },
    ],
    ['a Python project', 'Python', 'shop/a.py', { 'pyproject.toml': '[project]\nname = "shop"\n' }],
  ] as const)('is %s', async (_what, language, path, files) => {
    expect(await asked(language, path, files)).toBe(true);
  });

  it.each([
    [
      'a header that no install rule names',
      'C',
      'src/inner.h',
      { Makefile: 'install:\n\t$(INSTALL) shop.h $(PREFIX)/include\n' },
    ],
    ['a header of a program', 'C', 'src/server.h', { Makefile: 'all: server\n' }],
    [
      'a module whose deployment is skipped',
      'Java',
      'it/src/main/java/A.java',
      { 'it/pom.xml': '<maven.deploy.skip>true</maven.deploy.skip>' },
    ],
    [
      'a folder that is no module of its parent',
      'Java',
      'old/src/main/java/A.java',
      { 'pom.xml': '<modules><module>core</module></modules>' },
    ],
    [
      'a package that no module exports',
      'Java',
      'src/main/java/a/c/A.java',
      { 'src/main/java/module-info.java': 'module a { exports a.b; }' },
    ],
    [
      'a program of Spring Boot',
      'Java',
      'src/main/java/A.java',
      { 'build.gradle': "plugins { id 'org.springframework.boot' version '3.2.0' }" },
    ],
    ['a crate that is not published', 'Rust', 'src/lib.rs', { 'Cargo.toml': '[package]\npublish = false\n' }],
    ['a class of a project', 'PHP', 'app/A.php', { 'composer.json': '{"type":"project"}' }],
    [
      'a class beside what Composer loads',
      'PHP',
      'tools/A.php',
      { 'composer.json': '{"autoload":{"psr-4":{"A\\\\":"src/"}}}' },
    ],
    ['a file of an application of Rails', 'Ruby', 'lib/a.rb', { Gemfile: '' }],
    ['a Go program', 'Go', 'shop/a.go', { 'go.mod': 'module example.com/shop\n', 'main.go': '' }],
    ['Python with settings of tools alone', 'Python', 'shop/a.py', { 'pyproject.toml': '[tool.ruff]\n' }],
  ] as const)('is not %s', async (_what, language, path, files) => {
    expect(await asked(language, path, files)).toBe(false);
  });
});
