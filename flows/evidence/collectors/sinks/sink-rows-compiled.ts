/** The calls that are sinks in Go, Java, Rust and C. */
import { HTML, SHELL_C, type SinkRow, SQL } from './sink-row.ts';

export const GO: readonly SinkRow[] = [
  { what: 'command', callee: /^exec\.Command(?:Context)?$/, argument: 'shell', when: SHELL_C },
  {
    what: 'sql',
    callee:
      /\.(?:Query|QueryRow|Exec|QueryContext|QueryRowContext|ExecContext|Prepare|PrepareContext|Raw|Select|Get|SelectContext|GetContext|Queryx|QueryRowx|NamedExec|MustExec|Where)$/,
    argument: 'statement',
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

export const JAVA: readonly SinkRow[] = [
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

export const RUST: readonly SinkRow[] = [
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

export const C: readonly SinkRow[] = [{ what: 'command', callee: /^(?:system|popen)$/ }];
