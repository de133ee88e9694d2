/** Files that programs write, by their paths: a search through them finds much and tells little. */
const SET_ASIDE: readonly RegExp[] = [
  /(^|\/)(node_modules|bower_components|vendor|vendors|vendored|third[-_]?party|Godeps|Pods)\//,
  /(^|\/)(dist|out-tsc|\.next|\.nuxt|coverage|__generated__|generated)\//,
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|[^/]+\.lock|go\.sum)$/,
  /\.min\.(js|css|mjs)$|\.(js|css)\.map$|\.snap$/,
  /\.(pb|pb\.gw|generated|designer)\.(go|ts|js|cs|dart|cc|h)$|(_pb2|_pb2_grpc)\.pyi?$/,
];

/** A line longer than this was written by a program. */
const MINIFIED_LINE = 1_000;

export function isSetAside(path: string, line = ''): boolean {
  return line.length > MINIFIED_LINE || SET_ASIDE.some((pattern) => pattern.test(path));
}

export const ALL_FILES = 'also generated, vendored, minified and lock files, which are left out otherwise';
