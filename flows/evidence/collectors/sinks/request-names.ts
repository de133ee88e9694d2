/** Expressions by which code reads what an outsider sent, or what the person who starts a program passed to it. */

/** Anchored: the expression must begin with it, so that `lookUp(req.query.id)` is not the request's own text. */
const REQUEST: Readonly<Record<string, RegExp>> = {
  ECMAScript:
    /^(?:this\.)?(?:(?:req|request|ctx\.request|ctx\.req|c\.req)\.(?:query|params|body|rawBody|headers|cookies|signedCookies|url|originalUrl|path|param|queries|header|json|text|formData|parseBody|files?|hostname|nextUrl\.search)\b|ctx\.(?:query|params|querystring)\b|event\.(?:body|queryStringParameters|pathParameters|headers)\b|context\.payload\.|(?:window\.|document\.)?location\.(?:hash|search|href)\b|document\.(?:referrer|URL)\b|(?:[\w.]+\.)?searchParams\.get(?:All)?\(|newURLSearchParams\((?:window\.)?location\.\w+\)\.get\()/,
  Python:
    /^(?:self\.|flask\.)?request\.(?:args|form|values|json|data|files|cookies|headers|GET|POST|FILES|META|query_params|path_params|get_json|get_data|match_info|params|query|query_string|body|rel_url|full_path)\b/,
  Go: /^(?:(?:r|req|request)\.(?:URL\.Query\(\)|URL\.(?:Path|RawQuery)|FormValue\(|PostFormValue\(|PathValue\(|Header\.Get\(|Form\b|PostForm\b)|mux\.Vars\(|chi\.URLParam\(|(?:c|ctx|context)\.(?:Param|PathParam|Params|Query|QueryParam|DefaultQuery|PostForm|DefaultPostForm|FormValue|GetHeader)\()/,
  Java: /^(?:\w*[rR]eq(?:uest)?)\.(?:getParameter(?:Values)?|getHeader|getQueryString|getPathInfo|getRequestURI)\(/,
  Ruby: /^(?:params\b(?!\.permit)|request\.(?:params|query_string|path|path_info|referer|url|env|body|headers|GET|POST)\b|cookies\[)/,
  PHP: /^(?:file_get_contents\(['"]php:\/\/input|\$_(?:GET|POST|REQUEST|COOKIE|FILES)\b|\$_SERVER\[['"](?:HTTP_\w+|REQUEST_URI|QUERY_STRING|PATH_INFO)|\$(?:this->)?(?:request|req)->(?:get|input|query|post|request|cookies|headers|all|getQueryParams|getParsedBody|getAttribute|getParam|getQueryParam|getHeaderLine|getHeader|header)\b)/,
};

/** Of the people who run the program, who may do as much without it. */
const ARGUMENTS =
  /^(?:process\.argv|sys\.argv|argv|os\.Args|flag\.|ARGV|\$argv|\$_SERVER\[['"]argv|std::env::args|env::args|input\(\)?|args\[\d)/;

/** Methods after which nothing is known of what is left of an input, or only a number or a yes or no. */
const CHANGED =
  /\.(?:replace\w*|gsub!?|sub|delete|tr|length|size|count|map|filter|some|every|indexOf|match\w*|test|includes|to_i|to_f|is[A-Z_]\w*|has\w*|valid\w*|isdigit|isalnum)\b/;

const familyOf = (language: string): string =>
  language === 'JavaScript' || language === 'TypeScript' ? 'ECMAScript' : language;

/** Whether an expression, without white space, is text of a request. */
export function isRequestInput(language: string, expression: string): boolean {
  const pattern = REQUEST[familyOf(language)];
  return pattern?.test(expression) === true && !CHANGED.test(expression);
}

export function isProgramArgument(expression: string): boolean {
  return ARGUMENTS.test(expression) && !CHANGED.test(expression);
}

/** Whether a text speaks of requests at all. */
export function mentionsRequests(text: string): boolean {
  return /\breq(?:uest)?\b|\bctx\b|\bparams\b|\$_(?:GET|POST|REQUEST|COOKIE|FILES|SERVER)|\bc\.(?:Param|Query|PostForm)|location\.|searchParams|payload|@(?:RequestParam|PathVariable|QueryParam|PathParam)|\.route\(|\bevent\.|\br\.(?:URL|FormValue|PathValue|Header)|cookies/.test(
    text,
  );
}
