import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { attributesIn } from '../../../../flows/evidence/roles/attributes.ts';
import { makeRepository } from '../../../setup/repositories.ts';

/** Every pattern here is judged for every path, by git itself and by ours. */
const ROOT = `
# a comment
[attr]machine-made linguist-generated -diff
*.gen.ts linguist-generated
/dist/** linguist-generated=true
docs/*.md linguist-documentation
lib/**/vendor/*.js linguist-vendored
**/deep/*.c linguist-vendored
a/**/b.txt linguist-generated
folder/ linguist-vendored
!*.ts linguist-vendored
*.ts linguist-language=TypeScript
"with space.ts" linguist-generated
te?t.py linguist-generated
[a-c]*.go linguist-vendored
[!a-c]*.go linguist-documentation
x[[:digit:]].rs linguist-generated
*.bin binary
made/* machine-made
plain linguist-detectable=false
*.min.* linguist-vendored
*.min.css -linguist-vendored
weird\\*.txt linguist-generated
src** linguist-documentation
one/**two/x linguist-generated
`;
const NESTED = `
*.ts -linguist-generated
deep/*.c !linguist-vendored
/own.md linguist-documentation
*.go -linguist-vendored
`;
const PATHS = [
  'a.gen.ts b.ts lib/a.gen.ts lib/x/vendor/a.js lib/vendor/a.js lib/x/vendor/y/a.js dist/a.js dist/x/y.js',
  'x/dist/a.js docs/a.md docs/x/a.md deep/a.c x/deep/a.c lib/deep/a.c lib/x/deep/a.c a/b.txt a/x/y/b.txt',
  'folder/a.js test.py text.py x/tent.py teest.py a.go d.go x/b.go lib/c.go lib/d.go x1.rs xx.rs a.bin made/a',
  'made/x/a plain x/plain a.min.js a.min.css weird*.txt weirdo.txt srcfile srcs/x src own.md lib/own.md',
  'lib/x/own.md one/two/x one/atwo/x one/a/two/x .gitattributes',
].flatMap((row) => row.split(' '));
const NAMES = ['generated', 'vendored', 'documentation', 'detectable', 'language'].map(
  (name) => `linguist-${name}`,
);

describe('the attributes of files', () => {
  it('are those that git itself gives', () => {
    const made = makeRepository({ files: { '.gitattributes': ROOT, 'lib/.gitattributes': NESTED } });
    const paths = [...PATHS, 'with space.ts', 'with spaces.ts', 'größe.ts', 'lib/größe.gen.ts'];
    const input = paths.join('\0');
    const said = execFileSync('git', ['-C', made.path, 'check-attr', '-z', '--stdin', ...NAMES], {
      input,
      encoding: 'utf8',
    }).split('\0');
    const byGit = new Map<string, string>();
    for (let at = 0; at + 2 < said.length; at += 3)
      byGit.set(`${said[at]} ${said[at + 1]}`, said[at + 2] ?? '');
    const of = attributesIn(
      new Map([
        ['.gitattributes', ROOT],
        ['lib/.gitattributes', NESTED],
      ]),
    );
    const ours = paths.flatMap((path) =>
      NAMES.map((name) => [`${path} ${name}`, inWords(of(path).get(name))] as const),
    );
    expect(Object.fromEntries(ours)).toEqual(
      Object.fromEntries([...byGit].map(([key, value]) => [key, inWords(asLinguist(value))])),
    );
  });

  it('are found in linear time, whatever a pattern looks like', () => {
    const of = attributesIn(new Map([['.gitattributes', `${'*a'.repeat(60)}b linguist-generated\n`]]));
    expect(of('a'.repeat(255)).size).toBe(0);
    expect(of(`${'a'.repeat(255)}b`).size).toBe(1);
  });

  it('are none where no file says anything, and a pattern that is broken matches nothing', () => {
    expect(attributesIn(new Map())('a.ts').size).toBe(0);
    expect(attributesIn(new Map([['.gitattributes', '[z-a].ts linguist-generated\n']]))('a.ts').size).toBe(0);
  });
});

function inWords(value: boolean | string | undefined): string {
  return value === undefined ? 'unspecified' : String(value);
}

function asLinguist(value: string): boolean | string | undefined {
  const known: Record<string, boolean | undefined> = {
    set: true,
    unset: false,
    true: true,
    false: false,
    unspecified: undefined,
  };
  return value in known ? known[value] : value;
}
