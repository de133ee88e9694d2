/** The calls that are sinks in JavaScript, TypeScript and Python. */
import { HTML, SHELL_C, type SinkRow, SQL } from './sink-row.ts';

export const ECMASCRIPT: readonly SinkRow[] = [
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

export const PYTHON: readonly SinkRow[] = [
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
