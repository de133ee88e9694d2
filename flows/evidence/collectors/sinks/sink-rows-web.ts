/** The calls that are sinks in Ruby and PHP. */
import { type SinkRow, SQL } from './sink-row.ts';

export const RUBY: readonly SinkRow[] = [
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

export const PHP: readonly SinkRow[] = [
  { what: 'command', callee: /^\\?(?:shell_exec|exec|system|passthru|popen|proc_open|shell_command)$/ },
  { what: 'code', callee: /^\\?(?:eval|create_function)$/ },
  {
    what: 'sql',
    callee: /^\\?(?:mysql_query|mysqli_query|pg_query|sqlite_query|mysqli_multi_query)$/,
    argument: 'statement',
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
