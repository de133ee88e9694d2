/** Which files may have a sink: parsing takes time, and most files have none. */
import { mentionsRequests } from './request-names.ts';

const STATEMENT = /\b(?:select\b[^;]{1,2000}?\bfrom|insert\s+into|update\s+\S+\s+set|delete\s+from|where\s)/i;

/** Words of which one must be there, whatever the argument is. */
const STRONG: Readonly<Record<string, RegExp>> = {
  ECMAScript:
    /child_process|execa|shelljs|\beval\b|\bFunction\s*\(|\bvm\b|\.(?:inner|outer)HTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML|srcdoc|unserialize|RawUnsafe|createHash|\bset(?:Timeout|Interval)\s*\(\s*['"`]|\$\(|jQuery/,
  Python:
    /os\.(?:system|popen)|subprocess|getoutput|create_subprocess_shell|\beval\(|\bexec\(|render_template_string|Markup|mark_safe|[pP]ickle|\bdill\b|\bmarshal\b|yaml\.|md5\(|sha1\(/,
  Go: /exec\.Command|template\.(?:HTML|JS)|md5\.Sum|sha1\.Sum/,
  Java: /\.exec\(|ProcessBuilder|\.eval(?:uate)?\(|parseExpression|ObjectInputStream|XMLDecoder/,
  Ruby: /\b(?:system|exec|spawn|popen|Open3|eval|ERB|html_safe|raw|Marshal|YAML|Psych|Digest|find_by_sql)\b|`|%x|\.(?:where|order|joins|having|execute)\b/,
  PHP: /\b(?:shell_exec|exec|system|passthru|popen|proc_open|eval|create_function|unserialize|md5|sha1)\b|`/,
  Rust: /Command::new\(\s*"(?:\/bin\/)?(?:sh|bash|cmd)"/,
  C: /\b(?:system|popen)\s*\(/,
};

/** Words that matter only where an outsider's text may reach them. */
const WEAK =
  /readFile|writeFile|Stream\(|sendFile|send_file|download|unlink|readdir|path\.|filepath|File|open\(|Path|redirect|Redirect|sendRedirect|fetch|axios|got|requests\.|httpx|urlopen|http\.(?:get|Get|Post|Head|ServeFile)|\.send\(|\.end\(|\.write|Fprint|WriteString|getWriter|HttpResponse|HTMLResponse|make_response|Template|constantize|_eval|echo|print|header\(|include|require|fopen|file_|newURL|URI|HTTParty|Faraday/;

export function isWorthParsing(language: string, text: string): boolean {
  const family = language === 'JavaScript' || language === 'TypeScript' ? 'ECMAScript' : language;
  const strong = STRONG[family];
  if (strong === undefined) return false;
  const weak = language === 'Python' ? /./ : WEAK;
  return strong.test(text) || STATEMENT.test(text) || (mentionsRequests(text) && weak.test(text));
}
