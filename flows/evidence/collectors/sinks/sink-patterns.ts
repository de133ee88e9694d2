/**
 * Sinks that single lines show: settings that switch a protection off, markup in templates, and calls in languages that
 * are not parsed. What is a comment or within a string does not count.
 */
import type { SinkKind } from '../../../contracts/sinks.ts';
import { blank } from '../syntax/lexical.ts';
import type { FoundSink } from './sink-search.ts';

interface LinePattern {
  readonly what: SinkKind;
  readonly callee: string;
  readonly pattern: RegExp;
  readonly languages: RegExp;
}

const SETTINGS: readonly LinePattern[] = [
  {
    what: 'tls',
    callee: 'rejectUnauthorized: false',
    pattern: /\brejectUnauthorized\s*:\s*false\b/,
    languages: /^(?:Java|Type)Script$|^Vue$|^Svelte$/,
  },
  {
    what: 'tls',
    callee: 'NODE_TLS_REJECT_UNAUTHORIZED',
    pattern: /\bNODE_TLS_REJECT_UNAUTHORIZED(?:['"]\])?\s*=\s*['"]?0\b/,
    languages: /^(?:Java|Type)Script$/,
  },
  {
    what: 'tls',
    callee: 'strictSSL: false',
    pattern: /\bstrictSSL\s*:\s*false\b/,
    languages: /^(?:Java|Type)Script$/,
  },
  {
    what: 'tls',
    callee: 'verify=False',
    pattern:
      /\b(?:requests|httpx|session|client|http|self\.\w*(?:session|client))\b[\w.]*\([^#]*\bverify\s*=\s*False\b|\b(?:session|client)\w*\.verify\s*=\s*False\b/i,
    languages: /^Python$/,
  },
  {
    what: 'tls',
    callee: 'unverified TLS context',
    pattern:
      /\bssl\._create_unverified_context\b|\.verify_mode\s*=\s*(?:ssl\.)?CERT_NONE\b|\bcert_reqs\s*=\s*['"]?(?:ssl\.)?CERT_NONE\b/,
    languages: /^Python$/,
  },
  {
    what: 'tls',
    callee: 'InsecureSkipVerify: true',
    pattern: /\bInsecureSkipVerify\s*[:=]\s*true\b/,
    languages: /^Go$/,
  },
  { what: 'tls', callee: 'VERIFY_NONE', pattern: /\bOpenSSL::SSL::VERIFY_NONE\b/, languages: /^Ruby$/ },
  {
    what: 'tls',
    callee: 'CURLOPT_SSL_VERIFYPEER',
    pattern: /\bCURLOPT_SSL_VERIFYPEER\s*(?:,|=>)\s*(?:false|0)\b/i,
    languages: /^PHP$/,
  },
  {
    what: 'tls',
    callee: 'danger_accept_invalid_certs(true)',
    pattern: /\bdanger_accept_invalid_(?:certs|hostnames)\(\s*true\s*\)/,
    languages: /^Rust$/,
  },
  {
    what: 'tls',
    callee: 'NoopHostnameVerifier',
    pattern: /\bNoopHostnameVerifier\b(?!\s*;)|\bALLOW_ALL_HOSTNAME_VERIFIER\b/,
    languages: /^(?:Java|Kotlin|Scala|Groovy)$/,
  },
  {
    what: 'tls',
    callee: 'ServerCertificateCustomValidationCallback',
    pattern:
      /\bServerCertificate\w*ValidationCallback\s*[+=]=?[^;]*=>\s*true\b|\bDangerousAcceptAnyServerCertificateValidator\b/,
    languages: /^C#$/,
  },
];

const MARKUP: readonly LinePattern[] = [
  { what: 'html', callee: 'v-html', pattern: /\sv-html="(?!\s*['"])([^"]+)"/, languages: /^Vue$/ },
  { what: 'html', callee: '{@html}', pattern: /\{@html\s+([^}'"`]+)\}/, languages: /^Svelte$/ },
  { what: 'html', callee: 'set:html', pattern: /\sset:html=\{([^}'"`]+)\}/, languages: /^Astro$/ },
  {
    what: 'html',
    callee: '| safe',
    pattern: /\{\{-?\s*([^{}|'"]+?)\s*\|(?:[^{}]*\|)?\s*safe\s*-?\}\}/,
    languages: /^(?:HTML|Jinja)$/,
  },
  {
    what: 'html',
    callee: '| raw',
    pattern: /\{\{-?\s*([^{}|'"]+?)\s*\|(?:[^{}]*\|)?\s*raw\s*-?\}\}/,
    languages: /^Twig$/,
  },
  { what: 'html', callee: '{!! !!}', pattern: /\{!!\s*([^{}'"]+?)\s*!!\}/, languages: /^PHP$|^Blade$/ },
  { what: 'html', callee: '<%==', pattern: /<%==\s*([^%'"]+?)\s*%>/, languages: /^HTML\+ERB$/ },
  { what: 'html', callee: 'Html.Raw', pattern: /@Html\.Raw\(\s*([^"')]+)\)/, languages: /^Razor$/ },
];

/** A statement or a command with a variable inside its quotes. */
const UNPARSED: readonly LinePattern[] = [
  {
    what: 'sql',
    callee: 'SqlCommand',
    pattern:
      /\b(?:new\s+\w*Command\(|(?:FromSqlRaw|ExecuteSqlRaw(?:Async)?|CommandText)\b\s*(?:\(|=))\s*(?:\$@?"[^"]*=\s*'?\{([\w.]+)\}|"[^"]*=\s*'?"\s*\+\s*([\w.]+))/,
    languages: /^C#$/,
  },
  {
    what: 'sql',
    callee: 'rawQuery',
    pattern:
      /\.(?:rawQuery|execSQL|executeQuery|executeUpdate|createQuery|createNativeQuery|prepareStatement)\(\s*"[^"]*=\s*'?(?:\$\{?([\w.]+)|"\s*\+\s*([\w.]+))/,
    languages: /^(?:Kotlin|Scala|Groovy)$/,
  },
  {
    what: 'command',
    callee: 'Runtime.exec',
    pattern: /getRuntime\(\)\.exec\(\s*"[^"]*(?:\$\{?([\w.]+)|"\s*\+\s*([\w.]+))/,
    languages: /^(?:Kotlin|Scala|Groovy)$/,
  },
  {
    what: 'command',
    callee: 'Process.Start',
    pattern:
      /Process\.Start\(\s*"(?:cmd(?:\.exe)?|\/bin\/(?:ba)?sh)"\s*,\s*(?:\$"[^"]*\{([\w.]+)\}|"[^"]*"\s*\+\s*([\w.]+))/,
    languages: /^C#$/,
  },
  {
    what: 'deserialization',
    callee: 'BinaryFormatter',
    pattern: /\bnew\s+BinaryFormatter\(\)\s*\.Deserialize\(\s*([\w.]+)/,
    languages: /^C#$/,
  },
];

const CLEAN = /sanitize|purify|escape/i;

export function sinkLines(language: string, text: string): FoundSink[] {
  const patterns = [...SETTINGS, ...MARKUP, ...UNPARSED].filter(({ languages }) => languages.test(language));
  if (patterns.length === 0 || !patterns.some(({ pattern }) => pattern.test(text))) return [];
  const isMarkup = MARKUP.some(({ languages }) => languages.test(language));
  const code = isMarkup ? text : blank(text, language);
  const shown = code.split('\n');
  const lines = text.split('\n');
  return lines.flatMap((source, index) =>
    patterns.flatMap(({ what, callee, pattern }): FoundSink[] => {
      const match = pattern.exec(source);
      if (match === null) return [];
      const start = match.index + match[0].length - match[0].trimStart().length;
      if ((shown[index] ?? '').charAt(start).trim() === '') return [];
      const input = match[1] ?? match[2] ?? null;
      if (input !== null && CLEAN.test(input)) return [];
      const line = index + 1;
      const guarded = what === 'tls' && isOption(lines, index);
      const argument = what === 'tls' ? 'setting' : what === 'html' ? 'variable' : 'built';
      return [{ what, callee, line, end: line, argument, origin: 'unknown', input, from: null, guarded }];
    }),
  );
}

const CONDITION = /^\s*(?:\}\s*)?(?:if|elif|else|elsif|unless|case|switch|match|when)\b|\?\s*[{(]?\s*$/;

/** Whether somebody has to ask for it: it is under a condition, or its name says what it does. */
function isOption(lines: readonly string[], at: number): boolean {
  const own = lines[at] ?? '';
  const around = own.replace(/InsecureSkipVerify/g, '');
  if (/insecure|skip_?verif|self_?signed|\b(?:if|unless)\b|\?\s|&&/i.test(around)) return true;
  let depth = indentOf(own);
  for (let line = at - 1; line >= 0 && depth > 0; line--) {
    const text = lines[line] ?? '';
    if (text.trim() === '' || indentOf(text) >= depth) continue;
    depth = indentOf(text);
    if (CONDITION.test(text)) return true;
    if (/\b(?:function|def|func|fn|class)\b|=>\s*\{?\s*$/.test(text)) return false;
  }
  return false;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
