/** What is a sink in each language: the calls that matter, and which of their arguments. */
import type { SinkKind } from '../../../contracts/sinks.ts';

export interface SinkRow {
  readonly what: SinkKind;
  /** what is called, without white space; `new` of a constructor included */
  readonly callee: RegExp;
  /** which argument matters, from 0; `shell`: what follows `-c`; `receiver`: what the method is called on. Default: 0 */
  readonly argument?: number | 'all' | 'last' | 'shell' | 'receiver';
  /** what the text of all arguments must match, or must not */
  readonly when?: RegExp;
  readonly unless?: RegExp;
  /** how many arguments there may be */
  readonly most?: number;
  /** the argument only matters if it is of this form or origin; default: if it is no literal */
  readonly only?: 'built' | 'request';
  /** what the literal parts of the argument must match */
  readonly text?: RegExp;
  /** the argument must begin with text of a request */
  readonly leading?: true;
}

/** Statements; a sentence that only has one of the words is not one. */
export const SQL =
  /\b(?:select\b[\s\S]*\bfrom\b|insert\s+(?:or\s+\w+\s+)?into\b|update\s+\S+\s+set\b|delete\s+from\b|replace\s+into\b|(?:create|drop|alter|truncate)\s+(?:table|database|schema|index|view|user|role)\b|where\s+\S+\s*(?:=|like|in\b|<|>))/i;
const HTML = /<[a-z!/][^\n]*/i;
const SHELL_C =
  /["'](?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|dash|cmd|cmd\.exe|powershell|pwsh)["'][\s\S]*?["'](?:-\w*c|\/c|-Command)["']/i;

const ECMASCRIPT: readonly SinkRow[] = [
  {
    what: 'command',
    callee:
      /^(?:(?:\w+\.)*(?:child_process|childProcess|cp|shell|shelljs)\.exec|(?:\w+\.)*execSync|exec|execAsync|execPromise|execP|asyncExec|execaCommand(?:Sync)?|execa\.command(?:Sync)?)$/,
  },
  {
    what: 'command',
    callee: /^(?:\w+\.)*(?:spawn|spawnSync|execFile|execFileSync|execa|execaSync)$/,
    argument: 'all',
    when: /\bshell:\s*(?:true|['"])/,
  },
  {
    what: 'command',
    callee: /^(?:\w+\.)*(?:spawn|spawnSync|execFile|execFileSync|execa)$/,
    argument: 'shell',
    when: SHELL_C,
  },
  { what: 'code', callee: /^(?:(?:window|global|globalThis)\.)?eval$/ },
  { what: 'code', callee: /^(?:new)?Function$/, argument: 'all' },
  { what: 'code', callee: /^(?:vm\.(?:runIn\w+|compileFunction)|newvm\.Script|(?:new)?Script)$/, when: /./ },
  { what: 'code', callee: /^(?:window\.)?set(?:Timeout|Interval)$/, only: 'built' },
  {
    what: 'sql',
    callee:
      /\.(?:query|execute|raw|run|all|get|each|exec|prepare|any|many|one|none|oneOrNone|manyOrNone|\$?queryRawUnsafe|\$?executeRawUnsafe|unsafe|whereRaw|orderByRaw|havingRaw|selectRaw|joinRaw|groupByRaw|fromRaw)$/,
    only: 'built',
    text: SQL,
  },
  { what: 'sql', callee: /\.\$?(?:queryRawUnsafe|executeRawUnsafe)$/, only: 'request' },
  { what: 'html', callee: /(?:^|\.)document\.write(?:ln)?$/ },
  { what: 'html', callee: /\.insertAdjacentHTML$/, argument: 1 },
  {
    what: 'html',
    callee: /^(?:\$|jQuery)\([\s\S]*\)\.(?:html|append|prepend|after|before)$/,
    only: 'built',
    text: HTML,
  },
  {
    what: 'html',
    callee: /^(?:res|response|reply)(?:\.\w+\([^()]*\))*\.(?:send|write|end)$/,
    only: 'request',
    text: HTML,
  },
  {
    what: 'deserialization',
    callee: /^(?:serialize|nodeSerialize|node_serialize)\.unserialize$|^unserialize$/,
  },
  {
    what: 'path',
    callee:
      /^(?:(?:fs|fsp|fsPromises|promises|fse)\.(?:promises\.)?)?(?:readFile|readFileSync|createReadStream|createWriteStream|writeFile|writeFileSync|appendFile|unlink|unlinkSync|rm|rmSync|readdir|readdirSync)$/,
    only: 'request',
  },
  {
    what: 'path',
    callee: /^(?:res|response|reply)\.(?:sendFile|download)$/,
    only: 'request',
    unless: /\broot\s*:/,
  },
  { what: 'path', callee: /^path\.(?:join|resolve)$/, argument: 'all', only: 'request' },
  {
    what: 'redirect',
    callee: /^(?:res|response|reply|ctx|c)(?:\.\w+\([^()]*\))*\.redirect$/,
    argument: 'last',
    only: 'request',
    leading: true,
  },
  {
    what: 'fetch',
    callee:
      /^(?:fetch|axios(?:\.(?:get|post|put|delete|request))?|got(?:\.\w+)?|needle(?:\.\w+)?|https?\.(?:get|request)|superagent\.\w+)$/,
    only: 'request',
    leading: true,
  },
  { what: 'password-hash', callee: /createHash\(['"`](?:md5|sha-?1)['"`]\)\.update$/i, text: /^$/ },
];

const PYTHON: readonly SinkRow[] = [
  {
    what: 'command',
    callee:
      /^(?:os\.(?:system|popen)|commands\.get(?:status)?output|subprocess\.get(?:status)?output|asyncio\.create_subprocess_shell|create_subprocess_shell)$/,
  },
  {
    what: 'command',
    callee: /^(?:subprocess\.)?(?:run|call|Popen|check_output|check_call)$/,
    when: /\bshell\s*=\s*True\b/,
  },
  {
    what: 'command',
    callee: /^(?:subprocess\.)?(?:run|call|Popen|check_output|check_call)$/,
    argument: 'shell',
    when: SHELL_C,
  },
  { what: 'code', callee: /^(?:builtins\.)?(?:eval|exec)$/ },
  { what: 'code', callee: /^(?:flask\.)?render_template_string$/ },
  { what: 'code', callee: /^(?:jinja2\.)?(?:Template|Environment\(\)\.from_string)$/, only: 'request' },
  {
    what: 'sql',
    callee:
      /\.(?:execute|executemany|executescript|raw|read_sql|read_sql_query|fetch|fetchrow|fetchval|fetch_all|fetch_one)$|^(?:\w+\.)*(?:text|RawSQL|read_sql|read_sql_query)$/,
    only: 'built',
    text: SQL,
  },
  { what: 'html', callee: /^(?:\w+\.)*(?:Markup|mark_safe)$/ },
  {
    what: 'html',
    callee: /^(?:\w+\.)*(?:HttpResponse|HTMLResponse|make_response)$/,
    only: 'request',
    text: HTML,
  },
  {
    what: 'deserialization',
    callee:
      /^(?:c?[pP]ickle|dill|cloudpickle|marshal|_pickle)\.loads?$|^jsonpickle\.decode$|^yaml\.unsafe_load(?:_all)?$/,
  },
  { what: 'deserialization', callee: /^yaml\.load(?:_all)?$/, unless: /Safe|BaseLoader/ },
  {
    what: 'path',
    callee:
      /^(?:open|(?:flask\.)?send_file|FileResponse|os\.path\.join|Path|pathlib\.Path|os\.(?:remove|unlink|listdir|rename)|shutil\.\w+)$/,
    argument: 'all',
    only: 'request',
  },
  {
    what: 'redirect',
    callee: /^(?:flask\.)?(?:redirect|HttpResponseRedirect|RedirectResponse)$/,
    only: 'request',
    leading: true,
  },
  {
    what: 'fetch',
    callee:
      /^(?:requests|httpx|session)\.(?:get|post|put|delete|head|patch|request)$|^(?:urllib\.request\.)?urlopen$/,
    only: 'request',
    leading: true,
  },
  { what: 'password-hash', callee: /^(?:hashlib\.)?(?:md5|sha1)$/, text: /^$/ },
];

const GO: readonly SinkRow[] = [
  { what: 'command', callee: /^exec\.Command(?:Context)?$/, argument: 'shell', when: SHELL_C },
  {
    what: 'sql',
    callee:
      /\.(?:Query|QueryRow|Exec|QueryContext|QueryRowContext|ExecContext|Prepare|PrepareContext|Raw|Select|Get|SelectContext|GetContext|Queryx|QueryRowx|NamedExec|MustExec|Where)$/,
    argument: 'all',
    only: 'built',
    text: SQL,
  },
  { what: 'html', callee: /^template\.(?:HTML|JS|HTMLAttr)$/ },
  {
    what: 'html',
    callee: /^(?:fmt\.Fprintf?|fmt\.Fprintln|io\.WriteString|w\.Write)$/,
    argument: 'all',
    only: 'request',
    text: HTML,
  },
  {
    what: 'path',
    callee:
      /^(?:os\.(?:Open|OpenFile|ReadFile|Create|Remove|RemoveAll|WriteFile)|ioutil\.ReadFile|filepath\.Join|path\.Join)$/,
    argument: 'all',
    only: 'request',
  },
  { what: 'path', callee: /^http\.ServeFile$/, argument: 2, only: 'request' },
  { what: 'redirect', callee: /^http\.Redirect$/, argument: 2, only: 'request', leading: true },
  { what: 'redirect', callee: /^(?:c|ctx)\.Redirect$/, argument: 1, only: 'request', leading: true },
  { what: 'fetch', callee: /^http\.(?:Get|Post|Head)$/, only: 'request', leading: true },
  { what: 'password-hash', callee: /^(?:md5|sha1)\.Sum$/, text: /^$/ },
];

const JAVA: readonly SinkRow[] = [
  { what: 'command', callee: /(?:getRuntime\(\)|^runtime|^rt)\.exec$/i },
  { what: 'command', callee: /^newProcessBuilder$/, argument: 'shell', when: SHELL_C },
  { what: 'code', callee: /(?:[eE]ngine|groovy[sS]hell|shell)\.(?:eval|evaluate)$|\.parseExpression$/ },
  {
    what: 'sql',
    callee:
      /\.(?:executeQuery|executeUpdate|execute|prepareStatement|prepareCall|createQuery|createNativeQuery|createSQLQuery|queryForObject|queryForList|queryForMap|query|update|batchUpdate|addBatch|rawQuery|execSQL)$/,
    only: 'built',
    text: SQL,
  },
  {
    what: 'html',
    callee: /(?:getWriter\(\)|^out|^writer)\.(?:print|println|write|append)$/,
    only: 'request',
  },
  {
    what: 'deserialization',
    callee: /^new(?:java\.io\.)?ObjectInputStream$|^new(?:java\.beans\.)?XMLDecoder$/,
  },
  {
    what: 'path',
    callee:
      /^new(?:File|FileInputStream|FileOutputStream|FileReader|FileWriter)$|^(?:Paths\.get|Path\.of|Files\.\w+)$/,
    argument: 'all',
    only: 'request',
  },
  { what: 'redirect', callee: /\.sendRedirect$/, only: 'request', leading: true },
  { what: 'fetch', callee: /^newURL$|^URI\.create$/, only: 'request', leading: true },
];

const RUBY: readonly SinkRow[] = [
  { what: 'command', callee: /^(?:Kernel\.)?(?:system|exec|spawn)$|^IO\.popen$|^Open3\.\w+$/, most: 1 },
  { what: 'code', callee: /^(?:Kernel\.)?eval$|^ERB\.new$/ },
  { what: 'code', callee: /(?:^|\.)(?:instance_eval|class_eval|module_eval)$/, only: 'request' },
  { what: 'code', callee: /\.(?:constantize|safe_constantize)$/, argument: 'receiver', only: 'request' },
  {
    what: 'sql',
    callee:
      /\.(?:find_by_sql|execute|exec_query|select_all|select_value|where|having|order|joins|exec|query|update_all|delete_all|count_by_sql)$|^where$/,
    only: 'built',
    text: /\b(?:=|like|in|<|>|select|from|where|set|asc|desc)\b|[=<>]/i,
  },
  { what: 'html', callee: /\.html_safe$/, argument: 'receiver' },
  { what: 'html', callee: /^raw$/ },
  {
    what: 'deserialization',
    callee: /^(?:Marshal|YAML|Psych)\.(?:load|unsafe_load|restore)$/,
    unless: /permitted_classes|safe:\s*true/,
  },
  {
    what: 'path',
    callee: /^(?:File|IO)\.(?:read|open|binread|readlines|join|delete|write|new)$|^send_file$/,
    argument: 'all',
    only: 'request',
  },
  { what: 'redirect', callee: /^(?:redirect_to|redirect)$/, only: 'request', leading: true },
  {
    what: 'fetch',
    callee: /^(?:Net::HTTP\.get(?:_response)?|URI\.open|HTTParty\.\w+|Faraday\.\w+)$/,
    only: 'request',
    leading: true,
  },
  { what: 'password-hash', callee: /^Digest::(?:MD5|SHA1)\.(?:hex|base64)?digest$/, text: /^$/ },
];

const PHP: readonly SinkRow[] = [
  { what: 'command', callee: /^\\?(?:shell_exec|exec|system|passthru|popen|proc_open|shell_command)$/ },
  { what: 'code', callee: /^\\?(?:eval|create_function)$/ },
  {
    what: 'sql',
    callee: /^\\?(?:mysql_query|mysqli_query|pg_query|sqlite_query|mysqli_multi_query)$/,
    argument: 'all',
    only: 'built',
    text: SQL,
  },
  {
    what: 'sql',
    callee:
      /(?:->|::)(?:query|exec|prepare|executeQuery|executeStatement|executeUpdate|raw|select|statement|unprepared|whereRaw|selectRaw|orderByRaw|havingRaw|get_results|get_row|get_var|createQuery|createNativeQuery)$/,
    only: 'built',
    text: SQL,
  },
  { what: 'html', callee: /^(?:echo|print)$/, only: 'request' },
  { what: 'deserialization', callee: /^\\?unserialize$/, unless: /allowed_classes/ },
  {
    what: 'path',
    callee: /^\\?(?:file_get_contents|fopen|readfile|file|unlink|file_put_contents|include|require)$/,
    only: 'request',
  },
  { what: 'redirect', callee: /^\\?header$/, only: 'request', text: /^location:\s*$/i },
  { what: 'password-hash', callee: /^\\?(?:md5|sha1)$/, text: /^$/ },
];

const RUST: readonly SinkRow[] = [
  {
    what: 'command',
    callee: /Command::new\("(?:\/bin\/)?(?:sh|bash|cmd)"\)[\s\S]*\.arg\("(?:-\w*c|\/C)"\)\.arg$/,
  },
  {
    what: 'command',
    callee: /Command::new\("(?:\/bin\/)?(?:sh|bash|cmd)"\)[\s\S]*\.args$/,
    argument: 'shell',
    when: /"(?:-\w*c|\/C)"/,
  },
  {
    what: 'sql',
    callee:
      /(?:^|::)(?:query|query_as|query_scalar|raw_sql|sql_query)(?:::<[\s\S]*>)?$|\.(?:execute|query|query_one|query_opt|prepare|execute_batch|simple_query|batch_execute|query_row)$/,
    only: 'built',
    text: SQL,
  },
];

const C: readonly SinkRow[] = [{ what: 'command', callee: /^(?:system|popen)$/ }];

const ROWS: Readonly<Record<string, readonly SinkRow[]>> = {
  JavaScript: ECMASCRIPT,
  TypeScript: ECMASCRIPT,
  Python: PYTHON,
  Go: GO,
  Java: JAVA,
  Ruby: RUBY,
  PHP,
  Rust: RUST,
  C,
};

export function sinkRows(language: string): readonly SinkRow[] {
  return ROWS[language] ?? [];
}
