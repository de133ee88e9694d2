// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source that is read, not run
/** Small files of scripts, each with what the search for sinks and the rules must say of it, or must not. */

export interface Snippet {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** kind, form and origin of each sink, in order; ` checked` where something stands before it */
  readonly sinks: readonly string[];
  /** the rules that make a finding of it */
  readonly rules: readonly string[];
}

const FILES = new Map<string, number>();

export function snippet(language: string, name: string, text: string, sinks: string, rules: string): Snippet {
  const at = (FILES.get(language) ?? 0) + 1;
  FILES.set(language, at);
  const list = (said: string): string[] =>
    said
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  return {
    name: `${language}: ${name}`,
    path: `src/case${at}.${language}`,
    text: `${text}\n`,
    sinks: list(sinks),
    rules: list(rules),
  };
}

const CP = "import { exec, execSync, spawn, execFile } from 'node:child_process';\n";
const FS = "import fs from 'node:fs';\nimport path from 'node:path';\n";

export const SCRIPTS: readonly Snippet[] = [
  snippet(
    'ts',
    'SQL with a query parameter',
    "app.get('/a', (req, res) => {\n  db.query(`SELECT * FROM a WHERE id = ${req.query.id}`);\n});",
    'sql built request',
    'sql-injection',
  ),
  snippet(
    'ts',
    'SQL by way of variables',
    'async function find(req, res) {\n  const { name } = req.body;\n  const statement = "SELECT * FROM a WHERE name = \'" + name + "\'";\n  return pool.query(statement);\n}',
    'sql built request',
    'sql-injection',
  ),
  snippet(
    'ts',
    'SQL with a value in quotes from a parameter',
    "export function find(name: string) {\n  return db.query(`SELECT * FROM a WHERE name = '${name}'`);\n}",
    'sql built parameter',
    'sql-injection',
  ),
  snippet(
    'ts',
    'bound parameters',
    "app.get('/a', (req, res) => {\n  db.query('SELECT * FROM a WHERE id = $1', [req.query.id]);\n  db.query(`SELECT * FROM a WHERE id = ?`, req.query.id);\n});",
    '',
    '',
  ),
  snippet(
    'ts',
    'a tagged template',
    "app.get('/a', (req) => sql`SELECT * FROM a WHERE id = ${req.query.id}`);",
    '',
    '',
  ),
  snippet(
    'ts',
    'numbers',
    "app.get('/a', (req) => {\n  const id = Number(req.query.id);\n  return db.query(`SELECT * FROM a WHERE id = ${id}`);\n});\nconst one = (id: number) => db.query(`SELECT * FROM a WHERE id = ${id}`);",
    '',
    '',
  ),
  snippet(
    'ts',
    'names of tables and placeholders',
    "const find = (table: string, ids: string[]) => {\n  const marks = ids.map((_, at) => `$${at + 1}`).join(', ');\n  return db.query(`SELECT * FROM ${table} WHERE id IN (${marks})`, ids);\n};",
    '',
    '',
  ),
  snippet(
    'ts',
    'constants',
    "const LIMIT = 'a';\nconst kind = 'b';\nexport const all = () => db.query(`SELECT * FROM t WHERE a = '${LIMIT}' AND b = '${kind}'`);",
    '',
    '',
  ),
  snippet(
    'ts',
    'a shell with a body field',
    `${CP}app.post('/a', (req, res) => {\n  exec(\`convert \${req.body.file} out.png\`);\n});`,
    'command built request',
    'command-injection',
  ),
  snippet(
    'ts',
    'a shell with a parameter',
    `${CP}export const show = (branch: string) => execSync(\`git show \${branch}\`);`,
    'command built parameter',
    'command-injection',
  ),
  snippet(
    'ts',
    'a shell with an input that a condition checks',
    `${CP}app.post('/a', (req, res) => {\n  const { file } = req.body;\n  if (!/^[a-z]+$/.test(file)) return res.sendStatus(400);\n  exec(\`convert \${file} out.png\`);\n});`,
    'command built request checked',
    '',
  ),
  snippet(
    'ts',
    'commands without a shell',
    `${CP}app.post('/a', (req) => {\n  execFile('git', ['show', req.body.branch]);\n  spawn('git', [req.body.branch]);\n  exec('git status');\n});`,
    '',
    '',
  ),
  snippet(
    'ts',
    'spawn with a shell',
    `${CP}app.post('/a', (req) => spawn('ls', [req.body.dir], { shell: true }));`,
    'command built request',
    'command-injection',
  ),
  snippet(
    'ts',
    'spawn of sh -c',
    `${CP}export const run = (line: string) => spawn('sh', ['-c', line]);`,
    'command variable parameter',
    '',
  ),
  snippet(
    'ts',
    'exec of a pattern',
    'const match = /a/.exec(req.query.a);\nexport const other = pattern.exec(`a${req.query.b}`);',
    '',
    '',
  ),
  snippet(
    'ts',
    'eval',
    "app.get('/a', (req, res) => res.json(eval(req.query.code)));",
    'code variable request',
    'code-injection',
  ),
  snippet(
    'ts',
    'eval of a literal and timers with functions',
    "eval('1 + 1');\nsetTimeout(() => tick(), 5);\nsetTimeout(tick, 5);",
    '',
    '',
  ),
  snippet(
    'ts',
    'innerHTML',
    "export const show = (html: string) => {\n  box.innerHTML = html;\n  box.innerHTML = '';\n  box.textContent = html;\n};",
    'html variable parameter',
    '',
  ),
  snippet(
    'ts',
    'innerHTML from the address',
    "const name = new URLSearchParams(location.search).get('name');\nbox.innerHTML = `<b>${name}</b>`;",
    'html built request',
    'cross-site-scripting',
  ),
  snippet(
    'ts',
    'innerHTML after a sanitizer',
    'const html = location.hash;\nbox.innerHTML = DOMPurify.sanitize(html);',
    '',
    '',
  ),
  snippet(
    'tsx',
    'dangerouslySetInnerHTML',
    'export const View = ({ html }) => <div dangerouslySetInnerHTML={{ __html: html }} />;',
    'html variable parameter',
    '',
  ),
  snippet(
    'tsx',
    'dangerouslySetInnerHTML of a literal',
    "export const View = () => <div dangerouslySetInnerHTML={{ __html: '<b>a</b>' }} />;",
    '',
    '',
  ),
  snippet(
    'ts',
    'a reflected page',
    "app.get('/a', (req, res) => res.send(`<h1>${req.query.name}</h1>`));",
    'html built request',
    'cross-site-scripting',
  ),
  snippet(
    'ts',
    'a joined path',
    `${FS}app.get('/a', (req, res) => {\n  const file = path.join('files', req.params.name);\n  res.send(fs.readFileSync(file));\n});`,
    'path built request; path built request',
    'path-traversal',
  ),
  snippet(
    'ts',
    'a path that is confined',
    `${FS}app.get('/a', (req, res) => {\n  const file = path.resolve(ROOT, req.params.name);\n  if (!file.startsWith(ROOT)) return res.sendStatus(403);\n  res.sendFile(file);\n});`,
    'path variable request checked; path variable request checked',
    '',
  ),
  snippet(
    'ts',
    'a base name, and a file below a root',
    `${FS}app.get('/a', (req, res) => {\n  fs.readFileSync(path.join('files', path.basename(req.params.name)));\n  res.sendFile(req.params.name, { root: 'files' });\n});`,
    '',
    '',
  ),
  snippet(
    'ts',
    'a redirect',
    "app.get('/a', (req, res) => res.redirect(req.query.next));",
    'redirect variable request',
    'open-redirect',
  ),
  snippet(
    'ts',
    'a redirect within the site',
    "app.get('/a', (req, res) => res.redirect(`/orders/${req.params.id}`));",
    '',
    '',
  ),
  snippet(
    'ts',
    'an address that a request names',
    "app.get('/a', async (req, res) => res.send(await fetch(req.query.url)));",
    'fetch variable request',
    'server-side-request',
  ),
  snippet(
    'ts',
    'certificates that are not checked',
    'const agent = new https.Agent({ rejectUnauthorized: false });\n// rejectUnauthorized: false',
    'tls setting unknown',
    'unchecked-certificates',
  ),
  snippet(
    'ts',
    'certificates under a condition',
    'export function agent(options) {\n  if (options.trustAll) {\n    return new https.Agent({ rejectUnauthorized: false });\n  }\n  return new https.Agent({ rejectUnauthorized: true });\n}',
    'tls setting unknown checked',
    '',
  ),
  snippet(
    'ts',
    'a password under MD5',
    "const stored = (password: string) => createHash('md5').update(password).digest('hex');",
    'password-hash variable parameter',
    'weak-password-hash',
  ),
  snippet(
    'ts',
    'another hash',
    "const etag = (body: string) => createHash('md5').update(body).digest('hex');\nconst key = (password: string) => createHash('sha512').update(password);",
    '',
    '',
  ),
  snippet(
    'py',
    'os.system',
    '@app.route("/a")\ndef a():\n    os.system("ping " + request.args.get("host"))\n    os.system("ls")',
    'command built request',
    'command-injection',
  ),
  snippet(
    'py',
    'subprocess with a shell',
    'def show(name):\n    subprocess.run(f"git show {name}", shell=True)\n    subprocess.run(["git", "show", name])',
    'command built parameter',
    'command-injection',
  ),
  snippet(
    'py',
    'SQL by three kinds of formats',
    'def a():\n    name = request.form["name"]\n    cursor.execute("SELECT * FROM t WHERE a = \'%s\'" % name)\n    cursor.execute(f"SELECT * FROM t WHERE a = \'{name}\'")\n    cursor.execute("SELECT * FROM t WHERE a = \'{}\'".format(name))',
    'sql built request; sql built request; sql built request',
    'sql-injection',
  ),
  snippet(
    'py',
    'SQL with bound parameters',
    'def a():\n    cursor.execute("SELECT * FROM t WHERE a = %s", (request.form["name"],))\n    cursor.execute("SELECT * FROM t WHERE a = %d" % 5)',
    '',
    '',
  ),
  snippet(
    'py',
    'a parameter of a route, and an integer',
    '@app.route("/a/<name>/<int:at>")\ndef a(name, at):\n    db.execute(f"SELECT * FROM t WHERE a = \'{name}\'")\n    db.execute(f"SELECT * FROM t WHERE a = \'{at}\'")',
    'sql built request',
    'sql-injection',
  ),
  snippet(
    'py',
    'pickle and YAML',
    'def a():\n    pickle.loads(request.data)\n    yaml.safe_load(request.data)\n    yaml.load(request.data, Loader=yaml.SafeLoader)',
    'deserialization variable request',
    'unsafe-deserialization',
  ),
  snippet(
    'py',
    'a template from input',
    'def a():\n    return render_template_string(request.args["t"])',
    'code variable request',
    'code-injection',
  ),
  snippet(
    'py',
    'a value that is replaced before',
    'def a():\n    at = request.args["at"]\n    at = int(at)\n    cursor.execute(f"SELECT * FROM t WHERE a = {at}")',
    '',
    '',
  ),
  snippet(
    'py',
    'certificates of requests',
    'def a():\n    return requests.get(URL, verify=False)',
    'tls setting unknown',
    'unchecked-certificates',
  ),
];
